"""Évaluateur's pages."""

from django.urls import path

from evaluation.views import lecture, pieces

app_name = "evaluation"
urlpatterns = [
    path("", lecture.file, name="file"),
    path("<uuid:pk>/", lecture.evaluer, name="evaluer"),
    path("<uuid:pk>/declarer/", lecture.declarer, name="declarer"),
    path("<uuid:pk>/deport/", lecture.deport, name="deport"),
    path("<uuid:pk>/pieces/<uuid:fichier>/", pieces.piece, name="piece"),
    path("<uuid:pk>/depots/<int:version>/dossier.pdf", pieces.document, name="document"),
]
