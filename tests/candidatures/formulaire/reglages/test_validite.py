"""Settings are refused whole when any part of them is wrong, and read as they were written when they are not."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ami.territoires.departements import DEPARTEMENTS
from candidatures.formulaire.catalogue.pieces import PIECES
from candidatures.formulaire.catalogue.situations import codes_de
from candidatures.formulaire.questionnaire import sections
from candidatures.formulaire.reglages.par_question import (
    INDISPENSABLES,
    fusionner,
    obligatoire_pour,
    regler_pieces,
    regler_sections,
)
from candidatures.formulaire.reglages.validite import AJOUTS_MAX, Faute, fautes
from tests.candidatures.formulaire.cas import FT
from tests.candidatures.formulaire.reglages.generation import mappings

SECTIONS = sections(FT)


def trouvees(changements: object, taille_max: int = 20) -> list[Faute]:
    return list(fautes(changements, sections=SECTIONS, pieces=PIECES, taille_max=taille_max))


@pytest.mark.parametrize(
    "changements",
    [
        {},
        {"annee_debut": None, "departements": [], "pieces_ajoutees": None, "engagements_ajoutes": []},
        {"annee_debut": 2000, "plafond_public": 100, "seuil_de_minimis": 1, "anciennete_min_mois": 600},
        {"departements": ["67", "2A", "974"]},
        {"champs": {"resume": {"libelle": "En bref", "aide": "", "longueur": 1, "requis": False, "masque": True}}},
        {"champs": {"siret": {"libelle": "Votre SIRET"}, "resume": {}}},
        {"engagements": {"engagement_exactitude": {"libelle": "J’atteste."}}},
        {"engagements_ajoutes": [{"code": "visite", "libelle": "Le lieu se visite.", "requis": True}]},
        {"pieces": {"statuts": {"demandee_a": [], "obligatoire_pour": ["consortium"], "masque": False}}},
        {"pieces": {"lettres": {"modele": "https://exemple.test/a.ods", "formats": ["pdf"], "taille_max": 20}}},
        {"pieces_ajoutees": [{"code": "plan", "libelle": "Plan", "obligatoire_pour": ["tous"], "nombre": 20}]},
    ],
    ids=str,
)  # fmt: skip
def test_des_reglages_justes_n_ont_aucune_faute(changements: Any) -> None:
    engagements = {c.nom for s in SECTIONS if s.code == "engagements" for c in s.champs}
    if "engagements" in changements:
        changements = {"engagements": {min(engagements): {"libelle": "J’atteste."}}}
    assert trouvees(changements) == []


@pytest.mark.parametrize(
    ("changements", "ou", "phrase"),
    [
        (None, ("", "", ""), "Des réglages sont un objet."),
        ({"x": 1}, ("", "", "x"), "Ce réglage n’existe pas."),
        ({3: 1}, ("", "", "3"), "Ce réglage n’existe pas."),
        ({"annee_debut": 1999}, ("generaux", "", "annee_debut"), "Indiquez un nombre entier de 2000 à 2100."),
        ({"annee_debut": True}, ("generaux", "", "annee_debut"), "Indiquez un nombre entier de 2000 à 2100."),
        ({"plafond_public": 80.0}, ("generaux", "", "plafond_public"), "Indiquez un nombre entier de 1 à 100."),
        ({"plafond_public": 0}, ("generaux", "", "plafond_public"), "Indiquez un nombre entier de 1 à 100."),
        ({"departements": ["99"]}, ("generaux", "", "departements"), "Ces codes ne sont pas ceux de départements\xa0: 99."),
        ({"departements": ["67", "67"]}, ("generaux", "", "departements"), "Un code est écrit deux fois."),
        ({"departements": "67"}, ("generaux", "", "departements"), "Indiquez une liste de codes."),
        ({"champs": []}, ("champs", "", ""), "Ces réglages sont un objet, par question ou par pièce."),
        ({"champs": {"inconnue": {}}}, ("champs", "inconnue", ""), "Cette question ou cette pièce n’est pas dans ce formulaire."),
        ({"champs": {"resume": None}}, ("champs", "resume", ""), "Ce réglage est un objet."),
        ({"champs": {"resume": {"x": 1}}}, ("champs", "resume", "x"), "Ce réglage n’existe pas."),
        ({"champs": {"resume": {"libelle": 3}}}, ("champs", "resume", "libelle"), "Écrivez un texte."),
        ({"champs": {"resume": {"libelle": "a\nb"}}}, ("champs", "resume", "libelle"), "Écrivez ce texte sur une seule ligne."),
        ({"champs": {"resume": {"aide": "x" * 502}}}, ("champs", "resume", "aide"), "Ce texte dépasse la limite de 500 caractères : retirez-en 2."),
        ({"champs": {"resume": {"longueur": 100_001}}}, ("champs", "resume", "longueur"), "Indiquez un nombre entier de 1 à 100000."),
        ({"champs": {"resume": {"requis": 1}}}, ("champs", "resume", "requis"), "Répondez par oui ou par non."),
        ({"champs": {"nom_lieu": {"longueur": 151}}}, ("champs", "nom_lieu", "longueur"), "Indiquez un nombre entier de 1 à 150."),
        ({"champs": {"raison_sociale": {"longueur": 201}}}, ("champs", "raison_sociale", "longueur"), "Indiquez un nombre entier de 1 à 200."),
        ({"champs": {"siret": {"longueur": 9}}}, ("champs", "siret", "longueur"), "Ce réglage n’existe pas."),
        ({"pieces": {"lettres": {"modele": "http://a.test/b"}}}, ("pieces", "lettres", "modele"), "Écrivez une adresse qui commence par https://."),
        ({"pieces": {"lettres": {"taille_max": 21}}}, ("pieces", "lettres", "taille_max"), "Indiquez un nombre entier de 1 à 20."),
        ({"pieces": {"lettres": {"formats": ["exe"]}}}, ("pieces", "lettres", "formats"), "Ces codes n’existent pas\xa0: exe."),
        ({"pieces": {"lettres": {"demandee_a": ["tous"]}}}, ("pieces", "lettres", "demandee_a"), "Ces codes n’existent pas\xa0: tous."),
        ({"pieces": {"lettres": {"demandee_a": ["public"], "obligatoire_pour": ["association"]}}}, ("pieces", "lettres", "obligatoire_pour"), "Cette pièce n’est pas demandée à une association\xa0: cochez-la aussi dans «\xa0Demandée à\xa0»."),
        ({"pieces_ajoutees": {}}, ("pieces_ajoutees", "", ""), "Ces ajouts sont une liste, de 50 au plus."),
        ({"pieces_ajoutees": [{"code": "plan"}] * (AJOUTS_MAX + 1)}, ("pieces_ajoutees", "", ""), "Ces ajouts sont une liste, de 50 au plus."),
        ({"pieces_ajoutees": [{"code": "plan"}]}, ("pieces_ajoutees", "0", "libelle"), "Écrivez un libellé, ou videz cet ajout."),
        ({"pieces_ajoutees": [{"code": "statuts", "libelle": "A"}]}, ("pieces_ajoutees", "0", "libelle"), "Un autre porte déjà ce nom."),
        ({"pieces_ajoutees": [{"libelle": "A"}]}, ("pieces_ajoutees", "0", "libelle"), "Un autre porte déjà ce nom."),
        ({"pieces_ajoutees": [{"code": "P", "libelle": "A"}]}, ("pieces_ajoutees", "0", "code"), "Un code s’écrit en minuscules sans accents, chiffres et «\xa0_\xa0», 31 caractères au plus."),
        ({"pieces_ajoutees": [{"code": "p", "libelle": "A", "masque": True}]}, ("pieces_ajoutees", "0", "masque"), "Ce réglage n’existe pas."),
        ({"engagements_ajoutes": [{"code": "a", "libelle": "A"}, {"code": "a", "libelle": "B"}]}, ("engagements_ajoutes", "1", "libelle"), "Un autre porte déjà ce nom."),
        ({"engagements_ajoutes": [3]}, ("engagements_ajoutes", "0", ""), "Ce réglage est un objet."),
    ],
    ids=str,
)  # fmt: skip
def test_chaque_faute_dit_ou_elle_est(changements: Any, ou: tuple[str, str, str], phrase: str) -> None:
    assert trouvees(changements) == [Faute(*ou, phrase)]


@pytest.mark.parametrize("nom", sorted(INDISPENSABLES))
@pytest.mark.parametrize("cle", ["requis", "masque"])
def test_une_question_indispensable_ne_se_regle_pas(nom: str, cle: str) -> None:
    assert [faute.cle for faute in trouvees({"champs": {nom: {cle: False}}})] == [cle]


@given(changements=st.one_of(mappings(justes=True), mappings(justes=False)))
def test_ce_qui_n_a_aucune_faute_est_lu_tel_qu_ecrit(changements: dict[str, Any]) -> None:
    """The reader ignores what is out of shape: whatever passes has the effect that was asked, setting by setting."""
    if trouvees(changements):
        return
    reglages = fusionner({}, changements)
    champs = {c.nom: c for s in regler_sections(SECTIONS, reglages) for c in s.champs}
    for famille in ("champs", "engagements"):
        for nom, reglage in reglages.get(famille, {}).items():
            if reglage.get("masque"):
                assert nom not in champs
            elif nom in champs:
                lu = {cle: getattr(champs[nom], cle) for cle in ("aide", "requis", "longueur")}
                assert {
                    cle: reglage[cle] for cle in lu if cle in reglage and cle != "aide"
                }.items() <= lu.items()
    pieces = {p.code: p for p in regler_pieces(PIECES, reglages)}
    ajoutees = {ajout["code"]: ajout for ajout in reglages.get("pieces_ajoutees", [])}
    for code, reglage in {**reglages.get("pieces", {}), **ajoutees}.items():
        if reglage.get("masque"):
            assert code not in pieces
            continue
        piece = pieces[code]
        assert piece.nombre == reglage.get("nombre", piece.nombre)
        assert piece.taille_max == reglage.get("taille_max", piece.taille_max)
        assert sorted(codes_de(piece.si)) == sorted(reglage.get("demandee_a", codes_de(piece.si)))
        assert sorted(obligatoire_pour(piece)) == sorted(
            reglage.get("obligatoire_pour", obligatoire_pour(piece))
        )
    assert set(reglages.get("departements", [])) <= set(DEPARTEMENTS)


@given(changements=mappings(justes=True))
def test_ce_que_les_formulaires_savent_ecrire_est_juste(changements: dict[str, Any]) -> None:
    assert trouvees(changements) == []
