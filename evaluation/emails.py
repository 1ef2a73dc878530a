"""Mails to évaluateurs: each function builds outbox lines and sends nothing. Nothing of a dossier but its number."""

from collections.abc import Sequence

from ami.notifications.redaction import Message, lien, rediger
from candidatures.emails.construction import ecrire, vers
from evaluation.models import Evaluation
from vagues.models import Vague


def affectations(vague: Vague, evaluations: Sequence[Evaluation]) -> list[Message]:
    """N09: one digest of what one évaluateur has just been given in a wave."""
    premiere = evaluations[0]
    contexte = {
        "vague": vague,
        "appel": vague.appel,
        "numeros": [evaluation.candidature.numero for evaluation in evaluations],
        "lien": lien("evaluation:file"),
    }
    return rediger(
        cle=f"affectation:{premiere.pk}",
        modele="affectation",
        a_qui=[vers(premiere.evaluateur)],
        contexte=contexte,
    )


def nouvelle_version(evaluation: Evaluation, version: int, changements: Sequence[str]) -> list[Message]:
    """To whoever has handed a reading in: the dossier was completed since. Labels of what changed, no answer."""
    return ecrire(
        evaluation.candidature,
        "nouvelle_version",
        [vers(evaluation.evaluateur)],
        cle=f"nouvelle-version:{evaluation.pk}:{version}",
        page="evaluation:evaluer",
        version=version,
        lue=evaluation.version_lue,
        changements=changements,
    )
