"""A declared structure against the register: what counts as the same, what is said, what is filled in."""

from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ami.registre.fiche import Fiche, fiche_de
from candidatures.formulaire.catalogue.choix import TYPES_DE_PORTEUR
from candidatures.formulaire.controle.structure_declaree import (
    Consultation,
    EtatVerification,
    Verification,
    a_preremplir,
    comparer,
    siret_declare,
    type_propose,
)
from candidatures.formulaire.controle.validite import vide
from tests.fabriques import PENDANT
from tests.registre.pair import ASSOCIATION, DINUM, EPCI, enregistree
from tests.textes import CARACTERES

NOM = "Tiers-lieu de l’Exemple"


def fiche(siret: str = ASSOCIATION, **changements: Any) -> Fiche:
    lue = fiche_de(siret, enregistree(siret))
    assert lue
    return replace(lue, **changements)


def verifier(
    reponses: dict[str, Any] | None = None, lue: Fiche | None = None, **changements: Any
) -> Verification:
    declarees = {"siret": ASSOCIATION, **(reponses or {})}
    return comparer(declarees, Consultation(lue or fiche(**changements), PENDANT))


def differents(reponses: dict[str, Any], **changements: Any) -> list[str]:
    return [ecart.champ for ecart in verifier(reponses, **changements).ecarts]


@pytest.mark.parametrize("siret", [None, "", "1300252650001", "13002526500013 bis", 13002526500013, ["x"]])
def test_sans_numero_lisible_il_n_y_a_rien_a_verifier(siret: Any) -> None:
    assert siret_declare({"siret": siret}) == ""
    assert comparer({"siret": siret}, None) == Verification(EtatVerification.ABSENTE)


def test_un_numero_tape_avec_des_espaces_est_lisible() -> None:
    assert siret_declare({"siret": " 130 025 265\u00a000013"}) == DINUM


def test_tant_que_le_registre_n_a_pas_repondu_la_structure_est_declaree() -> None:
    verification = comparer({"siret": DINUM}, None)
    assert verification.etat == EtatVerification.DECLAREE
    assert verification.pour_le_porteur.startswith("Déclaré\u00a0: nous vérifierons")


@pytest.mark.parametrize(
    ("consultation", "etat", "porteur", "agent"),
    [
        (
            Consultation(fiche(), PENDANT),
            EtatVerification.VERIFIEE,
            "Vérifié au registre des entreprises le 1er\u00a0février\u00a02027.",
            "Vérifié au registre des entreprises le 1er\u00a0février\u00a02027.",
        ),
        (
            Consultation(fiche(actif=False), PENDANT),
            EtatVerification.FERMEE,
            (
                "D’après le registre des entreprises, lu le 1er\u00a0février\u00a02027, cet établissement est fermé\u00a0: "
                "vérifiez le numéro SIRET. Cela n’empêche pas de déposer."
            ),
            "Établissement fermé d’après le registre des entreprises, lu le 1er\u00a0février\u00a02027.",
        ),
        (
            Consultation(None, PENDANT),
            EtatVerification.INCONNUE,
            (
                "Ce numéro SIRET est inconnu du registre des entreprises, lu le 1er\u00a0février\u00a02027\u00a0: vérifiez-le. "
                "Une structure récente peut ne pas encore y figurer. Cela n’empêche pas de déposer."
            ),
            "Numéro SIRET inconnu du registre des entreprises, lu le 1er\u00a0février\u00a02027.",
        ),
    ],
    ids=["verifiee", "fermee", "inconnue"],
)
def test_ce_que_le_registre_a_repondu_est_dit(
    consultation: Consultation, etat: EtatVerification, porteur: str, agent: str
) -> None:
    verification = comparer({"siret": ASSOCIATION}, consultation)
    assert (verification.etat, verification.pour_le_porteur, verification.pour_l_agent) == (
        etat,
        porteur,
        agent,
    )


@pytest.mark.parametrize("etat", EtatVerification)
def test_chaque_etat_a_ses_phrases(etat: EtatVerification) -> None:
    verification = Verification(etat, (), PENDANT)
    assert verification.pour_l_agent
    assert bool(verification.pour_le_porteur) == (etat != EtatVerification.ABSENTE)
    assert "{" not in verification.pour_le_porteur + verification.pour_l_agent


@pytest.mark.parametrize(
    "nom",
    [
        "ASSOCIATION FICTIVE TIERS-LIEU DE L EXEMPLE",
        "Association fictive « Tiers-lieu de l’exemple »",
        "Fictive tiers lieu de l'Exemple (ATLEX)",
        "ATLEX",
    ],
)
def test_le_meme_nom_ecrit_autrement_est_le_meme(nom: str) -> None:
    assert differents({"raison_sociale": nom}) == []


@pytest.mark.parametrize("nom", ["Les Amis de l’Exemple", "L’Exemple", "Association"])
def test_un_autre_nom_est_un_ecart(nom: str) -> None:
    assert differents({"raison_sociale": nom}) == ["raison_sociale"]


@pytest.mark.parametrize(
    ("adresse", "pareille"),
    [
        ("1, rue de l’Exemple, 63300 Thiers", True),
        ("BP 12, 63300 Thiers", True),
        ("1 rue de l’Exemple", True),
        ("1 rue de l’Exemple, 63304 Thiers Cedex", True),
        ("1 rue de l’Exemple, 63000 Clermont-Ferrand", False),
        ("12 quai des Orfèvres", False),
    ],
)
def test_l_adresse_se_compare_par_son_code_postal(adresse: str, pareille: bool) -> None:
    assert (differents({"adresse_siege": adresse}) == []) is pareille


