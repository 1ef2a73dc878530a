"""Correcting what is announced of a wave to come, deleting it."""

from django.http import HttpResponse
from django.shortcuts import redirect, render

from ami.commun.concurrence import Lecture
from ami.commun.erreurs import DroitInsuffisant, ErreurMetier, TransitionInterdite
from ami.commun.soumission import refuser, reussir, saisie, soumettre
from ami.comptes.requetes import Requete
from ami.pilotage.views.conduite import acte_sur_une_vague, confirmer_l_acte
from vagues.forms import ConfirmationForm, CorrigerVagueForm
from vagues.models import Vague
from vagues.services import corriger_vague, supprimer_vague
from vagues.services.corriger import ce_qui_est_annonce
from vagues.states import EtatVague


@acte_sur_une_vague(EtatVague.PROGRAMMEE)
def corriger(request: Requete, vague: Vague) -> HttpResponse:
    form = CorrigerVagueForm(vague.appel, saisie(request), initial=ce_qui_est_annonce(vague))
    retour = redirect("pilotage:vague", vague.numero)

    def page(statut: int) -> HttpResponse:
        return render(request, "pilotage/corriger.html", {"vague": vague, "form": form}, status=statut)

    def refus(erreur: ErreurMetier) -> HttpResponse:
        if isinstance(
            erreur, TransitionInterdite | DroitInsuffisant
        ):  # opened, or no longer theirs to conduct
            return refuser(request, erreur, retour)
        form.signaler(erreur)
        return page(erreur.statut)

    return soumettre(
        request,
        form,
        lambda: corriger_vague(
            vague_id=vague.pk,
            saisie=form.annonce(),
            par=request.user,
            maintenant=request.recu_le,
            lecture=Lecture.relire(request.POST),
        ),
        page=page,
        vers=lambda ailleurs: reussir(request, _ce_qui_est_fait(form, ailleurs), retour),
        refus=refus,
    )


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
