"""Each act of the readings in each state of the wave, of the dossier and of the reading itself."""

from collections.abc import Callable
from typing import Any

import pytest

from ami.commun.erreurs import ErreurMetier
from ami.comptes.models import Utilisateur
from ami.journal.models import Entree
from candidatures.models import Candidature
from candidatures.states import EtatCandidature
from evaluation.models import Evaluation
from evaluation.services.affecter import affecter_evaluateur
from evaluation.services.evaluer import (
    declarer_absence_de_conflit,
    enregistrer_evaluation,
    se_deporter,
)
from evaluation.services.grilles import attacher_grille
from evaluation.states import EtatEvaluation
from tests.evaluation.conftest import PLUS_TARD, VagueClose
from tests.evaluation.dossiers import lecture, mettre_a, vague_a_lire
from tests.fabriques import GrilleFactory
from tests.scenarios import administrateur, agent, ecrire_l_etat
from vagues.states import EtatVague

pytestmark = pytest.mark.django_db
Acte = Callable[[], Any]


def affecter(close: VagueClose, _evaluation: Evaluation) -> Acte:
    lecteur, par = agent(), administrateur()
    return lambda: affecter_evaluateur(
        candidature_id=close.dossiers[0].pk, evaluateur=lecteur, par=par, maintenant=PLUS_TARD
    )


def declarer(_close: VagueClose, evaluation: Evaluation) -> Acte:
    return lambda: declarer_absence_de_conflit(
        evaluation_id=evaluation.pk, par=evaluation.evaluateur, maintenant=PLUS_TARD
    )


def noter(close: VagueClose, evaluation: Evaluation, *, remettre: bool = False) -> Acte:
    return lambda: enregistrer_evaluation(
        evaluation_id=evaluation.pk,
        saisies=close.saisies(1, 2, None, 4),
        remettre=remettre,
        par=evaluation.evaluateur,
        maintenant=PLUS_TARD,
    )


def remettre(close: VagueClose, evaluation: Evaluation) -> Acte:
    return noter(close, evaluation, remettre=True)


def se_recuser(_close: VagueClose, evaluation: Evaluation) -> Acte:
    return lambda: se_deporter(
        evaluation_id=evaluation.pk, motif="Un lien.", par=evaluation.evaluateur, maintenant=PLUS_TARD
    )


def choisir_la_grille(close: VagueClose, _evaluation: Evaluation) -> Acte:
    autre, par = GrilleFactory(code="autre"), administrateur()
    return lambda: attacher_grille(vague_id=close.vague.pk, grille=autre, par=par, maintenant=PLUS_TARD)


ACTES = {acte.__name__: acte for acte in (affecter, declarer, noter, remettre, se_recuser)}
SUR_UNE_LECTURE = ("declarer", "noter", "remettre", "se_recuser")
# From each state of a reading, where the act leads; None: refused.
ARRIVEES: dict[str, dict[str, str | None]] = {
    "a_faire": {"declarer": "brouillon", "noter": None, "remettre": None, "se_recuser": "deport"},
    "brouillon": {
        "declarer": "brouillon",
        "noter": "brouillon",
        "remettre": "remise",
        "se_recuser": "deport",
    },
    "remise": {"declarer": "remise", "noter": "remise", "remettre": "remise", "se_recuser": "deport"},
    "deport": dict.fromkeys(SUR_UNE_LECTURE),
}


def tenter(acte: Acte) -> bool:
    try:
        acte()
    except ErreurMetier:
        return False
    return True


@pytest.mark.parametrize("nom", ACTES)
@pytest.mark.parametrize("etat", EtatVague.values)
def test_les_lectures_vivent_de_la_cloture_a_la_deliberation(etat: str, nom: str, contenus: Any) -> None:
    close = vague_a_lire()
    evaluation = lecture(close.dossiers[0])
    mettre_a(close.vague, etat)
    acte = ACTES[nom](close, evaluation)
    avant = contenus()
    assert tenter(acte) is (etat == "close")
    assert (contenus() == avant) is (etat != "close" or nom == "declarer")  # already declared: nothing to do


@pytest.mark.parametrize("etat", EtatVague.values)
def test_une_grille_attachee_ne_change_que_dans_une_vague_programmee(etat: str, contenus: Any) -> None:
    close = vague_a_lire()
    mettre_a(close.vague, etat)
    acte = choisir_la_grille(close, lecture(close.dossiers[0]))
    avant = contenus()
    assert tenter(acte) is (etat == "programmee")
    assert (contenus() == avant) is (etat != "programmee")


