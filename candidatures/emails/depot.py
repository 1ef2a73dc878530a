"""Mails about filing, or not having filed."""

from ami.notifications.services import Message
from candidatures.emails.destinataires import destinataires, lien
from candidatures.models import Candidature, Depot


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
