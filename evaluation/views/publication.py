"""Administrators' page of publication: what will be sent, two signatures, the sending."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.db.models import Count, Q
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST, require_safe

from ami.commun.erreurs import ErreurMetier
from ami.comptes.models import Role
from ami.comptes.permissions import role_requis
from ami.comptes.requetes import Requete
from ami.notifications.models import Courriel
from ami.notifications.states import EtatCourriel
from evaluation.emails import lot_des_resultats
from evaluation.models import Decision, Publication
from evaluation.services.publier import demander_publication, obstacles, publier_vague
from vagues.models import Vague
from vagues.states import EtatVague


@role_requis(Role.ADMINISTRATEUR)
@require_safe
def apercu(request: Requete, numero: int) -> HttpResponse:
    vague = get_object_or_404(Vague, numero=numero)
    publication = (
        Publication.objects.select_related("demandee_par", "confirmee_par").filter(vague=vague).first()
    )
    contexte = {
        "vague": vague,
        "publication": publication,
        "obstacles": obstacles(vague) if vague.etat == EtatVague.EN_DELIBERATION else [],
        "decisions": Decision.objects.filter(candidature__vague=vague)
        .select_related("candidature__porteur", "candidature__volet")
        .order_by("candidature__numero", "pk"),
        "envois": _envois(vague) if vague.etat == EtatVague.PUBLIEE else None,
        "peut_confirmer": publication is not None and publication.demandee_par_id != request.user.pk,
    }
    return render(request, "evaluation/publication.html", contexte)


def _envois(vague: Vague) -> dict[str, int]:
    """Progress of the result mails of a published wave."""
    compte = {etat: Count("pk", filter=Q(etat=etat)) for etat in EtatCourriel.values}
    return Courriel.objects.filter(lot=lot_des_resultats(vague)).aggregate(**compte)


@role_requis(Role.ADMINISTRATEUR)
@require_POST
def demander(request: Requete, numero: int) -> HttpResponse:
    return _agir(
        request,
        numero,
        demander_publication,
        "Publication demandée : un autre administrateur doit la confirmer.",
    )


@role_requis(Role.ADMINISTRATEUR)
@require_POST
def confirmer(request: Requete, numero: int) -> HttpResponse:
    return _agir(request, numero, publier_vague, "La vague est publiée. Les courriels partent.")


def _agir(request: Requete, numero: int, service: Callable[..., Any], succes: str) -> HttpResponse:
    vague = get_object_or_404(Vague, numero=numero)
    try:
        service(vague_id=vague.pk, par=request.user, maintenant=request.recu_le)
    except ErreurMetier as erreur:
        messages.error(request, erreur.message)
    else:
        messages.success(request, succes)
    return redirect("selection:publication", numero)
