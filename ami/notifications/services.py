"""Writing the outbox, and sending it.

Delivery is at least once: a mail whose sender was killed between the server's answer and the mark is claimed
again (``FileDAttente``), and leaves twice with the same ``Message-ID``.
"""

import hashlib
import smtplib
from collections.abc import Iterable
from datetime import datetime, timedelta

import structlog
from django.conf import settings
from django.core import mail
from django.core.mail import EmailMultiAlternatives
from django.core.mail.backends.base import BaseEmailBackend
from django.db import connection, transaction
from django.db.models import F, QuerySet
from django.utils import timezone

from ami.commun.ensembles import Ecriture, insertion
from ami.commun.etats import passer
from ami.commun.file_d_attente import FileDAttente
from ami.notifications.models import A_ENVOYER, EN_ECHEC, Courriel, Lot
from ami.notifications.redaction import Message, en_courriel, mettre_en_mots
from ami.notifications.states import TRANSITIONS, EtatCourriel

journal = structlog.get_logger(__name__)
# Ten attempts; between two of them 1, 2, 4… minutes, six hours at most. The most urgent first.
COURRIELS = FileDAttente(
    modele=Courriel,
    attend=A_ENVOYER,
    ordre=("priorite", "pk"),
    bail=timedelta(minutes=1),
    bail_max=timedelta(hours=6),
    essais_max=10,
)
MOTS = ("objet", "texte", "html")
EFFACE = "[effacé après l’envoi]"  # what a mail that held a code says, once nobody sends it any more


def mettre_en_file(messages: Iterable[Message], *, maintenant: datetime) -> None:
    """Queue ``messages`` in one statement, two when they are a mailing. Runs inside the caller's transaction only."""
    if not connection.in_atomic_block:
        raise RuntimeError("A mail is queued only inside the transaction that decides it.")
    for ecriture in mise_en_file(messages, maintenant=maintenant):
        ecriture.executer()


def mise_en_file(messages: Iterable[Message], *, maintenant: datetime) -> tuple[Ecriture, Ecriture]:
    """The same, ready to be written by an act that prepares itself before its locks."""
    messages = list(messages)
    lots = {message.lot.nom: message.lot for message in messages if message.lot}
    courriels = [en_courriel(message) for message in messages]
    for courriel in courriels:
        courriel.cree_le = courriel.prochain_essai_le = maintenant
    return insertion(lots.values(), sauf_connus=True), insertion(courriels, sauf_connus=True)


def jamais_ecrits(messages: Iterable[Message]) -> list[Message]:
    """Those that were never queued: the others would add nothing. One query."""
    voulus = list(messages)
    connus = set(Courriel.objects.filter(cle__parmi=[m.cle for m in voulus]).values_list("cle", flat=True))
    return [message for message in voulus if message.cle not in connus]


class Lots(dict[str | None, Lot | None]):
    """Mailings by name, each read once in a run."""

    def __missing__(self, nom: str | None) -> Lot | None:
        self[nom] = Lot.objects.get(pk=nom) if nom else None
        return self[nom]


def envoyer_les_dus() -> tuple[int, int]:
    """Send every due mail, one row at a time. Return how many left and how many failed."""
    envoyes = echecs = 0
    lots = Lots()
    connexion = mail.get_connection()
    try:
        connexion.open()  # a server that is down costs no attempt to any mail
        while courriel := COURRIELS.prendre(maintenant=timezone.now()):
            try:
                mettre_en_mots(courriel, lots[courriel.lot_id])
                envoyer_courriel(courriel, connexion)
            except Exception as erreur:  # noqa: BLE001 - a mail that cannot be written must not keep the others
                echecs += 1
                marquer_echec(courriel_id=courriel.pk, prise=courriel.prise, erreur=erreur, ecrit=courriel)
                if est_panne_du_serveur(erreur):
                    break
            else:
                envoyes += 1
                marquer_envoye(courriel_id=courriel.pk, maintenant=timezone.now(), ecrit=courriel)
    except OSError as erreur:
        journal.warning("serveur de courriel injoignable", erreur=type(erreur).__name__)
    finally:
        connexion.close()
    return envoyes, echecs


def envoyer_courriel(courriel: Courriel, connexion: BaseEmailBackend) -> None:
    """Hand one claimed mail to the mail server. Never inside a transaction. Raises SMTP and OS errors."""
    message = EmailMultiAlternatives(
        subject=courriel.objet,
        body=courriel.texte,
        to=[courriel.destinataire],
        connection=connexion,
        headers={"Message-ID": identifiant(courriel.cle), "Auto-Submitted": "auto-generated"},
    )
    if courriel.html:
        message.attach_alternative(courriel.html, "text/html")
    message.send()


