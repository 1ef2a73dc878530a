"""Pages of a list: from an end, from a row, and what comes or goes in between."""

from typing import Any

import pytest
from django.db import connection
from django.db.models import F, QuerySet
from django.template import engines
from django.test import RequestFactory
from django.test.utils import CaptureQueriesContext

from ami.commun.pagination import PageLue, page_de
from ami.comptes.models import Utilisateur
from tests.fabriques import UtilisateurFactory
from tests.gabarits.page import Page

pytestmark = pytest.mark.django_db
NOMS = ["Abel", "Bo", "Bo", "Bo", "Élu"]


@pytest.fixture
def comptes(db: None) -> list[Utilisateur]:
    """Five people, three of whom bear one name."""
    return [UtilisateurFactory(nom=nom) for nom in NOMS]


def liste(sens: str = "") -> QuerySet[Utilisateur]:
    return Utilisateur.objects.order_by(f"{sens}nom", f"{sens}pk")


def lire(adresse: str = "", lignes: Any = None, par_page: int = 2) -> PageLue[Any]:
    return page_de(RequestFactory().get(f"/{adresse}"), liste() if lignes is None else lignes, par_page)


def liens(page: PageLue[Any], adresse: str = "") -> dict[str, str]:
    """Where each link of the pager leads, by its words."""
    gabarit = engines["django"].from_string("{% include '_pagination.html' %}")
    rendue = Page(gabarit.render({"page": page}, RequestFactory().get(f"/{adresse}")))
    return {lien.texte: lien.attributs["href"] for lien in rendue.tous("a") if "href" in lien.attributs}


@pytest.mark.parametrize(
    ("demandee", "numero", "rangs"),
    [("", 1, [0, 1]), ("2", 2, [2, 3]), ("3", 3, [4]), ("9", 3, [4]), ("-1", 3, [4]), ("x", 1, [0, 1])],
)
def test_la_page_demandee_ou_la_plus_proche(
    demandee: str, numero: int, rangs: list[int], comptes: list[Utilisateur]
) -> None:
    page = lire(f"?page={demandee}")
    assert (page.number, list(page)) == (numero, [comptes[rang] for rang in rangs])


@pytest.mark.parametrize("sens", ["", "-"])
@pytest.mark.parametrize("renversee", [False, True])
@pytest.mark.parametrize("par_page", [1, 2, 3])
def test_les_liens_menent_a_toutes_les_lignes_dans_les_deux_sens(
    par_page: int, renversee: bool, sens: str, comptes: list[Utilisateur]
) -> None:
    lignes = liste(sens).reverse() if renversee else liste(sens)
    attendues, lues, adresse = list(lignes), [], ""
    while True:
        page = lire(adresse, lignes, par_page)
        lues.append(list(page))
        if "Page suivante" not in liens(page, adresse):
            break
        adresse = liens(page, adresse)["Page suivante"]
    assert [ligne for lue in lues for ligne in lue] == attendues
    assert page.number == len(lues) == page.paginator.num_pages
    assert "Dernière page" not in liens(page, adresse)
    for attendue in reversed(lues[:-1]):
        adresse = liens(page, adresse)["Page précédente"]
        page = lire(adresse, lignes, par_page)
        assert list(page) == attendue
    assert page.number == 1
    assert liens(page, adresse).keys() == {"Page 1 sur " + str(len(lues)), "Page suivante", "Dernière page"}


def test_le_pied_de_page_dit_ou_l_on_est_et_garde_les_filtres(comptes: list[Utilisateur]) -> None:
    adresse = "?etat=x&page=2"
    menent = liens(lire(adresse), adresse)
    assert menent["Première page"] == "?etat=x&page=1"
    assert menent["Dernière page"] == "?etat=x&page=3"
    assert menent["Page 2 sur 3"] == "?etat=x&page=2"
    assert menent["Page suivante"].startswith("?etat=x&page=3&apres=")
    suivante = menent["Page suivante"]
    assert "apres" not in liens(lire(suivante), suivante)["Page précédente"]


def test_une_ligne_venue_devant_ne_repete_rien(comptes: list[Utilisateur]) -> None:
    suivante = liens(lire())["Page suivante"]
    UtilisateurFactory(nom="Aa")
    assert list(lire(suivante)) == comptes[2:4]


def test_une_ligne_partie_ne_cache_rien(comptes: list[Utilisateur]) -> None:
    suivante = liens(lire())["Page suivante"]
    comptes[0].delete()
    assert list(lire(suivante)) == comptes[2:4]
    comptes[1].delete()  # the very row that the address follows
    assert list(lire(suivante)) == comptes[2:4]
    comptes[4].delete()  # two are left: one page, whole
    page = lire(suivante)
    assert (page.number, list(page), page.has_other_pages()) == (1, comptes[2:4], False)


def test_en_revenant_la_premiere_page_est_entiere(comptes: list[Utilisateur]) -> None:
    precedente = liens(lire("?page=2"))["Page précédente"]
    comptes[0].delete()
    page = lire(precedente)
    assert (page.number, list(page)) == (1, comptes[1:3])


def test_une_suite_qui_deborde_de_la_derniere_page_se_lit_encore(comptes: list[Utilisateur]) -> None:
    suivante = liens(lire(par_page=1))["Page suivante"]
    for compte in (comptes[0], comptes[1]):
        compte.delete()
    page = lire(f"{suivante}&page=9", par_page=1)
    assert (list(page), page.has_next()) == ([comptes[2]], True)
    assert list(lire(liens(page)["Page suivante"], par_page=1)) == [comptes[3]]


@pytest.mark.parametrize("cle", ["", "x", "x:y", "W10:abc"])
def test_une_adresse_abimee_rend_la_page_de_son_numero(cle: str, comptes: list[Utilisateur]) -> None:
    for nom in ("apres", "avant"):
        assert list(lire(f"?page=2&{nom}={cle}")) == comptes[2:4]


def test_la_suite_d_un_autre_ordre_n_est_pas_lue(comptes: list[Utilisateur]) -> None:
    suivante = liens(lire())["Page suivante"]
    assert list(lire(suivante, liste("-"))) == comptes[2:0:-1]


def test_un_ordre_va_dans_un_seul_sens() -> None:
    with pytest.raises(ValueError, match="one direction"):
        lire(lignes=Utilisateur.objects.order_by("nom", "-pk"))


def test_des_lignes_legeres_et_des_cles_calculees(comptes: list[Utilisateur]) -> None:
    lignes = Utilisateur.objects.annotate(envers=-F("pk")).order_by("envers").values("pk", "envers")
    suivante = liens(lire(lignes=lignes))["Page suivante"]
    assert [ligne["pk"] for ligne in lire(suivante, lignes)] == [comptes[2].pk, comptes[1].pk]


@pytest.mark.parametrize("nombre", [3, 300])
def test_rien_n_est_saute_aux_deux_bouts_ni_apres_une_ligne(nombre: int) -> None:
    UtilisateurFactory.create_batch(nombre)
    for adresse in ("", "?page=9999", liens(lire("?page=2"), "?page=2")["Page précédente"]):
        with CaptureQueriesContext(connection) as requetes:
            assert list(lire(adresse))
        assert len(requetes) == 2
        assert "OFFSET" not in requetes[1]["sql"]
