"""Évaluateur's pages."""

from django.urls import path

from evaluation.views import lecture

app_name = "evaluation"
urlpatterns = [
    path("", lecture.file, name="file"),
    path("<uuid:pk>/", lecture.evaluer, name="evaluer"),
    path("<uuid:pk>/declarer/", lecture.declarer, name="declarer"),
    path("<uuid:pk>/deport/", lecture.deport, name="deport"),
]
