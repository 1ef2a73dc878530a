"""Calendar of the waves, and each of them, under /vagues/."""

from django.urls import path

from ami.pilotage.views import calendrier, conduite, correction, courriels, vague

app_name = "pilotage"
urlpatterns = [
    path("", calendrier.liste, name="vagues"),
    path("nouvelle/", calendrier.programmer, name="programmer"),
    path("courriels/", courriels.hors_dossier, name="courriels_hors_dossier"),
    path("courriels/renvoyer/", courriels.renvoyer_hors_dossier, name="renvoyer_hors_dossier"),
    path("<int:numero>/", vague.tableau, name="vague"),
    path("<int:numero>/courriels/", courriels.liste, name="courriels"),
    path("<int:numero>/courriels/renvoyer/", courriels.renvoyer, name="renvoyer"),
    path("<int:numero>/corriger/", correction.corriger, name="corriger"),
    path("<int:numero>/supprimer/", correction.supprimer, name="supprimer"),
    path("<int:numero>/ouvrir/", conduite.ouvrir, name="ouvrir"),
    path("<int:numero>/cloturer/", conduite.cloturer, name="cloturer"),
    path("<int:numero>/cloturer/anticiper/", conduite.anticiper, name="anticiper"),
    path(
        "<int:numero>/cloturer/anticiper/confirmer/",
        conduite.confirmer_anticipation,
        name="confirmer_anticipation",
    ),
    path(
        "<int:numero>/cloturer/anticiper/retirer/", conduite.retirer_anticipation, name="retirer_anticipation"
    ),
    path("<int:numero>/grille/", vague.grille, name="grille"),
    path("<int:numero>/deliberation/ouvrir/", conduite.deliberer, name="ouvrir_deliberation"),
]
