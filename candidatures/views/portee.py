"""What the pages of a dossier share: the dossier in scope, and what each page of a draft shows."""

import uuid
from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.views.decorators.http import require_http_methods

from ami.comptes.requetes import Requete
from candidatures.formulaire.catalogue.champs import Section
from candidatures.formulaire.controle.completude import EtatSection, etat_des_sections
from candidatures.lectures import en_l_etat
from candidatures.models import Acces, Candidature
from candidatures.permissions import champs_demandes, est_modifiable

Vue = Callable[..., HttpResponse]


def dossier_de(request: Requete, pk: uuid.UUID) -> Candidature:
    visibles = Candidature.objects.visibles_par(request.user).select_related(
        "vague__appel", "volet", "porteur"
    )
    return get_object_or_404(visibles, pk=pk)


def acces_de(request: Requete, pk: uuid.UUID) -> Acces:
    """The dossier in scope and the role in it, in one statement."""
    visibles = Acces.objects.filter(utilisateur=request.user).select_related(
        "candidature__vague__appel", "candidature__volet", "candidature__porteur"
    )
    return get_object_or_404(visibles, candidature=pk)


def poste_depuis(route: str, *arguments: str) -> Callable[[Vue], Vue]:
    """A view of POST alone, sent from the page ``route`` of a dossier: whoever reads its address is led to that page."""

    def decorer(vue: Vue) -> Vue:
        @wraps(vue)
        def poster(request: Requete, pk: uuid.UUID, **cahier: Any) -> HttpResponse:
            if request.method == "POST":
                return vue(request, pk, **cahier)
            return redirect(route, dossier_de(request, pk).pk, *arguments)

        return require_http_methods(["GET", "HEAD", "POST"])(poster)

    return decorer


def entier(texte: str | None) -> int:
    if texte is None or not texte.isdecimal() or len(texte) > 9:  # noqa: PLR2004 - beyond any row
        raise Http404
    return int(texte)


def contexte_du_brouillon(
    candidature: Candidature, etats: tuple[EtatSection, ...], *, peut_ecrire: bool = True
) -> dict[str, Any]:
    """``sections_ouvertes``: codes of the sections that this person may open on this dossier as it stands."""
    demandes = champs_demandes(candidature)
    return {
        "candidature": candidature,
        "etats": etats,
        "sections_ouvertes": [
            etat.section.code
            for etat in etats
            if peut_ecrire and (est_modifiable(candidature) or _est_demandee(etat.section, demandes))
        ],
        "peut_ecrire": peut_ecrire,
        "nombre_de_completes": sum(etat.complete for etat in etats),
        "nombre_de_manques": sum(len(etat.manques) for etat in etats),
    }


def contexte_si_rouverte(request: Requete, candidature: Candidature, *, peut_ecrire: bool) -> dict[str, Any]:
    """What the banner of a draft needs on the pages of a dossier filed then taken back: four queries; else nothing."""
    if not candidature.est_rouverte:
        return {}
    etats = etat_des_sections(en_l_etat.dossier(candidature))
    ouverte = candidature.vague.est_ouverte(request.recu_le)
    return contexte_du_brouillon(candidature, etats, peut_ecrire=peut_ecrire) | {"ouverte": ouverte}


def _est_demandee(section: Section, demandes: frozenset[str]) -> bool:
    """Whether open compléments ask for something of this section."""
    if section.code == "pieces":
        return any(cle.startswith("piece:") for cle in demandes)
    return any(champ.nom in demandes for champ in section.champs)
