"""Administrator's dashboard of one wave: figures, grid, assignment."""

from django.contrib import messages
from django.db.models import Count, Q
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from ami.commun.erreurs import ErreurMetier
from ami.comptes.models import Role
from ami.comptes.permissions import role_requis
from ami.comptes.requetes import Requete
from candidatures.models import Candidature
from candidatures.states import SANS_EFFET, EtatCandidature
from evaluation.forms import AffectationForm, ChoixGrilleForm
from evaluation.models import Evaluation, GrilleVague
from evaluation.services.affecter import affecter_evaluateur
from evaluation.services.grilles import attacher_grille
from evaluation.states import EtatEvaluation
from vagues.models import Vague


@role_requis(Role.ADMINISTRATEUR, Role.AUDITEUR)
@require_safe
def tableau(request: Requete, numero: int) -> HttpResponse:
    vague = get_object_or_404(Vague, numero=numero)
    contexte = {
        "vague": vague,
        "echue": vague.cloture <= request.recu_le,
        "volets": vague.volets_ouverts.select_related("volet"),
        "chiffres": _chiffres(vague),
        "lectures": _lectures(vague),
        "grille_vague": GrilleVague.objects.select_related("grille").filter(vague=vague).first(),
        "grille_form": ChoixGrilleForm(),
        "scelle": getattr(vague, "scelle", None),
    }
    return render(request, "evaluation/vague.html", contexte)


def _chiffres(vague: Vague) -> dict[str, int]:
    deposes = ~Q(etat__in=SANS_EFFET)
    return Candidature.objects.filter(vague=vague).aggregate(
        brouillons=Count("pk", filter=Q(etat=EtatCandidature.BROUILLON)),
        deposes=Count("pk", filter=deposes),
        laureats=Count("pk", filter=Q(etat=EtatCandidature.LAUREATE)),
    )


def _lectures(vague: Vague) -> dict[str, int]:
    return Evaluation.objects.filter(candidature__vague=vague).aggregate(
        total=Count("pk", filter=~Q(etat=EtatEvaluation.DEPORT)),
        remises=Count("pk", filter=Q(etat=EtatEvaluation.REMISE)),
        deports=Count("pk", filter=Q(etat=EtatEvaluation.DEPORT)),
    )


@role_requis(Role.ADMINISTRATEUR)
@require_POST
def grille(request: Requete, numero: int) -> HttpResponse:
    vague = get_object_or_404(Vague, numero=numero)
    form = ChoixGrilleForm(request.POST)
    if not form.is_valid():
        messages.error(request, "Choisissez une grille dans la liste.")
        return redirect("selection:vague", numero)
    try:
        attacher_grille(
            vague_id=vague.pk,
            grille=form.cleaned_data["grille"],
            par=request.user,
            maintenant=request.recu_le,
        )
    except ErreurMetier as erreur:
        messages.error(request, erreur.message)
    else:
        messages.success(request, "Grille attachée à la vague.")
    return redirect("selection:vague", numero)


@role_requis(Role.ADMINISTRATEUR)
@require_http_methods(["GET", "HEAD", "POST"])
def affectation(request: Requete, numero: int) -> HttpResponse:
    vague = get_object_or_404(Vague, numero=numero)
    dossiers = list(
        Candidature.objects.en_lice(vague)
        .select_related("porteur", "volet")
        .prefetch_related("evaluations__evaluateur")
    )
    form = AffectationForm(dossiers, request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        _affecter(request, form)
        return redirect("selection:affectation", numero)
    contexte = {"vague": vague, "dossiers": dossiers, "form": form}
    return render(request, "evaluation/affectation.html", contexte, status=422 if form.errors else 200)


def _affecter(request: Requete, form: AffectationForm) -> None:
    """One service per dossier; each refusal is told, none stops the others."""
    faits = 0
    for pk in form.cleaned_data["candidatures"]:
        try:
            affecter_evaluateur(
                candidature_id=pk,
                evaluateur=form.cleaned_data["evaluateur"],
                par=request.user,
                maintenant=request.recu_le,
            )
        except ErreurMetier as erreur:
            messages.error(request, erreur.message)
        else:
            faits += 1
    if faits:
        messages.success(
            request, f"{faits} dossier{'s' if faits > 1 else ''} affecté{'s' if faits > 1 else ''}."
        )
