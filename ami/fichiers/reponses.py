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
INCONNU = "application/octet-stream"  # no program of the reader is proposed for what was not cleaned


def servir(fichier: Fichier, *, pour: Utilisateur) -> HttpResponseBase:
    """The cleaned copy, as an attachment. Before the verdict, its author alone gets back what they sent.

    Who may see the file is decided by the caller. Raises ``FichierIndisponible`` otherwise, and
    ``StockageEnPanne``, before the first byte.
    """
    if fichier.etat == EtatFichier.SAIN:
        cle, genre, taille = fichier.cle_servie, TYPES_MIME[fichier.genre], fichier.taille_servie
    elif fichier.en_cours and fichier.depose_par_id == pour.pk:
        cle, genre, taille = fichier.cle_originale, INCONNU, fichier.taille
    else:
        raise FichierIndisponible(_raison(fichier))
    return _donner(cle, fichier.nom, genre, taille)


def servir_l_original(fichier: Fichier, *, pour: Utilisateur) -> HttpResponseBase:  # noqa: ARG001 - as ``servir``
    """What was sent, byte for byte, when the verified copy lacks something of it: a signature, an attachment.

    The antivirus found nothing in it; what acts in it was left. Agents alone may have it: decided by the caller.
    Raises ``FichierIndisponible`` otherwise, and ``StockageEnPanne``, before the first byte.
    """
    if not fichier.retraits:
        raise FichierIndisponible(
            f"« {fichier.nom} » n’a perdu aucun contenu à sa vérification : téléchargez le fichier vérifié."
        )
    return _donner(fichier.cle_originale, f"original – {fichier.nom}", INCONNU, fichier.taille)


def _donner(cle: str, nom: str, genre: str, taille: int | None) -> HttpResponseBase:
    entetes = {**ENTETES, "Content-Length": str(taille)}
    return FileResponse(
        stockage.lire(cle), as_attachment=True, filename=nom, content_type=genre, headers=entetes
    )


def _raison(fichier: Fichier) -> str:
    if fichier.etat == EtatFichier.REFUSE:
        return f"« {fichier.nom} » a été refusé et ne peut pas être téléchargé. {fichier.motif}"
    return (
        f"« {fichier.nom} » attend l’analyse de l’antivirus : il pourra être téléchargé ensuite. "
        "Revenez dans quelques minutes."
    )
