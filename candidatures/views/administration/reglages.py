"""Administrator's pages that set the form of a wave, track by track; read-only once it is open."""

from dataclasses import replace
from http import HTTPStatus

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods

from ami.commun.erreurs import ErreurMetier
from ami.comptes.models import Role
from ami.comptes.permissions import role_requis
from ami.comptes.requetes import Requete
from candidatures.forms.reglages import QuestionsReglagesForm, ReglagesGenerauxForm
from candidatures.forms.reglages_pieces import PiecesReglagesForm
from candidatures.formulaire.catalogue.champs import Cahier, PieceDemandee, Section
from candidatures.formulaire.catalogue.situations import en_mots
from candidatures.formulaire.questionnaire import pieces_demandees, sections
from candidatures.lectures import en_l_etat
from candidatures.services.regler import regler_formulaire
from vagues.models import VoletOuvert
from vagues.states import EtatVague

Formulaire = QuestionsReglagesForm | PiecesReglagesForm | ReglagesGenerauxForm


def _volet(numero: int, volet: str) -> VoletOuvert:
    ouverts = VoletOuvert.objects.select_related("vague__appel", "volet")
    return get_object_or_404(ouverts, vague__numero=numero, volet__code=volet)


def _catalogue(ouvert: VoletOuvert) -> Cahier:
    """The rules of the track with the default words of every question, hidden ones included."""
    cahier = en_l_etat.cahier_du_volet(ouvert)
    return replace(cahier, reglages={"annee_debut": cahier.reglages.get("annee_debut")})


@role_requis(Role.ADMINISTRATEUR)
@require_http_methods(["GET", "HEAD", "POST"])
def formulaire(request: Requete, numero: int, volet: str) -> HttpResponse:
    ouvert = _volet(numero, volet)
    form = ReglagesGenerauxForm(ouvert.reglages, request.POST if request.method == "POST" else None)
    statut = _enregistrer(request, ouvert, form)
    if statut == HTTPStatus.FOUND:
        return redirect("formulaire:formulaire", numero, volet)
    contexte = _contexte(ouvert, form) | {"sections": sections(en_l_etat.cahier_du_volet(ouvert))}
    return render(request, "candidatures/reglages.html", contexte, status=statut)


@role_requis(Role.ADMINISTRATEUR)
@require_http_methods(["GET", "HEAD", "POST"])
def section(request: Requete, numero: int, volet: str, code: str) -> HttpResponse:
    ouvert = _volet(numero, volet)
    courante = next((s for s in sections(_catalogue(ouvert)) if s.code == code), None)
    if courante is None:
        raise Http404
    form = _formulaire(ouvert, courante, request.POST if request.method == "POST" else None)
    statut = _enregistrer(request, ouvert, form)
    if statut == HTTPStatus.FOUND:
        return redirect("formulaire:formulaire", numero, volet)
    cahier = en_l_etat.cahier_du_volet(ouvert)
    contexte = _contexte(ouvert, form) | {
        "section": next(s for s in sections(cahier) if s.code == code),
        "pieces": _pieces_en_mots(cahier) if code == "pieces" else [],
    }
    return render(request, "candidatures/reglages_section.html", contexte, status=statut)


def _pieces_en_mots(cahier: Cahier) -> list[tuple[PieceDemandee, str, str]]:
    """Each kind, those of whom it is asked, those of whom it is required; empty: no condition."""
    return [(piece, en_mots(piece.si), en_mots(piece.requise_si)) for piece in pieces_demandees(cahier)]


def _formulaire(ouvert: VoletOuvert, courante: Section, donnees: object) -> Formulaire:
    if courante.code == "pieces":
        return PiecesReglagesForm(pieces_demandees(_catalogue(ouvert)), ouvert.reglages, donnees)
    return QuestionsReglagesForm(courante, ouvert.reglages, donnees)


def _enregistrer(request: Requete, ouvert: VoletOuvert, form: Formulaire) -> int:
    """302 once saved, else the status of the page that shows why not."""
    if request.method != "POST":
        return HTTPStatus.OK
    if not form.is_valid():
        return HTTPStatus.UNPROCESSABLE_ENTITY
    try:
        regler_formulaire(
            volet_ouvert_id=ouvert.pk,
            changements=form.changements(),
            par=request.user,
            maintenant=request.recu_le,
        )
    except ErreurMetier as erreur:
        messages.error(request, erreur.message)
        return erreur.statut
    messages.success(request, "Le formulaire de cette vague est enregistré.")
    return HTTPStatus.FOUND


def _contexte(ouvert: VoletOuvert, form: Formulaire) -> dict[str, object]:
    return {
        "ouvert": ouvert,
        "vague": ouvert.vague,
        "form": form,
        "reglable": ouvert.vague.etat == EtatVague.PROGRAMMEE,
    }
