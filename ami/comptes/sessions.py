"""Sessions in the database, each read with its account and the roles of that account: one statement a request."""

from typing import Any

from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY, get_user
from django.contrib.auth.base_user import AbstractBaseUser
from django.contrib.auth.middleware import AuthenticationMiddleware
from django.contrib.auth.models import AnonymousUser
from django.contrib.sessions.backends.db import SessionStore as SessionsEnBase
from django.db import connection
from django.http import HttpRequest
from django.utils import timezone
from django.utils.crypto import constant_time_compare
from django.utils.functional import SimpleLazyObject

from ami.commun.lignes import Colonnes
from ami.comptes.authentification import Authentification
from ami.comptes.models import Attribution, Session, Utilisateur

_COMPTE = Colonnes(Utilisateur, "u")
_LECTURE = (
    f"SELECT s.session_data, ARRAY(SELECT a.role FROM {Attribution._meta.db_table} a WHERE a.utilisateur_id = u.id), "  # noqa: S608 - names of models
    f"{_COMPTE.sql} FROM {Session._meta.db_table} s "
    f"LEFT JOIN {Utilisateur._meta.db_table} u ON u.id = s.compte_id WHERE s.session_key = %s AND s.expire_date > %s"
)


class SessionStore(SessionsEnBase):
    """``compte``: the account of the session, as it was when the session was read; None for a visitor."""

    compte: Utilisateur | None = None

    @classmethod
    def get_model_class(cls) -> type[Session]:
        return Session

    def create_model_instance(self, data: dict[str, Any]) -> Session:
        ligne: Session = super().create_model_instance(data)  # type: ignore[assignment]
        ligne.compte_id = data.get(SESSION_KEY)
        return ligne

    def load(self) -> dict[str, Any]:
        with connection.cursor() as curseur:
            curseur.execute(_LECTURE, [self.session_key, timezone.now()])
            ligne = curseur.fetchone()
        if ligne is None:
            self._session_key = None
            return {}
        donnees, roles, *compte = ligne
        if lu := _COMPTE.lire(iter(compte)):
            lu.roles = frozenset(roles)
            self.compte = lu
        return dict(self.decode(donnees))


class ReconnaitreLeCompte(AuthenticationMiddleware):
    """``request.user``, without a statement of its own once the session is read."""

    def process_request(self, request: HttpRequest) -> None:
        super().process_request(request)
        request.user = SimpleLazyObject(lambda: compte_de(request))  # type: ignore[assignment]


def compte_de(request: HttpRequest) -> AbstractBaseUser | AnonymousUser:
    """Whose session this is. Only what is plainly in order is decided here: Django decides the rest, and every refusal."""
    session = request.session
    identifiant = session.get(SESSION_KEY)  # reads it
    compte: Utilisateur | None = getattr(session, "compte", None)
    if (
        compte is not None
        and identifiant == str(compte.pk)
        and session.get(BACKEND_SESSION_KEY) == settings.AUTHENTICATION_BACKENDS[0]
        and Authentification().user_can_authenticate(compte)
        and constant_time_compare(session.get(HASH_SESSION_KEY, ""), compte.get_session_auth_hash())
    ):
        return compte
    return get_user(request)
