"""What a mail is before it is queued, and the one way to build it. Sends nothing, writes no row."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.conf import settings
from django.template.loader import render_to_string
from django.urls import reverse

from ami.commun.adresses import canonique
from ami.commun.textes import replier
from ami.notifications.models import Courriel, Lot


@dataclass(frozen=True)
class Destinataire:
    """``qui`` ends the key of the mail (an account, or a quality); ``precisions``: what this person alone reads."""

    qui: object
    adresse: str
    precisions: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Rendu:
    """The words of a mail."""

    objet: str = ""
    texte: str = ""
    html: str = ""


@dataclass(frozen=True, kw_only=True)
class Message:
    """A mail to queue. ``cle`` is unique for ever: queueing it again does nothing.

    Template ``emails/<modele>/{objet.txt,corps.txt,corps.html}``, unless it comes with its words (``rendu``). Of a ``lot``,
    ``contexte`` holds JSON values alone: it is frozen as it is, and put in words by the sender.
    """

    cle: str
    modele: str
    destinataire: str
    contexte: Mapping[str, Any] = field(default_factory=dict)
    rendu: Rendu | None = None
    priorite: int = 5
    lot: Lot | None = None
    concerne: str = ""  # the dossier it is about
    ephemere: bool = False


def rediger(
    *,
    cle: str,
    modele: str,
    a_qui: Iterable[Destinataire],
    contexte: Mapping[str, Any],
    priorite: int = 5,
    lot: Lot | None = None,
    concerne: object = "",
) -> list[Message]:
    """The same mail to each, once for ever: its key is ``cle``, then whom it is for."""
    return [
        Message(
            cle=f"{cle}:{destinataire.qui}",
            modele=modele,
            destinataire=destinataire.adresse,
            contexte={**contexte, **destinataire.precisions},
            priorite=priorite,
            lot=lot,
            concerne=str(concerne),
        )
        for destinataire in a_qui
    ]


def lien(page: str, *cles: object) -> str:
    """Absolute address of a page, as a mail gives it."""
    return f"{settings.AMI_URL}{reverse(page, args=cles)}"


def en_courriel(message: Message) -> Courriel:
    """Write the mail, unsaved: what a preview shows is what is queued."""
    rendu = message.rendu or (Rendu() if message.lot else mots_de(message))
    return Courriel(
        cle=message.cle,
        modele=message.modele,
        lot=message.lot,
        contexte=dict(message.contexte) if message.lot else None,
        concerne=message.concerne,
        destinataire=canonique(message.destinataire),  # as mail servers write it
        objet=rendu.objet,
        texte=rendu.texte,
        html=rendu.html,
        priorite=message.priorite,
        ephemere=message.ephemere,
    )


def mots_de(message: Message) -> Rendu:
    """What the mail says, or what its sender will make it say."""
    return _rendre(message.modele, message.contexte, message.lot)


def mettre_en_mots(courriel: Courriel, lot: Lot | None) -> None:
    """Write the words of a mail of a mailing, unsaved; nothing for one that has them."""
    if courriel.contexte is not None and not courriel.texte:
        rendu = _rendre(courriel.modele, courriel.contexte, lot)
        courriel.objet, courriel.texte, courriel.html = rendu.objet, rendu.texte, rendu.html


def _rendre(modele: str, contexte: Mapping[str, Any], lot: Lot | None) -> Rendu:
    complet = {"AMI_URL": settings.AMI_URL, **(lot.contexte if lot else {}), **contexte}
    objet, texte, html = (
        render_to_string(f"emails/{modele}/{partie}", complet)
        for partie in ("objet.txt", "corps.txt", "corps.html")
    )
    return Rendu(replier(objet), texte.strip() + "\n", html)
