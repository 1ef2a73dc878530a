"""Administrators' page of publication: what will be sent, two signatures, the sending."""

from collections import Counter
from collections.abc import Callable
from decimal import Decimal
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
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
from candidatures.models import Candidature
from candidatures.states import EN_LICE, RESULTATS
from evaluation import emails
from evaluation.models import Decision, Publication
from evaluation.services.publier import (
    demander_publication,
    empreinte_des_decisions,
    obstacles,
    publier_vague,
)
from evaluation.states import Sens
from vagues.models import Vague
from vagues.states import EtatVague

PAR_PAGE = 25


@role_requis(Role.ADMINISTRATEUR)
@require_safe
def apercu(request: Requete, numero: int) -> HttpResponse:
    vague = get_object_or_404(Vague.objects.select_related("appel"), numero=numero)
    publication = (
        Publication.objects.select_related("demandee_par", "confirmee_par").filter(vague=vague).first()
    )
    decisions = _decisions(vague)
    lisibles = _lisibles(request, vague, decisions)
    page = Paginator(lisibles, PAR_PAGE).get_page(request.GET.get("page"))
    empreinte = empreinte_des_decisions(decisions)
    contexte = {
        "vague": vague,
        "publication": publication,
        "empreinte": empreinte,
        "obstacles": obstacles(vague) if vague.etat == EtatVague.EN_DELIBERATION else [],
        "inchangee": publication is not None and publication.empreinte == empreinte,
        "totaux": _totaux(lisibles),
        "cachees": len(decisions) - len(lisibles),
        "page": page,
        "apercus": emails.apercus(vague, list(page)),
        "envois": _envois(vague) if vague.etat == EtatVague.PUBLIEE else None,
        "peut_confirmer": publication is not None and publication.demandee_par_id != request.user.pk,
    }
    return render(request, "evaluation/publication.html", contexte)


def _decisions(vague: Vague) -> list[Decision]:
    """What is, or was, to be published: all at once, as the fingerprint needs them."""
    return list(
        Decision.objects.filter(candidature__vague=vague, candidature__etat__in=[*EN_LICE, *RESULTATS])
        .select_related("candidature__porteur", "candidature__volet")
        .prefetch_related("motifs__critere")
        .order_by("candidature__numero", "pk")
    )


def _lisibles(request: Requete, vague: Vague, decisions: list[Decision]) -> list[Decision]:
    """An administrator who files for a structure does not read its result before publication."""
    sans_interet = Candidature.objects.filter(vague=vague).sans_interet_de(request.user)
    permises = set(sans_interet.values_list("pk", flat=True))
    return [decision for decision in decisions if decision.candidature_id in permises]


def _totaux(decisions: list[Decision]) -> list[tuple[str, int, Decimal | None]]:
    """For each kind of result: how many, and the amount granted to laureates."""
    nombres = Counter(decision.sens for decision in decisions)
    engage = sum((decision.montant for decision in decisions if decision.montant), Decimal(0))
    return [(str(sens.label), nombres[sens], engage if sens == Sens.LAUREATE else None) for sens in Sens]


def _envois(vague: Vague) -> dict[str, int]:
    """Progress of the result mails of a published wave."""
    compte = {etat: Count("pk", filter=Q(etat=etat)) for etat in EtatCourriel.values}
    return Courriel.objects.filter(lot=emails.lot_des_resultats(vague)).aggregate(**compte)


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
        service(
            vague_id=vague.pk,
            par=request.user,
            maintenant=request.recu_le,
            empreinte_lue=request.POST.get("empreinte", ""),
        )
    except ErreurMetier as erreur:
        messages.error(request, erreur.message)
    else:
        messages.success(request, succes)
    return redirect("selection:publication", numero)
