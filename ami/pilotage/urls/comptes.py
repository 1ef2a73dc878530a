"""Where a person lands once signed in, under /comptes/."""

from django.urls import path

from ami.pilotage.views import compte

urlpatterns = [
    path("", compte.accueil, name="compte_accueil"),
    # allauth sends here the person whose address is already verified, or who has no password.
    path("adresse/", compte.accueil, name="account_email"),
    path("mot-de-passe/choisir/", compte.accueil, name="account_set_password"),
]
