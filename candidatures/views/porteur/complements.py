"""Compléments, for the people of the dossier: what is asked, what the return will change, returning it."""

import uuid
from http import HTTPStatus
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from ami.commun.erreurs import ErreurMetier
from ami.commun.soumission import reussir, tenter
from ami.comptes.requetes import Requete
from candidatures.formulaire.presentation.dossier import presenter
from candidatures.lectures.complements import (
    demandees,
    dossier_complete,
    manques_de_la_demande,
    ouvert,
)
from candidatures.models import Candidature, Complement
from candidatures.permissions import peut_deposer, peut_rediger
from candidatures.services.completer import (
    rendre_complements,
)
from candidatures.version_deposee.depots import contenu_a_deposer, contenu_de
from candidatures.version_deposee.differences import differences
from candidatures.version_deposee.relecture import empreintes_lues
from candidatures.views.porteur.portee import dossier_de

RENVOYE = "Votre dossier complété est renvoyé. Un accusé de réception vous est adressé."


@require_http_methods(["GET", "HEAD", "POST"])
def complements(request: Requete, pk: uuid.UUID) -> HttpResponse:
    """What is asked, what is done, what will change; POST returns the completed dossier."""
    candidature = dossier_de(request, pk)
    if request.method == "POST":
        if not peut_deposer(request.user, candidature):
            raise PermissionDenied
        relue = request.POST.get("relue", "")
        return tenter(
            lambda: rendre_complements(
                candidature_id=pk, par=request.user, recu_le=request.recu_le, relue=relue
            ),
            vers=lambda _: reussir(request, RENVOYE, redirect("candidatures:dossier", pk)),
            refus=lambda erreur: _page(request, candidature, erreur),
        )
    return _page(request, candidature)


def _page(request: Requete, candidature: Candidature, erreur: ErreurMetier | None = None) -> HttpResponse:
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
        "manques": manques_de_la_demande(dossier, candidature),
        "relue": empreintes_lues(presenter(dossier)),
        "differences": _differences(request, candidature, complement, dossier),
        "peut_rediger": peut_rediger(request.user, candidature),
        "peut_renvoyer": peut_deposer(request.user, candidature),
        "echue": request.recu_le >= complement.echeance,
        "erreur": erreur,
    }
    statut = erreur.statut if erreur else HTTPStatus.OK
    return render(request, "candidatures/porteur/complements.html", contexte, status=statut)


def _differences(request: Requete, candidature: Candidature, complement: Complement, dossier: Any) -> Any:
    """What the return would change: the version that would be filed now, beside the one that was read."""
    avant = complement.depot_avant
    a_venir = contenu_a_deposer(
        candidature,
        dossier,
        version=avant.version + 1,
        par=request.user,
        recu_le=request.recu_le,
        motif="complements",
    )
    return differences(contenu_de(avant), a_venir)
