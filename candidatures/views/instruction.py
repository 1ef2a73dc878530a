"""Reading of filed dossiers by agents, within their perimeter."""

import uuid

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST, require_safe

from ami.commun.erreurs import ErreurMetier
from ami.comptes.models import Role
from ami.comptes.permissions import role_requis
from ami.comptes.requetes import Requete
from candidatures import lecture
from candidatures.models import Candidature
from candidatures.permissions import est_a_instruire, peut_instruire
from candidatures.presentation import presenter
from candidatures.questionnaire import sections
from candidatures.services.instruire import declarer_recevable

PAR_PAGE = 25
LECTEURS = (Role.INSTRUCTEUR, Role.REFERENT, Role.ADMINISTRATEUR)


@role_requis(*LECTEURS)
@require_safe
def liste(request: Requete) -> HttpResponse:
    dossiers = (
        Candidature.objects.instruites_par(request.user)
        .pour_liste()
        .order_by("-vague__numero", "numero", "pk")
    )
    page = Paginator(dossiers, PAR_PAGE).get_page(request.GET.get("page"))
    return render(request, "candidatures/instruction.html", {"page": page})


@role_requis(*LECTEURS)
@require_safe
def dossier(request: Requete, pk: uuid.UUID) -> HttpResponse:
    visibles = Candidature.objects.instruites_par(request.user).select_related("vague", "volet", "porteur")
    candidature = get_object_or_404(visibles, pk=pk)
    depot = candidature.depots.latest("version")
    lues = presenter(sections(lecture.parametres(candidature)), depot.donnees["sections"])
    contexte = {
        "candidature": candidature,
        "depot": depot,
        "sections": lues,
        "peut_declarer_recevable": est_a_instruire(candidature, candidature.vague)
        and peut_instruire(request.user, candidature),
    }
    return render(request, "candidatures/instruction_dossier.html", contexte)


@role_requis(Role.INSTRUCTEUR)
@require_POST
def recevable(request: Requete, pk: uuid.UUID) -> HttpResponse:
    candidature = get_object_or_404(Candidature.objects.instruites_par(request.user), pk=pk)
    try:
        declarer_recevable(candidature_id=candidature.pk, par=request.user, maintenant=request.recu_le)
    except ErreurMetier as erreur:
        messages.error(request, erreur.message)
    else:
        messages.success(request, "Le dossier est déclaré recevable.")
    return redirect("instruction:dossier", pk)
