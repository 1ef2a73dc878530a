"""What was filed is read for ever: a stored example of each format, byte for byte. No database."""

import hashlib
import json
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given

from ami.commun.canonique import canonique
from candidatures.formulaire.catalogue.champs import Dossier
from candidatures.formulaire.presentation.dossier import Ligne, SectionLue, Tableau, presenter
from candidatures.version_deposee.contenu import (
    Contenu,
    ContenuIllisible,
    DecisionImplicite,
    Expediteur,
    FaitsDuRecepisse,
    FormatInconnu,
    PieceDeposee,
    ecrire_contenu,
    lire_contenu,
)
from tests.candidatures.formulaire.cas import FNT, pieces, reponses_libres
from tests.candidatures.version_deposee.cas import EXEMPLES, RECU_LE
from tests.scenarios import reponses_completes

FORMAT_1 = (EXEMPLES / "format_1.json").read_text()
FORMAT_2 = (EXEMPLES / "format_2.json").read_text()


def modifie(**changements: Any) -> str:
    """The example of format 2 with these keys changed; None takes one away."""
    ecrit = json.loads(FORMAT_2) | changements
    return canonique({cle: valeur for cle, valeur in ecrit.items() if valeur is not None})


@pytest.mark.parametrize(
    ("exemple", "empreinte"),
    [
        (FORMAT_1, "60ee43d87f486d407307c8022bf30fd6fb2707fe079d45ca6c3dee0544fb2627"),
        (FORMAT_2, "ea3fcdce149f3df5b0f1dca88d0816b378b208f23201008bd792f1ad7f763f49"),
    ],
    ids=["format 1", "format 2"],
)
def test_un_exemple_conserve_ne_change_jamais(exemple: str, empreinte: str) -> None:
    assert hashlib.sha256(exemple.encode()).hexdigest() == empreinte


def test_le_format_2_se_lit_et_se_recrit_octet_pour_octet() -> None:
    assert ecrire_contenu(lire_contenu(FORMAT_2)) == FORMAT_2


def test_le_format_2_se_lit() -> None:
    lu = lire_contenu(FORMAT_2)
    assert (lu.candidature, lu.numero, lu.version) == (
        "0b4c5d1e-7f10-4a53-9c2e-3a1d7e5f9b21",
        "FDT-13-0042",
        1,
    )
    assert (lu.recu_le, lu.vague, lu.volet, lu.motif) == (RECU_LE, 13, "ft", "depot")
    assert lu.pieces == (
        PieceDeposee(
            "statuts", "Statuts signés et liste des dirigeants", "", "statuts.pdf", 1200, "b" * 64,
            "9b6d2c14-0a77-4f0b-a2b3-6e5d4c3b2a19",
        ),
        PieceDeposee(
            "lettres", "Lettres de soutien", "Lettre de la maire", "maire.pdf", 1_234_567, "a" * 64,
            "3f0e8a52-59c1-4b6e-8d0d-4f6b6a1c7e11",
        ),
    )  # fmt: skip
    assert lu.reponses_par_section["consortium"] == {"porte_par_un_consortium": "non"}
    assert (lu.reponses["nom_lieu"], lu.reponses["surface"]) == ("La Halle « d’à côté » 😀", None)
    assert [section.code for section in lu.presentation] == [
        "structure", "consortium", "lieu", "territoire", "projet", "ancrage", "gouvernance", "budget", "pieces",
        "engagements",
    ]  # fmt: skip
    gouvernance = {ligne.champ: ligne for ligne in lu.presentation[6].lignes}
    assert gouvernance["postes"] == Ligne(
        "postes",
        "Équipe d’animation",
        "",
        Tableau(
            "Équipe d’animation",
            ("Poste", "Équivalent temps plein", "Statut"),
            (("Animatrice", "1", "Existant"),),
        ),
    )


def test_les_faits_du_recepisse_se_lisent() -> None:
    assert lire_contenu(FORMAT_2).faits == FaitsDuRecepisse(
        appel="Fabriques de territoire",
        volet="Fabrique de territoire",
        vague="Vague 13",
        cloture=datetime(2027, 2, 15, 23, 0, tzinfo=UTC),
        lieu="La Halle « d’à côté » 😀",
        structure="Association des lieux n° 1 (fictive)",
        siret="00010001600013",
        departement="974",
        par="Claude Durand",
        service=Expediteur(
            "Agence fictive", "1 rue d’Essai\n75000 Paris", "ami@exemple.test", "01 00 00 00 00"
        ),
        decision_implicite=DecisionImplicite(2, "depot", datetime(2027, 4, 1, 8, 30, 0, 125000, tzinfo=UTC)),
        voies_de_recours="Recours gracieux dans les deux mois.\nPuis le tribunal administratif.",
    )


