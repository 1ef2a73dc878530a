"""A real worker killed while a file is being cleaned: the child dies with it, the file gets its verdict later."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pikepdf
import pytest
from django.utils import timezone

from ami.comptes.models import Utilisateur
from ami.fichiers.models import Fichier
from ami.fichiers.tasks import analyser_fichiers
from tests.attente import attendre
from tests.fabriques import UtilisateurFactory
from tests.fichiers.fabrication import action, deposer, ecrire_pdf
from tests.local.processus import Empreinte, descendants
from tests.pannes.outils import Ouvrier

pytestmark = [pytest.mark.lent, pytest.mark.usefixtures("transactional_db"), pytest.mark.enable_socket]


@pytest.fixture
def ouvrier(tmp_path: Path, racine: Path, clamd: str) -> Iterator[Ouvrier]:
    processus = Ouvrier(tmp_path / "worker.log", AMI_CLAMD=clamd, AMI_STOCKAGE=racine.as_uri())
    yield processus
    processus.tuer()


def _long_a_nettoyer() -> bytes:
    """Honest, and some seconds of work."""

    def multiplier(document: pikepdf.Pdf) -> None:
        objets = [document.make_indirect(action(A=rang)) for rang in range(150_000)]
        document.Root.PieceInfo = document.make_indirect(pikepdf.Array(objets))

    return ecrire_pdf(multiplier, object_stream_mode=pikepdf.ObjectStreamMode.generate)


def _nettoyeurs(ouvrier: Ouvrier) -> list[Empreinte]:
    assert ouvrier.popen
    return [enfant for enfant in descendants(ouvrier.popen.pid) if "nettoyage.enfant" in enfant.commande]


def test_ouvrier_tue_pendant_un_nettoyage(ouvrier: Ouvrier) -> None:
    personne: Utilisateur = UtilisateurFactory()
    fichier = deposer(personne, "a.pdf", _long_a_nettoyer())
    ouvrier.pret()
    analyser_fichiers.delay()
    nettoyeurs = attendre(lambda: _nettoyeurs(ouvrier), quoi="le nettoyage")
    ouvrier.tuer()
    attendre(lambda: not any(enfant.vit() for enfant in nettoyeurs), delai=5, quoi="la mort de l’enfant")
    fichier.refresh_from_db()
    assert (fichier.etat, fichier.tentatives) == ("en_analyse", 1)
    assert timezone.now() < fichier.prochain_essai_le < timezone.now() + timedelta(minutes=5)

    Fichier.objects.update(prochain_essai_le=timezone.now())
    ouvrier.pret()
    analyser_fichiers.delay()
    attendre(lambda: Fichier.objects.filter(etat="sain", tentatives=2).exists(), delai=60, quoi="le verdict")
