"""The one way to build a mail about a dossier, and to whom such mails go."""

import re
import uuid
from collections.abc import Collection, Iterable
from typing import Any

from ami.comptes.models import Utilisateur
from ami.notifications.redaction import Destinataire, Message, lien, rediger
from candidatures.models import Acces, Candidature
from candidatures.permissions import REDACTEURS

_LIANTS = re.compile(r"(?<=\w)[./:@\\]+(?=\w)")


def ecrire(
    candidature: Candidature,
    modele: str,
    a_qui: Iterable[Destinataire],
    *,
    cle: str,
    page: str = "candidatures:dossier",
    priorite: int = 5,
    **precisions: Any,
) -> list[Message]:
    """A mail about ``candidature`` to each of ``a_qui``; its link leads to ``page`` of this dossier."""
    vague = candidature.vague
    contexte = {
        "candidature": candidature,
        "vague": vague,
        "appel": vague.appel,
        "lien": lien(page, candidature.pk),
        **precisions,
    }
    return rediger(
        cle=cle,
        modele=modele,
        a_qui=a_qui,
        contexte=contexte,
        priorite=priorite,
        concerne=candidature.pk,
    )


def destinataires(candidature: Candidature, **parmi: Any) -> list[Destinataire]:
    """Those who answer for the dossier (accepted accesses only), or those of them whose access is ``parmi``."""
    return destinataires_par_dossier([candidature], **parmi).get(candidature.pk, [])


def destinataires_par_dossier(
    candidatures: Collection[Any], **parmi: Any
) -> dict[uuid.UUID, list[Destinataire]]:
    """The same for several dossiers (or their keys), by number: one query for them all."""
    cles = [getattr(dossier, "pk", dossier) for dossier in candidatures]
    acces = Acces.objects.filter(candidature__id__parmi=cles, role__in=REDACTEURS, **parmi).order_by(
        "candidature__numero", "pk"
    )
    par_dossier: dict[uuid.UUID, list[Destinataire]] = {}
    for pk, compte, adresse in acces.values_list("candidature_id", "utilisateur_id", "utilisateur__email"):
        par_dossier.setdefault(pk, []).append(Destinataire(compte, adresse))
    return par_dossier


def vers(personne: Utilisateur, **precisions: Any) -> Destinataire:
    return Destinataire(personne.pk, personne.email, precisions)


def sans_lien(texte: str) -> str:
    """Free text, in a mail to an address its author chose: nothing in it may become a link."""
    return _LIANTS.sub(" ", texte)
