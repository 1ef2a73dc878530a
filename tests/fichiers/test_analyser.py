"""From the reception to a verdict, with a real clamd and a real child process."""

import errno
import hashlib
import os
import shutil
import time
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
import time_machine
from django.utils import timezone

from ami.comptes.models import Utilisateur
from ami.fichiers import bac, stockage
from ami.fichiers.models import Fichier
from ami.fichiers.nettoyage.refus import Raison
from ami.fichiers.services import analyse, analyser_les_recus, empreinte_stockee
from ami.fichiers.states import EtatFichier
from ami.fichiers.tasks import analyser_fichiers
from ami.journal.models import Entree
from tests.fichiers.conftest import contenu_du_stockage
from tests.fichiers.fabrication import (
    EICAR,
    GENRES,
    RECU_LE,
    archive,
    deposer,
    ecrire_pdf,
    honnete,
    odf,
    ooxml,
    piece,
)
from tests.fichiers.inertie import verifier
from tests.fichiers.signature import signer

SECONDE, MINUTE = timedelta(seconds=1), timedelta(minutes=1)
LENT_A_MOURIR = "import os, signal; os.kill(os.getpid(), signal.SIGKILL)"


def _relu(fichier: Fichier) -> Fichier:
    return Fichier.objects.get(pk=fichier.pk)


@pytest.mark.usefixtures("antivirus")
@pytest.mark.parametrize("genre", GENRES)
def test_analyser_un_fichier_honnete_donne_une_copie_a_servir(personne: Utilisateur, genre: str) -> None:
    fichier = deposer(personne, f"a.{genre}", honnete(genre))
    assert analyser_les_recus() == (1, 0)
    relu = _relu(fichier)
    assert (relu.etat, relu.motif, relu.empreinte) == (EtatFichier.SAIN, "", fichier.empreinte)
    with stockage.lire(relu.cle_servie) as flux:
        copie = flux.read()
    assert (len(copie), hashlib.sha256(copie).hexdigest()) == (relu.taille_servie, relu.empreinte_servie)
    verifier(genre, copie)
    assert empreinte_stockee(relu) == fichier.empreinte
    assert analyser_les_recus() == (0, 0)


@pytest.mark.usefixtures("antivirus")
def test_analyser_ecrit_le_verdict_au_journal(personne: Utilisateur) -> None:
    sain = deposer(personne, "a.pdf", honnete("pdf"))
    refuse = deposer(personne, "b.pdf", piece("tronque.pdf"))
    analyser_fichiers()
    lignes = Entree.objects.filter(objet_type="fichier").order_by("acte")
    assert list(lignes.values_list("objet_id", "acte", "de", "vers", "motif")) == [
        (str(refuse.pk), "fichier refusé", "en_analyse", "refuse", Raison.INCOMPLET.value),
        (str(sain.pk), "fichier vérifié", "en_analyse", "sain", ""),
    ]
    assert lignes[1].donnees["empreinte"] == sain.empreinte


@pytest.mark.usefixtures("antivirus")
def test_ce_que_la_copie_n_a_plus_est_garde_et_journalise(personne: Utilisateur) -> None:
    brut = ecrire_pdf(signer)
    fichier = deposer(personne, "a.pdf", brut)
    analyser_les_recus()
    relu = _relu(fichier)
    assert (relu.etat, relu.retraits) == (EtatFichier.SAIN, ["signature"])
    assert Entree.objects.get(objet_id=str(fichier.pk)).donnees["retraits"] == ["signature"]
    with stockage.lire(relu.cle_originale) as original:
        assert original.read() == brut
    assert empreinte_stockee(relu) == relu.empreinte


INFECTES = {
    "pdf": ("a.pdf", piece("valide_1_page.pdf") + EICAR),
    "docx": ("a.docx", ooxml("docx", {"word/media/image1.bin": EICAR})),
    "zip dans odt": ("a.odt", odf("odt", {"Pictures/a.zip": archive({"a.com": EICAR})})),
}


@pytest.mark.usefixtures("antivirus")
@pytest.mark.parametrize("cas", INFECTES)
def test_analyser_un_fichier_infecte_efface_ses_octets_et_garde_sa_trace(
    personne: Utilisateur, racine: Path, cas: str
) -> None:
    fichier = deposer(personne, *INFECTES[cas])
    analyser_les_recus()
    relu = _relu(fichier)
    assert (relu.etat, relu.motif) == (EtatFichier.REFUSE, analyse.MOTIF_INFECTE)
    assert relu.signature == "Eicar-Test-Signature.UNOFFICIAL"
    assert relu.empreinte == fichier.empreinte
    assert contenu_du_stockage(racine) == set()


def test_analyser_sans_antivirus_laisse_tout_en_attente(personne: Utilisateur, contenus: Any) -> None:
    deposer(personne, "a.pdf", honnete("pdf"))
    avant = contenus()
    assert analyser_les_recus() == (0, 0)
    assert contenus() == avant


