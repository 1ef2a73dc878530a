"""Administrator's board: ranking, decisions."""

import uuid
from dataclasses import dataclass
from decimal import Decimal
from http import HTTPStatus

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from ami.commun.erreurs import ErreurMetier, Incomplet
from ami.commun.nombres import montant_saisi
from ami.comptes.models import Role
from ami.comptes.permissions import role_requis
from ami.comptes.requetes import Requete
from candidatures.models import Candidature
from candidatures.states import EN_LICE
from evaluation.classement import NoteDonnee, rangs, synthese
from evaluation.forms import DecisionForm
from evaluation.models import Decision, Evaluation, Synthese
from evaluation.services.deliberer import decider, ouvrir_deliberation
from evaluation.services.motiver import criteres_de, criteres_sous_le_seuil
from evaluation.states import EtatEvaluation, Sens
from vagues.models import Vague
from vagues.states import EtatVague


@dataclass(frozen=True)
class Ligne:
    """One row of the board; ``rang`` is None and the synthesis empty while no reading gave a note."""

    rang: int | None
    dossier: Candidature
    synthese: Synthese
    decision: Decision | None


@dataclass(frozen=True)
class LectureRemise:
    evaluation: Evaluation
    moyenne: Decimal | None


@role_requis(Role.ADMINISTRATEUR)
@require_safe
def tableau(request: Requete, numero: int) -> HttpResponse:
    vague = get_object_or_404(Vague, numero=numero)
    dossiers = list(
        Candidature.objects.de_la_selection(vague)
        .sans_interet_de(request.user)
        .select_related("porteur", "volet", "synthese", "decision")
    )
    classement = _classer(dossiers)
    decisions = [ligne.decision for ligne in classement if ligne.decision]
    contexte = {
        "vague": vague,
        "classement": classement,
        "decides": len(decisions),
        "laureats": sum(decision.sens == Sens.LAUREATE for decision in decisions),
        "engage": sum((decision.montant for decision in decisions if decision.montant), Decimal(0)),
    }
    return render(request, "evaluation/deliberation.html", contexte)


def _classer(dossiers: list[Candidature]) -> list[Ligne]:
    syntheses = {dossier.pk: getattr(dossier, "synthese", None) or Synthese() for dossier in dossiers}
    return [
        Ligne(rang, dossier, syntheses[dossier.pk], getattr(dossier, "decision", None))
        for dossier, rang in rangs([(dossier, syntheses[dossier.pk].moyenne) for dossier in dossiers])
    ]


@role_requis(Role.ADMINISTRATEUR)
@require_POST
def ouvrir(request: Requete, numero: int) -> HttpResponse:
    vague = get_object_or_404(Vague, numero=numero)
    try:
        ouvrir_deliberation(vague_id=vague.pk, par=request.user, maintenant=request.recu_le)
    except ErreurMetier as erreur:
        messages.error(request, erreur.message)
        return redirect("selection:vague", numero)
    messages.success(request, "La délibération est ouverte : les notes ne changent plus.")
    return redirect("selection:deliberation", numero)


@role_requis(Role.ADMINISTRATEUR)
@require_http_methods(["GET", "HEAD", "POST"])
def decision(request: Requete, numero: int, pk: uuid.UUID) -> HttpResponse:
    vague = get_object_or_404(Vague, numero=numero)
    dossiers = Candidature.objects.de_la_selection(vague).sans_interet_de(request.user)
    dossier = get_object_or_404(dossiers.select_related("porteur", "volet", "synthese"), pk=pk)
    prise = Decision.objects.prefetch_related("motifs__critere").filter(candidature=dossier).first()
    form = _decision_form(request, dossier, prise)
    statut: int = HTTPStatus.OK
    if request.method == "POST":
        statut = _decider(request, dossier, form)
        if statut == HTTPStatus.OK:
            return redirect("selection:deliberation", numero)
    contexte = {
        "dossier": dossier,
        "vague": vague,
        "prise": prise,
        "decidable": vague.etat == EtatVague.EN_DELIBERATION and dossier.etat in EN_LICE,
        "form": form,
        **_lectures_et_dossier(dossier),
    }
    return render(request, "evaluation/decision.html", contexte, status=statut)


def _decision_form(request: Requete, dossier: Candidature, prise: Decision | None) -> DecisionForm:
    sous_le_seuil = {
        critere for _, critere in criteres_sous_le_seuil(Candidature.objects.filter(pk=dossier.pk))
    }
    initiales: dict[str, object] = {}
    if prise:
        initiales = {"sens": prise.sens, "montant": montant_saisi(prise.montant), "motif": prise.motif}
        initiales |= {f"motif_{motif.critere_id}": motif.motif for motif in prise.motifs.all()}
    return DecisionForm(
        criteres_de(dossier.vague_id),
        sous_le_seuil,
        request.POST if request.method == "POST" else None,
        initial=initiales,
    )


def _decider(request: Requete, dossier: Candidature, form: DecisionForm) -> int:
    if not form.is_valid():
        return HTTPStatus.UNPROCESSABLE_ENTITY
    saisie = form.cleaned_data
    try:
        decider(
            candidature_id=dossier.pk,
            sens=Sens(saisie["sens"]),
            montant=saisie["montant"],
            motif=saisie["motif"],
            motifs=form.motifs(),
            par=request.user,
            maintenant=request.recu_le,
        )
    except Incomplet as erreur:
        form.add_error(erreur.manques[0], erreur.message)
        return erreur.statut
    except ErreurMetier as erreur:
        form.add_error(None, erreur.message)
        return erreur.statut
    messages.success(request, f"Décision enregistrée pour {dossier.numero}. Elle reste confidentielle.")
    return HTTPStatus.OK


def _lectures_et_dossier(dossier: Candidature) -> dict[str, object]:
    remises = (
        Evaluation.objects.filter(candidature=dossier, etat=EtatEvaluation.REMISE)
        .select_related("evaluateur")
        .prefetch_related("notes__critere")
    )
    return {
        "lectures": [LectureRemise(remise, _moyenne(remise)) for remise in remises],
        "synthese": getattr(dossier, "synthese", None) or Synthese(),
        "sections": dossier.depots.latest("version").lecture,
    }


def _moyenne(evaluation: Evaluation) -> Decimal | None:
    """Score of one reading, from its notes already loaded with their criteria."""
    notes = [NoteDonnee(note.valeur, note.critere.poids) for note in evaluation.notes.all()]
    return synthese([notes]).moyenne
