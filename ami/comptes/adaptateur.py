"""Our wiring of allauth: its mails leave through the outbox like all others."""

import hashlib
import uuid
from typing import Any, ClassVar

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.models import EmailAddress
from allauth.core.internal.ratelimit import get_ip
from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone

from ami.commun.adresses import canonique
from ami.commun.taches import reveiller
from ami.comptes import codes
from ami.comptes.essais import Essai
from ami.comptes.models import Utilisateur
from ami.notifications.redaction import Message, Rendu, lien
from ami.notifications.services import mettre_en_file
from ami.notifications.tasks import envoyer_courriels

IDENTITE = "identite_a_prouver"  # of the session
_TAPES = ("prenom", "nom", "password")


class AdaptateurComptes(DefaultAccountAdapter):
    error_messages: ClassVar[dict[str, Any]] = {
        **DefaultAccountAdapter.error_messages,
        "too_many_login_attempts": "Trois codes étaient faux\u00a0: recommencez pour en recevoir un autre.",
    }

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """Queue the mail; its body, which may hold a code, is erased from the outbox once sent.

        Beyond the mails of a day to one address, none leaves and the page says so.
        """
        if not codes.un_courriel_de_plus(template_prefix, email, context.get("code", "")):
            messages.warning(self.request, codes.TROP_DE_COURRIELS)
            return
        # Whatever the name under which the site was asked, a mail names the public one.
        liens = {
            "signup_url": lien("account_signup"),
            "password_reset_url": lien("account_reset_password"),
        }
        message = self.render_mail(template_prefix, email, {"email": email, **context, **liens})
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

    def send_confirmation_mail(self, request: HttpRequest, emailconfirmation: Any, signup: bool) -> None:  # noqa: FBT001
        """The code awaited is the one of the last mail that left, if this one could not."""
        super().send_confirmation_mail(request, emailconfirmation, signup)
        dernier = codes.dernier_code(codes.INSCRIPTION, emailconfirmation.email)
        emailconfirmation.state["code"] = dernier or emailconfirmation.code

    def confirm_email(self, request: HttpRequest, email_address: EmailAddress) -> bool:
        """The account becomes that of the person who proves the address: their name, their password."""
        identite = request.session.pop(IDENTITE, None)
        if identite is None or identite.pop("compte") != email_address.user_id:
            return False
        codes.oublier_le_code(codes.INSCRIPTION, email_address.email)
        with transaction.atomic():
            Utilisateur.objects.filter(pk=email_address.user_id).update(**identite)
            return bool(super().confirm_email(request, email_address))

    def pre_authenticate(self, request: HttpRequest, **credentials: Any) -> None:
        """Refuse, or slow down, before the password is looked at. In place of allauth's limit (``ami.comptes.essais``)."""
        essai = self._essai(request, credentials)
        if essai.est_refuse:
            raise self.validation_error("too_many_login_attempts")
        essai.ralentir()

    def authentication_failed(self, request: HttpRequest, **credentials: Any) -> None:
        self._essai(request, credentials).noter_l_echec()

    def _delete_login_attempts_cached_email(self, request: HttpRequest, **credentials: Any) -> None:
        """A new password was chosen, with the code of the mailbox."""
        self._essai(request, credentials).oublier()
        codes.oublier_le_code(codes.OUBLI, credentials["email"])

    def _essai(self, request: HttpRequest, credentials: dict[str, Any]) -> Essai:
        return Essai(client=get_ip(request), adresse=str(credentials["email"]))

    def get_password_change_redirect_url(self, request: HttpRequest) -> str:  # noqa: ARG002 - signature of allauth
        return reverse("compte_profil")

    def save_user(self, request: HttpRequest, user: Any, form: Any, commit: bool = True) -> Any:  # noqa: FBT001, FBT002
        """Save a sign-up, in the place of one under the same address that nobody has proved."""
        user.prenom = form.cleaned_data.get("prenom", "")
        user.nom = form.cleaned_data.get("nom", "")
        with transaction.atomic():
            non_prouves = Utilisateur.objects.jamais_prouves().filter(email=form.cleaned_data["email"])
            if ancien := non_prouves.select_for_update(of=("self",)).first():
                EmailAddress.objects.filter(user=ancien).delete()
                user.pk = ancien.pk
            return super().save_user(request, user, form, commit)

    def pre_login(self, request: HttpRequest, user: Any, **options: Any) -> HttpResponse | None:
        """Keep, until the address is proved, what was typed here: somebody else may sign up under it meanwhile."""
        if not EmailAddress.objects.filter(user=user, verified=True).exists():
            request.session[IDENTITE] = {"compte": user.pk, **{nom: getattr(user, nom) for nom in _TAPES}}
        reponse: HttpResponse | None = super().pre_login(request, user, **options)
        return reponse

    def login(self, request: HttpRequest, user: Any) -> None:
        user.refresh_from_db(fields=list(_TAPES))  # what the proof of the address has just written
        super().login(request, user)

    def clean_email(self, email: str) -> str:
        """One mailbox, one account."""
        return canonique(super().clean_email(email))
