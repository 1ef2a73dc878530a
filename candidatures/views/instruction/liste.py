"""The filed dossiers that an agent reads."""

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from ami.commun.pagination import page_de
from ami.comptes.permissions import role_requis
from ami.comptes.requetes import Requete
from candidatures.lectures.listes import dossiers_instruits
from candidatures.permissions import AGENTS_LECTEURS, peut_decider_une_reprise


@role_requis(*AGENTS_LECTEURS)
@require_safe
def liste(request: Requete) -> HttpResponse:
    contexte = {
        "page": page_de(request, dossiers_instruits(request.user)),
        "peut_reprendre": peut_decider_une_reprise(request.user),
    }
    return render(request, "candidatures/instruction/liste.html", contexte)
