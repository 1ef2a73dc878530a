"""Évaluateur's pages."""

from django.urls import path

from evaluation.views import au_fil, evaluateur, pieces

app_name = "evaluation"
urlpatterns = [
    path("", evaluateur.file, name="file"),
    path("<uuid:pk>/", evaluateur.evaluer, name="evaluer"),
    path("<uuid:pk>/auto/", au_fil.au_fil, name="au_fil"),
    path("<uuid:pk>/confirmer/", evaluateur.confirmer, name="confirmer"),
    path("<uuid:pk>/declarer/", evaluateur.declarer, name="declarer"),
    path("<uuid:pk>/deport/", evaluateur.deport, name="deport"),
    path("<uuid:pk>/pieces/<uuid:fichier>/", pieces.piece, name="piece"),
    path("<uuid:pk>/pieces/<uuid:fichier>/original/", pieces.piece_originale, name="piece_originale"),
    path("<uuid:pk>/depots/<int:version>/dossier.pdf", pieces.document, name="document"),
]
