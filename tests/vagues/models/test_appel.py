"""The call: its objective on a day, its tracks, their amounts at the bounds."""

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.db.models import ProtectedError

from tests.fabriques import AppelFactory, VagueFactory, VoletFactory, VoletOuvertFactory
from vagues.models import Appel, ObjectifAppel, RoleDuLieu, Volet

pytestmark = pytest.mark.django_db
JOUR = timedelta(days=1)
PREMIER, SECOND = date(2019, 7, 11), date(2020, 8, 1)


def objectif(appel: Appel, du: date, laureats: int = 300) -> ObjectifAppel:
    return ObjectifAppel.objects.create(appel=appel, du=du, laureats=laureats, enveloppe=45_000_000)


@pytest.mark.parametrize(
    ("jour", "laureats"),
    [
        (PREMIER - JOUR, None),
        (PREMIER, 300),
        (SECOND - JOUR, 300),
        (SECOND, 360),
        (SECOND + 3650 * JOUR, 360),
    ],
)
def test_l_objectif_est_celui_en_vigueur_ce_jour_la(jour: date, laureats: int | None) -> None:
    appel = AppelFactory()
    objectif(appel, SECOND, 360)  # written first: the date decides, not the order
    objectif(appel, PREMIER, 300)
    trouve = appel.objectif_au(jour)
    assert (trouve.laureats if trouve else None) == laureats


def test_l_objectif_d_un_autre_appel_ne_compte_pas() -> None:
    objectif(AppelFactory(code="autre"), PREMIER)
    assert AppelFactory().objectif_au(SECOND) is None


def test_chacun_se_lit_par_son_nom() -> None:
    appel = AppelFactory(titre="Fabriques")
    role = RoleDuLieu.objects.create(appel=appel, ordre=1, titre="Lieu ressource", texte="Tête de réseau.")
    assert [str(un) for un in (appel, objectif(appel, PREMIER), role, VoletFactory(nom="Numérique"))] == [
        "Fabriques",
        "300 lauréats à compter du 11/07/2019",
        "Lieu ressource",
        "Numérique",
    ]


def test_un_volet_ouvert_se_lit_avec_sa_vague() -> None:
    ouvert = VoletOuvertFactory(vague__libelle="Hiver", volet__nom="Numérique")
    assert str(ouvert) == "Numérique – Hiver"


def test_les_volets_suivent_leur_ordre() -> None:
    appel = AppelFactory()
    for code, ordre in (("c", 2), ("a", 3), ("b", 1)):
        VoletFactory(appel=appel, code=code, ordre=ordre)
    assert list(appel.volets.values_list("code", flat=True)) == ["b", "c", "a"]


def test_le_dernier_appel_vient_en_tete() -> None:
    AppelFactory(code="ancien", ouvert_le=PREMIER)
    AppelFactory(code="nouveau", ouvert_le=SECOND)
    assert list(Appel.objects.values_list("code", flat=True)) == ["nouveau", "ancien"]


@pytest.mark.parametrize(("mois", "annees"), [(12, 1), (13, 2), (24, 2), (25, 3), (36, 3), (59, 5), (60, 5)])
def test_une_annee_commencee_compte(mois: int, annees: int) -> None:
    assert Volet(duree_mois=mois).nombre_annees == annees


@pytest.mark.parametrize(
    "champs",
    [
        {"montant_min_total": 0},
        {"montant_min_total": 150_000},
        {"montant_max_annuel": 150_000},
        {"montant_max_annuel": Decimal("0.01")},
        {"duree_mois": 12},
        {"duree_mois": 60},
        {"prime_investissement_max": Decimal("0.01")},
    ],
    ids=str,
)
def test_les_bornes_des_montants_sont_admises(champs: dict[str, Any]) -> None:
    volet = VoletFactory(**champs)
    volet.full_clean()
    assert Volet.objects.filter(pk=volet.pk, **champs).exists()


@pytest.mark.parametrize(
    ("champs", "phrase"),
    [
        ({"montant_min_total": -1}, "Le minimum et le maximum annuel"),
        ({"montant_min_total": Decimal("150000.01")}, "Le minimum et le maximum annuel"),
        ({"montant_max_annuel": Decimal("150000.01")}, "Le minimum et le maximum annuel"),
        ({"montant_max_annuel": 0}, "Le minimum et le maximum annuel"),
        ({"duree_mois": 11}, "La durée va de 12 à 60 mois."),
        ({"duree_mois": 61}, "La durée va de 12 à 60 mois."),
        ({"prime_investissement_max": 0}, "Laissez la prime vide"),
    ],
    ids=str,
)
def test_un_montant_hors_bornes_se_dit_en_francais(champs: dict[str, Any], phrase: str) -> None:
    """The same constraint speaks to whoever edits a track and holds the table."""
    volet = VoletFactory.build(appel=AppelFactory(), **champs)
    with pytest.raises(ValidationError, match=phrase):
        volet.full_clean()


def test_un_appel_qui_a_des_vagues_ne_s_efface_pas() -> None:
    appel = VagueFactory().appel
    with pytest.raises(ProtectedError):
        appel.delete()


def test_un_volet_ouvert_retient_son_volet_et_sa_vague() -> None:
    ouvert = VoletOuvertFactory()
    for retenu in (ouvert.volet, ouvert.vague):
        with pytest.raises(ProtectedError):
            retenu.delete()
