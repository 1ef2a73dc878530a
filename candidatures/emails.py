"""Mails of applications: each function builds outbox lines and sends nothing."""

from django.conf import settings
from django.urls import reverse

from ami.notifications.services import Message
from candidatures.models import Acces, Candidature, Depot, RoleAcces


def destinataires(candidature: Candidature) -> list[tuple[int, str]]:
    """Account and address of those who answer for the dossier: accepted accesses only."""
    return list(
        Acces.objects.filter(candidature=candidature, role__in=[RoleAcces.SIGNATAIRE, RoleAcces.REDACTEUR])
        .order_by("pk")
        .values_list("utilisateur_id", "utilisateur__email")
    )


def lien(nom: str, candidature: Candidature) -> str:
    return f"{settings.AMI_URL}{reverse(nom, args=[candidature.pk])}"


def recepisse(candidature: Candidature, depot: Depot) -> list[Message]:
    """Acknowledgement of receipt (CRPA, art. R. 112-5): N05."""
    contexte = {
        "candidature": candidature,
        "depot": depot,
        "appel": candidature.vague.appel,
        "lien": lien("candidatures:recepisse", candidature),
    }
    return [
        Message(
            cle=f"recepisse:{candidature.pk}:{depot.version}:{compte}",
            modele="recepisse",
            destinataire=adresse,
            contexte=contexte,
            priorite=1,
        )
        for compte, adresse in destinataires(candidature)
    ]


def brouillon_non_depose(candidature: Candidature) -> list[Message]:
    """N07: the wave is closed and this draft was not filed."""
    contexte = {
        "candidature": candidature,
        "vague": candidature.vague,
        "appel": candidature.vague.appel,
        "lien": lien("candidatures:dossier", candidature),
    }
    return [
        Message(
            cle=f"non-depose:{candidature.pk}:{candidature.vague_id}:{compte}",
            modele="brouillon_non_depose",
            destinataire=adresse,
            contexte=contexte,
        )
        for compte, adresse in destinataires(candidature)
    ]
