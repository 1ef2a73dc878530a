"""Saving a reading while it is typed: a few values at a time, in JSON, as a section of a dossier is."""

import uuid
from http import HTTPStatus
from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import PermissionDenied
from django.http import JsonResponse
from django.views.decorators.http import require_POST

from ami.commun.concurrence import Lecture, empreinte
from ami.commun.dates import heure
from ami.commun.erreurs import DroitInsuffisant, ErreurMetier, Occupe
from ami.commun.soumission import tenter
from ami.comptes.permissions import est_evaluateur
from ami.comptes.requetes import Requete
from evaluation.forms import GrilleForm
from evaluation.models import GrilleVague
from evaluation.permissions import peut_lire_le_dossier
from evaluation.services.saisie import Gardees, garder_au_fil
from evaluation.views.evaluateur import evaluation_de, grille_form


@login_not_required  # it answers 401 by itself: a script would follow the way to the sign-in page
@require_POST
def au_fil(request: Requete, pk: uuid.UUID) -> JsonResponse:
    """Save the values named by ``champs``, and say what is stored, what is not and why."""
    if not request.user.is_authenticated or request.POST.get("compte", "") not in ("", str(request.user.pk)):
        return JsonResponse({"erreur": "session"}, status=HTTPStatus.UNAUTHORIZED)
    if not est_evaluateur(request.user):
        raise PermissionDenied
    evaluation = evaluation_de(request, pk)
    if not peut_lire_le_dossier(request.user, evaluation):
        raise PermissionDenied
    grille = GrilleVague.objects.select_related("grille").get(vague=evaluation.candidature.vague_id).grille
    form = grille_form(request, evaluation, grille)
    saisies = form.valeurs_de(request.POST.getlist("champs"))
    return tenter(
        lambda: garder_au_fil(
            evaluation_id=evaluation.pk,
            champs=saisies,
            par=request.user,
            lecture=Lecture.relire(request.POST),
        ),
        vers=lambda gardees: JsonResponse(_compte_rendu(request, form, saisies, gardees)),
        refus=_refuser,
    )


def _refuser(erreur: ErreurMetier) -> JsonResponse:
    """Nothing of this reading can be stored any more, whatever is sent: the page keeps its text and stops sending."""
    statut = erreur.statut if isinstance(erreur, DroitInsuffisant | Occupe) else HTTPStatus.CONFLICT
    return JsonResponse({"erreur": "refus", "message": erreur.message}, status=statut)


def _compte_rendu(
    request: Requete, form: GrilleForm, saisies: dict[str, Any], gardees: Gardees
) -> dict[str, Any]:
    gardes = {nom: valeur for nom, valeur in gardees.valeurs.items() if nom not in gardees.conflits}
    refusees = {nom: " ".join(map(str, erreurs)) for nom, erreurs in form.errors.items()}
    return {
        "heure": heure(request.recu_le),
        "champs": {nom: {"lue": empreinte(valeur), "erreurs": []} for nom, valeur in gardes.items()},
        "conflits": {
            nom: {
                "libelle": form.libelle_de(nom),
                "genre": "texte",
                "mienne": form.en_mots(nom, saisies[nom]),
                "texte": form.en_mots(nom, gardees.valeurs[nom]),
                "par": "vous, sur une autre page",
                "le": "",
                "lue": empreinte(gardees.valeurs[nom]),
                "reunir": False,
                "valeur": gardees.valeurs[nom],
                "saisie": "" if gardees.valeurs[nom] is None else str(gardees.valeurs[nom]),
            }
            for nom in gardees.conflits
        },
        "refusees": {
            nom: phrase for nom, phrase in refusees.items() if nom in request.POST.getlist("champs")
        },
        "sections": {},
    }
