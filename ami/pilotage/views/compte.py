"""Where a person lands once signed in."""

from django.http import HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_safe

from ami.comptes.models import Role
from ami.comptes.requetes import Requete

# The first role held decides; an account without role is a porteur's.
_ACCUEILS = (
    (Role.ADMINISTRATEUR, "pilotage:vagues"),
    (Role.EVALUATEUR, "evaluation:file"),
    (Role.INSTRUCTEUR, "instruction:liste"),
    (Role.REFERENT, "instruction:liste"),
    (Role.AUDITEUR, "pilotage:vagues"),
)


@require_safe
def accueil(request: Requete) -> HttpResponse:
    for role, adresse in _ACCUEILS:
        if request.user.a_role(role):
            return redirect(adresse)
    return redirect("candidatures:liste")
