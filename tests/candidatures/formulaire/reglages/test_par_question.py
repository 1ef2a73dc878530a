"""What a wave changes in the form. No database."""

from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from candidatures.formulaire.catalogue.champs import Champ, PieceDemandee
from candidatures.formulaire.catalogue.choix import TYPES_DE_PORTEUR
from candidatures.formulaire.catalogue.situations import SITUATIONS, en_mots
from candidatures.formulaire.controle.completude import manques
from candidatures.formulaire.presentation.dossier import presenter
from candidatures.formulaire.questionnaire import avec_leurs_suites, pieces_demandees, sections
from candidatures.formulaire.reglages.par_question import fusionner
from tests.candidatures.formulaire.cas import FT, absents, complet, noms
from tests.candidatures.formulaire.controle.test_validite import json


def champ(nom: str, reglages: dict[str, Any]) -> Champ:
    return next(c for s in sections(replace(FT, reglages=reglages)) for c in s.champs if c.nom == nom)


def piece(code: str, reglages: dict[str, Any]) -> PieceDemandee:
    return next(p for p in pieces_demandees(replace(FT, reglages=reglages)) if p.code == code)


def test_une_question_prend_les_mots_et_les_bornes_de_la_vague() -> None:
    reglage = {"libelle": " Votre projet ", "aide": "Soyez brefs.", "longueur": 100, "requis": False}
    resume = champ("resume", {"champs": {"resume": reglage}})
    assert (resume.libelle, resume.aide, resume.longueur, resume.requis) == (
        "Votre projet",
        "Soyez brefs.",
        100,
        False,
    )
    assert champ("resume", {"champs": {"resume": {"libelle": "", "aide": ""}}}).libelle == "Résumé du projet"
    assert champ("resume", {"champs": {"resume": {"aide": ""}}}).aide == ""


def test_une_question_masquee_emporte_celles_qui_en_dependent() -> None:
    reglages = {"champs": {nom: {"masque": True} for nom in ("contact_different", "accessibilite")}}
    restants = {c.nom for s in sections(replace(FT, reglages=reglages)) for c in s.champs}
    assert not restants & {"contact_different", "contact_nom", "contact_courriel", "accessibilite"}
    assert "telephone" in restants
    assert absents(replace(FT, reglages=reglages), contact_different="oui") == []


@pytest.mark.parametrize("nom", ["siret", "raison_sociale", "type_porteur", "signataire_representant", "nom_lieu", "departement", "situation", "montant_an_2"])  # fmt: skip
def test_une_question_indispensable_reste_posee_et_obligatoire(nom: str) -> None:
    reglee = champ(nom, {"champs": {nom: {"masque": True, "requis": False, "libelle": "Autre"}}})
    assert (reglee.requis, reglee.libelle) == (True, "Autre")


@pytest.mark.parametrize(("demandee", "lue"), [(80, 80), (150, 150), (151, 150)])
def test_le_nom_que_les_listes_repetent_ne_depasse_pas_leur_colonne(demandee: int, lue: int) -> None:
    assert champ("nom_lieu", {"champs": {"nom_lieu": {"longueur": demandee}}}).longueur == lue


def test_une_question_facultative_peut_devenir_obligatoire() -> None:
    cahier = replace(FT, reglages={"champs": {"culture": {"requis": True}}})
    assert absents(cahier) == ["culture"]


def test_un_engagement_s_ajoute_et_se_retire() -> None:
    reglages = {
        "engagements": {"communication": {"masque": True}},
        "engagements_ajoutes": [
            {"code": "visite", "libelle": "Le lieu peut être visité."},
            {"code": "enquete", "libelle": "Répondre à l’enquête.", "requis": False},
            {"code": "Mauvais code", "libelle": "x"},
            "illisible",
        ],
    }
    cahier = replace(FT, reglages=reglages)
    assert noms(cahier, "engagements")[-2:] == ["engagement_visite", "engagement_enquete"]
    assert "communication" not in noms(cahier, "engagements")
    assert absents(cahier) == ["engagement_visite"]
    assert absents(cahier, engagement_visite=True) == []


