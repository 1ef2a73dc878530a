"""Account pages: allauth's views under our addresses, and only those we dress and test."""

from allauth.account import views as allauth
from django.urls import path

from ami.comptes import views

urlpatterns = [
    path("profil/", views.profil, name="compte_profil"),
    path("profil/fermer/", views.fermer, name="compte_fermer"),
    path("connexion/", allauth.login, name="account_login"),
    path("deconnexion/", allauth.logout, name="account_logout"),
    path("inscription/", allauth.signup, name="account_signup"),
    path("verification/", allauth.email_verification_sent, name="account_email_verification_sent"),
    path("inactif/", allauth.account_inactive, name="account_inactive"),
    path("mot-de-passe/", allauth.password_change, name="account_change_password"),
    path("mot-de-passe-oublie/", views.MotDePasseOublie.as_view(), name="account_reset_password"),
    path(
        "mot-de-passe-oublie/code/",
        allauth.confirm_password_reset_code,
        name="account_confirm_password_reset_code",
    ),
    path(
        "mot-de-passe-oublie/nouveau/",
        allauth.complete_password_reset,
        name="account_complete_password_reset",
    ),
    path(
        "mot-de-passe-oublie/termine/",
        allauth.password_reset_from_key_done,
        name="account_password_reset_completed",
    ),
]
