"""The administrator's pages of the form of a wave, under /vagues/<numero>/formulaire/."""

from django.urls import path

from candidatures.views.administration import reglages

app_name = "reglages"
urlpatterns = [
    path("<int:numero>/formulaire/<slug:volet>/", reglages.formulaire, name="formulaire"),
    path("<int:numero>/formulaire/<slug:volet>/<slug:code>/", reglages.section, name="section"),
]
