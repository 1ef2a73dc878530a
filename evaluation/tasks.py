"""What goes on by itself around readings: telling évaluateurs what they have to read."""

from celery import shared_task
from django.utils import timezone

from ami.commun.taches import pour_chacun
from evaluation.services.prevenir import (
    affectations_oubliees,
    annoncer_les_affectations,
    evaluations_a_prevenir,
    prevenir_d_une_nouvelle_version,
)


@shared_task
def annoncer_affectations_oubliees() -> None:
    maintenant = timezone.now()
    pour_chacun(
        affectations_oubliees(maintenant),
        lambda cle: annoncer_les_affectations(vague_id=cle[0], evaluateur_id=cle[1], maintenant=maintenant),
        "affectations annoncées",
    )


@shared_task
def prevenir_des_nouvelles_versions() -> None:
    maintenant = timezone.now()
    pour_chacun(
        evaluations_a_prevenir(),
        lambda pk: prevenir_d_une_nouvelle_version(evaluation_id=pk, maintenant=maintenant),
        "évaluateurs prévenus d’une nouvelle version",
    )
