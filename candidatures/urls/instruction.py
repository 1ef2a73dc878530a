"""Pages of the instructeur and of the territorial referee."""

from django.urls import path

from candidatures.views.instruction import (
    archive,
    comparaison,
    complements,
    documents,
    dossier,
    echanges,
    liste,
    reprise,
    retrait,
)

app_name = "instruction"
urlpatterns = [
    path("", liste.liste, name="liste"),
    path("reprise/", reprise.reprise, name="reprise"),
    path("<uuid:pk>/", dossier.dossier, name="dossier"),
    path("<uuid:pk>/recevable/", dossier.recevable, name="recevable"),
    path("<uuid:pk>/recevable/annuler/", dossier.annuler_recevable, name="annuler_recevable"),
    path("<uuid:pk>/echanges/", echanges.echanges, name="echanges"),
    path("<uuid:pk>/echanges/lus/", echanges.lus, name="echanges_lus"),
    path("<uuid:pk>/echanges/fichiers/<uuid:fichier>/", echanges.fichier, name="echanges_fichier"),
    path("<uuid:pk>/echanges/fichiers/<uuid:fichier>/original/", echanges.original, name="echanges_original"),
    path("<uuid:pk>/complements/", complements.complements, name="complements"),
    path("<uuid:pk>/complements/annuler/", complements.annuler, name="annuler_complements"),
    path("<uuid:pk>/archive.zip", archive.archive, name="archive"),
    path("<uuid:pk>/comparer/", comparaison.comparer, name="comparer"),
    path("<uuid:pk>/retirer/", retrait.retirer, name="retirer"),
    path("<uuid:pk>/depots/<int:version>/<slug:genre>.pdf", documents.document, name="document"),
    path("<uuid:pk>/pieces/<uuid:fichier>/", documents.piece, name="piece"),
    path("<uuid:pk>/pieces/<uuid:fichier>/original/", documents.piece_originale, name="piece_originale"),
]
