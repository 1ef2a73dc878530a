"""What a queue declares: how long a claim holds, how long a returned row waits, when it is given up."""

from datetime import timedelta
from typing import Any

import pytest
from django.apps import apps

from ami.commun.file_d_attente import EnFile, FileDAttente
from ami.fichiers.services.analyse import FICHIERS
from ami.notifications.services import COURRIELS
from candidatures.services.documents import PRODUCTIONS

SECONDE, MINUTE = timedelta(seconds=1), timedelta(minutes=1)


@pytest.mark.parametrize(
    ("file", "essais", "minutes"),
    [
        *[
            (COURRIELS, essais, minutes)
            for essais, minutes in ((0, 1), (1, 2), (8, 256), (9, 360), (99, 360))
        ],
        *[(FICHIERS, essais, 5) for essais in (0, 1, 3, 99)],
        *[(PRODUCTIONS, essais, minutes) for essais, minutes in ((0, 5), (6, 320), (7, 320), (32767, 320))],
    ],
)
def test_le_bail_double_jusqu_a_sa_limite(file: FileDAttente[Any], essais: int, minutes: int) -> None:
    assert file.delai(essais) == minutes * MINUTE


@pytest.mark.parametrize(
    ("file", "attente", "delai"),
    [(FICHIERS, 0, 30), (FICHIERS, 240, 60), (FICHIERS, 10**6, 600), (PRODUCTIONS, 10**6, 30)],
)
def test_une_ligne_rendue_attend_le_quart_de_ce_qu_elle_a_attendu(
    file: FileDAttente[Any], attente: int, delai: int
) -> None:
    assert file.delai_de_retour(attente * SECONDE) == delai * SECONDE


@pytest.mark.parametrize(
    ("file", "essais", "epuise"),
    [(COURRIELS, 9, False), (COURRIELS, 10, True), (FICHIERS, 2, False), (FICHIERS, 3, True)],
)
def test_une_file_dit_apres_combien_d_essais_elle_renonce(
    file: FileDAttente[Any], essais: int, epuise: bool
) -> None:
    assert file.epuise(essais) is epuise


def test_la_production_de_documents_ne_renonce_jamais() -> None:
    assert not PRODUCTIONS.epuise(32767)


def test_toute_ligne_qui_attend_un_ouvrier_a_sa_file_et_son_index() -> None:
    """The claim reads the rows that wait, in their order: a partial index on the same condition serves it."""
    modeles = {modele for modele in apps.get_models() if issubclass(modele, EnFile)}
    files: list[FileDAttente[Any]] = [COURRIELS, FICHIERS, PRODUCTIONS]
    assert {file.modele for file in files} == modeles
    for file in files:
        (index,) = [index for index in file.modele._meta.indexes if index.condition == file.attend]
        noms = [{"pk": "id"}.get(nom, nom) for nom in file.ordre if nom != "tour"]
        assert noms[: len(index.fields)] == index.fields
