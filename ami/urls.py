"""Composition root of the URLs."""

from django.urls import include, path

from ami.commun import views as commun
from ami.pilotage.views.accueil import accueil

urlpatterns = [
    path("", accueil, name="accueil"),
    path("sante/", commun.sante, name="sante"),
    path("accessibilite/", commun.page_etat, {"page": "accessibilite"}, name="accessibilite"),
    path("mentions-legales/", commun.page_etat, {"page": "mentions_legales"}, name="mentions_legales"),
    path(
        "donnees-personnelles/",
        commun.page_etat,
        {"page": "donnees_personnelles"},
        name="donnees_personnelles",
    ),
    path("plan-du-site/", commun.page_etat, {"page": "plan_du_site"}, name="plan_du_site"),
    path("comptes/", include("ami.comptes.urls")),
    path("comptes/", include("ami.pilotage.urls.comptes")),
    path("laureats/", include("candidatures.urls.public")),
    path("candidatures/", include("candidatures.urls.porteur")),
    path("instruction/", include("candidatures.urls.instruction")),
    path("evaluation/", include("evaluation.urls.evaluateur")),
    path("vagues/", include("ami.pilotage.urls.vagues")),
    path("vagues/", include("candidatures.urls.administration")),
    path("vagues/", include("evaluation.urls.affectation")),
    path("vagues/", include("evaluation.selection.urls")),
]

handler400 = "ami.commun.views.erreur_400"
handler403 = "ami.commun.views.erreur_403"
handler404 = "ami.commun.views.erreur_404"
handler429 = "ami.commun.views.erreur_429"  # allauth's rate limits
handler500 = "ami.commun.views.erreur_500"
