"""Calendar of the waves, and each of them, under /vagues/."""

from django.urls import path

from ami.pilotage.views import calendrier, courriels, vague

app_name = "pilotage"
urlpatterns = [
    path("", calendrier.liste, name="vagues"),
    path("nouvelle/", calendrier.programmer, name="programmer"),
    path("<int:numero>/", vague.tableau, name="vague"),
    path("<int:numero>/courriels/", courriels.liste, name="courriels"),
    path("<int:numero>/courriels/renvoyer/", courriels.renvoyer, name="renvoyer"),
    path("<int:numero>/ouvrir/", vague.ouvrir, name="ouvrir"),
    path("<int:numero>/cloturer/", vague.cloturer, name="cloturer"),
    path("<int:numero>/grille/", vague.grille, name="grille"),
    path("<int:numero>/deliberation/ouvrir/", vague.deliberer, name="ouvrir_deliberation"),
]
