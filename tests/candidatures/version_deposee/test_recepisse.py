"""The acknowledgement of receipt, word for word, from the stored examples. No database."""

from dataclasses import replace

import pytest

from candidatures.version_deposee.contenu import Expediteur, lire_contenu
from candidatures.version_deposee.recepisse import PieceRecue, rediger_recepisse
from tests.candidatures.version_deposee.cas import EXEMPLES

ANCIEN = lire_contenu((EXEMPLES / "format_1.json").read_text())
DEPOSE = lire_contenu((EXEMPLES / "format_2.json").read_text())


def en_espaces(texte: str) -> str:
    return texte.replace("\xa0", " ").replace("\u202f", " ")


def test_un_recepisse_dit_tout_ce_que_dit_le_depot() -> None:
    recepisse = rediger_recepisse(DEPOSE, "e" * 64)
    assert (recepisse.titre, recepisse.appel, recepisse.numero) == (
        "Accusé de réception",
        "Fabriques de territoire",
        "FDT-13-0042",
    )
    assert [(libelle, en_espaces(valeur)) for libelle, valeur in recepisse.recu] == [
        ("Numéro du dossier", "FDT-13-0042"),
        (
            "Reçu le",
            "1er février 2027 à 10 h 30 min 00 s (heure de Paris), soit 13 h 30 min 00 s à La Réunion",
        ),
        ("Nom du lieu", "La Halle « d’à côté » 😀"),
        ("Structure", "Association des lieux n° 1 (fictive) (SIRET 00010001600013)"),
        ("Appel", "Fabriques de territoire"),
        ("Volet", "Fabrique de territoire"),
        ("Vague", "Vague 13"),
        (
            "Clôture de la vague",
            "15 février 2027 à 23 h 59 (heure de Paris), soit le 16 février 2027 à 2 h 59 à La Réunion",
        ),
        ("Déposé par", "Claude Durand"),
        ("Version déposée", "1"),
        ("Empreinte du contenu (SHA-256)", "e" * 64),
    ]


def test_les_pieces_et_le_service_se_lisent() -> None:
    recepisse = rediger_recepisse(DEPOSE, "e" * 64)
    assert [replace(piece, taille=en_espaces(piece.taille)) for piece in recepisse.pieces] == [
        PieceRecue("Statuts signés et liste des dirigeants", "statuts.pdf", "1,2 Ko", "b" * 64),
        PieceRecue("Lettres de soutien – Lettre de la maire", "maire.pdf", "1,2 Mo", "a" * 64),
    ]
    assert recepisse.service == (
        "Agence fictive",
        "1 rue d’Essai",
        "75000 Paris",
        "ami@exemple.test",
        "Téléphone\xa0: 01 00 00 00 00",
    )
    assert recepisse.courriel == "ami@exemple.test"


@pytest.mark.parametrize(
    ("depuis", "mots"),
    [("depot", "la réception du dossier"), ("cloture", "la clôture de la vague")],
)
def test_les_recours_disent_quand_le_silence_vaut_rejet(depuis: str, mots: str) -> None:
    decision = DEPOSE.faits.decision_implicite
    assert decision is not None
    faits = replace(DEPOSE.faits, decision_implicite=replace(decision, depuis=depuis))
    recours = rediger_recepisse(replace(DEPOSE, faits=faits), "").recours
    assert (
        f"parvenue le 1er avril 2027, soit 2 mois après {mots}, votre demande est réputée rejetée"
        in en_espaces(recours[0])
    )
    assert recours[1:] == ("Recours gracieux dans les deux mois.", "Puis le tribunal administratif.")


def test_des_complements_ont_leur_titre() -> None:
    assert rediger_recepisse(replace(DEPOSE, motif="complements"), "").titre == (
        "Accusé de réception des compléments"
    )


def test_ce_que_le_depot_ne_dit_pas_n_est_pas_invente() -> None:
    recepisse = rediger_recepisse(ANCIEN, "e" * 64)
    assert [libelle for libelle, _ in recepisse.recu] == [
        "Numéro du dossier",
        "Reçu le",
        "Nom du lieu",
        "Structure",
        "Volet",
        "Vague",
        "Version déposée",
        "Empreinte du contenu (SHA-256)",
    ]
    assert (recepisse.pieces, recepisse.recours, recepisse.service) == ((), (), ())
    muet = replace(DEPOSE, faits=replace(DEPOSE.faits, service=Expediteur(nom="Agence")))
    assert rediger_recepisse(muet, "").service == ("Agence",)
