"""What is done to a wave and not undone: each act has its page, which says what it does and asks for a gesture."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from ami.commun.erreurs import DroitInsuffisant
from ami.commun.soumission import agir, refuser, reussir, saisie, soumettre
from ami.comptes.models import Role
from ami.comptes.permissions import role_requis
from ami.comptes.requetes import Requete
from ami.pilotage.lectures.gel import ce_que_l_ouverture_fige, ce_que_la_deliberation_fige
from candidatures.lectures.chiffres import chiffres
from evaluation.selection.services.deliberer import ouvrir_deliberation
from vagues.conditions import empechement
from vagues.forms import ConfirmationForm, ConfirmerClotureForm, MotifForm
from vagues.models import DemandeDeCloture, Vague
from vagues.services import (
    cloturer_vague,
    confirmer_cloture,
    demander_cloture,
    ouvrir_vague,
    retirer_la_demande,
)
from vagues.states import EtatVague

VueDeVague = Callable[[Requete, Vague], HttpResponse]
Vue = Callable[..., HttpResponseBase]


def acte_sur_une_vague(*etats: EtatVague) -> Callable[[VueDeVague], Vue]:
    """An administrator's page about one wave: out of these states, or with an interest in it, it leads to the wave."""

    def decorer(vue: VueDeVague) -> Vue:
        @role_requis(Role.ADMINISTRATEUR)
        @require_http_methods(["GET", "HEAD", "POST"])
        @wraps(vue)
        def gardee(request: Requete, numero: int) -> HttpResponse:
            vague = get_object_or_404(Vague.objects.select_related("appel"), numero=numero)
            if request.method != "POST":
                if refus := empechement(vague, request.user):
                    return refuser(request, DroitInsuffisant(refus), _la_vague(vague))
                if vague.etat not in etats:
                    return _la_vague(vague)
            return vue(request, vague)

        return gardee

    return decorer


def confirmer_l_acte(
    request: Requete,
    vague: Vague,
    form: ConfirmationForm,
    acte: Callable[[], Any],
    succes: str,
    *,
    gabarit: str,
    contexte: Callable[[], dict[str, Any]] = dict,
    vers: HttpResponse | None = None,
) -> HttpResponse:
    """The page, then the act; what the service refuses is said on the page of the wave."""
    return soumettre(
        request,
        form,
        acte,
        page=lambda statut: render(
            request,
            gabarit,
            {"vague": vague, "form": form, **contexte()},
            status=statut,
        ),
        vers=lambda _: reussir(request, succes, vers or _la_vague(vague)),
        refus=lambda erreur: refuser(request, erreur, _la_vague(vague)),
    )


def _la_vague(vague: Vague) -> HttpResponse:
    return redirect("pilotage:vague", vague.numero)


@acte_sur_une_vague(EtatVague.PROGRAMMEE)
def ouvrir(request: Requete, vague: Vague) -> HttpResponse:
    en_avance = vague.ouverture is None or request.recu_le < vague.ouverture
    confirmation = "J’ouvre cette vague : ses montants, son formulaire et sa grille ne changeront plus."
    form: ConfirmationForm = ConfirmationForm(confirmation, saisie(request))
    if en_avance:
        form = MotifForm(confirmation, "Pourquoi ouvrez-vous en avance ?", saisie(request))
    return confirmer_l_acte(
        request,
        vague,
        form,
        lambda: ouvrir_vague(
            vague_id=vague.pk,
            par=request.user,
            maintenant=request.recu_le,
            motif=form.cleaned_data.get("motif", ""),
        ),
        f"{vague} est ouverte : les candidatures peuvent être déposées.",
        gabarit="pilotage/ouvrir.html",
        contexte=lambda: {"en_avance": en_avance, **ce_que_l_ouverture_fige(vague)},
    )


@acte_sur_une_vague(EtatVague.OUVERTE)
def cloturer(request: Requete, vague: Vague) -> HttpResponse:
    """Record a closing whose instant has passed: the calendar does it too."""
    form = ConfirmationForm("J’enregistre la clôture de cette vague.", saisie(request))
    return confirmer_l_acte(
        request,
        vague,
        form,
        lambda: cloturer_vague(vague_id=vague.pk, par=request.user, maintenant=request.recu_le),
        f"{vague} est close.",
        gabarit="pilotage/cloturer.html",
        contexte=lambda: {"chiffres": chiffres(vague, request.user)},
    )


@acte_sur_une_vague(EtatVague.OUVERTE)
def anticiper(request: Requete, vague: Vague) -> HttpResponse:
    """Ask for an early closing."""
    confirmation = "Je demande la clôture anticipée de cette vague."
    form = MotifForm(confirmation, "Pourquoi avancez-vous la clôture ?", saisie(request), public=True)
    return confirmer_l_acte(
        request,
        vague,
        form,
        lambda: demander_cloture(
            vague_id=vague.pk,
            motif=form.cleaned_data["motif"],
            par=request.user,
            maintenant=request.recu_le,
        ),
        "La clôture anticipée est demandée : un autre administrateur doit la confirmer.",
        gabarit="pilotage/anticiper.html",
        contexte=lambda: {"chiffres": chiffres(vague, request.user)},
    )


@acte_sur_une_vague(EtatVague.OUVERTE)
def confirmer_anticipation(request: Requete, vague: Vague) -> HttpResponse:
    demande = DemandeDeCloture.objects.select_related("demandee_par").filter(vague=vague).first()
    if demande is None and request.method != "POST":
        return _la_vague(vague)
    form = ConfirmerClotureForm(
        "Je confirme la clôture anticipée : plus aucun dossier ne sera reçu.",
        saisie(request),
        initial={"demande": demande and demande.marque},
    )
    return confirmer_l_acte(
        request,
        vague,
        form,
        lambda: confirmer_cloture(
            vague_id=vague.pk,
            par=request.user,
            maintenant=request.recu_le,
            demande_lue=form.cleaned_data["demande"],
        ),
        f"{vague} est close par anticipation. Les personnes qui ont un dossier sont prévenues par courriel.",
        gabarit="pilotage/confirmer_anticipation.html",
        contexte=lambda: {"chiffres": chiffres(vague, request.user), "demande": demande},
    )


@role_requis(Role.ADMINISTRATEUR)
@require_POST
def retirer_anticipation(request: Requete, numero: int) -> HttpResponse:
    vague = get_object_or_404(Vague, numero=numero)
    return agir(
        request,
        lambda: retirer_la_demande(vague_id=vague.pk, par=request.user, maintenant=request.recu_le),
        "La demande de clôture anticipée est retirée : la vague reste ouverte.",
        _la_vague(vague),
    )


@acte_sur_une_vague(EtatVague.CLOSE)
def deliberer(request: Requete, vague: Vague) -> HttpResponse:
    form = ConfirmationForm(
        "J’ouvre la délibération : les notes et les affectations ne changeront plus.", saisie(request)
    )
    return confirmer_l_acte(
        request,
        vague,
        form,
        lambda: ouvrir_deliberation(vague_id=vague.pk, par=request.user, maintenant=request.recu_le),
        "La délibération est ouverte : les notes ne changent plus.",
        gabarit="pilotage/deliberer.html",
        contexte=lambda: ce_que_la_deliberation_fige(vague),
        vers=redirect("selection:deliberation", vague.numero),
    )
