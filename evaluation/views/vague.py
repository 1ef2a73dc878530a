"""Administrator's dashboard of one wave: figures, grid, assignment."""

from collections import Counter
from dataclasses import dataclass

from django.contrib import messages
from django.db.models import Count, Q
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from ami.commun.erreurs import ErreurMetier
from ami.comptes.models import Role, Utilisateur
from ami.comptes.permissions import role_requis
from ami.comptes.requetes import Requete
from candidatures.models import Candidature
from candidatures.states import EN_LICE, EtatCandidature
from evaluation.forms import AffectationForm, ChoixGrilleForm
from evaluation.models import Evaluation, GrilleVague
from evaluation.permissions import peut_administrer_la_selection
from evaluation.services.affecter import affecter_evaluateur
from evaluation.services.grilles import attacher_grille
from evaluation.states import EtatEvaluation
from vagues.models import Vague
from vagues.states import EtatVague


@dataclass(frozen=True)
class Charge:
    """How many readings an évaluateur has in the wave, by state."""

    evaluateur: str
    etats: Counter[str]

    @property
    def affectees(self) -> int:
        """Recused readings do not count."""
        return self.etats.total() - self.deports

    @property
    def remises(self) -> int:
        return self.etats[EtatEvaluation.REMISE]

    @property
    def deports(self) -> int:
        return self.etats[EtatEvaluation.DEPORT]


@role_requis(Role.ADMINISTRATEUR, Role.AUDITEUR)
@require_safe
def tableau(request: Requete, numero: int) -> HttpResponse:
    vague = get_object_or_404(Vague.objects.select_related("appel"), numero=numero)
    grille_vague = GrilleVague.objects.select_related("grille").filter(vague=vague).first()
    contexte = {
        "vague": vague,
        "peut_agir": peut_administrer_la_selection(request.user),
        "a_ouvrir": vague.ouverture is not None and vague.ouverture <= request.recu_le,
        "echue": vague.cloture <= request.recu_le,
        "volets": vague.volets_ouverts.select_related("volet"),
        "chiffres": _chiffres(vague),
        "lectures": _lectures(vague),
        "grille_vague": grille_vague,
        "grille_modifiable": _grille_modifiable(vague, grille_vague),
        "grille_form": ChoixGrilleForm(initial={"grille": grille_vague and grille_vague.grille_id}),
        "scelle": getattr(vague, "scelle", None),
    }
    return render(request, "evaluation/vague.html", contexte)


def _grille_modifiable(vague: Vague, grille_vague: GrilleVague | None) -> bool:
    """Whether to offer the choice; ``attacher_grille`` decides."""
    sans_grille = grille_vague is None and vague.etat in (EtatVague.OUVERTE, EtatVague.CLOSE)
    return vague.etat == EtatVague.PROGRAMMEE or sans_grille


def _chiffres(vague: Vague) -> dict[str, int]:
    deposes = Q(numero__isnull=False)
    return Candidature.objects.filter(vague=vague).aggregate(
        brouillons=Count("pk", filter=Q(etat=EtatCandidature.BROUILLON)),
        deposes=Count("pk", filter=deposes),
        en_lice=Count("pk", filter=Q(etat__in=EN_LICE)),
        retires=Count("pk", filter=Q(etat=EtatCandidature.RETIREE)),
        irrecevables=Count("pk", filter=Q(etat=EtatCandidature.IRRECEVABLE)),
        a_completer=Count("pk", filter=Q(etat=EtatCandidature.A_COMPLETER)),
        laureats=Count("pk", filter=Q(etat=EtatCandidature.LAUREATE)),
    )


def _lectures(vague: Vague) -> dict[str, int]:
    return Evaluation.objects.filter(candidature__vague=vague).aggregate(
        total=Count("pk", filter=~Q(etat=EtatEvaluation.DEPORT)),
        remises=Count("pk", filter=Q(etat=EtatEvaluation.REMISE)),
        restantes=Count("pk", filter=Q(etat__in=[EtatEvaluation.A_FAIRE, EtatEvaluation.BROUILLON])),
        deports=Count("pk", filter=Q(etat=EtatEvaluation.DEPORT)),
        dossiers_lus=Count("candidature", filter=Q(etat=EtatEvaluation.REMISE), distinct=True),
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
        Candidature.objects.de_la_selection(vague)
        .sans_interet_de(request.user)
        .select_related("porteur", "volet")
        .prefetch_related("evaluations__evaluateur")
    )
    form = AffectationForm(dossiers, request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        _affecter(request, form, {str(dossier.pk): dossier for dossier in dossiers})
        return redirect("selection:affectation", numero)
    contexte = {
        "vague": vague,
        "lignes": list(zip(dossiers, form["candidatures"].subwidgets, strict=True)),
        "charges": _charges(dossiers),
        "avec_grille": GrilleVague.objects.filter(vague=vague).exists(),
        "form": form,
    }
    return render(request, "evaluation/affectation.html", contexte, status=422 if form.errors else 200)


def _charges(dossiers: list[Candidature]) -> list[Charge]:
    """Each évaluateur of the wave with their load, from the readings already loaded."""
    lectures: dict[Utilisateur, list[str]] = {}
    for dossier in dossiers:
        for evaluation in dossier.evaluations.all():
            lectures.setdefault(evaluation.evaluateur, []).append(evaluation.etat)
    return sorted(
        (Charge(str(personne), Counter(etats)) for personne, etats in lectures.items()),
        key=lambda charge: charge.evaluateur,
    )


def _affecter(request: Requete, form: AffectationForm, dossiers: dict[str, Candidature]) -> None:
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
            messages.error(request, f"{dossiers[pk].numero} : {erreur.message}")
        else:
            faits += 1
    if faits:
        messages.success(
            request, f"{faits} dossier{'s' if faits > 1 else ''} affecté{'s' if faits > 1 else ''}."
        )
