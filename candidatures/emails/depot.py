"""Mails about filing, withdrawing, or not having filed."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from ami.notifications.services import Message
from candidatures.emails.destinataires import destinataires, lien
from candidatures.models import Acces, Candidature, Depot, RoleAcces
from vagues.models import Vague

REPONDENT = (RoleAcces.SIGNATAIRE, RoleAcces.REDACTEUR)


def recepisse(candidature: Candidature, depot: Depot, acces: Iterable[Acces]) -> list[Message]:
    """Acknowledgement of receipt (CRPA, art. R. 112-5): N05, and N06 when it is filed again."""
    contexte = {
        "candidature": candidature,
        "depot": depot,
        "accuse": depot.accuse,
        "appel": candidature.vague.appel,
        "lien": lien("candidatures:recepisse", candidature),
    }
    return [
        Message(
            cle=f"recepisse:{candidature.pk}:{depot.version}:{a.utilisateur_id}",
            modele="recepisse",
            destinataire=a.utilisateur.email,
            contexte=contexte,
            priorite=1,
        )
        for a in acces
        if a.role in REPONDENT
    ]


def retrait(candidature: Candidature, *, le: datetime, motif: str, d_office: bool) -> list[Message]:
    """N06: the dossier is withdrawn, by its signatory or by decision of the service."""
    precisions = {"le": le, "motif": motif, "d_office": d_office}
    return _a_tous([candidature], "retrait", "candidatures:dossier", precisions)


def version_conservee(candidatures: list[Candidature]) -> list[Message]:
    """The wave closed while these dossiers were reopened: what was filed before counts."""
    return _a_tous(candidatures, "version_conservee", "candidatures:recepisse")


def brouillon_non_depose(candidature: Candidature, ouvertes: list[Vague]) -> list[Message]:
    """N07: the wave is closed and this draft was not filed. ``ouvertes``: where it may be carried at once."""
    contexte = {
        "candidature": candidature,
        "vague": candidature.vague,
        "appel": candidature.vague.appel,
        "lien": lien("candidatures:dossier", candidature),
        "ouvertes": ouvertes,
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


def _a_tous(
    candidatures: list[Candidature], modele: str, page: str, precisions: dict[str, Any] | None = None
) -> list[Message]:
    """One mail to each who answers for one of these dossiers, once for ever: one query for them all."""
    par_pk = {candidature.pk: candidature for candidature in candidatures}
    acces = Acces.objects.filter(candidature__in=candidatures, role__in=REPONDENT).order_by("pk")
    return [
        Message(
            cle=f"{modele}:{pk}:{compte}",
            modele=modele,
            destinataire=adresse,
            contexte={
                "candidature": par_pk[pk],
                "vague": par_pk[pk].vague,
                "appel": par_pk[pk].vague.appel,
                "lien": lien(page, par_pk[pk]),
                **(precisions or {}),
            },
        )
        for pk, compte, adresse in acces.values_list("candidature_id", "utilisateur_id", "utilisateur__email")
    ]
