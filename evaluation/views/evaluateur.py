"""Pages of the évaluateur: queue, declaration, dossier beside the grid."""

import uuid
from http import HTTPStatus

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from ami.commun.concurrence import Lecture
from ami.commun.pagination import page_de
from ami.commun.soumission import agir, nombre_envoye, refuser, reussir, saisie, soumettre
from ami.comptes.models import Role
from ami.comptes.permissions import role_requis
from ami.comptes.requetes import Requete
from candidatures.lectures.pieces import pieces_lues
from candidatures.models import Depot, GenreDocument
from candidatures.version_deposee.contenu import Contenu
from candidatures.version_deposee.depots import contenu_de
from candidatures.version_deposee.differences import Difference, differences
from evaluation.forms import DeportForm, GrilleForm
from evaluation.lectures import remises_sur_total, suivante
from evaluation.models import Critere, Evaluation, Grille, GrilleVague
from evaluation.permissions import peut_lire_le_dossier
from evaluation.services.evaluer import (
    confirmer_la_version,
    declarer_absence_de_conflit,
    enregistrer_evaluation,
    se_deporter,
)

PAR_PAGE = 50  # most people have fewer to read
DEPORTE = "Votre déport est enregistré : ce dossier ne vous est plus accessible."


def evaluation_de(request: Requete, pk: uuid.UUID) -> Evaluation:
    """Reading of dossier ``pk`` by this évaluateur, or 404."""
    visibles = Evaluation.objects.visibles_par(request.user).select_related(
        "candidature__porteur", "candidature__volet", "candidature__vague"
    )
    return get_object_or_404(visibles, candidature=pk)


@role_requis(Role.EVALUATEUR)
@require_safe
def file(request: Requete) -> HttpResponse:
    montrees = Evaluation.objects.visibles_par(request.user).montrees()
    compte = remises_sur_total(montrees)
    page = page_de(request, montrees.pour_file(), PAR_PAGE, total=compte["toutes"])
    contexte = {
        "page": page,
        "en_cours": [e for e in page if e.est_ouverte],
        "terminees": [e for e in page if e.est_terminee],
        **compte,
    }
    return render(request, "evaluation/file.html", contexte)


@role_requis(Role.EVALUATEUR)
@require_http_methods(["GET", "HEAD", "POST"])
def evaluer(request: Requete, pk: uuid.UUID) -> HttpResponse:
    evaluation = evaluation_de(request, pk)
    if not peut_lire_le_dossier(request.user, evaluation):
        statut = HTTPStatus.FORBIDDEN if request.method == "POST" else HTTPStatus.OK
        return _declaration(request, evaluation, DeportForm(), statut)
    grille = GrilleVague.objects.select_related("grille").get(vague=evaluation.candidature.vague_id).grille
    form = grille_form(request, evaluation, grille)
    return soumettre(
        request,
        form,
        lambda: enregistrer_evaluation(
            evaluation_id=evaluation.pk,
            saisies=form.saisies(),
            remettre="remettre" in request.POST,
            par=request.user,
            maintenant=request.recu_le,
            lecture=Lecture.relire(request.POST),
            version=_version(request),
        ),
        page=lambda statut: _page(request, evaluation, form, statut),
        vers=lambda _: _poursuivre(request, evaluation),
    )


def _version(request: Requete) -> int | None:
    """The version of the dossier on the page, which its form sends back."""
    envoyee = request.POST.get("version")
    return nombre_envoye(envoyee) if envoyee else None


def _poursuivre(request: Requete, evaluation: Evaluation) -> HttpResponse:
    messages.success(request, _phrase(request, evaluation), extra_tags="saisie-enregistree")
    return redirect(_suite(request, evaluation))


