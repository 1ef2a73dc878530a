"""The dossiers of a porteur, and starting one."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from ami.commun.erreurs import ErreurMetier
from ami.comptes.requetes import Requete
from candidatures.lectures.listes import dossiers_du_porteur
from candidatures.models import Invitation, Transfert
from candidatures.services.creer import creer_candidature
from candidatures.views.portee import entier
from vagues.models import Vague, VoletOuvert


@require_safe
def liste(request: Requete) -> HttpResponse:
    contexte = {
        "dossiers": dossiers_du_porteur(request.user),
        "invitations": Invitation.objects.recues_par(request.user, request.recu_le),
        "transferts": Transfert.objects.recus_par(request.user),
        "vagues_ouvertes": Vague.objects.ouvertes(request.recu_le).order_by("cloture"),
    }
    return render(request, "candidatures/porteur/liste.html", contexte)


@require_http_methods(["GET", "HEAD", "POST"])
def nouvelle(request: Requete) -> HttpResponse:
    """Choose a track of an open wave; each button posts its own."""
    volets = VoletOuvert.objects.ouverts(request.recu_le)
    if request.method == "POST":
        volet = get_object_or_404(VoletOuvert, pk=entier(request.POST.get("volet_ouvert")))
        try:
            candidature = creer_candidature(volet_ouvert=volet, par=request.user, recu_le=request.recu_le)
        except ErreurMetier as erreur:
            messages.error(request, erreur.message)
            return render(
                request, "candidatures/porteur/nouvelle.html", {"volets": volets}, status=erreur.statut
            )
        return redirect("candidatures:section", candidature.pk, "structure")
    return render(request, "candidatures/porteur/nouvelle.html", {"volets": volets})
