"""What an autosave reads by a statement written once is what the querysets of the house read."""

import pytest

from ami.fichiers.models import Fichier
from ami.fichiers.states import EtatFichier
from candidatures.lectures import en_l_etat
from candidatures.lectures.en_saisie import en_saisie
from candidatures.models import Candidature
from tests.fabriques import PENDANT, UtilisateurFactory

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("sort", ["presente", "retiree", "refusee"])
def test_ce_qui_se_lit_d_un_coup_est_ce_qui_se_lit_ailleurs(sort: str, brouillon: Candidature) -> None:
    piece = brouillon.pieces.get(code="statuts")
    if sort == "retiree":
        brouillon.pieces.filter(pk=piece.pk).update(retiree_le=PENDANT, retiree_par=brouillon.cree_par)
    if sort == "refusee":
        Fichier.objects.filter(pk=piece.fichier_id).update(
            etat=EtatFichier.REFUSE, motif="Infecté.", signature="Eicar"
        )
    lu = en_saisie(brouillon.pk, brouillon.cree_par)
    assert lu is not None
    assert (lu.role, lu.origine, lu.pieces) == ("signataire", None, en_l_etat.pieces(brouillon))
    assert (piece.pk in {lue.id for lue in lu.pieces}) is (sort == "presente")
    assert en_l_etat.cahier_du_volet(lu.volet) == en_l_etat.cahier(brouillon)


def test_le_dossier_d_un_autre_ne_se_lit_pas(brouillon: Candidature) -> None:
    assert en_saisie(brouillon.pk, UtilisateurFactory()) is None
