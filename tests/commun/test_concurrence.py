"""Two pages on the same values: what was not read is not overwritten, what was not touched is left alone."""

import json
from typing import Any

import pytest

from ami.commun.concurrence import Lecture, empreinte, marques, reunir_les_saisies
from ami.commun.erreurs import Conflit

LUES = {"note": 1, "texte": "ancien"}


def lecture(**autres: str) -> Lecture:
    return Lecture.relire({"lues": json.dumps(marques(LUES)), **autres})


def test_ce_que_la_page_n_a_pas_touche_reste() -> None:
    stockees = {"note": 5, "texte": "nouveau"}
    assert reunir_les_saisies(LUES, stockees, lecture()) == stockees


def test_ce_que_chaque_page_a_touche_se_reunit() -> None:
    saisies = {"note": 3, "texte": "ancien"}
    assert reunir_les_saisies(saisies, {"note": 1, "texte": "nouveau"}, lecture()) == {
        "note": 3,
        "texte": "nouveau",
    }


def test_une_note_de_zero_n_est_pas_une_absence_de_note() -> None:
    assert empreinte(0) != empreinte(None)
    with pytest.raises(Conflit):
        reunir_les_saisies({"note": 0}, {"note": None}, Lecture({"note": empreinte(4)}))


def test_ce_que_deux_pages_ont_change_est_oppose_avec_ce_qui_est_enregistre() -> None:
    saisies = {"note": 3, "texte": "le mien"}
    with pytest.raises(Conflit) as refus:
        reunir_les_saisies(saisies, {"note": 5, "texte": "ancien"}, lecture(), par="Ana")
    assert (refus.value.actuelles, refus.value.intactes, refus.value.par) == ({"note": 5}, frozenset(), "Ana")


@pytest.mark.parametrize(
    ("bouton", "attendu"),
    [({}, 3), ({"garder": "note"}, 3), ({"prendre": "note"}, 5)],
    ids=["la page entière", "garder", "prendre"],
)
def test_qui_a_lu_les_deux_valeurs_choisit(bouton: dict[str, str], attendu: int) -> None:
    vues = json.dumps(marques({"note": 5}))
    choisie = lecture(vues=vues, **bouton)
    assert reunir_les_saisies({"note": 3}, {"note": 5}, choisie) == {"note": attendu}


def test_un_choix_ne_vaut_que_pour_ce_qui_a_ete_montre() -> None:
    """Stored again since: the other value that was chosen, or set aside, is no longer the one that is stored."""
    choisie = lecture(vues=json.dumps(marques({"note": 5})), garder="note")
    with pytest.raises(Conflit):
        reunir_les_saisies({"note": 3}, {"note": 4}, choisie)


@pytest.mark.parametrize("lues", ["", "[]", "{", "null"])
def test_une_page_sans_marque_lisible_n_ecrase_rien(lues: str) -> None:
    saisies: dict[str, Any] = {"note": 3}
    lecture = Lecture.relire({"lues": lues})
    with pytest.raises(Conflit):
        reunir_les_saisies(saisies, {"note": 5}, lecture)
    assert reunir_les_saisies(saisies, {"note": None}, lecture) == saisies