def _page(request: Requete, evaluation: Evaluation, form: GrilleForm, statut: int) -> HttpResponse:
    depot = evaluation.candidature.depots.latest("version")
    contenu = contenu_de(depot)
    contexte = {
        "evaluation": evaluation,
        "form": form,
        "depot": depot,
        "sections": contenu.presentation,
        "pieces_deposees": pieces_lues(contenu),
        "differences": _differences(evaluation, depot, contenu),
        "document": depot.documents.filter(genre=GenreDocument.DOSSIER).first(),
        "deport": DeportForm(),
        **remises_sur_total(Evaluation.objects.visibles_par(request.user).montrees()),
    }
    return render(request, "evaluation/evaluer.html", contexte, status=statut)


def _differences(evaluation: Evaluation, depot: Depot, contenu: Contenu) -> tuple[Difference, ...]:
    """What the last version changes in the one that this reading has read."""
    lue = evaluation.version_lue
    if lue is None or lue >= depot.version:
        return ()
    return differences(contenu_de(evaluation.candidature.depots.get(version=lue)), contenu)


def _declaration(request: Requete, evaluation: Evaluation, form: DeportForm, statut: int) -> HttpResponse:
    """Identity of the dossier and the two choices, nothing of its content."""
    contexte = {"evaluation": evaluation, "form": form}
    return render(request, "evaluation/declaration.html", contexte, status=statut)


def grille_form(request: Requete, evaluation: Evaluation, grille: Grille) -> GrilleForm:
    criteres = Critere.objects.filter(grille=grille)
    notes = {note.critere_id: note for note in evaluation.notes.all()}
    return GrilleForm(criteres, grille.echelle, notes, saisie(request))


def _phrase(request: Requete, evaluation: Evaluation) -> str:
    if "remettre" not in request.POST:
        return "Évaluation enregistrée."
    dossier = evaluation.candidature
    return f"L’évaluation du dossier {dossier.numero} ({dossier}) est remise."


def _suite(request: Requete, evaluation: Evaluation) -> str:
    """After handing in, the next dossier to read, first in the same wave; else the same one."""
    if "remettre" not in request.POST:
        return reverse("evaluation:evaluer", args=[evaluation.candidature_id])
    if (autre := suivante(evaluation, request.user)) is None:
        return reverse("evaluation:file")
    return reverse("evaluation:evaluer", args=[autre.candidature_id])


@role_requis(Role.EVALUATEUR)
@require_POST
def declarer(request: Requete, pk: uuid.UUID) -> HttpResponse:
    evaluation = evaluation_de(request, pk)
    return agir(
        request,
        lambda: declarer_absence_de_conflit(
            evaluation_id=evaluation.pk, par=request.user, maintenant=request.recu_le
        ),
        "",
        redirect("evaluation:evaluer", pk),
    )


@role_requis(Role.EVALUATEUR)
@require_POST
def confirmer(request: Requete, pk: uuid.UUID) -> HttpResponse:
    """Keep a reading handed in for the version that has come since."""
    evaluation = evaluation_de(request, pk)
    version = nombre_envoye(request.POST.get("version"))
    return agir(
        request,
        lambda: confirmer_la_version(
            evaluation_id=evaluation.pk, version=version, par=request.user, maintenant=request.recu_le
        ),
        f"Votre évaluation est confirmée pour la version {version} du dossier.",
        redirect("evaluation:evaluer", pk),
    )


@role_requis(Role.EVALUATEUR)
@require_POST
def deport(request: Requete, pk: uuid.UUID) -> HttpResponse:
    evaluation = evaluation_de(request, pk)
    form, retour = DeportForm(request.POST), redirect("evaluation:file")
    return soumettre(
        request,
        form,
        lambda: se_deporter(
            evaluation_id=evaluation.pk,
            motif=form.cleaned_data["motif"],
            par=request.user,
            maintenant=request.recu_le,
        ),
        page=lambda statut: _declaration(request, evaluation, form, statut),
        vers=lambda _: reussir(request, DEPORTE, retour),
        refus=lambda erreur: refuser(request, erreur, retour),
    )
