"""How each named constraint of ``evaluation`` is broken (see ``contraintes``)."""

from datetime import UTC, datetime
from typing import Any

from evaluation.models import Critere, Evaluation, Note, Synthese
from evaluation.selection.models import Decision, Publication
from tests.commun.contraintes import EMPREINTE, enfreint
from tests.fabriques import (
    PENDANT,
    CandidatureFactory,
    CritereFactory,
    EvaluationFactory,
    UtilisateurFactory,
    VagueFactory,
)


@enfreint("critere_ordre_unique", "critere_code_unique")
def _(nom: str) -> None:
    champs = {"ordre": 1} if "ordre" in nom else {"code": "partenariat"}
    CritereFactory.create_batch(2, **champs)


@enfreint("critere_poids_positif")
def _() -> Critere:
    return CritereFactory(poids=0)


_EVALUATIONS_FAUSSES: dict[str, dict[str, Any]] = {
    "evaluation_declaration_avant_lecture": {"etat": "brouillon"},
    "evaluation_remise_datee": {"etat": "remise", "declaree_le": PENDANT, "version_lue": 1},
    "evaluation_remise_sur_une_version": {"etat": "remise", "declaree_le": PENDANT, "remise_le": PENDANT},
    "evaluation_deport_motive": {"etat": "deport"},
}


@enfreint(*_EVALUATIONS_FAUSSES)
def _(nom: str) -> Evaluation:
    return EvaluationFactory(**_EVALUATIONS_FAUSSES[nom])


@enfreint("evaluation_unique")
def _() -> None:
    premiere = EvaluationFactory()
    EvaluationFactory(candidature=premiere.candidature, evaluateur=premiere.evaluateur)


_NOTES_FAUSSES: dict[str, dict[str, Any]] = {
    "note_de_0_a_5": {"valeur": 6},
    "note_ou_abstention": {"valeur": 3, "ne_se_prononce_pas": True},
}


@enfreint(*_NOTES_FAUSSES)
def _(nom: str) -> None:
    Note.objects.create(evaluation=EvaluationFactory(), critere=CritereFactory(), **_NOTES_FAUSSES[nom])


@enfreint("note_unique")
def _() -> None:
    evaluation, critere = EvaluationFactory(), CritereFactory()
    for valeur in (1, 2):
        Note.objects.create(evaluation=evaluation, critere=critere, valeur=valeur)


@enfreint("synthese_moyenne_si_evaluations")
def _() -> None:
    Synthese.objects.create(candidature=CandidatureFactory(), evaluations=1)


_DECISIONS_FAUSSES: dict[str, dict[str, Any]] = {
    "decision_laureat_dote": {"sens": "laureate", "motif": "Motif."},
    "decision_motivee": {"sens": "non_retenue", "motif": ""},
}


@enfreint(*_DECISIONS_FAUSSES)
def _(nom: str) -> None:
    Decision.objects.create(
        candidature=CandidatureFactory(), par=UtilisateurFactory(), **_DECISIONS_FAUSSES[nom]
    )


@enfreint("publication_a_deux", "publication_confirmation_datee")
def _(nom: str) -> None:
    seul = UtilisateurFactory()
    champs = {"confirmee_par": seul} if nom == "publication_a_deux" else {}
    Publication.objects.create(
        vague=VagueFactory(),
        demandee_par=seul,
        demandee_le=PENDANT,
        empreinte=EMPREINTE,
        confirmee_le=datetime(2027, 3, 1, tzinfo=UTC),
        **champs,
    )
