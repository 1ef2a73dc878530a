"""Compléments: the agent asks, the porteur completes and returns, both read what changed."""

import uuid
from datetime import timedelta
from http import HTTPStatus
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.timezone import localdate
from django.views.decorators.http import require_http_methods, require_POST

from ami.commun.dates import PARIS
from ami.commun.erreurs import ErreurMetier, Incomplet
from ami.comptes.models import Role
from ami.comptes.permissions import role_requis
from ami.comptes.requetes import Requete
from candidatures.forms.echanges import ComplementForm, MotifForm
from candidatures.formulaire.presentation.dossier import presenter
from candidatures.lectures import en_l_etat
from candidatures.lectures.complements import (
    demandables,
    demandees,
    dossier_complete,
    fin_de,
    manques_de_la_demande,
    ouvert,
)
from candidatures.models import Candidature, Complement
from candidatures.permissions import peut_deposer, peut_etre_complete, peut_instruire, peut_rediger
from candidatures.services.completer import (
    DELAI_MAX,
    annuler_complements,
    demander_complements,
    rendre_complements,
)
from candidatures.services.inscrire import composer_contenu
from candidatures.version_deposee.differences import differences
from candidatures.version_deposee.relecture import marque
from candidatures.views.portee import dossier_de


@require_http_methods(["GET", "HEAD", "POST"])
def du_porteur(request: Requete, pk: uuid.UUID) -> HttpResponse:
    """What is asked, what is done, what will change; POST returns the completed dossier."""
    candidature = dossier_de(request, pk)
    if request.method == "POST":
        if not peut_deposer(request.user, candidature):
            raise PermissionDenied
        try:
            relue = request.POST.get("relue", "")
            rendre_complements(candidature_id=pk, par=request.user, recu_le=request.recu_le, relue=relue)
        except ErreurMetier as erreur:
            return _page_du_porteur(request, candidature, erreur)
        messages.success(
            request, "Votre dossier complété est renvoyé. Un accusé de réception vous est adressé."
        )
        return redirect("candidatures:dossier", pk)
    return _page_du_porteur(request, candidature)


def _page_du_porteur(
    request: Requete, candidature: Candidature, erreur: ErreurMetier | None = None
) -> HttpResponse:
    complement = ouvert(candidature)
    if complement is None:
        if erreur:
            messages.error(request, erreur.message)
        elif candidature.numero is None:
            raise Http404
        return redirect("candidatures:dossier", candidature.pk)
    dossier = dossier_complete(candidature, complement)
    contexte = {
        "candidature": candidature,
        "complement": complement,
        "groupes": demandees(complement, dossier.cahier),
        "manques": manques_de_la_demande(dossier, complement),
        "relue": marque(presenter(dossier)),
        "differences": _differences(request, candidature, complement, dossier),
        "peut_rediger": peut_rediger(request.user, candidature),
        "peut_renvoyer": peut_deposer(request.user, candidature),
        "echue": request.recu_le >= complement.echeance,
        "erreur": erreur,
    }
    statut = erreur.statut if erreur else HTTPStatus.OK
    return render(request, "candidatures/complements.html", contexte, status=statut)


def _differences(request: Requete, candidature: Candidature, complement: Complement, dossier: Any) -> Any:
    """What the return would change: the version that would be filed now, beside the one that was read."""
    avant = complement.depot_avant
    a_venir = composer_contenu(
        candidature,
        dossier,
        version=avant.version + 1,
        par=request.user,
        recu_le=request.recu_le,
        motif="complements",
    )
    return differences(avant.donnees, a_venir)


def _dossier_instruit(request: Requete, pk: uuid.UUID) -> Candidature:
    visibles = Candidature.objects.instruites_par(request.user).select_related(
        "vague__appel", "volet", "porteur"
    )
    candidature = get_object_or_404(visibles, pk=pk)
    if not peut_instruire(request.user, candidature):
        raise PermissionDenied
    return candidature


@role_requis(Role.INSTRUCTEUR)
@require_http_methods(["GET", "HEAD", "POST"])
def du_service(request: Requete, pk: uuid.UUID) -> HttpResponse:
    """Ask for compléments, or follow those that were asked."""
    candidature = _dossier_instruit(request, pk)
    cahier, depot = en_l_etat.cahier(candidature), candidature.depots.latest("version")
    aujourd_hui = localdate(request.recu_le, PARIS)
    form = ComplementForm(
        demandables(depot, cahier),
        aujourd_hui + timedelta(days=candidature.vague.appel.delai_complements),
        aujourd_hui + DELAI_MAX,
        request.POST if request.method == "POST" else None,
    )
    statut: int = HTTPStatus.OK
    if request.method == "POST":
        statut = _demander(request, candidature, form)
        if statut == HTTPStatus.OK:
            return redirect("instruction:complements", pk)
    complements = _complements(candidature)
    contexte = {
        "candidature": candidature,
        "form": form,
        "demandable": peut_etre_complete(candidature, candidature.vague),
        "complements": [(c, demandees(c, cahier), _apports(c)) for c in complements],
        "ouvert": next((c for c in complements if c.ferme_le is None), None),
        "annulation": MotifForm(),
    }
    return render(request, "candidatures/complements_instruction.html", contexte, status=statut)


def _complements(candidature: Candidature) -> list[Complement]:
    return list(
        Complement.objects.filter(candidature=candidature)
        .select_related("par", "depot_avant", "depot")
        .order_by("-pk")
    )


def _apports(complement: Complement) -> Any:
    """What the return changed; nothing until there is one."""
    if complement.depot is None:
        return ()
    return differences(complement.depot_avant.donnees, complement.depot.donnees)


def _demander(request: Requete, candidature: Candidature, form: ComplementForm) -> int:
    if not form.is_valid():
        return HTTPStatus.UNPROCESSABLE_ENTITY
    try:
        demander_complements(
            candidature_id=candidature.pk,
            demandes=form.demandes(),
            message=form.cleaned_data["message"],
            echeance=fin_de(form.cleaned_data["echeance"]),
            par=request.user,
            maintenant=request.recu_le,
        )
    except Incomplet as erreur:
        form.signaler(erreur.manques, erreur.message)
        return erreur.statut
    except ErreurMetier as erreur:
        form.add_error(None, erreur.message)
        return erreur.statut
    messages.success(request, "La demande est envoyée au porteur. Le reste du dossier est verrouillé.")
    return HTTPStatus.OK


@role_requis(Role.INSTRUCTEUR)
@require_POST
def annuler(request: Requete, pk: uuid.UUID) -> HttpResponse:
    candidature = _dossier_instruit(request, pk)
    form = MotifForm(request.POST)
    motif = form.cleaned_data["motif"] if form.is_valid() else ""
    try:
        annuler_complements(
            candidature_id=candidature.pk, motif=motif, par=request.user, maintenant=request.recu_le
        )
    except ErreurMetier as erreur:
        messages.error(request, erreur.message)
    else:
        messages.success(
            request, "La demande est annulée : le dossier est verrouillé tel qu’il a été déposé."
        )
    return redirect("instruction:complements", pk)
