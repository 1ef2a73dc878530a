"""Administrator's pages that set the form of a wave, track by track; read-only once it is open."""

from collections.abc import Callable

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods

from ami.commun.concurrence import Lecture
from ami.commun.erreurs import Conflit, ErreurMetier
from ami.commun.soumission import reussir, saisie, soumettre
from ami.comptes.models import Role
from ami.comptes.permissions import role_requis
from ami.comptes.requetes import Requete
from candidatures.forms.reglages import QuestionsReglagesForm
from candidatures.forms.reglages_generaux import ReglagesGenerauxForm
from candidatures.forms.reglages_pieces import PiecesReglagesForm
from candidatures.formulaire.catalogue.champs import Cahier, PieceDemandee, Section
from candidatures.formulaire.catalogue.situations import en_mots
from candidatures.formulaire.questionnaire import pieces_demandees, sections
from candidatures.lectures import en_l_etat
from candidatures.services.regler import regler_formulaire
from vagues.models import VoletOuvert
from vagues.states import EtatVague

Reglages = QuestionsReglagesForm | PiecesReglagesForm | ReglagesGenerauxForm


def _volet(numero: int, volet: str) -> VoletOuvert:
    ouverts = VoletOuvert.objects.select_related("vague__appel", "volet")
    return get_object_or_404(ouverts, vague__numero=numero, volet__code=volet)


@role_requis(Role.ADMINISTRATEUR)
@require_http_methods(["GET", "HEAD", "POST"])
def formulaire(request: Requete, numero: int, volet: str) -> HttpResponse:
    ouvert = _volet(numero, volet)
    form = ReglagesGenerauxForm(ouvert.reglages, saisie(request))

    def page(statut: int) -> HttpResponse:
        contexte = _contexte(ouvert, form) | {"sections": sections(en_l_etat.cahier_du_volet(ouvert))}
        return render(request, "candidatures/administration/reglages.html", contexte, status=statut)

    return _regler(request, ouvert, form, page)


@role_requis(Role.ADMINISTRATEUR)
@require_http_methods(["GET", "HEAD", "POST"])
def section(request: Requete, numero: int, volet: str, code: str) -> HttpResponse:
    ouvert = _volet(numero, volet)
    courante = next((s for s in sections(en_l_etat.catalogue_du_volet(ouvert)) if s.code == code), None)
    if courante is None:
        raise Http404
    form = _formulaire(ouvert, courante, saisie(request))

    def page(statut: int) -> HttpResponse:
        cahier = en_l_etat.cahier_du_volet(ouvert)
        contexte = _contexte(ouvert, form) | {
            "section": next(s for s in sections(cahier) if s.code == code),
            "pieces": _pieces_en_mots(cahier) if code == "pieces" else [],
        }
        return render(request, "candidatures/administration/reglages_section.html", contexte, status=statut)

    return _regler(request, ouvert, form, page)


def _pieces_en_mots(cahier: Cahier) -> list[tuple[PieceDemandee, str, str]]:
    """Each kind, those of whom it is asked, those of whom it is required; empty: no condition."""
    return [(piece, en_mots(piece.si), en_mots(piece.requise_si)) for piece in pieces_demandees(cahier)]


def _formulaire(ouvert: VoletOuvert, courante: Section, donnees: object) -> Reglages:
    if courante.code == "pieces":
        return PiecesReglagesForm(
            pieces_demandees(en_l_etat.catalogue_du_volet(ouvert)), ouvert.reglages, donnees
        )
    return QuestionsReglagesForm(courante, ouvert.reglages, donnees)


def _regler(
    request: Requete, ouvert: VoletOuvert, form: Reglages, page: Callable[[int], HttpResponse]
) -> HttpResponse:
    """Both pages lead back to the first one; what a rule refuses is said above the form, even when it is shown as text."""
    retour = redirect("reglages:formulaire", ouvert.vague.numero, ouvert.volet.code)

    def refus(erreur: ErreurMetier) -> HttpResponse:
        if isinstance(erreur, Conflit):
            form.signaler(erreur)
        else:
            messages.error(request, erreur.message)
        return page(erreur.statut)

    return soumettre(
        request,
        form,
        lambda: regler_formulaire(
            volet_ouvert_id=ouvert.pk,
            changements=form.changements(),
            par=request.user,
            maintenant=request.recu_le,
            lecture=Lecture.relire(request.POST),
        ),
        page=page,
        vers=lambda _: reussir(request, "Le formulaire de cette vague est enregistré.", retour),
        refus=refus,
    )


def _contexte(ouvert: VoletOuvert, form: Reglages) -> dict[str, object]:
    return {
        "ouvert": ouvert,
        "vague": ouvert.vague,
        "form": form,
        "reglable": ouvert.vague.etat == EtatVague.PROGRAMMEE,
    }
