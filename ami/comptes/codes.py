"""Codes sent by mail: how many a day to one address, and which one counts (ADR 0025).

Anybody may ask for a code for any address. Beyond the bound no mail leaves, and the page says so; the last code that was
sent then stays good for the day where one is asked, so that nobody can use up the mails of a person to keep them out.
"""

import time
from typing import Any

from allauth.account.adapter import get_adapter
from allauth.account.internal.flows.password_reset_by_code import PasswordResetVerificationProcess
from django.core.cache import cache
from django.http import HttpRequest

from ami.commun.adresses import canonique
from ami.commun.compteurs import JOUR, ajouter, empreinte
from ami.comptes.models import Utilisateur

COURRIELS_PAR_JOUR = 10  # to one address, for one purpose, that nobody answered
TROP_DE_COURRIELS = (
    f"Nous avons déjà envoyé {COURRIELS_PAR_JOUR} courriels à cette adresse en 24\u00a0heures\u00a0: aucun autre ne part. "
    "Suivez le dernier reçu\u00a0: son code reste valable sur cette page."
)
OUBLI, INSCRIPTION = "oubli", "inscription"
# What each mail is for: to somebody who has an account or not, it counts the same.
BUTS = {
    "account/email/password_reset_code": OUBLI,
    "account/email/unknown_account": OUBLI,
    "account/email/email_confirmation": INSCRIPTION,
    "account/email/email_confirmation_signup": INSCRIPTION,
    "account/email/account_already_exists": INSCRIPTION,
}


def un_courriel_de_plus(modele: str, adresse: str, code: str = "") -> bool:
    """Whether this mail may leave to ``adresse`` today; its code is then the one that counts."""
    but = BUTS.get(modele)
    if but is None:
        return True
    # Apart: whoever has no account yet must not lack, once they have one, the codes that nobody sent them.
    if ajouter(_cle("courriels" if code else "avis", but, adresse), duree=JOUR) > COURRIELS_PAR_JOUR:
        return False
    if code:
        cache.set(_cle("code", but, adresse), code, timeout=JOUR)
    return True


def dernier_code(but: str, adresse: str) -> str:
    """The last code that left to this address for this purpose; empty if none did, or if it was used."""
    return str(cache.get(_cle("code", but, adresse), ""))


def oublier_le_code(but: str, adresse: str) -> None:
    """A code serves once; and whoever read it in the mailbox may be sent as many again."""
    cache.delete_many([_cle(quoi, but, adresse) for quoi in ("code", "courriels")])


def demander_un_mot_de_passe(request: HttpRequest, compte: Utilisateur | None, adresse: str) -> None:
    """Send a code, or the valid one again where it was asked, which then holds for its quarter of an hour anew."""
    demande: Any = PasswordResetVerificationProcess.resume(request)
    if demande is not None and _attend_encore(demande, compte, adresse):
        contexte = {"request": request, "code": demande.code}
        get_adapter().send_mail("account/email/password_reset_code", adresse, contexte)
        demande.state["at"] = time.time()
    else:
        demande = PasswordResetVerificationProcess.initiate(request=request, user=compte, email=adresse)
        demande.state["code"] = dernier_code(OUBLI, adresse) or demande.code
    demande.persist()


def _attend_encore(demande: Any, compte: Utilisateur | None, adresse: str) -> bool:
    """Whether a code is awaited here for this account; one that has been typed is spent."""
    meme = compte is not None and demande.user == compte and demande.state.get("email") == adresse
    return meme and bool(demande.code) and not demande.state.get("code_confirmed")


def _cle(quoi: str, but: str, adresse: str) -> str:
    return f"{quoi}:{but}:{empreinte(canonique(adresse))}"
