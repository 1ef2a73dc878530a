"""Calendar of the waves: reading it, programming a wave."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from ami.commun.erreurs import ErreurMetier
from ami.comptes.models import Role
from ami.comptes.permissions import role_requis
from ami.comptes.requetes import Requete
from vagues.forms import ProgrammerVagueForm
from vagues.models import Appel, Vague
from vagues.permissions import peut_conduire_les_vagues
from vagues.services import programmer_vague


@role_requis(Role.ADMINISTRATEUR, Role.AUDITEUR)
@require_safe
def liste(request: Requete) -> HttpResponse:
    contexte = {
        "vagues": Vague.objects.order_by("-numero"),
        "peut_programmer": peut_conduire_les_vagues(request.user),
    }
    return render(request, "pilotage/vagues.html", contexte)


@role_requis(Role.ADMINISTRATEUR)
@require_http_methods(["GET", "HEAD", "POST"])
def programmer(request: Requete) -> HttpResponse:
    appel = get_object_or_404(Appel.objects.order_by("-ouvert_le")[:1])
    form = ProgrammerVagueForm(appel, request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            vague = programmer_vague(
                appel=appel, par=request.user, maintenant=request.recu_le, **form.cleaned_data
            )
        except ErreurMetier as erreur:
            form.add_error("cloture", erreur.message)
        else:
            messages.success(request, f"{vague} est programmée.")
            return redirect("pilotage:vague", vague.numero)
    return render(request, "pilotage/programmer.html", {"form": form}, status=422 if form.errors else 200)
