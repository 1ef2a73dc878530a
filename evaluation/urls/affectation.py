"""Assignment of the dossiers of one wave, under /vagues/<numero>/."""

from django.urls import path

from evaluation.views import affectation

app_name = "affectation"
urlpatterns = [path("<int:numero>/affectation/", affectation.affectation, name="tableau")]
