"""Administrator's page of assignment: who reads what in a wave."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods

from ami.commun.concurrence import Lecture
from ami.commun.erreurs import ErreurMetier
from ami.commun.soumission import saisie, soumettre
from ami.comptes.models import Role
from ami.comptes.permissions import role_requis
from ami.comptes.requetes import Requete
from candidatures.models import Candidature
from candidatures.states import EtatCandidature
from evaluation.forms import AffectationForm
from evaluation.lectures import a_affecter, charges
from evaluation.models import GrilleVague
from evaluation.services.affecter import affecter_evaluateur
from evaluation.services.prevenir import annoncer_les_affectations
from vagues.conditions import empechement
from vagues.models import Vague


@role_requis(Role.ADMINISTRATEUR)
@require_http_methods(["GET", "HEAD", "POST"])
def affectation(request: Requete, numero: int) -> HttpResponse:
    vague = get_object_or_404(Vague, numero=numero)
    dossiers = a_affecter(vague, request.user)
    form = AffectationForm(dossiers, saisie(request))
    return soumettre(
        request,
        form,
        lambda: _affecter(request, vague, form, {str(dossier.pk): dossier for dossier in dossiers}),
        page=lambda statut: _page(request, vague, dossiers, form, statut),
        vers=lambda _: redirect("affectation:tableau", numero),
    )


def _page(
    request: Requete, vague: Vague, dossiers: list[Candidature], form: AffectationForm, statut: int
) -> HttpResponse:
    contexte = {
        "vague": vague,
        "lignes": _lignes(dossiers, form),
        "a_completer": sum(dossier.etat == EtatCandidature.A_COMPLETER for dossier in dossiers),
        "charges": charges(dossiers),
        "avec_grille": GrilleVague.objects.filter(vague=vague).exists(),
        "refus": empechement(vague, request.user),
        "form": form,
    }
    return render(request, "evaluation/affectation.html", contexte, status=statut)


def _lignes(dossiers: list[Candidature], form: AffectationForm) -> list[tuple[Candidature, Any]]:
    """Each dossier with its box; none for one that waits for compléments."""
    cases = {case.data["value"]: case for case in form["candidatures"].subwidgets}
    return [(dossier, cases.get(str(dossier.pk))) for dossier in dossiers]


def _affecter(
    request: Requete, vague: Vague, form: AffectationForm, dossiers: dict[str, Candidature]
) -> None:
    """One service per dossier; each refusal is told, none stops the others. Then one mail for them all."""
    evaluateur = form.cleaned_data["evaluateur"]
    faits, lecture = 0, Lecture.relire(request.POST)
    for pk in form.cleaned_data["candidatures"]:
        try:
            affecter_evaluateur(
                candidature_id=pk,
                evaluateur=evaluateur,
                par=request.user,
                maintenant=request.recu_le,
                lecture=lecture,
            )
        except ErreurMetier as erreur:
            messages.error(request, f"{dossiers[pk].numero} : {erreur.message}")
        else:
            faits += 1
    if faits:
        annoncer_les_affectations(vague_id=vague.pk, evaluateur_id=evaluateur.pk, maintenant=request.recu_le)
        s = "s" if faits > 1 else ""
        messages.success(
            request, f"{faits} dossier{s} affecté{s}. {evaluateur} en est averti par un courriel."
        )
