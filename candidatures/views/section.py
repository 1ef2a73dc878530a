"""One section of a draft: reading it, saving it."""

import json
import uuid
from http import HTTPStatus
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from ami.commun.erreurs import Conflit, ErreurMetier, Incomplet
from ami.comptes.requetes import Requete
from candidatures import lecture
from candidatures.champs import Section
from candidatures.completude import etat_des_sections
from candidatures.concurrence import marques, relire_marques
from candidatures.forms import SectionForm
from candidatures.models import Candidature
from candidatures.permissions import est_modifiable, peut_rediger
from candidatures.presentation import en_clair
from candidatures.questionnaire import sections
from candidatures.services.enregistrer import enregistrer_section
from candidatures.views.portee import contexte_du_brouillon, dossier_de


@require_http_methods(["GET", "HEAD", "POST"])
def section(request: Requete, pk: uuid.UUID, code: str) -> HttpResponse:
    candidature = dossier_de(request, pk)
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
    contexte = contexte_du_brouillon(candidature, etat_des_sections(parametres, reponses))
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
