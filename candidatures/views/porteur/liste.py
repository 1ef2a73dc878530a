"""The dossiers of a porteur, and starting one."""

from http import HTTPStatus

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from ami.commun.erreurs import ErreurMetier
from ami.commun.soumission import tenter
from ami.comptes.requetes import Requete
from candidatures.lectures.avancement import avancements
from candidatures.lectures.listes import dossiers_du_porteur
from candidatures.models import Invitation, Transfert
from candidatures.permissions import est_modifiable
from candidatures.services.creer import creer_candidature
from candidatures.views.porteur.portee import volet_choisi
from vagues.models import Vague, VoletOuvert


@require_safe
def liste(request: Requete) -> HttpResponse:
    dossiers = list(dossiers_du_porteur(request.user))
    en_cours = [d for d in dossiers if est_modifiable(d) and d.vague.est_ouverte(request.recu_le)]
    faits = avancements(en_cours)
    contexte = {
        "dossiers": [(dossier, faits.get(dossier.pk)) for dossier in dossiers],
        "invitations": Invitation.objects.recues_par(request.user, request.recu_le),
        "transferts": Transfert.objects.recus_par(request.user),
        "vagues_ouvertes": Vague.objects.ouvertes(request.recu_le).order_by("cloture"),
    }
    return render(request, "candidatures/porteur/liste.html", contexte)


@require_http_methods(["GET", "HEAD", "POST"])
def nouvelle(request: Requete) -> HttpResponse:
    """Choose a track of an open wave; each button posts its own."""
    volets = VoletOuvert.objects.ouverts(request.recu_le)

    def page(erreur: ErreurMetier | None = None) -> HttpResponse:
        if erreur:
            messages.error(request, erreur.message)
        statut = erreur.statut if erreur else HTTPStatus.OK
        return render(request, "candidatures/porteur/nouvelle.html", {"volets": volets}, status=statut)

    if request.method != "POST":
        return page()
    volet = volet_choisi(request)
    return tenter(
        lambda: creer_candidature(volet_ouvert=volet, par=request.user, recu_le=request.recu_le),
        vers=lambda candidature: redirect("candidatures:section", candidature.pk, "structure"),
        refus=page,
    )