def test_analyser_antivirus_arrete_puis_revenu(personne: Utilisateur, settings: Any, clamd: str) -> None:
    fichier = deposer(personne, "a.pdf", honnete("pdf"))
    settings.AMI_CLAMD = "tcp://127.0.0.1:9"
    assert analyser_les_recus() == (0, 0)
    assert (_relu(fichier).etat, _relu(fichier).tentatives) == ("recu", 0)
    settings.AMI_CLAMD = clamd
    assert analyser_les_recus() == (1, 0)
    assert _relu(fichier).etat == EtatFichier.SAIN


@pytest.mark.usefixtures("antivirus")
def test_analyser_stockage_en_panne_attend_sans_compter(personne: Utilisateur, racine: Path) -> None:
    fichier = deposer(personne, "a.pdf", honnete("pdf"))
    original = racine / fichier.cle_originale
    contenu = original.read_bytes()
    original.unlink()
    original.mkdir()  # reading it is an error of the disk, not an absence
    with time_machine.travel(RECU_LE + 4 * MINUTE, tick=False):
        assert analyser_les_recus() == (0, 1)
    relu = _relu(fichier)
    assert (relu.etat, relu.tentatives, relu.prochain_essai_le) == ("recu", 0, RECU_LE + 5 * MINUTE)
    original.rmdir()
    original.write_bytes(contenu)
    with time_machine.travel(RECU_LE + 5 * MINUTE, tick=False):
        assert analyser_les_recus() == (1, 0)
    assert _relu(fichier).etat == EtatFichier.SAIN


@pytest.mark.usefixtures("antivirus")
def test_analyser_un_contenu_perdu_refuse_avec_une_phrase(personne: Utilisateur, racine: Path) -> None:
    fichier = deposer(personne, "a.pdf", honnete("pdf"))
    (racine / fichier.cle_originale).unlink()
    analyser_les_recus()
    assert (_relu(fichier).etat, _relu(fichier).motif) == ("refuse", analyse.MOTIF_PERDU)


def remplacer_le_nettoyeur(monkeypatch: pytest.MonkeyPatch, dossier: Path, geste: str) -> None:
    """Run ``geste`` in the child in place of the cleaning, for one second at most."""
    (dossier / "autre_nettoyeur.py").write_text(f"def main() -> int:\n    {geste}\n    return 0\n")
    programme = replace(bac.NETTOYEUR, dossier=dossier, module="autre_nettoyeur", delai=1)
    monkeypatch.setattr(bac, "NETTOYEUR", programme)


@pytest.mark.usefixtures("antivirus")
@pytest.mark.parametrize("mort", ["tué", "sans fin"])
def test_analyser_un_fichier_qui_tue_trois_nettoyeurs_est_refuse(
    personne: Utilisateur, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, mort: str
) -> None:
    remplacer_le_nettoyeur(
        monkeypatch, tmp_path, LENT_A_MOURIR if mort == "tué" else "import time; time.sleep(60)"
    )
    fichier = deposer(personne, "a.pdf", honnete("pdf"))
    for tour in range(1, 4):
        with time_machine.travel(RECU_LE + tour * MINUTE, tick=True):
            assert analyser_les_recus() == (1, 0)
            relu = _relu(fichier)
            assert (relu.etat, relu.tentatives) == ("recu", tour)
            assert analyser_les_recus() == (0, 0), "rendu, il attend"
    with time_machine.travel(RECU_LE + 4 * MINUTE, tick=True):
        analyser_les_recus()
    assert (_relu(fichier).etat, _relu(fichier).motif) == ("refuse", analyse.MOTIF_FATAL)


