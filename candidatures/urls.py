"""Porteur's pages."""

from django.urls import path

from candidatures import views

app_name = "candidatures"
urlpatterns = [
    path("", views.liste, name="liste"),
    path("nouvelle/", views.nouvelle, name="nouvelle"),
    path("<uuid:pk>/", views.dossier, name="dossier"),
    path("<uuid:pk>/deposer/", views.deposer, name="deposer"),
    path("<uuid:pk>/reporter/", views.reporter, name="reporter"),
    path("<uuid:pk>/recepisse/", views.recepisse, name="recepisse"),
    path("<uuid:pk>/<slug:code>/", views.section, name="section"),
]
