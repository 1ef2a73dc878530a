"""What the pages of a dossier share: the dossier in scope, and what each page of a draft shows."""

import uuid
from typing import Any

from django.http import Http404
from django.shortcuts import get_object_or_404

from ami.comptes.requetes import Requete
from candidatures.completude import EtatSection
from candidatures.models import Acces, Candidature


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


def entier(texte: str | None) -> int:
    if texte is None or not texte.isdecimal() or len(texte) > 9:  # noqa: PLR2004 - beyond any row
        raise Http404
    return int(texte)


def contexte_du_brouillon(candidature: Candidature, etats: tuple[EtatSection, ...]) -> dict[str, Any]:
    return {
        "candidature": candidature,
        "etats": etats,
        "nombre_de_completes": sum(etat.complete for etat in etats),
        "nombre_de_manques": sum(len(etat.manques) for etat in etats),
    }
