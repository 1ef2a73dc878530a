"""The form by track, what a dossier lacks, what of it is filed. No database."""

from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from candidatures.champs import Champ, Condition, Dossier, Parametres, PieceLue
from candidatures.completude import Manque, alertes, etat_des_sections, manques, reponses_utiles
from candidatures.questionnaire import montant_demande, pieces_demandees, sections
from candidatures.validite import vide
from tests.scenarios import PIECES_DES_REPONSES_COMPLETES, reponses_completes

FT = Parametres(
    montant_min_total=Decimal(75_000),
    montant_max_total=Decimal(150_000),
    montant_max_annuel=Decimal(50_000),
    nombre_annees=3,
)
FNT = replace(FT, numerique=True, prime_investissement_max=Decimal(100_000))
UN_AN = replace(FT, nombre_annees=1, montant_min_total=Decimal(0), montant_max_total=Decimal(50_000))
CHAMPS = {champ.nom: champ for section in sections(FNT) for champ in section.champs}


def pieces(*codes: str) -> tuple[PieceLue, ...]:
    return tuple(
        PieceLue(rang, code, f"{code}.pdf", 1200, "0" * 64, "", "sain") for rang, code in enumerate(codes)
    )


def complet(parametres: Parametres = FT, **changements: Any) -> Dossier:
    return Dossier(parametres, reponses_completes(**changements), pieces(*PIECES_DES_REPONSES_COMPLETES))


def absents(parametres: Parametres = FT, **changements: Any) -> list[str]:
    return [manque.champ for manque in manques(complet(parametres, **changements))]


def noms(parametres: Parametres, code: str) -> list[str]:
    return [champ.nom for section in sections(parametres) if section.code == code for champ in section.champs]


def test_les_dix_sections_se_lisent_dans_l_ordre() -> None:
    assert [section.code for section in sections(FT)] == [
        "structure", "consortium", "lieu", "territoire", "projet", "ancrage", "gouvernance", "budget", "pieces",
        "engagements",
    ]  # fmt: skip


def test_chaque_question_a_un_nom_unique_et_un_libelle() -> None:
    tous = [champ for section in sections(FNT) for champ in section.champs]
    assert len(CHAMPS) == len(tous)
    sous_champs = [sous for champ in tous for sous in champ.sous_champs]
    for champ in tous + sous_champs:
        assert champ.libelle
        assert champ.choix or champ.genre not in {"choix", "multiple"}, champ.nom
        assert champ.nom.replace("_", "a").isalnum()
        assert champ.nom.islower()
    assert all((champ.genre == "liste") == bool(champ.sous_champs and champ.ligne) for champ in tous)


def test_les_noms_des_pieces_ne_heurtent_pas_ceux_des_questions() -> None:
    codes = [piece.code for piece in pieces_demandees(FNT)]
    assert len(set(codes)) == len(codes)
    assert all(piece.libelle for piece in pieces_demandees(FNT))


def conditions() -> list[tuple[str, Condition, dict[str, Champ]]]:
    trouvees = [(champ.nom, champ.si, CHAMPS) for champ in CHAMPS.values() if champ.si]
    for piece in pieces_demandees(FNT):
        trouvees += [(piece.code, si, CHAMPS) for si in (*piece.si, *piece.requise_si)]
    for champ in CHAMPS.values():
        ligne = {sous.nom: sous for sous in champ.sous_champs}
        trouvees += [(f"{champ.nom}.{sous.nom}", sous.si, ligne) for sous in champ.sous_champs if sous.si]
    return trouvees


@pytest.mark.parametrize("condition", conditions(), ids=lambda c: c[0])
def test_chaque_condition_porte_sur_une_question_et_des_reponses_possibles(condition: Any) -> None:
    _, (nom, valeurs), champs = condition
    assert valeurs <= {code for code, _ in champs[nom].choix}


def test_une_question_conditionnelle_suit_celle_dont_elle_depend() -> None:
    rangs = {nom: rang for rang, nom in enumerate(CHAMPS)}
    assert all(rangs[champ.si[0]] < rangs[champ.nom] for champ in CHAMPS.values() if champ.si)


def test_une_question_conditionnelle_dit_sa_condition() -> None:
    """Without JavaScript every question is on the page: only its label says when to answer."""
    muets = [
        champ.nom
        for champ in CHAMPS.values()
        if champ.si and champ.genre != "case" and not champ.nom.startswith("contact_")
        if "(si" not in champ.libelle and "(s’il" not in champ.libelle
    ]
    assert muets == []