@pytest.mark.usefixtures("antivirus")
def test_analyser_un_fichier_qui_demande_trop_de_travail_est_refuse_aussitot(
    personne: Utilisateur, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The time of work is the file's own, however slow the machine: it would be the same the next time."""
    monkeypatch.setattr(bac, "NETTOYEUR", replace(bac.NETTOYEUR, processeur=2))
    peuple = b"/X [" + b"<</S/P/A<<>>>>" * 200_000 + b"] /PageMode"
    fichier = deposer(personne, "a.pdf", piece("valide_1_page.pdf").replace(b"/PageMode", peuple))
    assert analyser_les_recus() == (1, 0)
    relu = _relu(fichier)
    assert (relu.etat, relu.tentatives, relu.motif) == ("refuse", 1, Raison.TROP_LONG.value)


def test_prendre_un_fichier_deja_essaye_apres_ceux_qui_ne_l_ont_jamais_ete(personne: Utilisateur) -> None:
    premier = deposer(personne, "a.pdf", honnete("pdf"))
    pris = analyse.FICHIERS.prendre(maintenant=RECU_LE)
    assert pris == premier
    analyse.FICHIERS.rendre(premier.pk, 1, maintenant=RECU_LE, compte=True)
    second = deposer(personne, "b.pdf", honnete("pdf"))
    Fichier.objects.filter(pk=second.pk).update(recu_le=RECU_LE + MINUTE)
    tour = [analyse.FICHIERS.prendre(maintenant=RECU_LE + 2 * MINUTE) for _ in range(2)]
    assert tour == [second, premier]


@pytest.mark.usefixtures("antivirus")
@pytest.mark.parametrize("amorce", ["import absent", "raise SystemExit(75)"])
def test_analyser_un_nettoyeur_qui_ne_demarre_pas_n_accuse_aucun_fichier(
    personne: Utilisateur, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, amorce: str
) -> None:
    fichier = deposer(personne, "a.pdf", honnete("pdf"))
    with monkeypatch.context() as panne:
        remplacer_le_nettoyeur(panne, tmp_path, amorce)
        assert analyser_les_recus() == (0, 1)
    assert (_relu(fichier).etat, _relu(fichier).tentatives) == ("recu", 0)


@pytest.mark.usefixtures("antivirus")
def test_analyser_disque_plein_pendant_le_nettoyage_attend(
    personne: Utilisateur, monkeypatch: pytest.MonkeyPatch, racine: Path
) -> None:
    def plein(*_arguments: object) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    fichier = deposer(personne, "a.pdf", honnete("pdf"))
    with monkeypatch.context() as panne:
        panne.setattr(shutil, "copyfileobj", plein)
        assert analyser_les_recus() == (0, 1)
    assert (_relu(fichier).etat, _relu(fichier).tentatives) == ("recu", 0)
    assert contenu_du_stockage(racine) == {fichier.cle_originale}


def test_prendre_un_fichier_dont_l_ouvrier_est_mort(personne: Utilisateur) -> None:
    fichier = deposer(personne, "a.pdf", honnete("pdf"))
    assert (pris := analyse.FICHIERS.prendre(maintenant=RECU_LE))
    assert (pris.pk, pris.etat, pris.tentatives) == (fichier.pk, "en_analyse", 1)
    assert analyse.FICHIERS.prendre(maintenant=RECU_LE + analyse.FICHIERS.bail - SECONDE) is None
    repris = analyse.FICHIERS.prendre(maintenant=RECU_LE + analyse.FICHIERS.bail)
    assert repris
    assert (repris.pk, repris.tentatives) == (fichier.pk, 2)


def test_un_verdict_rendu_trop_tard_est_sans_effet(personne: Utilisateur, contenus: Any) -> None:
    """The first worker was slower than its claim: the second one decides."""
    deposer(personne, "a.pdf", honnete("pdf"))
    lent = analyse.FICHIERS.prendre(maintenant=RECU_LE)
    analyse.FICHIERS.prendre(maintenant=RECU_LE + analyse.FICHIERS.bail)
    assert lent
    avant = contenus()
    commun: dict[str, Any] = {"fichier_id": lent.pk, "prise": 1, "maintenant": timezone.now()}
    analyse.declarer_sain(**commun, empreinte_servie="a" * 64, taille_servie=1)
    analyse.refuser(**commun, motif="Non.")
    for compte in (True, False):
        analyse.FICHIERS.rendre(lent.pk, 1, maintenant=timezone.now(), compte=compte)
    assert contenus() == avant


@pytest.mark.parametrize(
    ("attente", "delai"),
    [(0, 30), (60, 30), (240, 60), (2400, 600), (1_000_000, 600)],
)
def test_delai_avant_reprise_croit_jusqu_a_dix_minutes(attente: int, delai: int) -> None:
    assert analyse.FICHIERS.delai_de_retour(attente * SECONDE) == delai * SECONDE


@pytest.mark.usefixtures("antivirus")
def test_analyser_une_faute_de_notre_part_n_arrete_pas_les_autres(
    personne: Utilisateur, monkeypatch: pytest.MonkeyPatch
) -> None:
    fautif = deposer(personne, "a.pdf", honnete("pdf"))
    autre = deposer(personne, "b.png", honnete("png"))
    vrai = analyse.copie_propre

    def faute(genre: str, original: Any) -> Any:
        if genre == "pdf":
            raise KeyError(genre)
        return vrai(genre, original)

    monkeypatch.setattr(analyse, "copie_propre", faute)
    assert analyser_les_recus() == (1, 1)
    assert (_relu(fautif).etat, _relu(autre).etat) == ("en_analyse", "sain")


def test_les_restes_d_un_ouvrier_tue_sont_effaces_une_heure_apres(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(bac, "gettempdir", lambda: str(tmp_path))
    for nom, age in (("ami-fichier-vieux", 3700), ("ami-fichier-neuf", 3500), ("autre", 9999)):
        (tmp_path / nom).mkdir()
        (tmp_path / nom / "source").touch()
        os.utime(tmp_path / nom, (time.time() - age,) * 2)
    analyser_les_recus()
    assert {chemin.name for chemin in tmp_path.iterdir()} == {"ami-fichier-neuf", "autre"}
