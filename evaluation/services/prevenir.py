"""Telling évaluateurs what they have to read: dossiers just given to them, a new version of one they have scored."""

from collections.abc import Iterable
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import F, Q

from ami.commun.taches import reveiller
from ami.notifications.services import mettre_en_file
from ami.notifications.tasks import envoyer_courriels
from candidatures.permissions import est_juge_et_partie
from candidatures.services.verrous import verrouiller_la_vague_de
from candidatures.version_deposee.depots import contenu_de
from candidatures.version_deposee.differences import differences
from evaluation import emails
from evaluation.models import Evaluation
from evaluation.states import EtatEvaluation
from vagues.models import Vague
from vagues.states import EtatVague

# A batch is told by whoever made it; what was interrupted before is told by beat, once none can be under way.
LOT_INTERROMPU = timedelta(minutes=5)


def affectations_oubliees(maintenant: datetime) -> list[tuple[int, int]]:
    """Waves and évaluateurs of readings that nobody was told of."""
    oubliees = Evaluation.objects.en_cours().filter(
        etat=EtatEvaluation.A_FAIRE, annoncee_le__isnull=True, cree_le__lt=maintenant - LOT_INTERROMPU
    )
    return sorted(set(oubliees.values_list("candidature__vague", "evaluateur")))


@transaction.atomic(durable=True)
def annoncer_les_affectations(*, vague_id: int, evaluateur_id: int, maintenant: datetime) -> int:
    """One mail for all that this évaluateur was given since the last one. Locks the wave, then the readings. Return how many."""
    vague = Vague.objects.select_related("appel").verrouiller(pk=vague_id)
    nouvelles = list(
        Evaluation.objects.filter(
            candidature__vague=vague,
            evaluateur=evaluateur_id,
            etat=EtatEvaluation.A_FAIRE,
            annoncee_le__isnull=True,
        )
        .select_related("candidature", "evaluateur")
        .select_for_update(of=("self",), no_key=True)
        .order_by("pk")
    )
    if nouvelles:
        Evaluation.objects.filter(pk__in=[lue.pk for lue in nouvelles]).update(annoncee_le=maintenant)
        mettre_en_file(emails.affectations(vague, nouvelles), maintenant=maintenant)
        reveiller(envoyer_courriels)
    return len(nouvelles)


def evaluations_a_prevenir() -> Iterable[int]:
    """Readings handed in on a version that another has followed, whose évaluateur was not told of it."""
    pas_dites = Q(version_annoncee__isnull=True) | Q(version_annoncee__lt=F("derniere_version"))
    return (
        Evaluation.objects.en_cours()
        .depassees()
        .filter(pas_dites)
        .order_by("pk")
        .values_list("pk", flat=True)
    )


@transaction.atomic(durable=True)
def prevenir_d_une_nouvelle_version(*, evaluation_id: int, maintenant: datetime) -> bool:
    """Tell one évaluateur, with what has changed. Locks the wave, then the reading. Say whether there was something to tell."""
    candidature_id = Evaluation.objects.values_list("candidature_id", flat=True).get(pk=evaluation_id)
    vague = verrouiller_la_vague_de(candidature_id)
    evaluation = (
        Evaluation.objects.select_related("candidature", "evaluateur")
        .select_for_update(of=("self",), no_key=True)
        .get(pk=evaluation_id)
    )
    depot = evaluation.candidature.depots.latest("version")
    deja = evaluation.version_annoncee or 0
    if (
        vague.etat != EtatVague.CLOSE
        or not evaluation.est_depassee_par(depot.version)
        or deja >= depot.version
    ):
        return False
    evaluation.version_annoncee = depot.version
    evaluation.save(update_fields=["version_annoncee"])
    if est_juge_et_partie(evaluation.evaluateur, evaluation.candidature):
        return False
    evaluation.candidature.vague = vague
    avant = evaluation.candidature.depots.get(version=evaluation.version_lue or 1)
    changees = differences(contenu_de(avant), contenu_de(depot))
    libelles = list(dict.fromkeys(f"{changee.section} – {changee.libelle}" for changee in changees))
    mettre_en_file(emails.nouvelle_version(evaluation, depot.version, libelles), maintenant=maintenant)
    reveiller(envoyer_courriels)
    return True
