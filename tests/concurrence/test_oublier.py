"""A file forgotten while somebody attaches it, or while it is analysed."""

from collections.abc import Callable
from functools import partial
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from ami.fichiers.models import Fichier
from ami.fichiers.services import analyse
from candidatures.models import Candidature, Piece
from candidatures.services.oublier import AGE_MIN, oublier_fichier
from tests.concurrence.outils import apres_le_verrou, ensemble
from tests.fabriques import PENDANT, FichierFactory, PieceFactory
from tests.scenarios import brouillon_complet, vague_ouverte

LE_LENDEMAIN = PENDANT + AGE_MIN


@pytest.fixture
def dossier() -> Candidature:
    return brouillon_complet(vague_ouverte())


def _oublier(fichier: Fichier) -> Callable[[], None]:
    return partial(oublier_fichier, fichier_id=fichier.pk, maintenant=LE_LENDEMAIN)


def test_un_fichier_joint_pendant_que_l_oubli_attend_son_verrou_reste(dossier: Candidature) -> None:
    fichier = FichierFactory()
    apres_le_verrou(
        tenir=lambda: Fichier.objects.select_for_update().get(pk=fichier.pk),
        entretemps=partial(PieceFactory, candidature=dossier, fichier=fichier),
        acte=_oublier(fichier),
    )
    assert Piece.objects.filter(fichier=fichier).count() == 1


def test_un_fichier_oublie_pendant_qu_on_le_joint_ne_laisse_pas_de_piece_sans_fichier(
    dossier: Candidature,
) -> None:
    """No service attaches a file of the day before; were it done, the base would refuse the piece."""
    fichier = FichierFactory()
    avant = dossier.pieces.count()

    @transaction.atomic
    def joindre_pendant_l_oubli() -> None:
        PieceFactory(candidature=dossier, fichier=fichier)
        assert ensemble(_oublier(fichier)) == [None]

    with pytest.raises(IntegrityError):
        joindre_pendant_l_oubli()
    assert dossier.pieces.count() == avant
    assert not Fichier.objects.filter(pk=fichier.pk).exists()


def test_le_verdict_d_un_fichier_oublie_est_sans_effet() -> None:
    fichier = FichierFactory(etat="recu", empreinte_servie="", taille_servie=None)
    pris = analyse.FICHIERS.prendre(maintenant=LE_LENDEMAIN)
    assert pris == fichier
    oublier_fichier(fichier_id=fichier.pk, maintenant=LE_LENDEMAIN)
    commun: dict[str, Any] = {"fichier_id": fichier.pk, "prise": 1, "maintenant": LE_LENDEMAIN}
    analyse.declarer_sain(**commun, empreinte_servie="a" * 64, taille_servie=1)
    analyse.refuser(**commun, motif="Non.")
    for compte in (True, False):
        analyse.FICHIERS.rendre(fichier.pk, 1, maintenant=LE_LENDEMAIN, compte=compte)
    assert not Fichier.objects.filter(pk=fichier.pk).exists()
