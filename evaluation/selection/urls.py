"""Board and publication of one wave, under /vagues/<numero>/."""

from django.urls import path

from evaluation.selection.views import deliberation, publication

app_name = "selection"
urlpatterns = [
    path("<int:numero>/deliberation/", deliberation.tableau, name="deliberation"),
    path("<int:numero>/deliberation/<uuid:pk>/", deliberation.decision, name="decision"),
    path("<int:numero>/publication/", publication.apercu, name="publication"),
    path("<int:numero>/publication/demander/", publication.demander, name="demander_publication"),
    path("<int:numero>/publication/reprendre/", publication.reprendre, name="reprendre_publication"),
    path("<int:numero>/publication/confirmer/", publication.confirmer, name="confirmer_publication"),
]
