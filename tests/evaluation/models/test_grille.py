"""Grids, their criteria, and the wave they score."""

from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError
from django.db.models import ProtectedError

from evaluation.models import Critere, Grille, GrilleVague
from tests.fabriques import CritereFactory, GrilleFactory, GrilleVagueFactory, VagueFactory

pytestmark = pytest.mark.django_db


def test_chacun_se_lit_par_son_nom() -> None:
    grille = GrilleFactory(libelle="Grille 2020")
    critere = CritereFactory(libelle="Ancrage")
    lien = GrilleVagueFactory(grille=grille, vague__numero=7)
    assert [str(un) for un in (grille, critere, lien)] == [
        "Grille 2020",
        "Ancrage",
        "Vague 7 : Grille 2020",
    ]


def test_les_criteres_suivent_leur_ordre_et_les_grilles_leur_code() -> None:
    for code in ("b", "a"):
        for ordre in (2, 1):
            CritereFactory(grille=GrilleFactory(code=code), ordre=ordre)
    assert list(Grille.objects.values_list("code", flat=True)) == ["a", "b"]
    assert list(Critere.objects.filter(grille__code="a").values_list("ordre", flat=True)) == [1, 2]


@pytest.mark.parametrize("seuil", [Decimal(0), Decimal("2.99"), Decimal(5)])
def test_un_seuil_va_de_zero_a_cinq(seuil: Decimal) -> None:
    GrilleFactory(seuil=seuil).full_clean()


@pytest.mark.parametrize("seuil", [Decimal("-0.01"), Decimal("5.01")])
def test_un_seuil_hors_bornes_se_dit_en_francais(seuil: Decimal) -> None:
    with pytest.raises(ValidationError, match="Le seuil de motivation va de 0 à 5"):
        GrilleFactory.build(seuil=seuil).full_clean()


def test_une_vague_a_une_seule_grille() -> None:
    vague = VagueFactory()
    GrilleVagueFactory(vague=vague, grille=GrilleFactory(code="une"))
    with pytest.raises(IntegrityError):
        GrilleVague.objects.create(vague=vague, grille=GrilleFactory(code="autre"))


def test_une_grille_sert_a_plusieurs_vagues_et_ne_s_efface_plus() -> None:
    grille = GrilleFactory()
    for _ in range(2):
        GrilleVagueFactory(grille=grille)
    with pytest.raises(ProtectedError):
        grille.delete()


def test_une_grille_garde_ses_criteres() -> None:
    critere = CritereFactory()
    with pytest.raises(ProtectedError):
        critere.grille.delete()
