"""Administrator's pages of one wave, under /vagues/<numero>/."""

from django.urls import path

from evaluation.views import deliberation, publication, vague

app_name = "selection"
urlpatterns = [
    path("<int:numero>/", vague.tableau, name="vague"),
    path("<int:numero>/grille/", vague.grille, name="grille"),
    path("<int:numero>/affectation/", vague.affectation, name="affectation"),
    path("<int:numero>/deliberation/", deliberation.tableau, name="deliberation"),
    path("<int:numero>/deliberation/ouvrir/", deliberation.ouvrir, name="ouvrir_deliberation"),
    path("<int:numero>/deliberation/<uuid:pk>/", deliberation.decision, name="decision"),
    path("<int:numero>/publication/", publication.apercu, name="publication"),
    path("<int:numero>/publication/demander/", publication.demander, name="demander_publication"),
    path("<int:numero>/publication/confirmer/", publication.confirmer, name="confirmer_publication"),
]
