"""Setting the form of a wave: its pages."""

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from candidatures.formulaire.questionnaire import pieces_demandees, sections
from candidatures.lectures import en_l_etat
from tests.candidatures.reglages import programmee
from tests.fabriques import VoletOuvertFactory
from tests.gabarits.page import Page
from tests.partage_du_module import Base
from tests.scenarios import administrateur
from vagues.models import VoletOuvert

pytestmark = pytest.mark.django_db


def page(ouvert: VoletOuvert, code: str = "") -> str:
    arguments = [ouvert.vague.numero, ouvert.volet.code, *([code] if code else [])]
    return reverse(f"reglages:{'section' if code else 'formulaire'}", args=arguments)


def donnees_de(reponse: Any) -> dict[str, Any]:
    """What a browser would post back, untouched."""
    form = reponse.context["form"]
    valeurs = {nom: form[nom].value() for nom in form.fields}
    return {"lues": lues_de(reponse)} | {
        nom: valeur if isinstance(valeur, list) else "on" if valeur is True else str(valeur)
        for nom, valeur in valeurs.items()
        if valeur not in (None, "", False, [])
    }


def lues_de(reponse: Any) -> str:
    lues: str = reponse.context["form"].lues
    return lues


@pytest.fixture
def client() -> Client:
    client = Client()
    client.force_login(administrateur())
    return client


@pytest.mark.parametrize("code", ["", *(s.code for s in sections(en_l_etat.Cahier(
    montant_min_total=0, montant_max_total=0, montant_max_annuel=0, nombre_annees=3)))])  # fmt: skip
def test_renvoyer_la_page_telle_quelle_ne_regle_rien(client: Client, code: str) -> None:
    ouvert = programmee()
    reponse = client.get(page(ouvert, code))
    assert reponse.status_code == 200
    envoi = client.post(page(ouvert, code), donnees_de(reponse))
    assert envoi.status_code == 302, envoi.context["form"].errors
    ouvert.refresh_from_db()
    assert ouvert.reglages == {}


def test_une_question_se_regle_dans_la_page_et_revient_a_son_defaut(client: Client) -> None:
    ouvert = programmee()
    donnees = donnees_de(client.get(page(ouvert, "projet")))
    client.post(
        page(ouvert, "projet"),
        donnees | {"resume-libelle": "En bref", "resume-longueur": "300", "culture-masque": "on"},
    )
    ouvert.refresh_from_db()
    assert ouvert.reglages == {
        "champs": {"resume": {"libelle": "En bref", "longueur": 300}, "culture": {"masque": True}}
    }
    donnees = donnees_de(client.get(page(ouvert, "projet")))
    assert donnees["resume-libelle"] == "En bref"
    del donnees["culture-masque"]
    client.post(page(ouvert, "projet"), donnees | {"resume-libelle": "", "resume-longueur": "500"})
    ouvert.refresh_from_db()
    assert ouvert.reglages == {}


@pytest.mark.parametrize(
    ("code", "entree", "voulu", "attendu"),
    [
        ("projet", "resume-requis", None, {"champs": {"resume": {"requis": False}}}),
        ("projet", "resume-aide", "", {"champs": {"resume": {"aide": ""}}}),
        ("pieces", "statuts-demandee_a", [], {"pieces": {"statuts": {"demandee_a": []}}}),
    ],
)
def test_ce_qui_est_vide_ou_decoche_est_un_reglage(
    code: str, entree: str, voulu: Any, attendu: dict[str, Any], client: Client
) -> None:
    """What is emptied is not what was never set: the page marks them apart, twice over."""
    ouvert = programmee()
    for _ in range(2):
        donnees = donnees_de(client.get(page(ouvert, code)))
        donnees.pop(entree, None)
        envoi = donnees if voulu is None else donnees | {entree: voulu}
        assert client.post(page(ouvert, code), envoi).status_code == 302
        ouvert.refresh_from_db()
        assert ouvert.reglages == attendu


