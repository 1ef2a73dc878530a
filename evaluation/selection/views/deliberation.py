"""Administrator's board: ranking, decisions."""

import uuid
from functools import partial
from typing import Any

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from ami.commun.concurrence import Lecture
from ami.commun.pagination import meme_page, page_de
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
    lignes,
)
from evaluation.selection.models import Decision
from evaluation.selection.services.deliberer import decider, refus_d_une_decision
from evaluation.selection.states import Sens
from vagues.conditions import empechement
from vagues.models import Vague
from vagues.states import EtatVague

PAR_PAGE = 300  # a whole wave, nearly always
_NUL = uuid.UUID(int=0)


@role_requis(Role.ADMINISTRATEUR)
@require_safe
def tableau(request: Requete, numero: int) -> HttpResponse:
    vague = get_object_or_404(Vague, numero=numero)
    dossiers = a_classer(vague, request.user)
    compte = decompte(dossiers)
    page = page_de(request, lignes(dossiers), PAR_PAGE, total=compte["dossiers"], par_numero=True)
    criteres = list(criteres_de(vague.pk).select_related("grille"))
    attendues = criteres[0].grille.evaluations_attendues if criteres else 0
    debut, fin = reverse("selection:decision", args=[numero, _NUL]).split(str(_NUL))
    contexte = {
        "vague": vague,
        "page": page,
        "classement": classer(dossiers, page, attendues=attendues),
        "debut": debut,
        "fin": fin + meme_page(request),
        "attendues": attendues,
        "criteres": criteres,
        "partie": bool(empechement(vague, request.user)),
        **compte,
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
            redirect(_tableau(request, numero)),
        ),
    )


def _tableau(request: Requete, numero: int) -> str:
    """The page of the board from which this dossier was opened."""
    return reverse("selection:deliberation", args=[numero]) + meme_page(request)


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
        "retour": _tableau(request, dossier.vague.numero),
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
        refus=partial(refus_d_une_decision, dossier),
    )
