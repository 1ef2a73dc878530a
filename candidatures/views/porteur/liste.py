"""The dossiers of a porteur, and starting one."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from ami.commun.erreurs import ErreurMetier
from ami.comptes.requetes import Requete
from candidatures.models import Candidature, Cote, Invitation, Transfert
from candidatures.models.echange import echeance_par_dossier, non_lus_par_dossier
from candidatures.services.creer import creer_candidature
from candidatures.views.portee import entier
from vagues.models import Vague, VoletOuvert


@require_safe
def liste(request: Requete) -> HttpResponse:
    dossiers = (
        Candidature.objects.visibles_par(request.user)
        .pour_liste()
        .annotate(non_lus=non_lus_par_dossier(Cote.PORTEUR), a_renvoyer=echeance_par_dossier())
        .order_by("-cree_le", "pk")
    )
    contexte = {
        "dossiers": dossiers,
        "invitations": Invitation.objects.recues_par(request.user, request.recu_le),
        "transferts": Transfert.objects.recus_par(request.user),
        "vagues_ouvertes": Vague.objects.ouvertes(request.recu_le).order_by("cloture"),
    }
    return render(request, "candidatures/liste.html", contexte)


@require_http_methods(["GET", "HEAD", "POST"])
def nouvelle(request: Requete) -> HttpResponse:
    """Choose a track of an open wave; each button posts its own."""
    volets = VoletOuvert.objects.filter(vague__in=Vague.objects.ouvertes(request.recu_le)).select_related(
        "vague", "volet"
    )
    if request.method == "POST":
        volet = get_object_or_404(VoletOuvert, pk=entier(request.POST.get("volet_ouvert")))
        try:
            candidature = creer_candidature(volet_ouvert=volet, par=request.user, recu_le=request.recu_le)
        except ErreurMetier as erreur:
            messages.error(request, erreur.message)
            return render(request, "candidatures/nouvelle.html", {"volets": volets}, status=erreur.statut)
        return redirect("candidatures:section", candidature.pk, "structure")
    return render(request, "candidatures/nouvelle.html", {"volets": volets})
