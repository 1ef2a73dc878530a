"""Five hundred hostile uploads: each refused with a sentence, or served as a copy that can do nothing."""

from pathlib import Path

import pytest

from ami.comptes.models import Utilisateur
from ami.fichiers import stockage
from ami.fichiers.erreurs import FichierRefuse
from ami.fichiers.models import Fichier
from ami.fichiers.services import analyse, analyser_les_recus
from tests.fichiers import hostiles
from tests.fichiers.conftest import contenu_du_stockage
from tests.fichiers.fabrication import deposer
from tests.fichiers.inertie import verifier

ECHANTILLON = 60


def _envoyer(personne: Utilisateur, envois: list[hostiles.Envoi]) -> tuple[dict[str, Fichier], int]:
    """Receive them all; return those that were taken, by what they are, and how many were refused at once."""
    recus: dict[str, Fichier] = {}
    refuses = 0
    for cas, nom, contenu in envois:
        try:
            recus[cas] = deposer(personne, nom, contenu)
        except FichierRefuse as refus:
            refuses += 1
            phrase = refus.message
        else:
            continue
        assert phrase.startswith("«"), cas
        assert phrase.endswith("."), cas
    return recus, refuses


def _juger(recus: dict[str, Fichier]) -> dict[str, int]:
    """Every file has its verdict; what is served is inert."""
    par_pk = {fichier.pk: cas for cas, fichier in recus.items()}
    compte = {"sain": 0, "refuse": 0}
    for fichier in Fichier.objects.all():
        cas = par_pk[fichier.pk]
        assert fichier.etat in compte, f"{cas} : {fichier.etat}"
        compte[fichier.etat] += 1
        if fichier.etat == "refuse":
            assert fichier.motif != analyse.MOTIF_FATAL, cas
            assert "infecté" not in cas or fichier.signature, cas
            continue
        assert "infecté" not in cas, cas
        with stockage.lire(fichier.cle_servie) as flux:
            try:
                verifier(fichier.genre, flux.read())
            except AssertionError as faute:
                raise AssertionError(f"{cas} : {faute}") from faute
    return compte


def _eprouver(personne: Utilisateur, racine: Path, envois: list[hostiles.Envoi]) -> dict[str, int]:
    recus, refuses = _envoyer(personne, envois)
    while analyser_les_recus() != (0, 0):
        continue
    compte = _juger(recus)
    assert compte["sain"] + compte["refuse"] + refuses == len(envois)
    assert min(compte["sain"], compte["refuse"], refuses) >= len(envois) // 20, "each way out is taken"
    servis = {cle for cle in contenu_du_stockage(racine) if cle.startswith("servis/")}
    assert len(servis) == compte["sain"]
    return compte


@pytest.mark.lent
@pytest.mark.usefixtures("antivirus")
def test_soixante_envois_hostiles(personne: Utilisateur, racine: Path) -> None:
    """One of each kind, spread over the whole list."""
    tous = hostiles.envois()
    _eprouver(personne, racine, tous[:: len(tous) // ECHANTILLON])


@pytest.mark.lent
@pytest.mark.usefixtures("antivirus")
def test_cinq_cents_envois_hostiles(personne: Utilisateur, racine: Path) -> None:
    tous = hostiles.envois()
    assert len(tous) == hostiles.NOMBRE
    assert len({cas for cas, _, _ in tous}) == hostiles.NOMBRE
    _eprouver(personne, racine, tous)