def test_le_format_1_sans_numero_se_lit_tel_qu_il_est_code() -> None:
    """It holds answers alone: nothing is invented where it says nothing."""
    lu = lire_contenu(FORMAT_1)
    assert (lu.candidature, lu.numero, lu.version) == (
        "0b4c5d1e-7f10-4a53-9c2e-3a1d7e5f9b20",
        "FDT-12-0007",
        1,
    )
    assert (lu.recu_le, lu.vague, lu.volet, lu.motif) == (
        datetime(2026, 11, 20, 9, 30, 0, 125000, tzinfo=UTC), 12, "ft", "depot",
    )  # fmt: skip
    assert lu.pieces == ()
    assert lu.reponses["montant_an_1"] == "50000.00"
    assert lu.presentation[1] == SectionLue(
        "engagements",
        "engagements",
        tuple(
            Ligne(champ, champ, "Oui")
            for champ in (
                "contrat_republicain",
                "donnees",
                "exactitude",
                "pouvoir",
                "publication",
                "reseau",
            )
        ),
    )
    assert lu.presentation[2].lignes[0] == Ligne("equipe", "equipe", "Deux postes.")
    assert lu.faits == FaitsDuRecepisse(
        appel="",
        volet="ft",
        vague="Vague 12",
        cloture=None,
        lieu="La Halle 1",
        structure="Association des lieux n° 1 (fictive)",
        siret="99812345900016",
        departement="67",
        par="",
        service=Expediteur(),
        decision_implicite=None,
        voies_de_recours="",
    )


def test_le_format_1_dit_ses_codes_et_ses_absences() -> None:
    ecrit = json.loads(FORMAT_1)
    ecrit["sections"]["lieu"] |= {"surface": None, "typologie": ["coworking", "atelier"], "etp": 2}
    lieu = next(section for section in lire_contenu(canonique(ecrit)).presentation if section.code == "lieu")
    valeurs = {ligne.champ: ligne.valeur for ligne in lieu.lignes}
    assert (valeurs["surface"], valeurs["typologie"], valeurs["etp"]) == (
        "Non renseigné",
        "coworking, atelier",
        "2",
    )


@pytest.mark.parametrize("numero", [0, 3, "2", 2.0, True, [2], {}])
def test_un_format_inconnu_se_dit(numero: Any) -> None:
    with pytest.raises(FormatInconnu) as refus:
        lire_contenu(modifie(format=numero))
    assert str(refus.value) == f"le contenu est au format {numero!r}, que cette application ne sait pas lire"


@pytest.mark.parametrize(
    "texte",
    [
        *("", "{", "[]", "null", "{}", '{"recu_le":1}', '{"format":2}'),
        modifie(accuse=None),
        modifie(recu_le="hier"),
        modifie(recu_le=1),
        modifie(pieces=[{"code": "statuts"}]),
        modifie(pieces=[json.loads(FORMAT_2)["pieces"][0] | {"de_trop": 1}]),
        modifie(lecture=[{"code": "lieu", "titre": "Le lieu"}]),
        modifie(accuse=json.loads(FORMAT_2)["accuse"] | {"decision_implicite": {"mois": 2}}),
    ],
)
def test_un_contenu_illisible_se_dit(texte: str) -> None:
    with pytest.raises(ContenuIllisible, match=r"^le contenu ne se lit plus$"):
        lire_contenu(texte)


def test_sans_delai_de_decision_le_recepisse_n_en_porte_pas() -> None:
    lu = lire_contenu(FORMAT_2)
    sans = replace(lu, faits=replace(lu.faits, decision_implicite=None))
    assert json.loads(ecrire_contenu(sans))["accuse"]["decision_implicite"] is None
    assert lire_contenu(ecrire_contenu(sans)) == sans


@given(reponses=reponses_libres)
def test_tout_ce_qui_s_ecrit_se_relit_a_l_identique(reponses: dict[str, Any]) -> None:
    dossier = Dossier(FNT, reponses_completes() | reponses, pieces("statuts"))
    contenu: Contenu = replace(
        lire_contenu(FORMAT_2),
        presentation=presenter(dossier),
        reponses_par_section={"lieu": dossier.reponses},
    )
    assert lire_contenu(ecrire_contenu(contenu)) == contenu