@pytest.mark.parametrize(
    ("reponses", "attendues"),
    [
        ({"type_porteur": "association"}, []),
        ({"type_porteur": "collectivite"}, ["type_porteur"]),
        ({"rna": "w633000000", "sigle": "A.T.L.E.X."}, []),
        ({"rna": "W633000001"}, ["rna"]),
        ({"sigle": "XELTA"}, ["sigle"]),
        ({"raison_sociale": ["illisible"], "rna": None, "date_creation": "2001-01-01"}, []),
    ],
)
def test_seul_ce_que_les_deux_disent_se_compare(reponses: dict[str, Any], attendues: list[str]) -> None:
    assert differents(reponses) == attendues


def test_un_ecart_montre_les_deux_textes() -> None:
    [ecart] = verifier({"type_porteur": "collectivite"}).ecarts
    assert (ecart.libelle, ecart.declare, ecart.registre) == (
        "Type de structure",
        "Collectivité territoriale ou groupement de collectivités",
        "Association",
    )


def test_une_personne_physique_est_signalee() -> None:
    [ecart] = verifier({"type_porteur": "association"}, forme_juridique="1000").ecarts
    assert ecart.registre == "Entrepreneur individuel (personne physique)"


@pytest.mark.parametrize(
    ("declare", "forme", "attendu"),
    [
        ("cooperative", "5710", []),  # a SCIC that is a SAS
        ("cooperative", "5458", []),
        ("entreprise", "5458", ["type_porteur"]),
        ("cooperative", "9220", ["type_porteur"]),
    ],
)
def test_une_cooperative_peut_etre_une_sas_au_registre(declare: str, forme: str, attendu: list[str]) -> None:
    assert differents({"type_porteur": declare}, forme_juridique=forme) == attendu


@pytest.mark.parametrize(
    ("forme", "attendu"),
    [
        ("9220", "association"),
        ("9260", "association"),
        ("9300", "fondation"),
        ("7210", "collectivite"),
        ("7346", "collectivite"),
        ("7353", "collectivite"),
        ("7354", "syndicat_mixte"),
        ("7410", "groupement"),
        ("6220", "groupement"),
        ("5710", "entreprise"),
        ("5458", "cooperative"),
        ("5460", "cooperative"),
        ("5499", "entreprise"),
        ("5558", "cooperative"),
        ("5560", "cooperative"),
        ("5599", "entreprise"),
        ("5658", "cooperative"),
        ("5660", "cooperative"),
        ("5192", "cooperative"),
        ("6317", "cooperative"),
        ("4110", "entreprise"),
        ("7120", "autre"),
        ("8210", "autre"),
        ("9240", "autre"),
        ("1000", ""),
        ("", ""),
    ],
)
def test_le_type_est_propose_d_apres_la_forme_juridique(forme: str, attendu: str) -> None:
    assert type_propose(forme) == attendu
    assert attendu in {"", *dict(TYPES_DE_PORTEUR)}


def test_une_section_vide_recoit_tout_ce_que_le_registre_sait() -> None:
    assert a_preremplir({"siret": ASSOCIATION}, fiche()) == {
        "raison_sociale": "ASSOCIATION FICTIVE TIERS-LIEU DE L EXEMPLE",
        "sigle": "ATLEX",
        "type_porteur": "association",
        "adresse_siege": "1 RUE DE L EXEMPLE 63300 THIERS",
        "rna": "W633000000",
        "date_creation": "2018-03-12",
    }


def test_une_collectivite_recoit_son_siren() -> None:
    remplies = a_preremplir({"siret": EPCI, "sigle": "  "}, fiche(EPCI))
    assert (remplies["type_porteur"], remplies["siren_collectivite"]) == ("collectivite", "200040210")
    assert (remplies["sigle"], "rna" in remplies) == ("CCLGV", False)


def test_ce_qui_est_ecrit_ou_serait_faux_n_est_pas_rempli() -> None:
    ecrites = {"raison_sociale": NOM, "type_porteur": "fondation", "date_creation": "hier"}
    remplies = a_preremplir(ecrites, fiche(sigle="S" * 31, rna="W9RÉ000000"))
    assert remplies == {"adresse_siege": "1 RUE DE L EXEMPLE 63300 THIERS"}


def test_rempli_d_apres_le_registre_est_verifie() -> None:
    for siret in (ASSOCIATION, EPCI, DINUM):
        reponses = {"siret": siret, **a_preremplir({}, fiche(siret))}
        assert comparer(reponses, Consultation(fiche(siret), PENDANT)).etat == EtatVerification.VERIFIEE


_REPONSES = st.dictionaries(
    st.sampled_from(sorted(a_preremplir({}, fiche()))),
    st.text(CARACTERES) | st.none() | st.lists(st.text(CARACTERES)),
)


@given(_REPONSES)
def test_aucune_declaration_n_arrete_la_comparaison_ni_n_est_remplacee(reponses: dict[str, Any]) -> None:
    assert verifier(reponses).etat in (EtatVerification.VERIFIEE, EtatVerification.DIVERGENTE)
    assert not {nom for nom in a_preremplir(reponses, fiche()) if not vide(reponses.get(nom))}
