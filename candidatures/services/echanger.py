"""The thread of a dossier: writing, sending, reading. The dossier is locked: a thread has one order."""

import uuid
from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta

from django.db import transaction

from ami.commun.erreurs import Conflit, DroitInsuffisant, ErreurMetier, Incomplet, TransitionInterdite
from ami.commun.taches import reveiller
from ami.commun.textes import exiger_texte, normaliser
from ami.comptes.models import Utilisateur
from ami.fichiers.models import Fichier
from ami.journal.services import Acte, journaliser
from ami.notifications.services import mettre_en_file
from ami.notifications.tasks import envoyer_courriels
from candidatures.actes import ActeCandidature
from candidatures.emails.echanges import message_recu
from candidatures.models import Candidature, Cote, Message
from candidatures.permissions import peut_echanger, peut_parler_pour_le_service
from candidatures.services.verrous import verrouiller_dossier

LONGUEUR_MAX = 10_000
FICHIERS_MAX = 10
MESSAGES_PAR_JOUR = 50
_JOUR = timedelta(days=1)


@transaction.atomic(durable=True)
def enregistrer_message(
    *,
    candidature_id: uuid.UUID,
    cote: Cote,
    texte: str,
    par: Utilisateur,
    recu_le: datetime,
    fichiers: Sequence[Fichier] = (),
    retires: Iterable[uuid.UUID] = (),
    lu: str | None = None,
) -> Message | None:
    """Keep what ``par`` is writing, for them alone; None when nothing is left of it. Locks the dossier.

    ``lu`` is the mark (``Message.empreinte``) of the draft on the page, None when the caller has read nothing.
    Raises ``DroitInsuffisant``, ``TransitionInterdite``, ``Conflit`` (the draft was changed in another tab).
    """
    candidature = _verrouiller(candidature_id, cote, par)
    brouillon = _brouillon(candidature, cote, par)
    _verifier_ce_qui_est_lu(brouillon, texte, lu)
    return _ecrire(brouillon, texte, fichiers, retires, recu_le)


@transaction.atomic(durable=True)
def envoyer_message(
    *,
    candidature_id: uuid.UUID,
    cote: Cote,
    texte: str,
    par: Utilisateur,
    recu_le: datetime,
    fichiers: Sequence[Fichier] = (),
    lu: str | None = None,
    apres: int | None = None,
) -> Message:
    """Send the draft of ``par`` with this text; the other side is told by mail, without content. Locks the dossier.

    ``apres`` is the last message of ``par`` on the page: sent twice from one page, the same text is one message.
    Raises ``DroitInsuffisant``, ``TransitionInterdite``, ``Conflit``, ``Incomplet``, ``ErreurMetier`` (a text
    that cannot be stored, or too many messages in 24 hours).
    """
    candidature = _verrouiller(candidature_id, cote, par)
    if deja := _deja_envoye(candidature, cote, par, texte, apres):
        return deja
    _verifier_le_nombre_envoye(candidature, par, recu_le)
    brouillon = _brouillon(candidature, cote, par)
    _verifier_ce_qui_est_lu(brouillon, texte, lu)
    message = _exiger_un_texte(_ecrire(brouillon, texte, fichiers, (), recu_le))
    message.envoye_le = recu_le
    message.save(update_fields=["envoye_le"])
    donnees = {"message": message.pk, "cote": cote.value, "fichiers": message.fichiers.count()}
    journaliser(
        [Acte(objet=candidature, acte=ActeCandidature.MESSAGE_ENVOYE, par_id=par.pk, donnees=donnees)],
        le=recu_le,
    )
    mettre_en_file(message_recu(candidature, message, _premier_non_lu(message)), maintenant=recu_le)
    reveiller(envoyer_courriels)
    return message


