"""Calendar of the waves, each minute."""

from celery import shared_task
from django.utils import timezone

from ami.commun.taches import pour_chacun
from vagues.models import Vague
from vagues.services import cloturer_vague, ouvrir_vague


@shared_task
def ouvrir_vagues_dues() -> None:
    maintenant = timezone.now()
    pour_chacun(
        Vague.objects.a_ouvrir(maintenant).values_list("pk", flat=True),
        lambda pk: ouvrir_vague(vague_id=pk, maintenant=maintenant),
        "vagues ouvertes",
    )


@shared_task
def cloturer_vagues_echues() -> None:
    maintenant = timezone.now()
    pour_chacun(
        Vague.objects.a_cloturer(maintenant).values_list("pk", flat=True),
        lambda pk: cloturer_vague(vague_id=pk, maintenant=maintenant),
        "vagues closes",
    )