def test_une_piece_prend_les_regles_de_la_vague() -> None:
    assert piece("statuts", {}).est_requise({"type_porteur": "association"})
    assert piece("statuts", {}).est_requise({"type_porteur": "cooperative"})
    assert not piece("statuts", {}).est_requise({"type_porteur": "entreprise"})
    jamais = piece("statuts", {"pieces": {"statuts": {"obligatoire_pour": []}}})
    assert not jamais.est_requise({"type_porteur": "association"})
    toujours = piece(
        "lettres", {"pieces": {"lettres": {"obligatoire_pour": ["tous"], "nombre": 3, "libelle": "Soutiens"}}}
    )
    assert (toujours.requise, toujours.nombre, toujours.libelle) == (True, 3, "Soutiens")


@pytest.mark.parametrize(
    ("reglage", "reponses", "attendu"),
    [
        ({"obligatoire_pour": ["existant"]}, {"situation": "existant"}, (True, True)),
        ({"obligatoire_pour": ["existant"]}, {"situation": "projet"}, (True, False)),
        ({"obligatoire_pour": ["existant", "public"]}, {"type_porteur": "syndicat_mixte"}, (True, True)),
        ({"demandee_a": ["public"]}, {"type_porteur": "association"}, (False, False)),
        ({"demandee_a": ["public"]}, {"type_porteur": "collectivite"}, (True, False)),
        ({"demandee_a": ["public"], "obligatoire_pour": ["tous"]}, {"type_porteur": "collectivite"}, (True, True)),
        ({"demandee_a": ["public"], "obligatoire_pour": ["existant"]}, {"situation": "existant"}, (False, False)),
        ({"demandee_a": [], "obligatoire_pour": ["lune", 3]}, {"situation": "existant"}, (True, False)),
        ({"demandee_a": "public", "obligatoire_pour": True}, {"situation": "existant"}, (True, False)),
    ],
    ids=str,
)  # fmt: skip
def test_la_vague_dit_a_qui_une_piece_est_demandee_et_de_qui_elle_est_exigee(
    reglage: dict[str, Any], reponses: dict[str, Any], attendu: tuple[bool, bool]
) -> None:
    for reglee in (
        piece("lettres", {"pieces": {"lettres": reglage}}),
        piece("bail", {"pieces_ajoutees": [{"code": "bail", **reglage}]}),
    ):
        assert (reglee.s_applique(reponses), reglee.est_requise(reponses)) == attendu


def test_ce_qui_est_rouvert_suit_les_conditions_de_la_vague() -> None:
    reglages = {"pieces": {"lettres": {"obligatoire_pour": ["existant"]}}}
    assert "piece:lettres" not in avec_leurs_suites(["situation"], FT)
    assert "piece:lettres" in avec_leurs_suites(["situation"], replace(FT, reglages=reglages))


def test_les_situations_se_lisent_en_une_phrase() -> None:
    phrases = {p.code: en_mots(p.requise_si) for p in pieces_demandees(FT) if p.requise_si}
    assert phrases == {
        "statuts": "une association, une fondation, une société coopérative ou un groupement",
        "pouvoir": "une collectivité, un syndicat mixte ou un dossier signé par une autre personne que le représentant légal",
        "comptes": "un lieu déjà ouvert",
    }
    assert en_mots(()) == ""


def test_chaque_type_de_porteur_est_une_situation() -> None:
    situations = [s.condition for s in SITUATIONS if s.condition[0] == "type_porteur"]
    assert {code for _, codes in situations for code in codes} == dict(TYPES_DE_PORTEUR).keys()