@transaction.atomic(durable=True)
def marquer_lus(
    *,
    candidature_id: uuid.UUID,
    cote: Cote,
    messages: Iterable[int],
    par: Utilisateur,
    recu_le: datetime,
) -> int:
    """Record that ``cote`` has read these messages of the other side; how many were not yet. Locks the dossier.

    Raises ``DroitInsuffisant``, ``TransitionInterdite``.
    """
    candidature = _verrouiller(candidature_id, cote, par)
    return (
        Message.objects.non_lus_par(cote)
        .filter(candidature=candidature, pk__in=list(messages), envoye_le__lte=recu_le)
        .update(lu_le=recu_le)
    )


def _verrouiller(candidature_id: uuid.UUID, cote: Cote, par: Utilisateur) -> Candidature:
    candidature = verrouiller_dossier(candidature_id, avec_sa_vague=False)
    permis = peut_echanger if cote == Cote.PORTEUR else peut_parler_pour_le_service
    if not permis(par, candidature):
        raise DroitInsuffisant("Vous pouvez lire ces échanges, pas y écrire.")
    if candidature.numero is None:
        raise TransitionInterdite("Les échanges s’ouvrent avec le dépôt du dossier.")
    return candidature


def _brouillon(candidature: Candidature, cote: Cote, par: Utilisateur) -> Message:
    """The draft of this person, or a new one, unsaved."""
    enregistre = Message.objects.brouillon_de(candidature, cote, par)
    return enregistre or Message(candidature=candidature, cote=cote, auteur=par)


def _verifier_ce_qui_est_lu(brouillon: Message, texte: str, lu: str | None) -> None:
    actuel = brouillon.texte
    if lu is not None and lu != brouillon.empreinte and actuel != normaliser(texte):
        raise Conflit(
            "Votre message a été modifié dans un autre onglet pendant que vous écriviez ici.",
            {"texte": actuel},
        )


def _ecrire(
    brouillon: Message,
    texte: str,
    fichiers: Sequence[Fichier],
    retires: Iterable[uuid.UUID],
    le: datetime,
) -> Message | None:
    """Save the draft and its attachments; an emptied one disappears."""
    brouillon.texte, brouillon.ecrit_le = normaliser(texte.replace("\x00", "")), le
    if brouillon.pk is None and not (brouillon.texte or fichiers):
        return None
    brouillon.save()
    brouillon.fichiers.remove(*brouillon.fichiers.filter(pk__in=list(retires)))
    brouillon.fichiers.add(*fichiers)
    nombre = brouillon.fichiers.count()
    if nombre > FICHIERS_MAX:
        raise ErreurMetier(f"Un message porte au plus {FICHIERS_MAX} fichiers : envoyez les autres ensuite.")
    if not brouillon.texte and not nombre:
        brouillon.delete()
        return None
    return brouillon


def _exiger_un_texte(message: Message | None) -> Message:
    if message is None or not message.texte:
        raise Incomplet("Écrivez votre message avant de l’envoyer.", ("texte",))
    exiger_texte(message.texte, LONGUEUR_MAX)
    return message


def _verifier_le_nombre_envoye(candidature: Candidature, par: Utilisateur, le: datetime) -> None:
    recents = Message.objects.filter(candidature=candidature, auteur=par, envoye_le__gt=le - _JOUR)
    if recents.count() >= MESSAGES_PAR_JOUR:
        raise ErreurMetier(
            f"Vous avez envoyé {MESSAGES_PAR_JOUR} messages dans ce dossier en 24 heures : c’est la limite. Celui-ci "
            "n’est pas envoyé ; il reste affiché ici : envoyez-le demain."
        )


def _deja_envoye(
    candidature: Candidature, cote: Cote, par: Utilisateur, texte: str, apres: int | None
) -> Message | None:
    """The message that this very page has already sent."""
    dernier = Message.objects.envoyes().filter(candidature=candidature, cote=cote, auteur=par).last()
    if apres is None or dernier is None or dernier.pk == apres or dernier.texte != normaliser(texte):
        return None
    return dernier


def _premier_non_lu(message: Message) -> Message:
    """The message with which the other side's unread batch begins."""
    non_lus = Message.objects.envoyes().filter(
        candidature=message.candidature_id, cote=message.cote, lu_le__isnull=True
    )
    return non_lus.first() or message
