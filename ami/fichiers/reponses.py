"""Giving a file to a browser, which must save it and never open it in the page of the site."""

from django.http import FileResponse
from django.http.response import HttpResponseBase

from ami.comptes.models import Utilisateur
from ami.fichiers import stockage
from ami.fichiers.erreurs import FichierIndisponible
from ami.fichiers.models import Fichier
from ami.fichiers.states import TYPES_MIME, EtatFichier

ENTETES = {
    "X-Content-Type-Options": "nosniff",
    "Cache-Control": "private, no-store",
    "Content-Security-Policy": "sandbox; default-src 'none'",
    "Cross-Origin-Resource-Policy": "same-origin",
}


def servir(fichier: Fichier, *, pour: Utilisateur) -> HttpResponseBase:
    """The cleaned copy, as an attachment. Before the verdict, its author alone gets back what they sent.

    Who may see the file is decided by the caller. Raises ``FichierIndisponible`` otherwise, and
    ``StockageEnPanne``, before the first byte.
    """
    if fichier.etat == EtatFichier.SAIN:
        cle, genre, taille = fichier.cle_servie, TYPES_MIME[fichier.genre], fichier.taille_servie
    elif fichier.en_cours and fichier.depose_par_id == pour.pk:
        cle, genre, taille = fichier.cle_originale, "application/octet-stream", fichier.taille
    else:
        raise FichierIndisponible(_raison(fichier))
    entetes = {**ENTETES, "Content-Length": str(taille)}
    return FileResponse(
        stockage.lire(cle), as_attachment=True, filename=fichier.nom, content_type=genre, headers=entetes
    )


def _raison(fichier: Fichier) -> str:
    if fichier.etat == EtatFichier.REFUSE:
        return f"« {fichier.nom} » a été refusé et ne peut pas être téléchargé. {fichier.motif}"
    return (
        f"« {fichier.nom} » attend l’analyse de l’antivirus : il pourra être téléchargé ensuite. "
        "Revenez dans quelques minutes."
    )
