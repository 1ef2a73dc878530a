"""To whom the mails of a dossier go, and where they lead."""

from django.conf import settings
from django.urls import reverse

from candidatures.models import Acces, Candidature, RoleAcces


def destinataires(candidature: Candidature) -> list[tuple[int, str]]:
    """Account and address of those who answer for the dossier: accepted accesses only."""
    return list(
        Acces.objects.filter(candidature=candidature, role__in=[RoleAcces.SIGNATAIRE, RoleAcces.REDACTEUR])
        .order_by("pk")
        .values_list("utilisateur_id", "utilisateur__email")
    )


def lien(nom: str, candidature: Candidature) -> str:
    return f"{settings.AMI_URL}{reverse(nom, args=[candidature.pk])}"
