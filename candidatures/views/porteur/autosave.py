"""Saving a section while it is typed: a few questions at a time, in JSON."""

import uuid
from dataclasses import asdict
from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import PermissionDenied
from django.http import Http404, JsonResponse
from django.views.decorators.http import require_POST

from ami.commun.concurrence import Envoi
from ami.commun.dates import heure
from ami.commun.soumission import tenter
from ami.comptes.requetes import Requete
from candidatures.formulaire.catalogue.champs import Cahier, Dossier, PieceLue, Section
from candidatures.formulaire.concurrence import lues_par_la_page
from candidatures.formulaire.controle.completude import EtatSection, etat_des_sections
from candidatures.formulaire.controle.validite import erreurs
from candidatures.formulaire.questionnaire import sections
from candidatures.formulaire.saisie import SectionForm
from candidatures.lectures import en_l_etat
from candidatures.lectures.en_saisie import en_saisie
from candidatures.models import Candidature
from candidatures.permissions import permet_de_rediger
from candidatures.services.enregistrer import Enregistrement, enregistrer_reponses
from candidatures.views.porteur.conflits import conflits_lus, reunies


@login_not_required  # it answers 401 by itself: a script would follow the way to the sign-in page
@require_POST
def autosave(request: Requete, pk: uuid.UUID, code: str) -> JsonResponse:
    """Save the questions named by ``champs``; told in JSON. Five statements, and two more when a former text is kept."""
    if not request.user.is_authenticated or request.POST.get("compte", "") not in ("", str(request.user.pk)):
        return JsonResponse({"erreur": "session"}, status=401)
    cahier, pieces = _cahier_et_pieces(request, pk)
    courante = next((section for section in sections(cahier) if section.code == code), None)
    if courante is None:
        raise Http404
    form = SectionForm(courante, {}, data=request.POST, seulement=request.POST.getlist("champs"))
    valeurs = form.valeurs()
    if (nom := request.POST.get("reunir")) in valeurs:
        valeurs[nom] = reunies(pk, nom, valeurs[nom])
    return tenter(
        lambda: enregistrer_reponses(
            candidature_id=pk,
            valeurs=valeurs,
            par=request.user,
            recu_le=request.recu_le,
            lues=lues_par_la_page(valeurs, request.POST.get("lues", "")),
            envoi=Envoi.relire(request.POST.get("envoi", "")),
        ),
        vers=lambda resultat: JsonResponse(
            _compte_rendu(request, courante, form, resultat, Dossier(cahier, resultat.reponses, pieces))
        ),
        refus=lambda erreur: JsonResponse(
            {"erreur": "refus", "message": erreur.message}, status=erreur.statut
        ),
    )


def _cahier_et_pieces(request: Requete, pk: uuid.UUID) -> tuple[Cahier, tuple[PieceLue, ...]]:
    """Raises 404, 403. An answer to a former refusal adds questions of its own: its rules are read apart."""
    ouvert = en_saisie(pk, request.user)
    if ouvert is None:
        raise Http404
    if not permet_de_rediger(ouvert.role):
        raise PermissionDenied
    if ouvert.origine:
        cahier = en_l_etat.cahier(Candidature.objects.get(pk=pk))
    else:
        cahier = en_l_etat.cahier_du_volet(ouvert.volet)
    return cahier, ouvert.pieces


def _compte_rendu(
    request: Requete, courante: Section, form: SectionForm, resultat: Enregistrement, dossier: Dossier
) -> dict[str, Any]:
    """What is stored now, what is not and why, and what the dossier lacks."""
    enregistres = [
        champ
        for champ in form.questions.values()
        if champ.nom not in resultat.conflits and champ.nom not in resultat.refusees
    ]
    etats = etat_des_sections(dossier)
    return {
        "heure": heure(request.recu_le),
        "champs": {
            champ.nom: {
                "version": resultat.versions.get(champ.nom, 0),
                "lue": resultat.marque(champ.nom),
                "erreurs": [asdict(erreur) for erreur in erreurs(champ, resultat.reponses.get(champ.nom))],
            }
            for champ in enregistres
        },
        "conflits": {
            conflit.champ.nom: conflit.en_json()
            for conflit in conflits_lus(courante.champs, resultat.conflits, request.recu_le)
        },
        "refusees": resultat.refusees,
        "manques": sum(len(etat.manques) for etat in etats),
        "sections": {etat.section.code: _en_mots(etat) for etat in etats},
    }


def _en_mots(etat: EtatSection) -> dict[str, Any]:
    return {"complete": etat.complete, "manques": len(etat.manques), "mots": etat.mots}
