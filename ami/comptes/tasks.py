"""Forgetting the accounts that nobody proved to be theirs."""

from celery import shared_task
from django.utils import timezone

from ami.commun.taches import pour_chacun
from ami.comptes.models import Utilisateur
from ami.comptes.services import PREUVE_ATTENDUE, oublier_l_inscription


@shared_task
def oublier_les_inscriptions() -> None:
    """Erase the sign-ups of more than a day whose address was never proved."""
    maintenant = timezone.now()
    perimes = Utilisateur.objects.non_prouves_depuis(maintenant - PREUVE_ATTENDUE)
    pour_chacun(
        perimes.values_list("pk", flat=True),
        lambda pk: oublier_l_inscription(compte_id=pk, maintenant=maintenant),
        "inscriptions oubliées",
    )
