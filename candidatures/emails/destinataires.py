"""To whom the mails of a dossier go, and where they lead."""

import re

from django.conf import settings
from django.urls import reverse

from candidatures.models import Acces, Candidature
from candidatures.permissions import REDACTEURS

_LIANTS = re.compile(r"(?<=\w)[./:@\\]+(?=\w)")


def destinataires(candidature: Candidature) -> list[tuple[int, str]]:
    """Account and address of those who answer for the dossier: accepted accesses only."""
    return list(
        Acces.objects.filter(candidature=candidature, role__in=REDACTEURS)
        .order_by("pk")
        .values_list("utilisateur_id", "utilisateur__email")
    )


def lien(nom: str, candidature: Candidature) -> str:
    return f"{settings.AMI_URL}{reverse(nom, args=[candidature.pk])}"


def sans_lien(texte: str) -> str:
    """Free text, in a mail to an address its author chose: nothing in it may become a link."""
    return _LIANTS.sub(" ", texte)