@pytest.mark.parametrize("nom", SUR_UNE_LECTURE)
@pytest.mark.parametrize("etat", EtatEvaluation.values)
def test_chaque_acte_mene_ou_la_table_le_dit(etat: str, nom: str, contenus: Any) -> None:
    close = vague_a_lire()
    evaluation = lecture(close.dossiers[0], etat)
    acte = ACTES[nom](close, evaluation)
    arrivee = ARRIVEES[etat][nom]
    avant = contenus()
    assert tenter(acte) is (arrivee is not None)
    evaluation.refresh_from_db()
    assert evaluation.etat == (arrivee or etat)
    if arrivee is None:
        assert contenus() == avant


@pytest.mark.parametrize("etat", EtatCandidature.values)
def test_seul_un_dossier_en_lice_s_affecte(etat: str, contenus: Any) -> None:
    close = vague_a_lire()
    ecrire_l_etat(Candidature.objects.all(), etat)
    lecteur, par = agent(), administrateur()
    avant = contenus()
    reussi = tenter(
        lambda: affecter_evaluateur(
            candidature_id=close.dossiers[0].pk, evaluateur=lecteur, par=par, maintenant=PLUS_TARD
        )
    )
    assert reussi is (etat in {"deposee", "recevable"})
    assert (contenus() == avant) is not reussi


@pytest.mark.parametrize("nom", SUR_UNE_LECTURE)
def test_un_dossier_retire_n_est_plus_evalue(nom: str, contenus: Any) -> None:
    close = vague_a_lire()
    evaluation = lecture(close.dossiers[0])
    ecrire_l_etat(Candidature.objects.all(), "retiree")
    avant = contenus()
    with pytest.raises(ErreurMetier, match="Ce dossier est retiré"):
        ACTES[nom](close, evaluation)()
    assert contenus() == avant


@pytest.mark.parametrize("nom", SUR_UNE_LECTURE)
def test_un_administrateur_n_agit_pas_sur_la_lecture_d_un_evaluateur(nom: str, contenus: Any) -> None:
    close = vague_a_lire()
    evaluation = lecture(close.dossiers[0])
    intrus: Utilisateur = administrateur()
    evaluation.evaluateur = intrus  # in memory only: the act is theirs, the row is not
    avant = contenus()
    with pytest.raises(ErreurMetier, match="ne vous est pas affecté"):
        ACTES[nom](close, evaluation)()
    assert contenus() == avant


def test_la_vie_d_une_lecture_se_relit_dans_son_journal() -> None:
    close = vague_a_lire()
    lecteur, par = agent(), administrateur()
    evaluation = affecter_evaluateur(
        candidature_id=close.dossiers[0].pk, evaluateur=lecteur, par=par, maintenant=PLUS_TARD
    )
    for nom in ("declarer", "noter", "remettre", "remettre", "se_recuser"):
        ACTES[nom](close, evaluation)()
    lignes = Entree.objects.filter(objet_id=str(evaluation.pk)).order_by("rang")
    assert list(lignes.values_list("acte", "de", "vers", "par", "motif")) == [
        ("évaluation affectée", "", "a_faire", par.pk, ""),
        ("absence de conflit déclarée", "a_faire", "brouillon", lecteur.pk, ""),
        ("évaluation remise", "brouillon", "remise", lecteur.pk, ""),
        ("évaluation remise", "remise", "remise", lecteur.pk, ""),
        ("déport", "remise", "deport", lecteur.pk, "Un lien."),
    ]
    assert {ligne.le for ligne in lignes} == {PLUS_TARD}


def test_le_journal_garde_la_trace_des_notes_sans_leur_texte() -> None:
    """The same notes give the same digest, other notes another; no justification enters the journal."""
    close = vague_a_lire()
    evaluation = lecture(close.dossiers[0])
    saisies = (
        close.saisies(1, 2, None, 4),
        close.saisies(1, 2, None, 4),
        close.saisies(1, 2, None, 5),
        close.saisies(1, 2, None, 5, justification="Autre raison."),
    )
    for une in saisies:
        enregistrer_evaluation(
            evaluation_id=evaluation.pk,
            saisies=une,
            remettre=True,
            par=evaluation.evaluateur,
            maintenant=PLUS_TARD,
        )
    traces = [d["notes"] for d in Entree.objects.order_by("rang").values_list("donnees", flat=True)]
    assert [len(trace) for trace in traces] == [64] * 4
    assert [traces.index(trace) for trace in traces] == [0, 0, 2, 3]
    assert "raison" not in str(list(Entree.objects.values()))
