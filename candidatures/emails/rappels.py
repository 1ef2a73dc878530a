"""Mails about a draft that waits: it is created, it is not a filing."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from ami.commun.dates import duree
from ami.notifications.services import Message
from candidatures.emails.destinataires import lien
from candidatures.formulaire.controle.completude import EtatSection
from candidatures.models import Acces, Candidature
from candidatures.permissions import REDACTEURS
from candidatures.seuils import SEUIL_OBLIGATOIRE


def brouillon_cree(candidature: Candidature) -> Message:
    """N02, to whoever created it."""
    return Message(
        cle=f"brouillon-cree:{candidature.pk}",
        modele="brouillon_cree",
        destinataire=candidature.cree_par.email,
        contexte=_contexte(candidature),
    )


def brouillon_repris(candidature: Candidature) -> list[Message]:
    """To the other people who write a dossier that somebody took up after a refusal."""
    contexte = _contexte(candidature)
    autres = (
        Acces.objects.filter(candidature=candidature, role__in=REDACTEURS)
        .exclude(utilisateur=candidature.cree_par)
        .order_by("pk")
    )
    return [
        Message(
            cle=f"brouillon-repris:{candidature.pk}:{compte}",
            modele="brouillon_repris",
            destinataire=adresse,
            contexte=contexte,
        )
        for compte, adresse in autres.values_list("utilisateur_id", "utilisateur__email")
    ]


def rappel(
    candidature: Candidature, seuil: int, etats: Sequence[EtatSection], maintenant: datetime
) -> list[Message]:
    """N04, to those who write the dossier. One key per threshold and closing: postponed, it is told again."""
    vague = candidature.vague
    contexte = _contexte(candidature) | {
        "obligatoire": seuil == SEUIL_OBLIGATOIRE,
        "reste": duree(vague.cloture - maintenant),
        "incompletes": [etat for etat in etats if etat.manques],
        "nombre_de_manques": sum(len(etat.manques) for etat in etats),
    }
    return [
        Message(
            cle=f"rappel:{candidature.pk}:{vague.cloture:%Y%m%d%H%M}:{seuil}:{compte}",
            modele="rappel",
            destinataire=adresse,
            contexte=contexte,
        )
        for compte, adresse in _a_rappeler(candidature, seuil)
    ]


def _contexte(candidature: Candidature) -> dict[str, Any]:
    vague = candidature.vague
    return {
        "candidature": candidature,
        "vague": vague,
        "appel": vague.appel,
        "lien": lien("candidatures:dossier", candidature),
        "lien_des_rappels": lien("candidatures:personnes", candidature),
    }


def _a_rappeler(candidature: Candidature, seuil: int) -> list[tuple[int, str]]:
    acces = Acces.objects.filter(candidature=candidature, role__in=REDACTEURS).order_by("pk")
    if seuil != SEUIL_OBLIGATOIRE:
        acces = acces.filter(rappels=True)
    return list(acces.values_list("utilisateur_id", "utilisateur__email"))
