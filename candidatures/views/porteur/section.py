"""One section of a draft: reading it, saving it."""

import json
import uuid
from collections.abc import Mapping
from dataclasses import replace
from http import HTTPStatus
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.html import format_html
from django.views.decorators.http import require_http_methods

from ami.commun.concurrence import Envoi, Stockee, relire_marques
from ami.commun.erreurs import ErreurMetier
from ami.commun.soumission import saisie, tenter
from ami.comptes.models import Utilisateur
from ami.comptes.requetes import Requete
from candidatures.formulaire.catalogue.champs import Dossier, Reponses, Section
from candidatures.formulaire.catalogue.structure import STRUCTURE
from candidatures.formulaire.concurrence import lues_par_la_page, marques
from candidatures.formulaire.controle.completude import etat_des_sections
from candidatures.formulaire.controle.validite import valide
from candidatures.formulaire.questionnaire import sections
from candidatures.formulaire.saisie import SectionForm
from candidatures.lectures.en_saisie import Ecrite, SectionEnSaisie, section_en_saisie
from candidatures.models import Candidature
from candidatures.permissions import cles_modifiables, cles_rouvertes, est_modifiable, permet_de_rediger
from candidatures.services.enregistrer import Enregistrement, enregistrer_reponses
from candidatures.services.verifier_structure import verification_de
from candidatures.views.portee import contexte_du_brouillon, sort_du_brouillon
from candidatures.views.porteur.conflits import conflits_lus, quand, reunies
from candidatures.views.porteur.portee import acces_de

COMPLEMENT_ENREGISTRE = "Réponses enregistrées. Le dossier complété n’est pas encore renvoyé au service."
COMPLEMENT_A_CORRIGER = (
    "Réponses enregistrées. Certaines restent à corriger avant de renvoyer le dossier complété."
)
A_CORRIGER = "Brouillon enregistré. Des réponses de cette page restent à corriger avant le dépôt."
A_CORRIGER_APRES = "Brouillon enregistré. Des réponses de cette page restent à corriger."


@require_http_methods(["GET", "HEAD", "POST"])
def section(request: Requete, pk: uuid.UUID, code: str) -> HttpResponse:
    """Read a section; send it. What is sent is always saved, right or wrong, but for what others changed meanwhile."""
    acces = acces_de(request, pk)
    candidature = acces.candidature
    if not permet_de_rediger(acces.role):
        if request.method == "POST":
            raise PermissionDenied
        return redirect("candidatures:deposer", pk)  # where this person reads everything
    if request.method != "POST" and not _est_ouverte(candidature, request):
        return redirect("candidatures:dossier", pk)
    lue = section_en_saisie(candidature)
    courante = section_ouverte(candidature, lue.dossier, code)
    form = SectionForm(courante, lue.dossier.reponses, data=saisie(request))
    if request.method != "POST":
        return _montrer(request, candidature, form, lue)
    return tenter(
        lambda: enregistrer_la_section(request, candidature, form),
        vers=lambda resultat: _poursuivre(request, candidature, lue, form, resultat),
        refus=lambda erreur: _montrer(request, candidature, form, lue.relue(candidature), erreur=erreur),
    )


def _est_ouverte(candidature: Candidature, request: Requete) -> bool:
    return est_modifiable(candidature) or bool(cles_modifiables(candidature, request.recu_le))


def section_ouverte(candidature: Candidature, dossier: Dossier, code: str) -> Section:
    """The section, limited to what a request for compléments reopens when there is one. Raises 404.

    Even once its due instant has passed: what was typed too late is given back on the page it was typed on.
    """
    courante = next((s for s in sections(dossier.cahier) if s.code == code), None)
    if courante is None:
        raise Http404
    if rouvertes := cles_rouvertes(candidature):
        courante = replace(courante, champs=tuple(c for c in courante.champs if c.nom in rouvertes))
        if not courante.champs:
            raise Http404
    return courante


