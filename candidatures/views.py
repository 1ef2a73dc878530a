"""Pages of the porteur: scope by queryset (404), predicate (403), one service, redirect."""

import json
import uuid
from http import HTTPStatus
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from ami.commun.erreurs import Conflit, ErreurMetier, Incomplet
from ami.comptes.requetes import Requete
from candidatures import lecture
from candidatures.champs import Section
from candidatures.completude import EtatSection, etat_des_sections, reponses_utiles
from candidatures.concurrence import marques, relire_marques
from candidatures.forms import SectionForm
from candidatures.models import Candidature
from candidatures.permissions import est_modifiable, peut_deposer, peut_rediger
from candidatures.presentation import en_clair, presenter
from candidatures.questionnaire import sections
from candidatures.services.creer import creer_candidature
from candidatures.services.deposer import deposer_candidature
from candidatures.services.enregistrer import enregistrer_section
from candidatures.services.reporter import reporter_brouillon
from candidatures.states import EtatCandidature
from vagues.models import Vague, VoletOuvert


def _dossier_de(request: Requete, pk: uuid.UUID) -> Candidature:
    visibles = Candidature.objects.visibles_par(request.user).select_related(
        "vague__appel", "volet", "porteur"
    )
    return get_object_or_404(visibles, pk=pk)


@require_safe
def liste(request: Requete) -> HttpResponse:
    dossiers = Candidature.objects.visibles_par(request.user).pour_liste().order_by("-cree_le", "pk")
    contexte = {
        "dossiers": dossiers,
        "vagues_ouvertes": Vague.objects.ouvertes(request.recu_le).order_by("cloture"),
    }
    return render(request, "candidatures/liste.html", contexte)


@require_http_methods(["GET", "HEAD", "POST"])
def nouvelle(request: Requete) -> HttpResponse:
    """Choose a track of an open wave; each button posts its own."""
    volets = VoletOuvert.objects.filter(vague__in=Vague.objects.ouvertes(request.recu_le)).select_related(
        "vague", "volet"
    )
    if request.method == "POST":
        volet = get_object_or_404(VoletOuvert, pk=_entier(request.POST.get("volet_ouvert")))
        try:
            candidature = creer_candidature(volet_ouvert=volet, par=request.user, recu_le=request.recu_le)
        except ErreurMetier as erreur:
            messages.error(request, erreur.message)
            return render(request, "candidatures/nouvelle.html", {"volets": volets}, status=erreur.statut)
        return redirect("candidatures:section", candidature.pk, "structure")
    return render(request, "candidatures/nouvelle.html", {"volets": volets})


def _entier(texte: str | None) -> int:
    if texte is None or not texte.isdecimal() or len(texte) > 9:  # noqa: PLR2004 - beyond any row
        raise Http404
    return int(texte)


def _contexte(candidature: Candidature, etats: tuple[EtatSection, ...]) -> dict[str, Any]:
    return {
        "candidature": candidature,
        "etats": etats,
        "nombre_de_manques": sum(len(etat.manques) for etat in etats),
    }


@require_safe
def dossier(request: Requete, pk: uuid.UUID) -> HttpResponse:
    candidature = _dossier_de(request, pk)
    if not est_modifiable(candidature):
        return _dossier_depose(request, candidature)
    etats = etat_des_sections(lecture.parametres(candidature), lecture.reponses(candidature))
    contexte = _contexte(candidature, etats) | {
        "ouverte": candidature.vague.est_ouverte(request.recu_le),
        "reports": _reports_possibles(request, candidature),
    }
    return render(request, "candidatures/dossier_brouillon.html", contexte)


def _dossier_depose(request: Requete, candidature: Candidature) -> HttpResponse:
    depot = candidature.depots.latest("version")
    lues = presenter(sections(lecture.parametres(candidature)), depot.donnees["sections"])
    contexte = {"candidature": candidature, "depot": depot, "sections": lues, "Etat": EtatCandidature}
    return render(request, "candidatures/dossier_depose.html", contexte)


@require_http_methods(["GET", "HEAD", "POST"])
def section(request: Requete, pk: uuid.UUID, code: str) -> HttpResponse:
    candidature = _dossier_de(request, pk)
    if not peut_rediger(request.user, candidature):
        raise PermissionDenied
    parametres = lecture.parametres(candidature)
    toutes = sections(parametres)
    courante = next((s for s in toutes if s.code == code), None)
    if courante is None:
        raise Http404
    if request.method != "POST" and not est_modifiable(candidature):
        return redirect("candidatures:dossier", pk)
    reponses, statut = lecture.reponses(candidature), 200
    form = SectionForm(courante, reponses, data=request.POST if request.method == "POST" else None)
    if request.method == "POST":
        statut = _enregistrer(request, candidature, courante, form)
        if statut == HTTPStatus.OK:
            messages.success(request, "Brouillon enregistré. Votre dossier n’est pas encore déposé.")
            return redirect(_suite(request, candidature, toutes, courante))
    contexte = _contexte(candidature, etat_des_sections(parametres, reponses))
    contexte |= {
        "form": form,
        "lues": _marques_de_la_page(request, courante, reponses, form),
        "section": courante,
        "ouverte": candidature.vague.est_ouverte(request.recu_le),
    }
    return render(request, "candidatures/section.html", contexte, status=statut)


