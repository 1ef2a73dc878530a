import pytest
from stdnum.fr import siren, siret

from ami.demonstration.redaction import alea_de
from ami.demonstration.structures import (
    RANG_MAX,
    Commune,
    commune_de,
    communes,
    siret_fictif,
    structure_fictive,
)
from ami.territoires.departements import DEPARTEMENTS


@pytest.mark.parametrize("rang", [1, 2, 9, 40, 999, 10_000, RANG_MAX])
def test_un_siret_a_des_cles_justes_et_ne_peut_pas_exister(rang: int) -> None:
    numero = siret_fictif(rang)
    assert siret.is_valid(numero)
    assert siren.is_valid(numero[:9])
    assert numero.startswith("000")


def test_les_sirets_sont_tous_differents() -> None:
    assert len({siret_fictif(rang)[:9] for rang in range(1, 10_001)}) == 10_000


@pytest.mark.parametrize("rang", [0, -1, RANG_MAX + 1])
def test_un_rang_hors_bornes_est_refuse(rang: int) -> None:
    with pytest.raises(ValueError, match="hors de"):
        siret_fictif(rang)


def test_les_structures_et_les_lieux_se_disent_fictifs() -> None:
    for rang in range(1, 200):
        structure = structure_fictive(rang, communes()[0], alea_de(rang))
        assert structure.raison_sociale.endswith("(fictif)")
        assert structure.nom_du_lieu.endswith("(fictif)")


def test_les_lieux_des_deux_cents_premiers_dossiers_ont_des_noms_differents() -> None:
    noms = {structure_fictive(rang, communes()[0], alea_de(rang)).lieu for rang in range(1, 201)}
    assert len(noms) == 200


def test_chaque_commune_est_dans_un_departement_connu() -> None:
    assert {commune.departement for commune in communes()} <= set(DEPARTEMENTS)
    assert all(len(commune.code_postal) == 5 for commune in communes())


def test_sans_commune_rurale_on_prend_la_ville() -> None:
    assert commune_de("75", ville=False).nom == "Paris"
    assert not commune_de("67", ville=False).est_ville


@pytest.mark.parametrize(
    ("nom", "attendu"),
    [
        ("Poitiers", "à Poitiers"),
        ("Le Havre", "au Havre"),
        ("Les Abymes", "aux Abymes"),
        ("La Rochelle", "à La Rochelle"),
    ],
)
def test_le_nom_d_une_commune_prend_sa_preposition(nom: str, attendu: str) -> None:
    assert Commune(nom, "00000", "00", est_ville=True).a == attendu