def enregistrer_la_section(request: Requete, candidature: Candidature, form: SectionForm) -> Enregistrement:
    """Save what the page of a section sent, as the buttons of a conflict say. Raises ``TransitionInterdite``."""
    valeurs = form.valeurs()
    lues = lues_par_la_page(valeurs, request.POST.get("lues", ""))
    vues = relire_marques(request.POST.get("vues", ""))
    choix = {nom: request.POST.get(nom, "") for nom in ("garder", "prendre", "reunir")}
    if not any(choix.values()):
        lues |= vues  # both texts were on the page: what it sends is what this person chose
    for champ in (choix["garder"], choix["reunir"]):
        lues |= {champ: vues[champ]} if champ in vues else {}
    if (nom := choix["reunir"]) in valeurs:
        valeurs[nom] = reunies(candidature, nom, valeurs[nom])
    valeurs.pop(choix["prendre"], None)
    return enregistrer_reponses(
        candidature_id=candidature.pk,
        valeurs=valeurs,
        par=request.user,
        recu_le=request.recu_le,
        lues=lues,
        envoi=Envoi.relire(request.POST.get("envoi", "")),
    )


def _montrer(
    request: Requete,
    candidature: Candidature,
    form: SectionForm,
    lue: SectionEnSaisie,
    *,
    erreur: ErreurMetier | None = None,
) -> HttpResponse:
    contexte = _contexte(request, candidature, lue, form) | {"erreur": erreur}
    return render(
        request, "candidatures/porteur/section.html", contexte, status=erreur.statut if erreur else 200
    )


def _montrer_les_deux(
    request: Requete,
    candidature: Candidature,
    lue: SectionEnSaisie,
    courante: Section,
    resultat: Enregistrement,
    saisies: Reponses,
) -> HttpResponse:
    """What could not be saved is in the form as it was typed; what others wrote is above, with the buttons to choose."""
    en_attente = {nom: saisies[nom] for nom in (*resultat.conflits, *resultat.refusees)}
    form = SectionForm(courante, resultat.reponses | en_attente)
    contexte = _contexte(request, candidature, lue.relue(candidature), form)
    contexte |= {
        "conflits": conflits_lus(courante.champs, resultat.conflits, request.recu_le),
        "refusees": [(c, resultat.refusees[c.nom]) for c in courante.champs if c.nom in resultat.refusees],
        "vues": json.dumps({nom: divergence.marque for nom, divergence in resultat.conflits.items()}),
    }
    envoyees = relire_marques(request.POST.get("lues", ""))
    encore = {nom: envoyees[nom] for nom in en_attente if nom in envoyees}
    contexte["lues"] = json.dumps(json.loads(contexte["lues"]) | encore)
    statut = HTTPStatus.CONFLICT if resultat.conflits else HTTPStatus.UNPROCESSABLE_ENTITY
    return render(request, "candidatures/porteur/section.html", contexte, status=statut)


def _contexte(
    request: Requete, candidature: Candidature, lue: SectionEnSaisie, form: SectionForm
) -> dict[str, Any]:
    """``lues``: marks of what the page shows; ``vues``: those of the stored answers that a conflict shows beside."""
    courante = form.section
    stockees = {nom: Stockee(ecrite.valeur, ecrite.version) for nom, ecrite in lue.ecrites.items()}
    return contexte_du_brouillon(candidature, etat_des_sections(lue.dossier)) | {
        "form": form,
        "section": courante,
        "ouverte": candidature.vague.est_ouverte(request.recu_le),
        "verification": verification_de(lue.dossier.reponses) if courante.code == STRUCTURE.code else None,
        "auteurs": _auteurs(request, candidature, courante, lue.ecrites),
        "lues": json.dumps(marques(courante, stockees)),
        "vues": "{}",
        "conflits": (),
        "refusees": (),
        "erreur": None,
        "motifs": lue.motifs,
    }