@pytest.mark.parametrize(
    ("parametres", "attendu"),
    [
        (UN_AN, ["montant_an_1"]),
        (FT, ["montant_an_1", "montant_an_2", "montant_an_3"]),
        (FNT, ["montant_an_1", "montant_an_2", "montant_an_3", "prime_investissement", "equipements"]),
    ],
    ids=["12 mois", "36 mois", "avec prime"],
)
def test_le_budget_suit_la_duree_et_la_prime_du_volet(parametres: Parametres, attendu: list[str]) -> None:
    budget, plan = (
        next(c for s in sections(parametres) for c in s.champs if c.nom == nom)
        for nom in ("budget", "plan_financement")
    )
    assert noms(parametres, "budget")[1 : 1 + len(attendu)] == attendu
    assert budget.annees == len(budget.choix) == parametres.nombre_annees
    assert [sous.nom for sous in plan.sous_champs if sous.genre == "montant"] == [
        f"montant_{annee}" for annee in range(1, parametres.nombre_annees + 1)
    ]


def test_le_volet_numerique_ajoute_ses_questions() -> None:
    assert absents(FNT) == ["services_numeriques", "public_quartiers"]
    assert absents(FNT, services_numeriques=["acces"], public_quartiers="Des ateliers.") == []
    assert absents(FT) == []


@pytest.mark.parametrize(
    ("cloture", "demande"),
    [(None, True), (date(2022, 1, 1), False), (date(2022, 1, 2), True), (date(2027, 2, 15), True)],
    ids=str,
)
def test_le_contrat_republicain_n_est_demande_que_depuis_son_decret(
    cloture: date | None, demande: bool
) -> None:
    assert ("contrat_republicain" in noms(replace(FT, cloture=cloture), "engagements")) is demande


def test_les_motifs_d_un_refus_deviennent_des_questions() -> None:
    parametres = replace(FT, motifs=(("ambition", "Ambition"), ("ancrage", "Ancrage")))
    assert noms(parametres, "projet")[-2:] == ["change_ambition", "change_ancrage"]
    assert absents(parametres) == []


PROJET = {"situation": "projet", "ouverture_prevue": "2028-01-01", "etape": "idee", "avancement": "Études.", "absence_offre": "Rien."}  # fmt: skip
MEMBRE = {"nom": "SCIC", "a_un_siret": "non", "role": "associe", "competences": "Menuiserie"}
CONSORTIUM = {
    "porte_par_un_consortium": "oui", "membres": [MEMBRE], "accord": "signe", "territoire_commun": "Le quartier.",
    "accord_membres": True,
}  # fmt: skip


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
    parametres = replace(
        FT, reglages={"pieces": {"lettres": {"obligatoire_pour": ["tous"], "nombre": nombre}}}
    )
    dossier = Dossier(
        parametres, reponses_completes(), pieces(*PIECES_DES_REPONSES_COMPLETES) + pieces(*codes)
    )
    assert [manque.message for manque in manques(dossier)] == attendu


@pytest.mark.parametrize(
    ("reponses", "attendu"),
    [
        ({}, None),
        ({"montant_an_1": ""}, None),
        ({"montant_an_1": "abc"}, None),
        ({"montant_an_1": "-5.00"}, None),
        ({"montant_an_1": "999999999999"}, None),
        ({"montant_an_1": "9999999999.99", "montant_an_2": "0.01"}, None),
        ({"montant_an_1": "10.50", "montant_an_3": "0.25"}, Decimal("10.75")),
        ({"montant_an_1": "10.50", "montant_an_2": "abc"}, Decimal("10.50")),
        ({"montant_an_1": "0.00"}, Decimal(0)),
        ({"montant_an_1": "1.00", "prime_investissement": "100000.00"}, Decimal(1)),
        ({"montant_an_1": "1.00", "montant_an_4": "5.00"}, Decimal(1)),
    ],
    ids=str,
)
def test_le_montant_demande_est_la_somme_des_annees_sans_la_prime(
    reponses: dict[str, str], attendu: Decimal | None
) -> None:
    assert montant_demande(FNT, reponses) == attendu


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


valeurs = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(),
    st.text(max_size=5),
    st.lists(st.dictionaries(st.just("nom"), st.text(max_size=3), max_size=1), max_size=2),
)
reponses_libres = st.dictionaries(st.sampled_from(sorted(CHAMPS)), valeurs)


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