def _enregistrer(request: Requete, candidature: Candidature, courante: Section, form: SectionForm) -> int:
    """Save what was typed; what a rule refuses becomes an error of the form, which keeps the text."""
    if not form.is_valid():
        return HTTPStatus.UNPROCESSABLE_ENTITY
    try:
        enregistrer_section(
            candidature_id=candidature.pk,
            section=courante,
            valeurs=form.valeurs(),
            par=request.user,
            recu_le=request.recu_le,
            lues=relire_marques(request.POST.get("lues", "")),
        )
    except Conflit as erreur:
        _signaler_le_conflit(form, courante, erreur)
        return erreur.statut
    except ErreurMetier as erreur:
        champs = erreur.manques if isinstance(erreur, Incomplet) else ()
        form.add_error(next((nom for nom in champs if nom in form.fields), None), erreur.message)
        return erreur.statut
    return HTTPStatus.OK


def _signaler_le_conflit(form: SectionForm, courante: Section, conflit: Conflit) -> None:
    """Both texts are on the page: the stored one in the error, the typed one in the field."""
    for champ in courante.champs:
        if champ.nom in conflit.actuelles:
            form.conflits.append(champ.nom)
            actuelle = en_clair(champ, conflit.actuelles[champ.nom])
            form.add_error(
                champ.nom,
                f"Cette réponse a été modifiée ailleurs pendant que vous écriviez. Réponse enregistrée : « {actuelle} ». "
                "La vôtre est affichée ici, non enregistrée : enregistrez de nouveau pour la garder.",
            )


def _marques_de_la_page(
    request: Requete, courante: Section, reponses: dict[str, Any], form: SectionForm
) -> str:
    """Marks of what is stored; after an error, those the page had, but for the conflicts it now shows."""
    stockees = marques(courante, reponses)
    if request.method != "POST":
        return json.dumps(stockees)
    lues = relire_marques(request.POST.get("lues", ""))
    return json.dumps(stockees | lues | {nom: stockees[nom] for nom in form.conflits})


def _suite(request: Requete, candidature: Candidature, toutes: tuple[Section, ...], courante: Section) -> str:
    """Where a saved section leads: the next one, the review after the last, or back to itself."""
    rang = toutes.index(courante) + 1
    if "continuer" not in request.POST:
        return reverse("candidatures:section", args=[candidature.pk, courante.code])
    if rang < len(toutes):
        return reverse("candidatures:section", args=[candidature.pk, toutes[rang].code])
    return reverse("candidatures:deposer", args=[candidature.pk])


@require_http_methods(["GET", "HEAD", "POST"])
def deposer(request: Requete, pk: uuid.UUID) -> HttpResponse:
    """Review of everything as it will be read, then file."""
    candidature = _dossier_de(request, pk)
    if not peut_deposer(request.user, candidature):
        raise PermissionDenied
    if request.method == "POST":
        try:
            deposer_candidature(candidature_id=pk, par=request.user, recu_le=request.recu_le)
        except ErreurMetier as erreur:
            return _relire(request, candidature, erreur)
        return redirect("candidatures:recepisse", pk)
    if not est_modifiable(candidature):
        return redirect("candidatures:recepisse", pk)
    return _relire(request, candidature)


def _relire(request: Requete, candidature: Candidature, erreur: ErreurMetier | None = None) -> HttpResponse:
    parametres, reponses = lecture.parametres(candidature), lecture.reponses(candidature)
    contexte = _contexte(candidature, etat_des_sections(parametres, reponses)) | {
        "sections": presenter(sections(parametres), reponses_utiles(parametres, reponses)),
        "ouverte": candidature.vague.est_ouverte(request.recu_le),
        "erreur": erreur,
    }
    return render(request, "candidatures/deposer.html", contexte, status=erreur.statut if erreur else 200)


@require_POST
def reporter(request: Requete, pk: uuid.UUID) -> HttpResponse:
    """Carry a draft of a closed wave into an open one."""
    candidature = _dossier_de(request, pk)
    if not peut_deposer(request.user, candidature):
        raise PermissionDenied
    volet = get_object_or_404(VoletOuvert, pk=_entier(request.POST.get("volet_ouvert")))
    try:
        reporter_brouillon(candidature_id=pk, volet_ouvert=volet, par=request.user, recu_le=request.recu_le)
    except ErreurMetier as erreur:
        messages.error(request, erreur.message)
    else:
        messages.success(request, "Votre brouillon a changé de vague. Il n’est pas encore déposé.")
    return redirect("candidatures:dossier", pk)


def _reports_possibles(request: Requete, candidature: Candidature) -> list[VoletOuvert]:
    """Tracks of open waves into which a draft of a closed wave may be carried."""
    if candidature.vague.est_ouverte(request.recu_le):
        return []
    ouvertes = Vague.objects.ouvertes(request.recu_le)
    return list(VoletOuvert.objects.filter(vague__in=ouvertes).select_related("vague", "volet"))


@require_safe
def recepisse(request: Requete, pk: uuid.UUID) -> HttpResponse:
    candidature = _dossier_de(request, pk)
    depot = candidature.depots.select_related("par").order_by("-version").first()
    if depot is None:
        raise Http404
    return render(request, "candidatures/recepisse.html", {"candidature": candidature, "depot": depot})