@pytest.mark.parametrize(
    ("reglage", "attendu"),
    [
        ({}, ("", (), None)),
        ({"modele": "https://exemple.test/modele.ods"}, ("https://exemple.test/modele.ods", (), None)),
        ({"modele": "http://exemple.test/modele.ods"}, ("", (), None)),
        ({"modele": "javascript:alert(1)"}, ("", (), None)),
        ({"modele": 'https://exemple.test/"x'}, ("", (), None)),
        ({"modele": f"https://exemple.test/{'x' * 500}"}, ("", (), None)),
        ({"formats": ["docx", "pdf"]}, ("", ("pdf", "docx"), None)),
        ({"formats": ["exe", 3]}, ("", (), None)),
        ({"formats": ["pdf", "jpeg", "png", "ods", "xlsx", "odt", "docx"]}, ("", (), None)),
        ({"formats": "pdf"}, ("", (), None)),
        ({"taille_max": 5}, ("", (), 5)),
        ({"taille_max": 0}, ("", (), None)),
        ({"taille_max": True}, ("", (), None)),
    ],
    ids=str,
)
def test_une_piece_a_son_modele_ses_formats_et_sa_taille(reglage: dict[str, Any], attendu: Any) -> None:
    reglages: tuple[dict[str, Any], ...] = (
        {"pieces": {"lettres": reglage}},
        {"pieces_ajoutees": [{"code": "lettres_b", **reglage}]},
    )
    for code, choisis in zip(("lettres", "lettres_b"), reglages, strict=True):
        reglee = piece(code, choisis)
        assert (reglee.modele, reglee.formats, reglee.taille_max) == attendu


def test_une_piece_s_ajoute_sans_prendre_la_place_d_une_autre() -> None:
    reglages = {
        "pieces": {"photos": {"masque": True}},
        "pieces_ajoutees": [
            {"code": "plan", "libelle": "Plan de situation", "obligatoire_pour": ["tous"]},
            {"code": "statuts", "libelle": "Faux"},
        ],
    }
    cahier = replace(FT, reglages=reglages)
    codes = [p.code for p in pieces_demandees(cahier)]
    assert (codes[-1], codes.count("statuts"), "photos" in codes) == ("plan", 1, False)
    assert [m.champ for m in manques(complet(cahier))] == ["piece:plan"]


def test_la_premiere_annee_se_lit_dans_le_budget() -> None:
    assert champ("montant_an_2", {"annee_debut": 2027}).libelle == "Subvention demandée, année 2 (2028) (€)"
    assert champ("budget", {"annee_debut": 2027}).choix[0] == ("1", "Année 1 (2027)")


@given(reglages=st.dictionaries(
    st.sampled_from(["champs", "engagements", "engagements_ajoutes", "pieces", "pieces_ajoutees", "annee_debut", "plafond_public", "x"]),
    st.one_of(json, st.dictionaries(st.sampled_from(["resume", "siret", "exactitude", "statuts"]), st.one_of(json, st.dictionaries(st.sampled_from(["libelle", "aide", "requis", "longueur", "masque", "demandee_a", "obligatoire_pour", "nombre", "modele", "formats", "taille_max"]), json)))),
))  # fmt: skip
def test_aucun_reglage_ne_casse_le_formulaire(reglages: dict[str, Any]) -> None:
    cahier = replace(FT, reglages=reglages)
    restants = {c.nom: c for s in sections(cahier) for c in s.champs}
    assert {"siret", "raison_sociale", "type_porteur", "nom_lieu", "departement"} <= set(restants)
    assert all(c.libelle and c.longueur > 0 for c in restants.values())
    assert all(isinstance(p.libelle, str) and p.nombre > 0 for p in pieces_demandees(cahier))
    assert len(presenter(complet(cahier))) == 10


@pytest.mark.parametrize(
    ("avant", "changements", "apres"),
    [
        ({}, {}, {}),
        ({}, {"champs": {"resume": {"aide": "x"}}}, {"champs": {"resume": {"aide": "x"}}}),
        (
            {"champs": {"resume": {"aide": "x"}, "modele": {"requis": False}}},
            {"champs": {"resume": {}}},
            {"champs": {"modele": {"requis": False}}},
        ),
        ({"champs": {"resume": {"aide": "x"}}}, {"champs": {"resume": {}}}, {}),
        ({"annee_debut": 2027}, {"annee_debut": None, "plafond_public": 80}, {"plafond_public": 80}),
        (
            {"pieces_ajoutees": [{"code": "plan"}], "annee_debut": 2027},
            {"pieces_ajoutees": []},
            {"annee_debut": 2027},
        ),
    ],
    ids=str,
)
def test_les_reglages_se_fusionnent_question_par_question(
    avant: dict[str, Any], changements: dict[str, Any], apres: dict[str, Any]
) -> None:
    assert fusionner(avant, changements) == apres
