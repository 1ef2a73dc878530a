"""From a dossier to what is filed, from a row to what it holds. No database."""

import hashlib
from dataclasses import replace

import pytest

from candidatures.formulaire.controle.completude import reponses_utiles
from candidatures.formulaire.presentation.dossier import presenter
from candidatures.models import Depot, GenreDocument
from candidatures.version_deposee.contenu import ContenuIllisible, lire_contenu
from candidatures.version_deposee.depots import contenu_a_deposer, contenu_de, depot_de, recepisse_de
from candidatures.version_deposee.pdf import composer
from tests.candidatures.version_deposee.cas import DOSSIER, EXEMPLES, RECU_LE, candidature, signataire
from tests.candidatures.version_deposee.pdf_lu import PdfLu, sans_blancs

FORMAT_1 = (EXEMPLES / "format_1.json").read_text()
FORMAT_2 = (EXEMPLES / "format_2.json").read_text()


def depot(texte: str) -> Depot:
    lu = lire_contenu(texte)
    empreinte = hashlib.sha256(texte.encode()).hexdigest()
    return Depot(numero=lu.numero, version=lu.version, recu_le=lu.recu_le, contenu=texte, empreinte=empreinte)


def test_le_meme_dossier_donne_le_contenu_de_l_exemple() -> None:
    """All of it, but for what the form of today words otherwise: questions, kinds of documents."""
    compose = contenu_a_deposer(
        candidature(), DOSSIER, version=1, par=signataire(), recu_le=RECU_LE, motif="depot"
    )
    exemple = lire_contenu(FORMAT_2)
    assert (compose.presentation, compose.reponses_par_section) == (
        presenter(DOSSIER),
        reponses_utiles(DOSSIER),
    )
    libelles = [piece.libelle for piece in exemple.pieces]
    pieces = tuple(
        replace(piece, libelle=libelle) for piece, libelle in zip(compose.pieces, libelles, strict=True)
    )
    assert (
        replace(
            compose,
            pieces=pieces,
            presentation=exemple.presentation,
            reponses_par_section=exemple.reponses_par_section,
        )
        == exemple
    )


@pytest.mark.parametrize(
    ("depart", "mois", "attendu"),
    [
        ("depot", 2, ("depot", 2, "2027-04-01")),
        ("cloture", 2, ("cloture", 2, "2027-04-16")),
        ("depot", None, None),
    ],
)
def test_la_decision_implicite_court_de_l_instant_que_dit_l_appel(
    depart: str, mois: int | None, attendu: tuple[str, int, str] | None
) -> None:
    dossier = candidature()
    dossier.vague.appel.point_de_depart = depart
    dossier.vague.appel.delai_decision_implicite = mois
    compose = contenu_a_deposer(dossier, DOSSIER, version=1, par=signataire(), recu_le=RECU_LE, motif="depot")
    decision = compose.faits.decision_implicite
    assert (decision and (decision.depuis, decision.mois, f"{decision.le:%Y-%m-%d}")) == attendu


def test_une_ligne_porte_le_texte_et_son_empreinte() -> None:
    ligne = depot_de(candidature(), lire_contenu(FORMAT_2), par=signataire())
    assert (ligne.numero, ligne.version, ligne.recu_le) == ("FDT-13-0042", 1, RECU_LE)
    assert ligne.contenu == FORMAT_2
    assert ligne.empreinte == hashlib.sha256(FORMAT_2.encode()).hexdigest()
    assert ligne.pk is None


def test_une_ligne_n_est_lue_qu_une_fois() -> None:
    ligne = depot(FORMAT_2)
    premier = contenu_de(ligne)
    assert premier == lire_contenu(FORMAT_2)
    assert contenu_de(ligne) is premier
    assert contenu_de(depot(FORMAT_1)) != premier


def test_une_ligne_illisible_le_dit_chaque_fois() -> None:
    ligne = depot(FORMAT_2)
    ligne.contenu = "{}"
    for _ in range(2):
        with pytest.raises(ContenuIllisible):
            contenu_de(ligne)


def test_le_recepisse_d_une_ligne_porte_son_empreinte() -> None:
    recepisse = recepisse_de(depot(FORMAT_2))
    assert recepisse.recu[-1] == ("Empreinte du contenu (SHA-256)", depot(FORMAT_2).empreinte)


@pytest.mark.parametrize("texte", [FORMAT_1, FORMAT_2], ids=["format 1", "format 2"])
def test_les_documents_de_chaque_format_se_composent(texte: str) -> None:
    ligne = depot(texte)
    structure = contenu_de(ligne).faits.structure
    for genre in GenreDocument:
        lu = sans_blancs(PdfLu(composer(ligne, genre)).texte)
        assert sans_blancs(structure) in lu
        assert sans_blancs(ligne.numero) in lu
