"""Who may run the selection, and who may open a dossier to judge it."""

import pytest

from ami.comptes.models import Attribution, Role
from evaluation.permissions import (
    lit_deja_les_dossiers,
    peut_lire_le_dossier,
    peut_preparer_l_evaluation,
)
from evaluation.selection.permissions import peut_mener_la_selection
from evaluation.states import EtatEvaluation
from tests.evaluation.dossiers import lecture
from tests.fabriques import APRES, CandidatureFactory, UtilisateurFactory
from tests.scenarios import agent

pytestmark = pytest.mark.django_db
TOUS = pytest.mark.parametrize("role", [None, *Role.values])


@TOUS
def test_seul_un_administrateur_mene_la_selection(role: str | None) -> None:
    compte = agent(role) if role else UtilisateurFactory()
    peut = (peut_preparer_l_evaluation(compte), peut_mener_la_selection(compte))
    assert peut == (role == Role.ADMINISTRATEUR,) * 2


@TOUS
def test_qui_ouvre_les_dossiers_a_un_autre_titre(role: str | None) -> None:
    compte = agent(role) if role else UtilisateurFactory()
    autres = {Role.INSTRUCTEUR, Role.REFERENT, Role.ADMINISTRATEUR}
    assert lit_deja_les_dossiers(compte) is (role in autres)


def test_un_evaluateur_qui_est_aussi_instructeur_les_ouvre_deja() -> None:
    compte = agent()
    Attribution.objects.create(utilisateur=compte, role=Role.INSTRUCTEUR)
    assert lit_deja_les_dossiers(compte)


@pytest.mark.parametrize(
    ("etat", "declaree", "lisible"),
    [
        (EtatEvaluation.A_FAIRE, False, False),
        (EtatEvaluation.A_FAIRE, True, True),
        (EtatEvaluation.BROUILLON, True, True),
        (EtatEvaluation.REMISE, True, True),
        (EtatEvaluation.DEPORT, False, False),
        (EtatEvaluation.DEPORT, True, False),
    ],
)
def test_un_dossier_se_lit_apres_la_declaration_et_jamais_apres_un_deport(
    etat: str, declaree: bool, lisible: bool
) -> None:
    lecteur = agent()
    evaluation = lecture(
        CandidatureFactory(), etat, evaluateur=lecteur, declaree_le=APRES if declaree else None
    )
    assert peut_lire_le_dossier(lecteur, evaluation) is lisible


@pytest.mark.parametrize("role", [r for r in Role.values if r != Role.EVALUATEUR])
def test_sans_le_role_d_evaluateur_on_ne_lit_plus(role: str) -> None:
    """A reading stays; the role that opened it was taken back."""
    ancien = agent(role)
    evaluation = lecture(CandidatureFactory(), "remise", evaluateur=ancien)
    assert not peut_lire_le_dossier(ancien, evaluation)


def test_la_lecture_d_un_collegue_ne_s_ouvre_pas() -> None:
    dossier, moi = CandidatureFactory(), agent()
    lecture(dossier, "remise", evaluateur=moi)
    assert not peut_lire_le_dossier(moi, lecture(dossier, "remise", evaluateur=agent()))
