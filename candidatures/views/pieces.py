"""The files of a dossier: always downloaded, and only once they are found clean."""

import uuid
from collections.abc import Callable

from django.db.models import QuerySet
from django.http import Http404
from django.http.response import HttpResponseBase
from django.shortcuts import render

from ami.commun.erreurs import ErreurMetier
from ami.comptes.requetes import Requete
from ami.fichiers.reponses import servir
from candidatures.models import Candidature, Piece
from candidatures.version_deposee.depots import contenu_de

Serveur = Callable[..., HttpResponseBase]


def servir_la_piece_deposee(
    request: Requete, candidature: Candidature, fichier: uuid.UUID, par: Serveur = servir
) -> HttpResponseBase:
    """Serve a file of a filed version: agents never reach what is only in a draft. The caller checked the right."""
    deposees = {piece.fichier for depot in candidature.depots.all() for piece in contenu_de(depot).pieces}
    if str(fichier) not in deposees:
        raise Http404
    return servir_la_piece(request, candidature, candidature.pieces.filter(fichier=fichier), par)


def servir_la_piece(
    request: Requete, candidature: Candidature, pieces: QuerySet[Piece], par: Serveur = servir
) -> HttpResponseBase:
    """Serve the file of the first of ``pieces``, or say why it is not given. The caller checked the right."""
    piece = pieces.select_related("fichier").first()
    if piece is None:
        raise Http404
    try:
        return par(piece.fichier, pour=request.user)
    except ErreurMetier as erreur:
        contexte = {"candidature": candidature, "piece": piece, "erreur": erreur}
        return render(request, "candidatures/piece_indisponible.html", contexte, status=erreur.statut)
