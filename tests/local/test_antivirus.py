"""The embedded antivirus: which one, with which signatures, and gone with the launcher."""

import os
from pathlib import Path

import pytest

from ami.local.antivirus import EICAR, Antivirus, trouver_clamd
from ami.local.superviseur import Superviseur
from tests.local.test_binaires import faux_programme


def _antivirus(dossier: Path, systeme: Path | None) -> Antivirus:
    binaire = trouver_clamd(os.environ)
    assert binaire, "installez le paquet clamav-daemon"
    return Antivirus(dossier / "antivirus", dossier / "sockets", binaire, dict(os.environ), systeme=systeme)


def test_clamd_du_chemin_avant_celui_du_systeme(tmp_path: Path) -> None:
    chemin = faux_programme(tmp_path, "clamd", "ClamAV 1.4.6")
    assert trouver_clamd({"PATH": str(tmp_path)}) == chemin


@pytest.mark.parametrize(
    ("fichiers", "attendu"),
    [([], True), (["freshclam.dat"], True), (["main.cvd"], False), (["daily.cld"], False)],
)
def test_les_signatures_du_systeme_servent_quand_il_y_en_a(
    tmp_path: Path, fichiers: list[str], *, attendu: bool
) -> None:
    for nom in fichiers:
        (tmp_path / nom).touch()
    assert _antivirus(tmp_path, tmp_path).de_demonstration is attendu
    assert _antivirus(tmp_path, tmp_path / "absent").de_demonstration is True


def test_un_clamd_nait_hors_ligne_repond_et_meurt(tmp_path: Path) -> None:
    superviseur = Superviseur(tmp_path, bavard=False)
    antivirus = _antivirus(tmp_path, None)
    assert not antivirus.repond()
    antivirus.demarrer(superviseur)
    try:
        superviseur.attendre(antivirus.repond, delai=20, quoi="Le démarrage de clamd")
        assert antivirus.url == f"unix:{antivirus.socket}"
        assert antivirus.socket.stat().st_mode & 0o777 == 0o600
    finally:
        superviseur.arreter(patience=5)
    assert not antivirus.repond()


def test_le_fichier_d_essai_n_est_pas_ecrit_en_clair_dans_le_code() -> None:
    assert len(bytes.fromhex(EICAR)) == 68
    assert bytes.fromhex(EICAR).startswith(b"X5O!P%@AP")