def test_pieces_et_engagements_se_reglent_et_s_ajoutent(client: Client) -> None:
    ouvert = programmee()
    pieces = donnees_de(client.get(page(ouvert, "pieces")))
    ajout = {"ajout-0-libelle": "Plan de situation", "ajout-0-obligatoire_pour": "tous"}
    client.post(
        page(ouvert, "pieces"), pieces | {"lettres-obligatoire_pour": "tous", "lettres-nombre": "2"} | ajout
    )
    engagements = donnees_de(client.get(page(ouvert, "engagements")))
    client.post(page(ouvert, "engagements"), engagements | {"ajout-0-libelle": "Le lieu se visite."})
    ouvert.refresh_from_db()
    assert ouvert.reglages == {
        "pieces": {"lettres": {"obligatoire_pour": ["tous"], "nombre": 2}},
        "pieces_ajoutees": [
            {
                "code": "ajout_plan_de_situation",
                "libelle": "Plan de situation",
                "aide": "",
                "obligatoire_pour": ["tous"],
            }
        ],
        "engagements_ajoutes": [
            {"code": "ajout_le_lieu_se_visite", "libelle": "Le lieu se visite.", "aide": "", "requis": False}
        ],
    }
    demandees = {p.code: p for p in pieces_demandees(en_l_etat.cahier_du_volet(ouvert))}
    assert (demandees["lettres"].nombre, demandees["ajout_plan_de_situation"].requise) == (2, True)


def test_les_reglages_generaux_ont_des_bornes(client: Client) -> None:
    ouvert = programmee()
    refus = client.post(page(ouvert), {"annee_debut": "1999", "plafond_public": "80"})
    assert refus.status_code == 422
    assert "Indiquez un nombre entier de 2000 à 2100." in refus.content.decode()
    client.post(page(ouvert), {"annee_debut": "2028", "plafond_public": "80"})
    ouvert.refresh_from_db()
    assert ouvert.reglages == {"annee_debut": 2028, "plafond_public": 80}


def test_le_modele_les_formats_et_la_taille_d_une_piece_se_reglent(client: Client) -> None:
    ouvert = programmee()
    defauts = donnees_de(client.get(page(ouvert, "pieces")))
    modele = "https://exemple.test/modele.ods"
    reglage = {"lettres-modele": modele, "lettres-formats": ["docx", "pdf"], "lettres-taille_max": "5"}
    ajout = {"ajout-0-libelle": "Plan", "ajout-0-formats": ["png"], "ajout-0-modele": modele}
    assert client.post(page(ouvert, "pieces"), defauts | reglage | ajout).status_code == 302
    ouvert.refresh_from_db()
    assert ouvert.reglages == {
        "pieces": {"lettres": {"modele": modele, "formats": ["docx", "pdf"], "taille_max": 5}},
        "pieces_ajoutees": [
            {
                "code": "ajout_plan",
                "libelle": "Plan",
                "aide": "",
                "modele": modele,
                "formats": ["png"],
            }
        ],
    }
    client.post(page(ouvert, "pieces"), defauts | {"lues": lues_de(client.get(page(ouvert, "pieces")))})
    ouvert.refresh_from_db()
    assert ouvert.reglages == {}


def test_a_qui_une_piece_est_demandee_se_regle_et_se_vide(client: Client) -> None:
    ouvert = programmee()
    defauts = donnees_de(client.get(page(ouvert, "pieces")))
    reglage = {"statuts-demandee_a": [], "statuts-obligatoire_pour": ["consortium", "consortium"]}
    assert client.post(page(ouvert, "pieces"), defauts | reglage).status_code == 302
    ouvert.refresh_from_db()
    attendue = {"demandee_a": [], "obligatoire_pour": ["consortium"]}
    assert ouvert.reglages == {"pieces": {"statuts": attendue}}
    client.post(page(ouvert, "pieces"), donnees_de(client.get(page(ouvert, "pieces"))))
    ouvert.refresh_from_db()
    assert ouvert.reglages == {"pieces": {"statuts": attendue}}


@pytest.fixture(scope="module")
def pieces_du_module(base_du_module: Base) -> dict[str, Any]:
    """What the page of the documents would post back, untouched."""
    with base_du_module():
        client = Client()
        client.force_login(administrateur())
        return donnees_de(client.get(page(programmee(), "pieces")))


