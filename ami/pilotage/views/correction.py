"""Correcting what is announced of a wave to come, deleting it."""

import json
from collections.abc import Callable
from http import HTTPStatus

from django.http import HttpResponse
from django.shortcuts import redirect, render

from ami.commun.concurrence import relire_marques
from ami.commun.erreurs import Conflit, ErreurMetier
from ami.commun.soumission import refuser, reussir, saisie, soumettre
from ami.comptes.requetes import Requete
from ami.pilotage.views.conduite import acte_sur_une_vague, confirmer_l_acte
from vagues.forms import ConfirmationForm, CorrigerVagueForm
from vagues.marques import en_texte
from vagues.models import Vague
from vagues.services import corriger_vague, supprimer_vague
from vagues.services.corriger import ce_qui_est_annonce
from vagues.states import EtatVague


@acte_sur_une_vague(EtatVague.PROGRAMMEE)
def corriger(request: Requete, vague: Vague) -> HttpResponse:
    """The page carries the mark of each value it shows: what somebody else changed meanwhile is shown, never overwritten."""
    actuel = ce_qui_est_annonce(vague)
    marques = {nom: en_texte(valeur) for nom, valeur in actuel.items()}
    form = CorrigerVagueForm(vague.appel, saisie(request), initial=actuel)
    lues = relire_marques(request.POST.get("lues", "")) if request.method == "POST" else marques

    def page(statut: int) -> HttpResponse:
        contexte = {"vague": vague, "form": form, "lues": json.dumps(lues)}
        return render(request, "pilotage/corriger.html", contexte, status=statut)

    return soumettre(
        request,
        form,
        lambda: corriger_vague(
            vague_id=vague.pk,
            saisie=form.annonce(),
            lues=lues,
            par=request.user,
            maintenant=request.recu_le,
        ),
        page=page,
        vers=lambda ailleurs: reussir(
            request, _ce_qui_est_fait(form, ailleurs), redirect("pilotage:vague", vague.numero)
        ),
        refus=lambda erreur: _refuser_la_correction(request, vague, form, lues, erreur, page),
    )


def _refuser_la_correction(
    request: Requete,
    vague: Vague,
    form: CorrigerVagueForm,
    lues: dict[str, str],
    erreur: ErreurMetier,
    page: Callable[[int], HttpResponse],
) -> HttpResponse:
    if isinstance(erreur, Conflit):
        form.montrer_les_conflits(erreur)
        lues.update({nom: en_texte(valeur) for nom, valeur in erreur.actuelles.items()})
    elif erreur.statut != HTTPStatus.UNPROCESSABLE_ENTITY:  # it has opened, or is no longer theirs to conduct
        return refuser(request, erreur, redirect("pilotage:vague", vague.numero))
    else:
        form.signaler(erreur)
    return page(erreur.statut)


def _ce_qui_est_fait(form: CorrigerVagueForm, ailleurs: list[str]) -> str:
    if not ailleurs:
        return "La vague est corrigée."
    libelles = ", ".join(str(form.fields[nom].label) for nom in ailleurs)
    return (
        f"La vague est corrigée. Ce qu’un autre administrateur a changé entre-temps est gardé : {libelles}."
    )


@acte_sur_une_vague(EtatVague.PROGRAMMEE)
def supprimer(request: Requete, vague: Vague) -> HttpResponse:
    form = ConfirmationForm("Je supprime cette vague, définitivement.", saisie(request))
    return confirmer_l_acte(
        request,
        vague,
        form,
        lambda: supprimer_vague(vague_id=vague.pk, par=request.user, maintenant=request.recu_le),
        f"{vague} est supprimée.",
        gabarit="pilotage/supprimer.html",
        vers=redirect("pilotage:vagues"),
    )
