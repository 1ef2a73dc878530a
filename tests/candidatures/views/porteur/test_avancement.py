"""Completeness at a glance: where each section stands, and each missing item one click away from its field."""

from copy import deepcopy
from typing import Any

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from ami.registre.models import Etablissement
from candidatures.models import Candidature
from candidatures.services.creer import creer_candidature
from tests.candidatures.views.pages import adresse, connecter
from tests.conftest import ClientLecteur
from tests.fabriques import CLOTURE, PENDANT, UtilisateurFactory
from tests.gabarits.page import Page
from tests.partage_du_module import Base
from tests.scenarios import remplir, reponses_completes, vague_ouverte

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("pendant_la_vague")]
MEMBRE = {"nom": "B", "a_un_siret": "oui", "siret": "12", "role": "associe", "competences": "c"}
FAUTES: dict[str, Any] = {
    "siret": "123",
    "porte_par_un_consortium": "oui",
    "membres": [{"nom": "A"}, MEMBRE],
    "quartiers": None,
    "montant_an_3": "90000.00",
    "budget": {"charges": {"60": ["abc", "10.00", None]}, "produits": {}},
    "contrat_republicain": None,
}


@pytest.fixture(scope="module")
def vide_du_module(base_du_module: Base) -> Candidature:
    with base_du_module():
        return creer_candidature(volet_ouvert=vague_ouverte(), par=UtilisateurFactory(), recu_le=PENDANT)


@pytest.fixture
def vide(db: None, vide_du_module: Candidature) -> Candidature:
    return deepcopy(vide_du_module)


@pytest.fixture
def fautif(vide: Candidature) -> Candidature:
    remplir(vide, reponses_completes(**FAUTES))
    return vide


def lire(client: ClientLecteur, candidature: Candidature, chemin: str) -> Page:
    reponse = connecter(client, candidature.cree_par).get(chemin)
    assert reponse.status_code == 200, chemin
    return Page(reponse.content.decode())


def accueil_de(candidature: Candidature) -> str:
    return reverse("candidatures:dossier", args=[candidature.pk])


def liens_de(page: Page) -> list[str]:
    return [a.attributs.get("href") or "" for a in page.tous("a")]


def badges(page: Page) -> list[str]:
    return [p.texte for p in page.tous("p") if "fr-badge" in p.mots("class")]


def test_un_brouillon_vide_reste_a_commencer_sauf_ce_qui_est_facultatif(
    client: ClientLecteur, vide: Candidature
) -> None:
    page = lire(client, vide, accueil_de(vide))
    assert badges(page) == [
        *["À commencer"] * 5,
        "Facultative",
        *["À commencer"] * 2,
        "Facultative",  # no document is asked before the kind of structure and of place is known
        "À commencer",
    ]
    assert page.par_id("progression").texte == "Sections où rien ne manque : 2 sur 10."
    assert page.un("progress").attributs["value"] == "2"


def test_une_section_dit_ce_qui_manque_et_ce_qui_est_faux(client: ClientLecteur, fautif: Candidature) -> None:
    page = lire(client, fautif, accueil_de(fautif))
    assert badges(page) == [
        "À corriger",
        "À corriger",
        "Complète",
        "À compléter",
        "Complète",
        "Facultative",
        "Complète",
        "À corriger",
        "À commencer",
        "À compléter",
    ]
    resumes = [summary.texte for summary in page.tous("summary")]
    assert resumes[0].startswith("1 réponse à corriger")
    assert "1 réponse à donner" in resumes[2]
    sommaire = lire(client, fautif, adresse(fautif, "lieu"))
    etats = {
        e.attributs["data-etat-de"]: e.texte for e in sommaire.tous("span") if "data-etat-de" in e.attributs
    }
    assert (etats["structure"], etats["lieu"], etats["territoire"]) == (
        "1 réponse à corriger",
        "Complète",
        "1 réponse à donner",
    )


@pytest.mark.parametrize("fautes", [{}, FAUTES], ids=["vide", "fautif"])
def test_chaque_manque_mene_a_un_champ_qui_existe(
    fautes: dict[str, Any], client: ClientLecteur, vide: Candidature
) -> None:
    if fautes:
        remplir(vide, reponses_completes(**fautes))
    page = lire(client, vide, accueil_de(vide))
    liens = [lien for lien in liens_de(page) if "#" in lien[1:]]
    ids: dict[str, set[str | None]] = {}
    for chemin, _, ancre in (lien.partition("#") for lien in liens):
        if chemin not in ids:
            ids[chemin] = {e.attributs.get("id") for e in lire(client, vide, chemin).elements}
        assert ancre in ids[chemin], (chemin, ancre)
    assert len(liens) >= 10
    assert len(ids) >= 5


def test_la_section_dit_elle_aussi_ce_qui_lui_manque(client: ClientLecteur, fautif: Candidature) -> None:
    page = lire(client, fautif, adresse(fautif, "budget"))
    page.verifier_les_liens()
    attendus = {"#id_budget-charges-60-1", "#id_budget-annee-2", "#id_montant_an_3"}
    assert attendus <= set(liens_de(page))


def test_une_section_coute_autant_quel_que_soit_le_nombre_de_lignes(
    client: ClientLecteur, vide: Candidature
) -> None:
    client.force_login(vide.cree_par)
    couts = []
    for lignes in ([MEMBRE], [MEMBRE] * 15):
        remplir(vide, reponses_completes(porte_par_un_consortium="oui", membres=lignes))
        with CaptureQueriesContext(connection) as requetes:
            assert client.get(adresse(vide, "consortium")).status_code == 200
        couts.append(len(requetes))
    assert couts[0] == couts[1] <= 6


def test_la_relecture_dit_ce_que_le_registre_sait_et_n_appelle_pas_faute_une_alerte(
    client: ClientLecteur, vide: Candidature
) -> None:
    remplir(vide, reponses_completes(implantation="autre", quartiers=None))
    page = lire(client, vide, reverse("candidatures:deposer", args=[vide.pk]))
    alertes = page.un("section", aria_labelledby="alertes")
    assert "hors des grands centres urbains" in alertes.texte
    assert "à corriger" not in alertes.texte
    assert any("Déclaré : nous vérifierons" in p.texte.replace("\xa0", " ") for p in page.tous("p"))
    assert not [bouton for bouton in page.tous("button") if "registre" in bouton.texte]


def test_la_relecture_dit_un_etablissement_ferme_tant_que_l_on_peut_corriger(
    client: ClientLecteur, vide: Candidature
) -> None:
    remplir(vide, reponses_completes())
    siret = reponses_completes()["siret"]
    Etablissement.objects.create(siret=siret, trouve=False, lu_le=PENDANT, a_verifier_le=PENDANT)
    relire = reverse("candidatures:deposer", args=[vide.pk])
    assert "inconnu du registre" in connecter(client, vide.cree_par).get(relire).content.decode()
    with time_machine.travel(CLOTURE, tick=False):
        assert "inconnu du registre" not in connecter(client, vide.cree_par).get(relire).content.decode()
