"""Texts of the demonstration pass the form that porteurs fill."""

from decimal import Decimal

import pytest

from ami.demonstration.donnees import lire
from ami.demonstration.redaction import Montants, alea_de, rediger
from ami.demonstration.structures import communes, structure_fictive
from candidatures.formulaire.catalogue.champs import Cahier, Dossier
from candidatures.formulaire.controle.completude import alertes, manques
from candidatures.formulaire.questionnaire import sections


def _montants(*, numerique: bool) -> Montants:
    prime = Decimal(100_000) if numerique else None
    return Montants(3, Decimal(25_000), Decimal(50_000), prime, numerique)


def _cahier(*, numerique: bool) -> Cahier:
    return Cahier(
        montant_min_total=Decimal(75_000),
        montant_max_total=Decimal(150_000),
        montant_max_annuel=Decimal(50_000),
        nombre_annees=3,
        prime_investissement_max=Decimal(100_000) if numerique else None,
        numerique=numerique,
    )


@pytest.mark.parametrize("numerique", [False, True])
@pytest.mark.parametrize("rang", range(1, 60, 3))
def test_les_reponses_sont_completes_et_sans_alerte(rang: int, numerique: bool) -> None:
    structure = structure_fictive(rang, communes()[rang], alea_de("structure", rang))
    reponses = rediger(structure, "a@demo.test", _montants(numerique=numerique), alea_de("dossier", rang))
    cahier = _cahier(numerique=numerique)
    dossier = Dossier(cahier, reponses)
    assert [manque for manque in manques(dossier) if not manque.champ.startswith("piece:")] == []
    assert alertes(dossier) == ()
    assert set(reponses) <= {champ.nom for section in sections(cahier) for champ in section.champs}


def test_les_reponses_varient_d_un_dossier_a_l_autre() -> None:
    textes = set()
    for rang in range(1, 101):
        structure = structure_fictive(rang, communes()[rang], alea_de("structure", rang))
        reponses = rediger(structure, "a@demo.test", _montants(numerique=False), alea_de("dossier", rang))
        textes.add(reponses["besoins"] + reponses["ambition"] + reponses["modele"])
    assert len(textes) == 100


def test_la_meme_graine_ecrit_le_meme_dossier() -> None:
    structure = structure_fictive(7, communes()[7], alea_de("structure", 7))
    un, deux = (
        rediger(structure, "a@demo.test", _montants(numerique=True), alea_de("dossier", 7)) for _ in range(2)
    )
    assert un == deux


def test_les_textes_suivent_la_typographie_francaise() -> None:
    for nom in ("appel", "reponses", "evaluations"):
        texte = str(lire(nom))
        assert "lorem" not in texte.lower()
        for faute in (" :", " ;", " ?", " !", "« ", " »"):
            assert faute not in texte.replace("':", "").replace('":', ""), (nom, faute)