def _auteurs(
    request: Requete, candidature: Candidature, courante: Section, ecrites: Mapping[str, Ecrite]
) -> list[dict[str, Any]]:
    """Who last changed each answer of the section, in the order of the form; one query when it is not this person alone."""
    dites = [(champ, ecrites[champ.nom]) for champ in courante.champs if champ.nom in ecrites]
    autres = {ecrite.par for _, ecrite in dites} - {request.user.pk}
    noms = {pk: str(compte) for pk, compte in Utilisateur.objects.in_bulk(autres).items()} if autres else {}
    adresse = reverse("candidatures:anterieures", args=[candidature.pk, courante.code, "NOM"])
    return [
        {
            "champ": champ,
            "qui": noms.get(ecrite.par, "vous"),
            "quand": quand(ecrite.le, request.recu_le),
            "version": ecrite.version,
            "adresse": adresse.replace("/NOM/", f"/{champ.nom}/"),
        }
        for champ, ecrite in dites
    ]


def _poursuivre(
    request: Requete,
    candidature: Candidature,
    lue: SectionEnSaisie,
    form: SectionForm,
    resultat: Enregistrement,
) -> HttpResponse:
    """Where a section leads: both texts of a conflict; saved, back to its block, to the next one, to the review, or to itself when flawed."""
    courante, dossier = form.section, lue.dossier
    if resultat.conflits or resultat.refusees:
        return _montrer_les_deux(request, candidature, lue, courante, resultat, form.valeurs())
    ici = reverse("candidatures:section", args=[candidature.pk, courante.code])
    if form.geste():
        return redirect(f"{ici}#{form.ancre()}")
    a_corriger = [
        champ.nom
        for champ in courante.champs
        if champ.s_applique(resultat.reponses) and not valide(champ, resultat.reponses.get(champ.nom))
    ]
    if a_corriger:
        messages.warning(request, _a_corriger(request, candidature))
        return redirect(ici)
    _dire_ce_qui_est_enregistre(request, candidature, replace(dossier, reponses=resultat.reponses), courante)
    return redirect(_suite(candidature, dossier, courante) if "continuer" in request.POST else ici)


def _a_corriger(request: Requete, candidature: Candidature) -> str:
    if not est_modifiable(candidature):
        return COMPLEMENT_A_CORRIGER
    if candidature.vague.est_ouverte(request.recu_le):
        return A_CORRIGER
    return f"{A_CORRIGER_APRES} {sort_du_brouillon(candidature, request.recu_le)}"


def _dire_ce_qui_est_enregistre(
    request: Requete, candidature: Candidature, dossier: Dossier, courante: Section
) -> None:
    """Saved; and what this section still lacks, since the next page will not show it."""
    phrase = COMPLEMENT_ENREGISTRE
    if est_modifiable(candidature):
        phrase = f"Brouillon enregistré. {sort_du_brouillon(candidature, request.recu_le)}"
    manques = next(e for e in etat_des_sections(dossier) if e.section.code == courante.code).manques
    if not manques:
        messages.success(request, phrase, extra_tags="saisie-enregistree")
        return
    ici = reverse("candidatures:section", args=[candidature.pk, courante.code])
    reste = format_html(
        '{} Il reste <a href="{}#{}">{}</a> dans la section «\u00a0{}\u00a0».',
        phrase,
        ici,
        manques[0].ancre,
        "1 point" if len(manques) == 1 else f"{len(manques)} points",
        courante.titre,
    )
    messages.warning(request, reste, extra_tags="saisie-enregistree")


def _suite(candidature: Candidature, dossier: Dossier, courante: Section) -> str:
    codes = [section.code for section in sections(dossier.cahier)]
    rang = codes.index(courante.code) + 1
    if not est_modifiable(candidature):
        return reverse("candidatures:complements", args=[candidature.pk])
    if rang < len(codes):
        return reverse("candidatures:section", args=[candidature.pk, codes[rang]])
    return reverse("candidatures:deposer", args=[candidature.pk])
