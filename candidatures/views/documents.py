"""The PDFs of a filed version: always downloaded, never opened in a page of the site."""

from django.http import FileResponse, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, render

from ami.commun.erreurs import ErreurMetier
from ami.comptes.requetes import Requete
from ami.fichiers import stockage
from ami.fichiers.reponses import ENTETES
from candidatures.models import Candidature, Document


def servir_le_document(
    request: Requete, candidature: Candidature, version: int, genre: str
) -> HttpResponseBase:
    """Serve one document of one version, or 404 while it is being made. The caller checked the right."""
    fait = get_object_or_404(
        Document.objects.select_related("depot"),
        depot__candidature=candidature,
        depot__version=version,
        genre=genre,
    )
    try:
        flux = stockage.lire(fait.cle)
    except ErreurMetier as erreur:
        return _indisponible(request, candidature, fait, erreur)
    return FileResponse(
        flux,
        as_attachment=True,
        filename=f"{fait.depot.numero}-v{version}-{genre}.pdf",
        content_type="application/pdf",
        headers={**ENTETES, "Content-Length": str(fait.taille)},
    )


def _indisponible(
    request: Requete, candidature: Candidature, fait: Document, erreur: ErreurMetier
) -> HttpResponse:
    contexte = {"candidature": candidature, "document": fait, "erreur": erreur}
    return render(request, "candidatures/document_indisponible.html", contexte, status=erreur.statut)
