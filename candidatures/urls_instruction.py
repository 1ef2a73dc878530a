"""Pages of the instructeur and of the territorial referee."""

from django.urls import path

from candidatures.views import instruction

app_name = "instruction"
urlpatterns = [
    path("", instruction.liste, name="liste"),
    path("<uuid:pk>/", instruction.dossier, name="dossier"),
    path("<uuid:pk>/recevable/", instruction.recevable, name="recevable"),
]
