"""Administrator's board: ranking, decisions."""

import uuid
from typing import Any

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from ami.commun.concurrence import Lecture
from ami.commun.soumission import reussir, saisie, soumettre
from ami.comptes.models import Role
from ami.comptes.permissions import role_requis
from ami.comptes.requetes import Requete
from candidatures.formulaire.reglages.generaux import admet_un_montant_motive
from candidatures.models import Candidature
from candidatures.states import EN_LICE
from candidatures.version_deposee.depots import contenu_de
from evaluation.models import Synthese
from evaluation.selection.forms import DecisionForm
from evaluation.selection.lectures.motifs import criteres_de, criteres_sous_le_seuil
from evaluation.selection.lectures.tableau import (
    a_classer,
    a_decider,
    classer,
    decompte,
    evaluations_remises,
    versions_lues,
)
from evaluation.selection.models import Decision
from evaluation.selection.services.deliberer import decider
from evaluation.selection.states import Sens
from vagues.conditions import empechement
from vagues.models import Vague
from vagues.states import EtatVague


@role_requis(Role.ADMINISTRATEUR)
@require_safe
def tableau(request: Requete, numero: int) -> HttpResponse:
    vague = get_object_or_404(Vague, numero=numero)
    classement = classer(a_classer(vague, request.user).select_related("decision"), versions_lues(vague))
    contexte = {
        "vague": vague,
        "classement": classement,
        "criteres": list(criteres_de(vague.pk).select_related("grille")),
        "partie": bool(empechement(vague, request.user)),
        **decompte(classement),
    }
    return render(request, "selection/deliberation.html", contexte)


@role_requis(Role.ADMINISTRATEUR)
@require_http_methods(["GET", "HEAD", "POST"])
def decision(request: Requete, numero: int, pk: uuid.UUID) -> HttpResponse:
    vague = get_object_or_404(Vague, numero=numero)
    dossier: Any = get_object_or_404(a_decider(vague, request.user), pk=pk)
    prise = Decision.objects.prefetch_related("motifs__critere").filter(candidature=dossier).first()
    form = _decision_form(request, dossier, prise)
    return soumettre(
        request,
        form,
        lambda: _decider(request, dossier, form),
        page=lambda statut: _page(request, dossier, prise, form, statut),
        vers=lambda _: reussir(
            request,
            f"Décision enregistrée pour {dossier.numero}. Elle reste confidentielle.",
            redirect("selection:deliberation", numero),
        ),
    )


def _decider(request: Requete, dossier: Candidature, form: DecisionForm) -> None:
    decider(
        candidature_id=dossier.pk,
        sens=Sens(form.cleaned_data["sens"]),
        montant=form.cleaned_data["montant"],
        motif=form.cleaned_data["motif"],
        motifs=form.motifs(),
        precisions=form.precisions(),
        par=request.user,
        maintenant=request.recu_le,
        lecture=Lecture.relire(request.POST),
    )


def _page(
    request: Requete, dossier: Candidature, prise: Decision | None, form: DecisionForm, statut: int
) -> HttpResponse:
    depot = dossier.depots.latest("version")
    refus = empechement(dossier.vague, request.user)
    contexte = {
        "dossier": dossier,
        "depot": depot,
        "vague": dossier.vague,
        "prise": prise,
        "decidable": dossier.vague.etat == EtatVague.EN_DELIBERATION
        and dossier.etat in EN_LICE
        and not refus,
        "refus": refus,
        "form": form,
        "evaluations": evaluations_remises(dossier),
        "synthese": getattr(dossier, "synthese", None) or Synthese(),
        "sections": contenu_de(depot).presentation,
    }
    return render(request, "selection/decision.html", contexte, status=statut)


def _decision_form(request: Requete, dossier: Any, prise: Decision | None) -> DecisionForm:
    synthese = getattr(dossier, "synthese", None) or Synthese()
    sous_le_seuil = {
        critere for _, critere in criteres_sous_le_seuil(Candidature.objects.filter(pk=dossier.pk))
    }
    return DecisionForm(
        criteres_de(dossier.vague_id),
        sous_le_seuil,
        saisie(request),
        prise=prise,
        lue=bool(synthese.evaluations or synthese.abstentions),
        montant_motive=admet_un_montant_motive(dossier.reglages or {}),
    )
