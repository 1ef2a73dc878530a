"""Administrators' page of publication: what will be sent, two signatures, the sending."""

from collections.abc import Callable
from typing import Any

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST, require_safe

from ami.commun.pagination import page_de
from ami.commun.soumission import agir
from ami.comptes.models import Role
from ami.comptes.permissions import role_requis
from ami.comptes.requetes import Requete
from evaluation.selection import emails
from evaluation.selection.lectures.publication import decisions_de, envois, lisibles_par, obstacles, totaux
from evaluation.selection.models import Publication
from evaluation.selection.services.publier import demander_publication, empreinte_des_decisions, publier_vague
from vagues.models import Vague
from vagues.states import EtatVague


@role_requis(Role.ADMINISTRATEUR)
@require_safe
def apercu(request: Requete, numero: int) -> HttpResponse:
    vague = get_object_or_404(Vague.objects.select_related("appel"), numero=numero)
    publication = (
        Publication.objects.select_related("demandee_par", "confirmee_par").filter(vague=vague).first()
    )
    decisions = decisions_de(vague)
    lisibles = lisibles_par(request.user, vague, decisions)
    page = page_de(request, lisibles)
    empreinte = empreinte_des_decisions(decisions)
    contexte = {
        "vague": vague,
        "publication": publication,
        "empreinte": empreinte,
        "obstacles": obstacles(vague) if vague.etat == EtatVague.EN_DELIBERATION else [],
        "inchangee": publication is not None and publication.empreinte == empreinte,
        "totaux": totaux(lisibles),
        "cachees": len(decisions) - len(lisibles),
        "page": page,
        "apercus": emails.apercus(vague, list(page)),
        "envois": envois(vague) if vague.etat == EtatVague.PUBLIEE else None,
        "peut_confirmer": publication is not None and publication.demandee_par_id != request.user.pk,
    }
    return render(request, "selection/publication.html", contexte)


@role_requis(Role.ADMINISTRATEUR)
@require_POST
def demander(request: Requete, numero: int) -> HttpResponse:
    return _signer(
        request,
        numero,
        demander_publication,
        "Publication demandée : un autre administrateur doit la confirmer.",
    )


@role_requis(Role.ADMINISTRATEUR)
@require_POST
def confirmer(request: Requete, numero: int) -> HttpResponse:
    return _signer(request, numero, publier_vague, "La vague est publiée. Les courriels partent.")


def _signer(request: Requete, numero: int, service: Callable[..., Any], succes: str) -> HttpResponse:
    vague = get_object_or_404(Vague, numero=numero)
    return agir(
        request,
        lambda: service(
            vague_id=vague.pk,
            par=request.user,
            maintenant=request.recu_le,
            empreinte_lue=request.POST.get("empreinte", ""),
        ),
        succes,
        redirect("selection:publication", numero),
    )
