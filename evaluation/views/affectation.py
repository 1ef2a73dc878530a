"""Administrator's page of assignment: who reads what in a wave."""

from typing import Any

from django.contrib import messages
from django.db.models import CharField
from django.db.models.functions import Cast
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods

from ami.commun.concurrence import Lecture
from ami.commun.erreurs import ErreurMetier
from ami.commun.pagination import PAR_PAGE, PageLue, page_de
from ami.commun.soumission import saisie, soumettre
from ami.comptes.models import Role
from ami.comptes.permissions import role_requis
from ami.comptes.requetes import Requete
from candidatures.models import Candidature
from evaluation.forms import AffectationForm
from evaluation.lectures import a_affecter, charges, decompte_a_affecter, sans_assez_de_lecteurs
from evaluation.models import GrilleVague
from evaluation.services.affecter import affecter_evaluateur
from evaluation.services.prevenir import annoncer_les_affectations
from vagues.conditions import empechement
from vagues.models import Vague

INCOMPLETS = "incomplets"  # in the address: only those that lack readers


@role_requis(Role.ADMINISTRATEUR)
@require_http_methods(["GET", "HEAD", "POST"])
def affectation(request: Requete, numero: int) -> HttpResponse:
    vague = get_object_or_404(Vague, numero=numero)
    lien = GrilleVague.objects.select_related("grille").filter(vague=vague).first()
    attendus = lien.grille.evaluations_attendues if lien else 0
    compte = decompte_a_affecter(vague, request.user, attendus)
    dossiers, total = a_affecter(vague, request.user), compte["dossiers"]
    if INCOMPLETS in request.GET:
        dossiers, total = sans_assez_de_lecteurs(dossiers, attendus), compte["incomplets"]
    page = page_de(request, dossiers, total=total)
    form = AffectationForm([*page, *_coches_ailleurs(request, vague, page)], saisie(request))
    contexte = {"vague": vague, "page": page, "avec_grille": lien is not None, "attendus": attendus, **compte}
    return soumettre(
        request,
        form,
        lambda: _affecter(request, vague, form),
        page=lambda statut: _page(request, contexte, form, statut),
        vers=lambda _: redirect(request.get_full_path()),
    )


def _coches_ailleurs(request: Requete, vague: Vague, page: PageLue[Candidature]) -> list[Candidature]:
    """Dossiers that were on the page when they were ticked, and have left it since: somebody else gave them too."""
    partis = set(request.POST.getlist("candidatures")) - {str(dossier.pk) for dossier in page}
    if not partis:
        return []
    par_cle = a_affecter(vague, request.user).annotate(cle=Cast("pk", CharField()))
    return list(par_cle.filter(cle__in=sorted(partis)[:PAR_PAGE]))


def _page(request: Requete, contexte: dict[str, Any], form: AffectationForm, statut: int) -> HttpResponse:
    contexte |= {
        "lignes": _lignes(contexte["page"], form),
        "incomplets_seuls": INCOMPLETS in request.GET,
        "charges": charges(contexte["vague"], request.user),
        "refus": empechement(contexte["vague"], request.user),
        "form": form,
    }
    return render(request, "evaluation/affectation.html", contexte, status=statut)


def _lignes(dossiers: PageLue[Candidature], form: AffectationForm) -> list[tuple[Candidature, Any]]:
    """Each dossier with its box; none for one that waits for compléments."""
    cases = {case.data["value"]: case for case in form["candidatures"].subwidgets}
    return [(dossier, cases.get(str(dossier.pk))) for dossier in dossiers]


def _affecter(request: Requete, vague: Vague, form: AffectationForm) -> None:
    """One service per dossier; each refusal is told, none stops the others. Then one mail for them all."""
    evaluateur = form.cleaned_data["evaluateur"]
    faits, lecture = 0, Lecture.relire(request.POST)
    numeros = {str(dossier.pk): dossier.numero for dossier in form.dossiers}
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
            messages.error(request, f"{numeros[pk]} : {erreur.message}")
        else:
            faits += 1
    if faits:
        annoncer_les_affectations(vague_id=vague.pk, evaluateur_id=evaluateur.pk, maintenant=request.recu_le)
        s = "s" if faits > 1 else ""
        messages.success(
            request, f"{faits} dossier{s} affecté{s}. {evaluateur} en est averti par un courriel."
        )
