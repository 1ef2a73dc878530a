"""Writing in the thread of a dossier, as tests do it."""

from datetime import timedelta
from typing import Any

from ami.notifications.models import Courriel
from candidatures.models import Candidature, Cote, Message
from candidatures.services.echanger import (
    enregistrer_message,
    envoyer_message,
)
from tests.fabriques import PENDANT
from tests.scenarios import dossier_depose, vague_ouverte

PLUS_TARD = PENDANT + timedelta(hours=1)


def dossier_numerote() -> Candidature:
    """Return a filed dossier of an open wave."""
    return dossier_depose(vague_ouverte(numero=1))


def ecrire(dossier: Candidature, texte: str = "Bonjour.", **options: Any) -> Message:
    par = options.pop("par", dossier.cree_par)
    cote = options.pop("cote", Cote.PORTEUR)
    return envoyer_message(
        candidature_id=dossier.pk,
        cote=cote,
        texte=texte,
        par=par,
        recu_le=options.pop("le", PENDANT),
        **options,
    )


def preparer(dossier: Candidature, texte: str = "Bonjour.", **options: Any) -> Message | None:
    par = options.pop("par", dossier.cree_par)
    return enregistrer_message(
        candidature_id=dossier.pk, cote=Cote.PORTEUR, texte=texte, par=par, recu_le=PENDANT, **options
    )


def envoyer_beaucoup(dossier: Candidature, nombre: int, **champs: Any) -> None:
    """Messages already sent, numbered from 1, the last one by the clock of ``PENDANT``."""
    commun = {"candidature": dossier, "cote": Cote.PORTEUR, "auteur": dossier.cree_par, **champs}
    for rang in range(1, nombre + 1):
        le = PENDANT - timedelta(seconds=nombre - rang)
        Message.objects.create(texte=f"Message {rang}.", ecrit_le=le, envoye_le=le, **commun)


def courriels() -> list[tuple[str, str]]:
    lignes = Courriel.objects.filter(modele="message_recu").order_by("pk")
    return [(courriel.destinataire, courriel.objet) for courriel in lignes]
