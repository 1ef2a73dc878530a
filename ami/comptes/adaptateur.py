"""Our wiring of allauth: its mails leave through the outbox like all others."""

import hashlib
import uuid
from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from django.db import transaction
from django.http import HttpRequest
from django.utils import timezone

from ami.commun.adresses import canonique
from ami.commun.taches import reveiller
from ami.notifications.redaction import Message, Rendu
from ami.notifications.services import mettre_en_file
from ami.notifications.tasks import envoyer_courriels


class AdaptateurComptes(DefaultAccountAdapter):
    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """Queue the mail; its body, which may hold a code, is erased from the outbox once sent."""
        message = self.render_mail(template_prefix, email, {"email": email, **context})
        demande = hashlib.sha256(f"{template_prefix}:{email}:{uuid.uuid4()}".encode()).hexdigest()[:32]
        courriel = Message(
            cle=f"compte:{demande}",
            modele=template_prefix,
            destinataire=email,
            rendu=Rendu(message.subject, message.body),
            priorite=0,
            ephemere=True,
        )
        with transaction.atomic():
            mettre_en_file([courriel], maintenant=timezone.now())
            reveiller(envoyer_courriels)

    def save_user(self, request: HttpRequest, user: Any, form: Any, commit: bool = True) -> Any:  # noqa: FBT001, FBT002
        user.prenom = form.cleaned_data.get("prenom", "")
        user.nom = form.cleaned_data.get("nom", "")
        return super().save_user(request, user, form, commit)

    def clean_email(self, email: str) -> str:
        """One mailbox, one account."""
        return canonique(super().clean_email(email))
