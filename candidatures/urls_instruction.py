"""Pages of the instructeur and of the territorial referee."""

from django.urls import path

from candidatures import views_instruction

app_name = "instruction"
urlpatterns = [
    path("", views_instruction.liste, name="liste"),
    path("<uuid:pk>/", views_instruction.dossier, name="dossier"),
    path("<uuid:pk>/recevable/", views_instruction.recevable, name="recevable"),
]
