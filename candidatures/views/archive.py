"""The whole dossier in one file, as one side reads it."""

from django.contrib import messages
from django.http import StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.utils.http import content_disposition_header

from ami.comptes.requetes import Requete
from ami.fichiers.erreurs import StockageEnPanne
from ami.fichiers.reponses import ENTETES
from candidatures.models import Candidature, Cote
from candidatures.version_deposee.archive import ecrire, rassembler, sonder


def servir_l_archive(
    request: Requete, candidature: Candidature, cote: Cote, *, retour: str
) -> HttpResponseBase:
    """Serve the archive; while the store is down, say so on the page ``retour``. The caller checked the right."""
    archive = rassembler(candidature, cote)
    try:
        sonder(archive)
    except StockageEnPanne:
        messages.error(
            request, "Le dossier entier ne peut pas être lu pour le moment : réessayez dans quelques minutes."
        )
        return redirect(retour, candidature.pk)
    disposition = content_disposition_header(as_attachment=True, filename=archive.nom)
    entetes = {**ENTETES, "Content-Disposition": str(disposition)}
    return StreamingHttpResponse(ecrire(archive), content_type="application/zip", headers=entetes)
