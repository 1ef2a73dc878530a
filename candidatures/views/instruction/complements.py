"""Compléments, for the instructeur: asking, following, taking the request back."""

import uuid
from datetime import timedelta
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.timezone import localdate
from django.views.decorators.http import require_http_methods, require_POST

from ami.commun.dates import PARIS
from ami.commun.soumission import agir, reussir, saisie, soumettre
from ami.comptes.models import Role
from ami.comptes.permissions import role_requis
from ami.comptes.requetes import Requete
from candidatures.forms.echanges import AnnulationForm, ComplementForm
from candidatures.formulaire.catalogue.champs import Cahier
from candidatures.lectures import en_l_etat
from candidatures.lectures.complements import (
    demandables,
    demandees,
    demandes_sur,
    fin_de,
)
from candidatures.models import Candidature, Complement
from candidatures.permissions import peut_etre_complete, peut_instruire
from candidatures.services.completer import (
    DELAI_MAX,
    annuler_complements,
    demander_complements,
)
from candidatures.version_deposee.depots import contenu_de
from candidatures.version_deposee.differences import differences
from candidatures.views.instruction.portee import dossier_instruit

DEMANDE = "La demande est envoyée au porteur. Le reste du dossier est verrouillé."


def _a_completer(request: Requete, pk: uuid.UUID) -> Candidature:
    candidature = dossier_instruit(request, pk)
    if not peut_instruire(request.user, candidature):
        raise PermissionDenied
    return candidature


@role_requis(Role.INSTRUCTEUR)
@require_http_methods(["GET", "HEAD", "POST"])
def complements(request: Requete, pk: uuid.UUID) -> HttpResponse:
    """Ask for compléments, or follow those that were asked."""
    candidature = _a_completer(request, pk)
    cahier, depots = en_l_etat.cahier(candidature), list(candidature.depots.order_by("version"))
    aujourd_hui = localdate(request.recu_le, PARIS)
    form = ComplementForm(
        demandables(depots[-1], cahier),
        aujourd_hui + timedelta(days=candidature.vague.appel.delai_complements),
        aujourd_hui + DELAI_MAX,
        saisie(request),
    )
    return soumettre(
        request,
        form,
        lambda: _demander(request, candidature, form),
        page=lambda statut: _page(
            request, candidature, cahier, form, demandes_sur(candidature, depots), statut
        ),
        vers=lambda _: reussir(request, DEMANDE, redirect("instruction:complements", pk)),
    )


def _demander(request: Requete, candidature: Candidature, form: ComplementForm) -> None:
    demander_complements(
        candidature_id=candidature.pk,
        demandes=form.demandes(),
        message=form.cleaned_data["message"],
        echeance=fin_de(form.cleaned_data["echeance"]),
        par=request.user,
        maintenant=request.recu_le,
    )


def _page(
    request: Requete,
    candidature: Candidature,
    cahier: Cahier,
    form: ComplementForm,
    demandes: list[Complement],
    statut: int,
) -> HttpResponse:
    contexte = {
        "candidature": candidature,
        "form": form,
        "demandable": peut_etre_complete(candidature, candidature.vague),
        "complements": [(c, demandees(c, cahier), _apports(c)) for c in demandes],
        "ouvert": next((c for c in demandes if c.ferme_le is None), None),
        "annulation": AnnulationForm(),
    }
    return render(request, "candidatures/instruction/complements.html", contexte, status=statut)


def _apports(complement: Complement) -> Any:
    """What the return changed; nothing until there is one."""
    if complement.depot is None:
        return ()
    return differences(contenu_de(complement.depot_avant), contenu_de(complement.depot))


@role_requis(Role.INSTRUCTEUR)
@require_POST
def annuler(request: Requete, pk: uuid.UUID) -> HttpResponse:
    candidature = _a_completer(request, pk)
    return agir(
        request,
        lambda: annuler_complements(
            candidature_id=candidature.pk,
            motif=request.POST.get("motif", ""),
            par=request.user,
            maintenant=request.recu_le,
        ),
        "La demande est annulée : le dossier est verrouillé tel qu’il a été déposé.",
        redirect("instruction:complements", pk),
    )