def identifiant(cle: str) -> str:
    """``Message-ID`` of a mail: the same key gives the same, so that a duplicate can be told."""
    domaine = settings.AMI_URL.split("://", 1)[-1].split("/", 1)[0].split(":", 1)[0]
    return f"<{hashlib.sha256(cle.encode()).hexdigest()[:40]}@{domaine}>"


@transaction.atomic(durable=True)
def marquer_envoye(*, courriel_id: int, maintenant: datetime, ecrit: Courriel | None = None) -> None:
    """Record the delivery, once. Erases the body of an ephemeral mail.

    A delivery is a fact: it is recorded whoever holds the mail now, whose own attempt then finds it sent.
    ``ecrit`` is the mail as its sender wrote it: the words of a mailing are kept with it.
    """
    courriel = Courriel.objects.select_for_update(of=("self",), no_key=True).get(pk=courriel_id)
    if courriel.etat == EtatCourriel.ENVOYE:
        return
    courriel.envoye_le, courriel.derniere_erreur = maintenant, ""
    _garder_les_mots(courriel, ecrit)
    if courriel.ephemere:
        courriel.texte = EFFACE
    _changer_etat(courriel, EtatCourriel.ENVOYE, "envoye_le", "derniere_erreur", *MOTS)


@transaction.atomic(durable=True)
def marquer_echec(*, courriel_id: int, prise: int, erreur: Exception, ecrit: Courriel | None = None) -> None:
    """Record why an attempt failed; give up when the server refuses for good or after the last try.

    Silent if the claim was lost: what another sender is doing decides.
    """
    courriel = COURRIELS.tenir(courriel_id, prise)
    if courriel is None or courriel.etat != EtatCourriel.A_ENVOYER:
        return
    courriel.derniere_erreur = f"{type(erreur).__name__} {_code(erreur) or ''}".strip()
    if est_definitive(erreur) or COURRIELS.epuise(courriel.tentatives):
        _garder_les_mots(courriel, ecrit)
        if courriel.ephemere:
            courriel.texte = EFFACE
        _changer_etat(courriel, EtatCourriel.EN_ECHEC, "derniere_erreur", *MOTS)
    else:
        courriel.save(update_fields=["derniere_erreur"])


def _garder_les_mots(courriel: Courriel, ecrit: Courriel | None) -> None:
    if ecrit is not None and courriel.contexte is not None:
        courriel.objet, courriel.texte, courriel.html = ecrit.objet, ecrit.texte, ecrit.html


def _changer_etat(courriel: Courriel, vers: EtatCourriel, *champs: str) -> None:
    """Save the new state of a locked mail, with ``champs`` already set."""
    actuel = EtatCourriel(courriel.etat).label.lower()
    passer(courriel, TRANSITIONS, vers, f"Ce courriel est {actuel}.")
    courriel.save(update_fields=["etat", *champs])


@transaction.atomic(durable=True)
def remettre_en_file(*, courriels: QuerySet[Courriel], maintenant: datetime) -> int:
    """Try again those that were given up, as if they had just been decided. Locks them. Return how many.

    One whose body was erased stays as it is: what it said is no longer true.
    """
    abandonnes = courriels.filter(EN_ECHEC, ephemere=False).order_by("pk")
    verrouilles = list(abandonnes.select_for_update(of=("self",), no_key=True))
    for courriel in verrouilles:
        courriel.tentatives, courriel.prochain_essai_le = 0, maintenant
        courriel.prise += 1
        _changer_etat(courriel, EtatCourriel.A_ENVOYER, "tentatives", "prochain_essai_le", "prise")
    return len(verrouilles)


def tenir_pour_envoyes(courriels: QuerySet[Courriel]) -> int:
    """Hold the mails of a loaded past for sent on their day, in one statement. Return how many were waiting."""
    quittables = [de for de, suites in TRANSITIONS.items() if EtatCourriel.ENVOYE in suites]
    return courriels.filter(etat__in=quittables).update(
        etat=EtatCourriel.ENVOYE, envoye_le=F("cree_le"), tentatives=1
    )


def est_definitive(erreur: Exception) -> bool:
    """A 5xx answer, or a mail that cannot even be written: trying again would change nothing."""
    code = _code(erreur)
    if code is None:
        return not isinstance(erreur, OSError)  # every SMTP and network error is one
    return 500 <= code < 600  # noqa: PLR2004 - permanent replies of SMTP


def est_panne_du_serveur(erreur: Exception) -> bool:
    """The server itself is unreachable or leaving (421): the other mails would fail too."""
    code = _code(erreur)
    return code == 421 if code is not None else isinstance(erreur, OSError)  # noqa: PLR2004 - service closing


def _code(erreur: Exception) -> int | None:
    if isinstance(erreur, smtplib.SMTPRecipientsRefused):
        return int(next(iter(erreur.recipients.values()))[0])
    if isinstance(erreur, smtplib.SMTPResponseException):
        return int(erreur.smtp_code)
    return None
