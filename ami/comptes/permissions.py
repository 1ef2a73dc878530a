"""Who holds which role: the small predicates the other apps compose."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import HttpResponseBase

from ami.comptes.models import Role, Utilisateur
from ami.comptes.requetes import Requete

Vue = Callable[..., HttpResponseBase]


def est_administrateur(utilisateur: Utilisateur) -> bool:
    return utilisateur.a_role(Role.ADMINISTRATEUR)


def est_evaluateur(utilisateur: Utilisateur) -> bool:
    return utilisateur.a_role(Role.EVALUATEUR)


def role_requis(*roles: str) -> Callable[[Vue], Vue]:
    """View decorator: 403 without one of ``roles``."""

    def decorer(vue: Vue) -> Vue:
        @wraps(vue)
        def gardee(request: Requete, *args: Any, **kwargs: Any) -> HttpResponseBase:
            if not request.user.a_role(*roles):
                raise PermissionDenied
            return vue(request, *args, **kwargs)

        return gardee

    return decorer
