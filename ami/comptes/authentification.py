"""Who may sign in, and stay signed in."""

from typing import Any

from allauth.account.auth_backends import AuthenticationBackend
from django.conf import settings

DOMAINE_DEMO = "demo.test"


class Authentification(AuthenticationBackend):
    """Accounts of the demonstration, whose password is public, exist only where ``AMI_DEMO`` is set.

    Asked at sign-in and at each request: switching the demonstration off ends their sessions.
    """

    def user_can_authenticate(self, user: Any) -> bool:
        demonstration = user is not None and user.email.endswith(f"@{DOMAINE_DEMO}")
        return bool(super().user_can_authenticate(user)) and (settings.AMI_DEMO or not demonstration)
