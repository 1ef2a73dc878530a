"""A person and their account: name, address, password, leaving."""

from allauth.account.views import PasswordResetView
from allauth.decorators import rate_limit
from django.contrib.auth import logout
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.decorators import method_decorator
from django.views.decorators.http import require_http_methods

from ami.commun.soumission import refuser, reussir, saisie, soumettre, tenter
from ami.comptes.codes import demander_un_mot_de_passe
from ami.comptes.forms import IdentiteForm, MotDePasseOublieForm
from ami.comptes.requetes import Requete
from ami.comptes.services import fermer_compte, renommer


@method_decorator(rate_limit(action="reset_password"), name="dispatch")
class MotDePasseOublie(PasswordResetView):  # type: ignore[misc]  # a view of allauth has no types
    """allauth's page, whose limits are ours: none refuses an account."""

    def form_valid(self, form: MotDePasseOublieForm) -> HttpResponse:
        compte = form.users[0] if form.users else None
        demander_un_mot_de_passe(self.request, compte, form.cleaned_data["email"])
        return redirect(self.get_success_url())


@require_http_methods(["GET", "HEAD", "POST"])
def profil(request: Requete) -> HttpResponse:
    personne = request.user
    form = IdentiteForm(saisie(request), initial={"prenom": personne.prenom, "nom": personne.nom})
    return soumettre(
        request,
        form,
        lambda: renommer(compte_id=personne.pk, **form.cleaned_data),
        page=lambda statut: render(request, "account/profil.html", {"form": form}, status=statut),
        vers=lambda _: reussir(request, "Votre nom est enregistré.", redirect("compte_profil")),
    )


@require_http_methods(["GET", "HEAD", "POST"])
def fermer(request: Requete) -> HttpResponse:
    """Say what closing the account does, then close it."""
    if request.method != "POST":
        return render(request, "account/fermer.html")

    def dehors(_: None) -> HttpResponse:
        logout(request)
        return reussir(request, "Votre compte est fermé, et ses données sont effacées.", redirect("accueil"))

    return tenter(
        lambda: fermer_compte(compte_id=request.user.pk),
        vers=dehors,
        refus=lambda erreur: refuser(request, erreur, redirect("compte_profil")),
    )
