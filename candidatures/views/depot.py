"""Review of everything as it will be read, filing, receipt."""

import uuid

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from ami.commun.erreurs import ErreurMetier
from ami.comptes.requetes import Requete
from candidatures import lecture
from candidatures.completude import etat_des_sections, reponses_utiles
from candidatures.models import Candidature
from candidatures.permissions import est_modifiable, peut_deposer
from candidatures.presentation import presenter
from candidatures.questionnaire import sections
from candidatures.services.deposer import deposer_candidature
from candidatures.views.portee import contexte_du_brouillon, dossier_de


@require_http_methods(["GET", "HEAD", "POST"])
def deposer(request: Requete, pk: uuid.UUID) -> HttpResponse:
    """Review of everything as it will be read, then file."""
    candidature = dossier_de(request, pk)
    if not peut_deposer(request.user, candidature):
        raise PermissionDenied
    if request.method == "POST":
        try:
            deposer_candidature(candidature_id=pk, par=request.user, recu_le=request.recu_le)
        except ErreurMetier as erreur:
            return _relire(request, candidature, erreur)
        return redirect("candidatures:recepisse", pk)
    if not est_modifiable(candidature):
        return redirect("candidatures:recepisse", pk)
    return _relire(request, candidature)


def _relire(request: Requete, candidature: Candidature, erreur: ErreurMetier | None = None) -> HttpResponse:
    parametres, reponses = lecture.parametres(candidature), lecture.reponses(candidature)
    contexte = contexte_du_brouillon(candidature, etat_des_sections(parametres, reponses)) | {
        "sections": presenter(sections(parametres), reponses_utiles(parametres, reponses)),
        "ouverte": candidature.vague.est_ouverte(request.recu_le),
        "erreur": erreur,
    }
    return render(request, "candidatures/deposer.html", contexte, status=erreur.statut if erreur else 200)


@require_safe
def recepisse(request: Requete, pk: uuid.UUID) -> HttpResponse:
    candidature = dossier_de(request, pk)
    depot = candidature.depots.select_related("par").order_by("-version").first()
    if depot is None:
        raise Http404
    return render(request, "candidatures/recepisse.html", {"candidature": candidature, "depot": depot})
