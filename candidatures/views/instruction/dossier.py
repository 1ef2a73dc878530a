"""One filed dossier, read by agents within their perimeter."""

import uuid
from datetime import datetime
from typing import Protocol

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST, require_safe

from ami.commun.soumission import agir
from ami.comptes.models import Role, Utilisateur
from ami.comptes.permissions import role_requis
from ami.comptes.requetes import Requete
from candidatures.formulaire.catalogue.champs import Dossier, Reponses
from candidatures.formulaire.controle.completude import alertes
from candidatures.lectures import en_l_etat
from candidatures.lectures.listes import dossiers_instruits
from candidatures.lectures.pieces import pieces_lues
from candidatures.lectures.suivi import suivi_pour_le_service
from candidatures.models import Candidature
from candidatures.permissions import (
    AGENTS_LECTEURS,
    droits_du_service,
    est_a_instruire,
    est_a_retirer,
    est_recevabilite_a_annuler,
)
from candidatures.services.instruire import annuler_la_recevabilite, declarer_recevable
from candidatures.services.verifier_structure import verification_de
from candidatures.version_deposee.depots import contenu_de
from candidatures.views.instruction.portee import dossier_instruit


@role_requis(*AGENTS_LECTEURS)
@require_safe
def dossier(request: Requete, pk: uuid.UUID) -> HttpResponse:
    visibles = dossiers_instruits(request.user)  # asked once: the perimeter of a référent is a query
    candidature = get_object_or_404(visibles, pk=pk)
    droits = droits_du_service(request.user, candidature)
    depots = list(candidature.depots.order_by("-version").prefetch_related("documents"))
    depot = depots[0]
    contenu = contenu_de(depot)
    contexte = {
        "candidature": candidature,
        "depot": depot,
        "sections": contenu.presentation,
        "pieces_deposees": pieces_lues(contenu),
        "depots": depots,
        "peut_tout_garder": droits.parle,
        "peut_retirer": est_a_retirer(candidature, candidature.vague) and droits.retire,
        "alertes": _alertes(candidature, contenu.reponses),
        "verification": verification_de(contenu.reponses),
        "peut_declarer_recevable": est_a_instruire(candidature, candidature.vague) and droits.instruit,
        "peut_annuler_la_recevabilite": est_recevabilite_a_annuler(candidature, candidature.vague)
        and droits.instruit,
        "peut_echanger": droits.parle,
        "peut_completer": droits.instruit,
        **suivi_pour_le_service(candidature, visibles),
    }
    return render(request, "candidatures/instruction/dossier.html", contexte)


def _alertes(candidature: Candidature, reponses: Reponses) -> list[str]:
    """What the rules of this wave find odd in what was filed, whoever filed it: a person decides. One query."""
    cahier = en_l_etat.cahier_du_volet(en_l_etat.volet_ouvert(candidature))
    return [alerte.message for alerte in alertes(Dossier(cahier, reponses))]


@role_requis(Role.INSTRUCTEUR)
@require_POST
def recevable(request: Requete, pk: uuid.UUID) -> HttpResponse:
    return _instruire(request, pk, declarer_recevable, "Le dossier est déclaré recevable.")


@role_requis(Role.INSTRUCTEUR)
@require_POST
def annuler_recevable(request: Requete, pk: uuid.UUID) -> HttpResponse:
    return _instruire(request, pk, annuler_la_recevabilite, "Le dossier n’est plus déclaré recevable.")


class _Acte(Protocol):
    def __call__(
        self, *, candidature_id: uuid.UUID, par: Utilisateur, maintenant: datetime
    ) -> Candidature: ...


def _instruire(request: Requete, pk: uuid.UUID, acte: _Acte, succes: str) -> HttpResponse:
    candidature = dossier_instruit(request, pk)
    return agir(
        request,
        lambda: acte(candidature_id=candidature.pk, par=request.user, maintenant=request.recu_le),
        succes,
        redirect("instruction:dossier", pk),
    )
