"""Who holds which role: the small predicates the other apps compose."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import HttpResponseBase

from ami.comptes.models import Perimetre, Role, Utilisateur
from ami.comptes.requetes import Requete
from ami.territoires.perimetres import departements_de

Vue = Callable[..., HttpResponseBase]


def est_administrateur(utilisateur: Utilisateur) -> bool:
    return utilisateur.a_role(Role.ADMINISTRATEUR)


def est_evaluateur(utilisateur: Utilisateur) -> bool:
    return utilisateur.a_role(Role.EVALUATEUR)


def departements_suivis(utilisateur: Utilisateur) -> list[str]:
    """Département codes within the perimeters of a territorial referee: one query."""
    attributions = utilisateur.attributions.filter(role=Role.REFERENT).values_list("perimetre", "code")
    codes: dict[str, set[str]] = {perimetre: set() for perimetre in Perimetre.values}
    for perimetre, code in attributions:
        codes[perimetre].add(code)
    return departements_de(regions=codes[Perimetre.REGION], departements=codes[Perimetre.DEPARTEMENT])


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
