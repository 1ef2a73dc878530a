"""Mails about filing, withdrawing, or not having filed."""

from collections.abc import Collection, Iterable, Iterator
from dataclasses import replace
from datetime import datetime
from typing import Any

from ami.notifications.services import Message
from candidatures.emails.destinataires import destinataires, lien, sans_lien
from candidatures.formulaire.catalogue.structure import STRUCTURE
from candidatures.formulaire.controle.validite import valide
from candidatures.models import Acces, Candidature, Depot
from candidatures.permissions import REDACTEURS
from candidatures.version_deposee.recepisse import Recepisse
from vagues.models import Vague

# Whom a filed dossier names, and the question that holds their address.
DESIGNES = {"representant": "representant_courriel", "contact": "contact_courriel"}
_CHAMPS = {champ.nom: champ for champ in STRUCTURE.champs}


def recepisse(candidature: Candidature, depot: Depot, acces: Iterable[Acces]) -> list[Message]:
    """Acknowledgement of receipt (CRPA, art. R. 112-5): N05, and N06 when it is filed again.

    To those who answer for the dossier, and a copy to the people it names.
    """
    repondent = [a for a in acces if a.role in REDACTEURS]
    contexte = {
        "candidature": candidature,
        "depot": depot,
        "recepisse": depot.recepisse,
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
        for a in repondent
    ] + _copies(candidature, depot, {a.utilisateur.email.casefold() for a in repondent})


def _copies(candidature: Candidature, depot: Depot, servies: Collection[str]) -> list[Message]:
    """The same facts to people who may have no account: nothing in it opens the dossier, nor may become a link."""
    contexte = {
        "depot": depot,
        "recepisse": _sans_liens(depot.recepisse),
        "structure": sans_lien(depot.donnees["accuse"]["structure"]),
        "appel": candidature.vague.appel,
    }
    return [
        Message(
            cle=f"recepisse-copie:{candidature.pk}:{depot.version}:{qualite}",
            modele="recepisse_copie",
            destinataire=adresse,
            contexte=contexte | {"qualite": qualite},
            priorite=1,
        )
        for qualite, adresse in _designes(depot, servies)
    ]


def _designes(depot: Depot, servies: Collection[str]) -> Iterator[tuple[str, str]]:
    """Each person named by the filing, once, but those already written to."""
    reponses, ecrites = depot.donnees["sections"].get(STRUCTURE.code, {}), set(servies)
    for qualite, nom in DESIGNES.items():
        adresse = reponses.get(nom)
        if not adresse or not _CHAMPS[nom].s_applique(reponses) or not valide(_CHAMPS[nom], adresse):
            continue
        if adresse.strip().casefold() not in ecrites:
            ecrites.add(adresse.strip().casefold())
            yield qualite, adresse.strip()


def _sans_liens(recepisse: Recepisse) -> Recepisse:
    return replace(
        recepisse,
        recu=tuple((libelle, sans_lien(valeur)) for libelle, valeur in recepisse.recu),
        pieces=tuple(
            replace(piece, libelle=sans_lien(piece.libelle), nom=sans_lien(piece.nom))
            for piece in recepisse.pieces
        ),
    )


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
    acces = Acces.objects.filter(candidature__in=candidatures, role__in=REDACTEURS).order_by("pk")
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
