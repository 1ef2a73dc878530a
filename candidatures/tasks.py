"""What applications do by themselves after a closing."""

from celery import shared_task
from django.utils import timezone

from ami.commun.taches import pour_chacun
from candidatures.models import Candidature
from candidatures.services.sceller import prevenir_brouillon, sceller_vague
from vagues.models import Vague


@shared_task
def sceller_vagues_closes() -> None:
    maintenant = timezone.now()
    pour_chacun(
        Vague.objects.filter(close_le__isnull=False, scelle__isnull=True).values_list("pk", flat=True),
        lambda pk: sceller_vague(vague_id=pk, maintenant=maintenant),
        "vagues scellées",
    )


@shared_task
def prevenir_brouillons_non_deposes() -> None:
    maintenant = timezone.now()
    pour_chacun(
        Candidature.objects.a_prevenir().values_list("pk", flat=True),
        lambda pk: prevenir_brouillon(candidature_id=pk, maintenant=maintenant),
        "brouillons prévenus",
    )
