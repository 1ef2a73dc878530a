"""Pages of the instructeur and of the territorial referee."""

from django.urls import path

from candidatures.views import (
    archive,
    comparaison,
    complements,
    documents,
    echanges,
    instruction,
    pieces,
    reprise,
    retrait,
)

app_name = "instruction"
urlpatterns = [
    path("", instruction.liste, name="liste"),
    path("reprise/", reprise.reprise, name="reprise"),
    path("<uuid:pk>/", instruction.dossier, name="dossier"),
    path("<uuid:pk>/recevable/", instruction.recevable, name="recevable"),
    path("<uuid:pk>/echanges/", echanges.du_service, name="echanges"),
    path("<uuid:pk>/echanges/lus/", echanges.lus_par_le_service, name="echanges_lus"),
    path("<uuid:pk>/echanges/fichiers/<uuid:fichier>/", echanges.fichier_du_service, name="echanges_fichier"),
    path("<uuid:pk>/complements/", complements.du_service, name="complements"),
    path("<uuid:pk>/complements/annuler/", complements.annuler, name="annuler_complements"),
    path("<uuid:pk>/archive.zip", archive.du_service, name="archive"),
    path("<uuid:pk>/comparer/", comparaison.comparer, name="comparer"),
    path("<uuid:pk>/retirer/", retrait.retirer_par_decision, name="retirer"),
    path(
        "<uuid:pk>/depots/<int:version>/<slug:genre>.pdf", documents.document_pour_instruire, name="document"
    ),
    path("<uuid:pk>/pieces/<uuid:fichier>/", pieces.telecharger_pour_instruire, name="piece"),
]
