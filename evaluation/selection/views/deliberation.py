"""Administrator's board: ranking, decisions."""

import uuid
from decimal import Decimal
from http import HTTPStatus

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from ami.commun.erreurs import ErreurMetier, Incomplet
from ami.commun.nombres import montant_saisi
from ami.comptes.models import Role
from ami.comptes.permissions import role_requis
from ami.comptes.requetes import Requete
from candidatures.models import Candidature
from candidatures.states import EN_LICE
from evaluation.models import Synthese
from evaluation.selection.forms import DecisionForm
from evaluation.selection.lectures.motifs import criteres_de, criteres_sous_le_seuil
from evaluation.selection.lectures.tableau import classer, evaluations_remises
from evaluation.selection.models import Decision
from evaluation.selection.services.deliberer import decider
from evaluation.selection.states import Sens
from vagues.models import Vague
from vagues.states import EtatVague


@role_requis(Role.ADMINISTRATEUR)
@require_safe
def tableau(request: Requete, numero: int) -> HttpResponse:
    vague = get_object_or_404(Vague, numero=numero)
    dossiers = list(
        Candidature.objects.de_la_selection(vague)
        .sans_interet_de(request.user)
        .select_related("porteur", "volet", "synthese", "decision")
    )
    classement = classer(dossiers)
    decisions = [ligne.decision for ligne in classement if ligne.decision]
    contexte = {
        "vague": vague,
        "classement": classement,
        "decides": len(decisions),
        "laureats": sum(decision.sens == Sens.LAUREATE for decision in decisions),
        "engage": sum((decision.montant for decision in decisions if decision.montant), Decimal(0)),
    }
    return render(request, "selection/deliberation.html", contexte)


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
        "evaluations": evaluations_remises(dossier),
        "synthese": getattr(dossier, "synthese", None) or Synthese(),
        "sections": dossier.depots.latest("version").lecture,
    }
    return render(request, "selection/decision.html", contexte, status=statut)


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
