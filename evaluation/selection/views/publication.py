"""Administrators' page of publication: what will be sent, two signatures, the sending."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from ami.commun.pagination import page_de
from ami.commun.soumission import agir, refuser, reussir, saisie, soumettre
from ami.comptes.models import Role
from ami.comptes.permissions import role_requis
from ami.comptes.requetes import Requete
from evaluation.selection import emails
from evaluation.selection.forms import PublicationForm
from evaluation.selection.lectures.avancement import Manque, avancement, en_manque
from evaluation.selection.lectures.obstacles import obstacles
from evaluation.selection.lectures.publication import (
    avec_motifs,
    decisions_de,
    decisions_lisibles,
    envois,
    totaux,
)
from evaluation.selection.models import Publication
from evaluation.selection.services.preparer import preparer, preparer_les_resultats
from evaluation.selection.services.publier import (
    demander_publication,
    publier_vague,
    reprendre_la_demande,
)
from vagues.conditions import empechement
from vagues.models import Vague
from vagues.states import EtatVague


@role_requis(Role.ADMINISTRATEUR)
@require_safe
def apercu(request: Requete, numero: int) -> HttpResponse:
    vague = get_object_or_404(Vague.objects.select_related("appel"), numero=numero)
    lisibles = decisions_lisibles(vague, request.user)
    signature = _signature(vague, request)
    resultats = signature.get("totaux") or totaux(lisibles)
    page = page_de(request, lisibles, total=sum(nombre for _, nombre, _ in resultats))
    contexte = {
        "vague": vague,
        "totaux": resultats,
        "page": page,
        "apercus": emails.apercus(vague, avec_motifs(vague, page)),
        "envois": envois(vague) if vague.etat == EtatVague.PUBLIEE else None,
        **signature,
    }
    return render(request, "selection/publication.html", contexte)


def _manques(vague: Vague, request: Requete) -> list[Manque]:
    """Over the dossiers that an interested person may know."""
    return [en_manque(obstacle) for obstacle in obstacles(vague, request.user)]


def _signature(vague: Vague, request: Requete) -> dict[str, Any]:
    """Where the signatures stand, for whoever may sign. To the others, neither that nor any digest: what they may not
    read could be found in it.
    """
    partie = bool(empechement(vague, request.user))
    en_deliberation = vague.etat == EtatVague.EN_DELIBERATION
    if partie and vague.etat != EtatVague.PUBLIEE:
        manques = _manques(vague, request) if en_deliberation else []
        return {"partie": True, "publication": None, "obstacles": manques}
    publication = (
        Publication.objects.select_related("demandee_par", "confirmee_par").filter(vague=vague).first()
    )
    contexte: dict[str, Any] = {"partie": partie, "publication": publication, "obstacles": ()}
    if en_deliberation:
        lu = avancement(vague)
        contexte |= {
            "obstacles": lu.manques,
            "totaux": lu.totaux,
            "empreinte": lu.empreinte,
            "inchangee": publication is not None and publication.empreinte == lu.empreinte,
            "la_mienne": publication is not None and publication.demandee_par_id == request.user.pk,
        }
    return contexte


@role_requis(Role.ADMINISTRATEUR)
@require_POST
def demander(request: Requete, numero: int) -> HttpResponse:
    vague = get_object_or_404(Vague, numero=numero)
    return agir(
        request,
        lambda: demander_publication(
            vague_id=vague.pk,
            par=request.user,
            maintenant=request.recu_le,
            empreinte_lue=request.POST.get("empreinte", ""),
            lu=preparer(vague.pk),
        ),
        "Publication demandée : un autre administrateur doit la confirmer.",
        redirect("selection:publication", numero),
    )


@role_requis(Role.ADMINISTRATEUR)
@require_POST
def reprendre(request: Requete, numero: int) -> HttpResponse:
    """Take one's own request back."""
    vague = get_object_or_404(Vague, numero=numero)
    return agir(
        request,
        lambda: reprendre_la_demande(vague_id=vague.pk, par=request.user, maintenant=request.recu_le),
        "Votre demande de publication est reprise. Les décisions peuvent encore changer.",
        redirect("selection:publication", numero),
    )


@role_requis(Role.ADMINISTRATEUR)
@require_http_methods(["GET", "HEAD", "POST"])
def confirmer(request: Requete, numero: int) -> HttpResponse:
    """What the second signature freezes and sends, then the gesture that does it."""
    vague = get_object_or_404(Vague.objects.select_related("appel"), numero=numero)
    retour = redirect("selection:publication", numero)
    signature = _signature(vague, request)
    if not signature.get("inchangee") or signature["la_mienne"] or signature["obstacles"]:
        if request.method != "POST":
            return retour  # that page says why
        return agir(request, lambda: _publier(request, vague), "", retour)
    form = PublicationForm(signature["empreinte"], saisie(request))
    return soumettre(
        request,
        form,
        lambda: _publier(request, vague),
        page=lambda statut: _demander_le_geste(request, vague, form, signature, statut),
        vers=lambda _: reussir(request, "La vague est publiée. Les courriels partent.", retour),
        refus=lambda erreur: refuser(request, erreur, retour),
    )


def _publier(request: Requete, vague: Vague) -> Vague:
    return publier_vague(
        vague_id=vague.pk,
        par=request.user,
        maintenant=request.recu_le,
        empreinte_lue=request.POST.get("empreinte", ""),
        lu=preparer_les_resultats(vague.pk, par=request.user, le=request.recu_le),
    )


def _demander_le_geste(
    request: Requete, vague: Vague, form: PublicationForm, signature: dict[str, Any], statut: int
) -> HttpResponse:
    decisions = decisions_de(vague)
    contexte = signature | {
        "vague": vague,
        "form": form,
        "courriels": len(emails.resultats(vague, decisions)),
    }
    return render(request, "selection/confirmer_publication.html", contexte, status=statut)
