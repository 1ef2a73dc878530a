"""The filed dossiers that an agent reads."""

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from ami.commun.pagination import page_de
from ami.comptes.permissions import role_requis
from ami.comptes.requetes import Requete
from candidatures.models import Candidature, Cote
from candidatures.models.echange import non_lus_par_dossier
from candidatures.permissions import AGENTS_LECTEURS, peut_decider_une_reprise


@role_requis(*AGENTS_LECTEURS)
@require_safe
def liste(request: Requete) -> HttpResponse:
    dossiers = (
        Candidature.objects.instruites_par(request.user)
        .pour_liste()
        .annotate(non_lus=non_lus_par_dossier(Cote.SERVICE))
        .order_by("-vague__numero", "numero", "pk")
    )
    page = page_de(request, dossiers)
    return render(
        request,
        "candidatures/instruction.html",
        {"page": page, "peut_reprendre": peut_decider_une_reprise(request.user)},
    )
