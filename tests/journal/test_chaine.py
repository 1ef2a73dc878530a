"""The canonical form and the hash of a journal row."""

from datetime import UTC, datetime
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from ami.commun.canonique import canonique
from ami.journal.chaine import CHAMPS, empreinte

PREMIERE: dict[str, Any] = {
    "objet_type": "vagues.vague",
    "objet_id": "7",
    "rang": 1,
    "acte": "vague ouverte",
    "par_id": None,
    "le": datetime(2027, 2, 1, 9, 30, tzinfo=UTC),
    "de": "programmee",
    "vers": "ouverte",
    "motif": "",
    "donnees": {"é": "à", "b": 1},
}
SECONDE = PREMIERE | {
    "rang": 2,
    "acte": "vague close",
    "par_id": 3,
    "de": "ouverte",
    "vers": "close",
    "motif": "Panne.",
    "donnees": {},
}


def test_la_forme_canonique_est_connue() -> None:
    assert canonique(PREMIERE) == (
        '{"acte":"vague ouverte","de":"programmee","donnees":{"b":1,"é":"à"},'
        '"le":"2027-02-01T09:30:00.000000+00:00","motif":"","objet_id":"7","objet_type":"vagues.vague",'
        '"par_id":null,"rang":1,"vers":"ouverte"}'
    )


def test_les_empreintes_chainees_sont_connues() -> None:
    """Computed with ``sha256sum`` on the canonical form, a line feed and the previous hash."""
    premiere = empreinte(PREMIERE, "")
    assert premiere == "c2114c10f9d90b26a35691c70e075de715356cae165332cd06180e2f5545c396"
    assert empreinte(SECONDE, premiere) == "a8339363352787300a6b88f2f993c840aeb4add8e9d4cbb8323eab7f6d41b9ec"


def test_le_fuseau_ne_change_pas_l_empreinte() -> None:
    a_paris = PREMIERE | {"le": PREMIERE["le"].astimezone(ZoneInfo("Europe/Paris"))}
    assert empreinte(a_paris, "") == empreinte(PREMIERE, "")


@pytest.mark.parametrize("champ", CHAMPS)
def test_chaque_champ_compte_dans_l_empreinte(champ: str) -> None:
    autre = {"rang": 9, "par_id": 9, "le": datetime(2030, 1, 1, tzinfo=UTC), "donnees": {"b": 2}}
    assert empreinte(PREMIERE | {champ: autre.get(champ, "autre")}, "") != empreinte(PREMIERE, "")


def test_une_valeur_sans_forme_unique_est_refusee() -> None:
    with pytest.raises(TypeError, match="set cannot enter a hash"):
        canonique({"a": {1, 2}})
