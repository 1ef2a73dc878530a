"""One wave seen whole: figures, grid, what can be done now (its pages are in ``conduite`` and ``correction``)."""

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST, require_safe

from ami.commun.concurrence import Lecture
from ami.commun.erreurs import ErreurMetier
from ami.commun.soumission import agir
from ami.comptes.models import Role
from ami.comptes.permissions import role_requis
from ami.comptes.requetes import Requete
from candidatures.lectures.chiffres import chiffres
from candidatures.lectures.courriels import courriels_non_remis
from evaluation.forms import ChoixGrilleForm
from evaluation.lectures import avancement
from evaluation.models import Grille, GrilleVague
from evaluation.permissions import est_grille_a_choisir
from evaluation.services.grilles import attacher_grille
from vagues.conditions import empechement, obstacles_a_l_ouverture
from vagues.models import DemandeDeCloture, Vague
from vagues.permissions import peut_conduire_les_vagues
from vagues.states import EtatVague


@role_requis(Role.ADMINISTRATEUR, Role.AUDITEUR)
@require_safe
def tableau(request: Requete, numero: int) -> HttpResponse:
    vague = get_object_or_404(Vague.objects.select_related("appel"), numero=numero)
    grille_vague = GrilleVague.objects.select_related("grille").filter(vague=vague).first()
    conduit = peut_conduire_les_vagues(request.user)
    refus = empechement(vague, request.user)
    partie = refus if conduit else ""
    contexte = {
        "vague": vague,
        "partie": partie,
        "peut_agir": conduit and not partie,
        "demande": _demande_en_attente(vague),
        "a_ouvrir": vague.ouverture is not None and vague.ouverture <= request.recu_le,
        "echue": vague.cloture <= request.recu_le,
        "obstacles": obstacles_a_l_ouverture(vague) if vague.etat == EtatVague.PROGRAMMEE else [],
        "volets": vague.volets_ouverts.select_related("volet"),
        "chiffres": chiffres(vague, request.user),
        "evaluations": avancement(vague, request.user),
        "dossiers_tus": bool(refus),
        "grille_vague": grille_vague,
        "grille_modifiable": est_grille_a_choisir(vague),
        "grille_form": ChoixGrilleForm(initial={"grille": grille_vague and grille_vague.grille_id}),
        "non_remis": courriels_non_remis(vague, request.user).count(),
        "scelle": getattr(vague, "scelle", None),
    }
    return render(request, "pilotage/vague.html", contexte)


def _demande_en_attente(vague: Vague) -> DemandeDeCloture | None:
    if vague.etat != EtatVague.OUVERTE:
        return None
    return DemandeDeCloture.objects.select_related("demandee_par").filter(vague=vague).first()


@role_requis(Role.ADMINISTRATEUR)
@require_POST
def grille(request: Requete, numero: int) -> HttpResponse:
    vague = get_object_or_404(Vague, numero=numero)
    return agir(
        request,
        lambda: attacher_grille(
            vague_id=vague.pk,
            grille=_grille_choisie(request),
            par=request.user,
            maintenant=request.recu_le,
            lecture=Lecture.relire(request.POST),
        ),
        "Grille attachée à la vague.",
        redirect("pilotage:vague", numero),
    )


def _grille_choisie(request: Requete) -> Grille:
    form = ChoixGrilleForm(request.POST)
    if not form.is_valid():
        raise ErreurMetier("Choisissez une grille dans la liste.")
    grille: Grille = form.cleaned_data["grille"]
    return grille
