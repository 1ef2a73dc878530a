"""Frame of the pages: title, landmarks, menu of each role, State pages, error pages."""

from collections.abc import Callable
from typing import Any
from uuid import uuid4

import pytest
from django.core.exceptions import PermissionDenied, SuspiciousOperation
from django.http import Http404, HttpRequest, HttpResponse
from django.test import Client, RequestFactory
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries, Settings

from ami.commun import session, views
from ami.comptes.models import Role
from tests.fabriques import AttributionFactory, UtilisateurFactory
from tests.gabarits.page import Page

ETAT = ("accessibilite", "mentions_legales", "donnees_personnelles", "plan_du_site")
PUBLIQUES = (*ETAT, "account_login", "account_signup", "account_reset_password", "account_inactive")
BASE = ["Accueil", "Lauréats", "Mes dossiers"]


def _page(client: Client, adresse: str) -> Page:
    reponse = client.get(adresse)
    assert reponse.status_code == 200
    page = Page(reponse.content.decode())
    page.verifier_les_liens()
    return page


def _menu(page: Page) -> list[str]:
    return [a.texte for a in page.tous("a") if "fr-nav__link" in a.mots("class")]


def _courantes(page: Page) -> dict[str, str | None]:
    return {
        a.texte: a.attributs["aria-current"]
        for a in page.tous("a")
        if "fr-nav__link" in a.mots("class") and "aria-current" in a.attributs
    }


@pytest.mark.parametrize("nom", PUBLIQUES)
@pytest.mark.django_db
def test_page_publique_a_un_titre_un_h1_et_des_reperes(
    client: Client, nom: str, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    with django_assert_num_queries(0):
        page = _page(client, reverse(nom))

    assert page.un("html").attributs["lang"] == "fr"
    assert page.un("title").texte.endswith(" – Fabriques de territoire")
    assert len(page.un("title").texte) > len(" – Fabriques de territoire")
    assert page.un("h1").texte
    assert page.un("main").attributs == {"id": "contenu", "tabindex": "-1"}
    pied = page.un("footer").texte
    for lien in (
        "Accessibilité\u00a0: non conforme",
        "Mentions légales",
        "Données personnelles",
        "Plan du site",
    ):
        assert lien in pied
    assert "licence etalab-2.0" in pied


@pytest.mark.django_db
def test_page_publique_ne_pose_aucun_cookie(client: Client) -> None:
    client.get(reverse("accessibilite"))

    assert list(client.cookies) == []


@pytest.mark.django_db
def test_menu_d_un_visiteur(client: Client) -> None:
    page = _page(client, reverse("plan_du_site"))

    assert _menu(page) == ["Accueil", "Lauréats"]
    assert len(page.tous("a", href=reverse("account_login"))) == 2  # header, site map


@pytest.mark.parametrize(
    ("role", "entrees"),
    [
        (None, BASE),
        (Role.EVALUATEUR, [*BASE, "Évaluations"]),
        (Role.INSTRUCTEUR, [*BASE, "Instruction"]),
        (Role.REFERENT, [*BASE, "Instruction"]),
        (Role.ADMINISTRATEUR, [*BASE, "Instruction", "Vagues"]),
        (Role.AUDITEUR, [*BASE, "Vagues"]),
    ],
)
@pytest.mark.django_db
def test_menu_suit_les_roles_en_une_requete(
    client: Client, role: Role | None, entrees: list[str], django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    utilisateur = UtilisateurFactory()
    if role:
        AttributionFactory(utilisateur=utilisateur, role=role)
    client.force_login(utilisateur)

    with django_assert_num_queries(1):  # session, account and roles
        page = _page(client, reverse("plan_du_site"))

    assert _menu(page) == entrees
    assert utilisateur.email in page.un("header").texte
    assert page.un("form").attributs == {
        "action": reverse("account_logout"),
        "method": "post",
        "data-deconnexion": str(utilisateur.pk),
    }


@pytest.mark.django_db
def test_menu_dit_ou_l_on_est(client: Client) -> None:
    client.force_login(UtilisateurFactory())

    assert _courantes(_page(client, "/candidatures/")) == {"Mes dossiers": "page"}
    assert _courantes(_page(client, "/candidatures/nouvelle/")) == {"Mes dossiers": "true"}


@pytest.mark.parametrize("demonstration", [True, False])
@pytest.mark.parametrize("officiel", [True, False])
@pytest.mark.django_db
def test_bloc_marque_et_avertissement_suivent_les_reglages(
    client: Client,
    settings: Settings,
    demonstration: bool,
    officiel: bool,
) -> None:
    settings.AMI_DEMO, settings.AMI_SITE_OFFICIEL = demonstration, officiel
    page = _page(client, reverse("accessibilite"))

    assert ("République Française" in page.un("header").texte) is officiel
    assert ("Site de démonstration" in page.un("header").texte) is demonstration
    assert len([p for p in page.tous("p") if "fr-logo" in p.mots("class")]) == (2 if officiel else 0)


def _requete() -> HttpRequest:
    return RequestFactory().get("/rien/")


REFUS: dict[str, tuple[Callable[[], HttpResponse], int, str]] = {
    "400": (lambda: views.erreur_400(_requete(), SuspiciousOperation()), 400, "Demande incomprise"),
    "403": (lambda: views.erreur_403(_requete(), PermissionDenied()), 403, "Accès refusé"),
    "404": (lambda: views.erreur_404(_requete(), Http404()), 404, "Page introuvable"),
    "csrf": (lambda: session.csrf_refuse(_requete()), 403, "Formulaire à envoyer de nouveau"),
    "500": (lambda: views.erreur_500(_requete()), 500, "Le service est en panne"),
}


@pytest.mark.parametrize("nom", REFUS)
def test_page_d_erreur_dit_que_faire_sans_base_de_donnees(nom: str) -> None:
    rendre, statut, titre = REFUS[nom]
    reponse = rendre()
    page = Page(reponse.content.decode())

    page.verifier_les_liens()
    assert reponse.status_code == statut
    assert page.un("h1").texte == titre
    assert len(page.tous("a", href="/")) >= 1


@pytest.mark.parametrize("nom", ["400", "csrf", "500"])
def test_page_d_erreur_dit_que_la_saisie_se_retrouve_en_revenant_en_arriere(nom: str) -> None:
    texte = Page(REFUS[nom][0]().content.decode()).un("main").texte

    assert (
        "Revenez en arrière avec votre navigateur\u00a0: ce que vous avez saisi y est le plus souvent encore."
        in texte
    )


@pytest.mark.django_db
def test_adresse_inconnue_donne_la_page_introuvable(client: Client) -> None:
    reponse: Any = client.get("/rien/")

    assert reponse.status_code == 404
    assert Page(reponse.content.decode()).un("h1").texte == "Page introuvable"


@pytest.mark.django_db
def test_l_adresse_d_un_bouton_ouverte_a_la_main_mene_quelque_part(client: Client) -> None:
    reponse: Any = client.get(f"/candidatures/{uuid4()}/structure/auto/")

    assert (reponse.status_code, reponse["Allow"]) == (405, "POST")
    assert Page(reponse.content.decode()).un("h1").texte == "Rien à lire à cette adresse"