@pytest.mark.parametrize(
    ("saisie", "phrase"),
    [
        ({"lettres-modele": "http://exemple.test/a.ods"}, "Écrivez une adresse qui commence par https://."),
        ({"lettres-modele": "javascript:alert(1)"}, "Écrivez une adresse qui commence par https://."),
        ({"lettres-taille_max": "21"}, "Indiquez un nombre entier de 1 à 20."),
        ({"lettres-formats": ["exe"]}, "exe"),
        ({"ajout-0-aide": "Sans nom."}, "Pièce ajoutée 1, libellé – Écrivez un libellé, ou videz cet ajout."),
        (
            {"lettres-demandee_a": ["public"], "lettres-obligatoire_pour": ["association", "existant"]},
            "Lettres de soutien, obligatoire pour – Cette pièce n’est pas demandée à une association",
        ),
    ],
    ids=str,
)
def test_une_piece_se_regle_dans_ses_bornes(
    client: Client, pieces_du_module: dict[str, Any], saisie: dict[str, Any], phrase: str
) -> None:
    ouvert = programmee()
    refus = client.post(page(ouvert, "pieces"), pieces_du_module | saisie)
    assert (refus.status_code, phrase in refus.content.decode()) == (422, True)
    ouvert.refresh_from_db()
    assert ouvert.reglages == {}


def test_les_alertes_de_la_vague_se_reglent(client: Client) -> None:
    ouvert = programmee()
    saisie = {"seuil_de_minimis": "750000", "anciennete_min_mois": "12", "departements": "67, 2a;974 67"}
    refus = client.post(page(ouvert), saisie | {"departements": "67, 99"})
    assert "Ces codes ne sont pas ceux de départements\xa0: 99." in refus.content.decode()
    assert client.post(page(ouvert), saisie).status_code == 302
    ouvert.refresh_from_db()
    attendus = {"seuil_de_minimis": 750_000, "anciennete_min_mois": 12, "departements": ["67", "2A", "974"]}
    assert ouvert.reglages == attendus
    assert donnees_de(client.get(page(ouvert)))["departements"] == "67, 2A, 974"
    client.post(page(ouvert), donnees_de(client.get(page(ouvert))))
    ouvert.refresh_from_db()
    assert ouvert.reglages == attendus


def test_une_vague_ouverte_montre_son_formulaire_fige(client: Client) -> None:
    ouvert = VoletOuvertFactory()
    for code in ("", "projet", "pieces"):
        contenu = client.get(page(ouvert, code)).content.decode()
        assert "Formulaire figé" in contenu
        assert 'type="submit" class="fr-btn">Enregistrer' not in contenu
    assert client.post(page(ouvert, "projet"), {}).status_code == 409


def test_les_reglages_generaux_figes_disent_ce_qui_vaut(client: Client) -> None:
    ouvert = VoletOuvertFactory(reglages={"annee_debut": 2028})
    lue = Page(client.get(page(ouvert, "")).content.decode())
    textes = dict(zip((dt.texte for dt in lue.tous("dt")), (dd.texte for dd in lue.tous("dd")), strict=True))
    assert textes["Un montant hors des bornes peut être accordé avec un motif"].startswith("Non Moins que")
    assert textes["Première année du budget"].startswith("2028")
    assert "300\u00a0000 € si rien n’est écrit" in textes["Seuil des aides de minimis sur trois ans (€)"]


def test_une_page_ou_rien_n_est_obligatoire_ne_le_repete_pas(client: Client) -> None:
    contenu = client.get(page(programmee(), "")).content.decode()
    assert "Rien n’est obligatoire sur cette page." in contenu
    assert "(facultatif)" not in contenu


@pytest.mark.parametrize(
    ("saisi", "garde"), [("300.000", None), ("300,000", None), ("5000\t2000", None), ("350 000 €", 350_000)]
)
def test_un_seuil_se_lit_comme_il_est_ecrit(client: Client, saisi: str, garde: int | None) -> None:
    """« 300.000 » was kept as three hundred."""
    ouvert = programmee()
    reponse = client.post(page(ouvert, ""), {"seuil_de_minimis": saisi})
    ouvert.refresh_from_db()
    assert ouvert.reglages.get("seuil_de_minimis") == garde
    assert reponse.status_code == (422 if garde is None else 302)


@pytest.mark.parametrize("suffixe", ["zz/", "ft/disparue/"])
def test_un_volet_ou_une_section_inconnus_n_existent_pas(client: Client, suffixe: str) -> None:
    ouvert = programmee()
    assert client.get(f"/vagues/{ouvert.vague.numero}/formulaire/{suffixe}").status_code == 404
