"""Calendar of the waves: reading it, programming a wave."""

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from ami.commun.soumission import reussir, saisie, soumettre
from ami.comptes.models import Role
from ami.comptes.permissions import role_requis
from ami.comptes.requetes import Requete
from ami.notifications.models import Courriel
from vagues.forms import ProgrammerVagueForm
from vagues.models import Appel, Vague
from vagues.permissions import peut_conduire_les_vagues
from vagues.services import programmer_vague


@role_requis(Role.ADMINISTRATEUR, Role.AUDITEUR)
@require_safe
def liste(request: Requete) -> HttpResponse:
    contexte = {
        "vagues": Vague.objects.order_by("-numero"),
        "non_remis": Courriel.objects.non_remis().hors_dossier().count(),
        "peut_programmer": peut_conduire_les_vagues(request.user),
    }
    return render(request, "pilotage/vagues.html", contexte)


@role_requis(Role.ADMINISTRATEUR)
@require_http_methods(["GET", "HEAD", "POST"])
def programmer(request: Requete) -> HttpResponse:
    appel = get_object_or_404(Appel.objects.order_by("-ouvert_le")[:1])
    form = ProgrammerVagueForm(appel, saisie(request))
    return soumettre(
        request,
        form,
        lambda: programmer_vague(
            appel=appel, par=request.user, maintenant=request.recu_le, **form.cleaned_data
        ),
        page=lambda statut: render(request, "pilotage/programmer.html", {"form": form}, status=statut),
        vers=lambda vague: reussir(
            request, f"{vague} est programmée.", redirect("pilotage:vague", vague.numero)
        ),
    )
