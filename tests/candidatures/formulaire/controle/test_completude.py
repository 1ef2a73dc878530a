"""What a dossier lacks, what of it is filed. No database."""

from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from candidatures.formulaire.catalogue.champs import Dossier
from candidatures.formulaire.controle.completude import (
    Manque,
    alertes,
    etat_des_sections,
    manques,
    reponses_utiles,
)
from candidatures.formulaire.controle.validite import vide
from tests.candidatures.formulaire.cas import (
    CHAMPS,
    CONSORTIUM,
    FNT,
    FT,
    PROJET,
    absents,
    complet,
    pieces,
    reponses_libres,
)
from tests.scenarios import PIECES_DES_REPONSES_COMPLETES, reponses_completes


@pytest.mark.parametrize(
    ("changements", "attendu"),
    [
        ({}, []),
        ({"situation": "projet"}, ["ouverture_prevue", "etape", "avancement", "absence_offre"]),
        (PROJET | {"activites": None, "date_ouverture": None}, []),
        ({"activites": None, "date_ouverture": None}, ["date_ouverture", "activites"]),
        ({"situation": None}, ["situation"]),
        ({"quartiers": None}, ["quartiers"]),
        ({"quartiers": [{"nom": ""}]}, ["quartiers"]),
        ({"implantation": "proximite"}, ["proximite"]),
        ({"implantation": "hors_grand_centre", "quartiers": None}, []),
        ({"contrat_republicain": None}, ["contrat_republicain"]),
        ({"contrat_republicain": False}, ["contrat_republicain"]),
        ({"type_porteur": "fondation", "contrat_republicain": None}, ["contrat_republicain"]),
        ({"type_porteur": "collectivite", "contrat_republicain": None}, ["piece:pouvoir"]),
        ({"signataire_representant": "non"}, ["piece:pouvoir"]),
        ({"exactitude": False}, ["exactitude"]),
        ({"nom_lieu": ""}, ["nom_lieu"]),
        ({"formation": None, "inclusion": None, "culture": None}, []),
        ({"activite_economique": "oui"}, ["aides_de_minimis", "de_minimis"]),
        ({"activite_economique": "oui", "aides_de_minimis": "0.00", "de_minimis": True}, []),
        ({"contact_different": "oui"}, ["contact_prenom", "contact_nom", "contact_courriel"]),
        ({"porte_par_un_consortium": "oui"}, ["membres", "accord", "territoire_commun", "piece:consortium", "accord_membres"]),
        (CONSORTIUM, ["piece:consortium"]),
        ({"budget": {}}, ["budget"]),
        ({"postes": []}, ["postes"]),
    ],
    ids=str,
)  # fmt: skip
def test_ce_qui_manque_suit_les_conditions(changements: dict[str, Any], attendu: list[str]) -> None:
    assert absents(**changements) == attendu


def test_une_reponse_fausse_empeche_de_deposer_et_dit_pourquoi() -> None:
    assert manques(complet(resume="x" * 510, postes=[{"poste": "Animatrice", "etp": "deux"}])) == (
        Manque("projet", "resume", "Résumé du projet : Ce texte dépasse la limite de 500 caractères : retirez-en 10."),
        Manque("gouvernance", "postes", "Équipe d’animation, ligne 1, Équivalent temps plein : Écrivez un nombre, par exemple 2,5.", "0.etp"),
        Manque("gouvernance", "postes", "Équipe d’animation, ligne 1, Statut : Complétez cette case, ou retirez la ligne.", "0.statut"),
    )  # fmt: skip


def test_ce_qui_ne_s_applique_plus_n_est_ni_faux_ni_depose() -> None:
    dossier = complet(**PROJET, activites="x" * 3001, autre_champ="x")
    utiles = reponses_utiles(dossier)
    assert manques(dossier) == ()
    assert "activites" not in utiles["lieu"]
    assert utiles["lieu"]["avancement"] == "Études."
    assert not any("autre_champ" in section for section in utiles.values())


@pytest.mark.parametrize(
    ("codes", "nombre", "attendu"),
    [
        ((), 1, ["Lettres de soutien"]),
        (("lettres",), 1, []),
        (("lettres",), 3, ["Lettres de soutien : 3 demandées, 1 jointe"]),
        (("lettres", "lettres"), 3, ["Lettres de soutien : 3 demandées, 2 jointes"]),
        (("lettres", "lettres", "lettres", "lettres"), 3, []),
    ],
    ids=str,
)
def test_une_piece_exigee_se_compte(codes: tuple[str, ...], nombre: int, attendu: list[str]) -> None:
    cahier = replace(FT, reglages={"pieces": {"lettres": {"obligatoire_pour": ["tous"], "nombre": nombre}}})
    dossier = Dossier(cahier, reponses_completes(), pieces(*PIECES_DES_REPONSES_COMPLETES) + pieces(*codes))
    assert [manque.message for manque in manques(dossier)] == attendu


def test_un_dossier_vide_dit_tout_ce_qui_manque_section_par_section() -> None:
    etats = etat_des_sections(Dossier(FT, {}))
    assert [etat.section.code for etat in etats if etat.facultative] == ["ancrage", "pieces"]
    assert not any(etat.commencee for etat in etats)
    assert [len(etat.manques) for etat in etats] == [12, 1, 8, 5, 3, 0, 3, 5, 0, 6]


def test_une_section_commencee_se_distingue_d_une_section_complete() -> None:
    structure, _, lieu, *_ = etat_des_sections(complet(nom_lieu=None))
    assert (structure.commencee, structure.complete) == (True, True)
    assert (lieu.commencee, lieu.complete) == (True, False)


def test_les_pieces_sont_commencees_des_la_premiere_jointe() -> None:
    sans, avec = (
        next(e for e in etat_des_sections(Dossier(FT, reponses_completes(), p)) if e.section.code == "pieces")
        for p in ((), pieces("statuts"))
    )
    assert (sans.commencee, sans.facultative, len(sans.manques)) == (False, False, 2)
    assert (avec.commencee, avec.complete, len(avec.manques)) == (True, False, 1)


@given(reponses=reponses_libres)
def test_aucune_reponse_ne_fait_echouer_ce_qui_manque(reponses: dict[str, Any]) -> None:
    dossier = Dossier(FNT, reponses)
    trouves = manques(dossier)
    assert all(m.champ in CHAMPS or m.champ.startswith("piece:") for m in (*trouves, *alertes(dossier)))
    assert all(m.message for m in trouves)
    absentes = {m.champ for m in trouves if m.champ in CHAMPS and vide(reponses.get(m.champ))}
    assert all(CHAMPS[nom].requis and CHAMPS[nom].s_applique(reponses) for nom in absentes)


@given(gardees=st.sets(st.sampled_from(sorted(reponses_completes()))))
def test_completer_ce_qui_manque_suffit_a_deposer(gardees: set[str]) -> None:
    completes = reponses_completes()
    partielles = {nom: completes[nom] for nom in gardees}
    assert bool(manques(complet(**dict.fromkeys(set(completes) - gardees)))) == any(
        CHAMPS[nom].requis for nom in set(completes) - gardees
    )
    assert manques(complet(**(partielles | completes))) == ()
