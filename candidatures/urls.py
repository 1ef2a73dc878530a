"""Porteur's pages."""

from django.urls import path

from candidatures.views import depot, dossier, liste, section

app_name = "candidatures"
urlpatterns = [
    path("", liste.liste, name="liste"),
    path("nouvelle/", liste.nouvelle, name="nouvelle"),
    path("<uuid:pk>/", dossier.dossier, name="dossier"),
    path("<uuid:pk>/deposer/", depot.deposer, name="deposer"),
    path("<uuid:pk>/reporter/", dossier.reporter, name="reporter"),
    path("<uuid:pk>/recepisse/", depot.recepisse, name="recepisse"),
    path("<uuid:pk>/<slug:code>/", section.section, name="section"),
]
