"""Progress of the readings of a wave, loads of its évaluateurs."""

from collections import Counter

import pytest
from pytest_django import DjangoAssertNumQueries

from evaluation.lectures import (
    Charge,
    a_affecter,
    avancement,
    charges,
    decompte_a_affecter,
    sans_assez_de_lecteurs,
)
from tests.evaluation.dossiers import dossier_numerote, lecture
from tests.fabriques import AccesFactory, UtilisateurFactory
from tests.scenarios import administrateur, vague_ouverte
from vagues.models import VoletOuvert

pytestmark = pytest.mark.django_db
RIEN = {"total": 0, "remises": 0, "restantes": 0, "deports": 0, "dossiers_lus": 0}


@pytest.fixture
def volet() -> VoletOuvert:
    return vague_ouverte()


def charges_de(volet: VoletOuvert) -> list[Charge]:
    return charges(volet.vague, administrateur())


@pytest.mark.parametrize(
    ("etats", "attendu"),
    [
        ([], {}),
        (["a_faire"], {"total": 1, "restantes": 1}),
        (["brouillon"], {"total": 1, "restantes": 1}),
        (["remise"], {"total": 1, "remises": 1, "dossiers_lus": 1}),
        (["deport"], {"deports": 1}),
        (["remise", "remise"], {"total": 2, "remises": 2, "dossiers_lus": 1}),
        (
            ["a_faire", "brouillon", "remise", "deport"],
            {"total": 3, "restantes": 2, "remises": 1, "deports": 1, "dossiers_lus": 1},
        ),
    ],
    ids=str,
)
def test_l_avancement_compte_les_lectures_par_etat(
    etats: list[str], attendu: dict[str, int], volet: VoletOuvert
) -> None:
    dossier = dossier_numerote(volet)
    for etat in etats:
        lecture(dossier, etat)
    assert avancement(volet.vague, administrateur()) == RIEN | attendu


def test_un_dossier_lu_par_trois_personnes_est_un_dossier_lu(volet: VoletOuvert) -> None:
    for rang, etats in enumerate((["remise"] * 3, ["remise"], ["brouillon", "deport"]), start=1):
        dossier = dossier_numerote(volet, rang)
        for etat in etats:
            lecture(dossier, etat)
    assert avancement(volet.vague, administrateur()) == {
        "total": 5,
        "remises": 4,
        "restantes": 1,
        "deports": 1,
        "dossiers_lus": 2,
    }


def test_l_avancement_d_une_vague_ignore_les_autres(volet: VoletOuvert) -> None:
    lecture(dossier_numerote(vague_ouverte()), "remise")
    assert avancement(volet.vague, administrateur()) == RIEN
    assert charges_de(volet) == []


@pytest.mark.parametrize("nombre", [1, 3])
def test_l_avancement_et_les_charges_coutent_autant(
    nombre: int, volet: VoletOuvert, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    for rang in range(1, nombre + 1):
        lecture(dossier_numerote(volet, rang), "remise")
    par = administrateur()
    with django_assert_num_queries(1):
        avancement(volet.vague, par)
    with django_assert_num_queries(1):
        assert len(charges(volet.vague, par)) == nombre


def test_un_dossier_qui_concerne_l_administrateur_ne_compte_dans_aucune_charge(volet: VoletOuvert) -> None:
    par, lecteur = administrateur(), UtilisateurFactory()
    dossiers = [dossier_numerote(volet, rang) for rang in (1, 2)]
    for dossier in dossiers:
        lecture(dossier, "remise", evaluateur=lecteur)
    AccesFactory(candidature=dossiers[0], utilisateur=par, role="lecteur")
    (charge,) = charges(volet.vague, par)
    assert charge.affectees == 1
    assert decompte_a_affecter(volet.vague, par, 2) == {
        "dossiers": 1,
        "a_completer": 0,
        "incomplets": 1,
        "partie": 1,
    }


def test_il_manque_un_lecteur_a_ceux_que_trop_peu_lisent_sans_les_deports(volet: VoletOuvert) -> None:
    par = administrateur()
    for rang, etats in enumerate(([], ["remise"], ["remise", "deport"], ["remise", "a_faire"]), start=1):
        dossier = dossier_numerote(volet, rang, etat="a_completer" if rang == 1 else "deposee")
        for etat in etats:
            lecture(dossier, etat)
    attendus = {0: [], 1: ["1"], 2: ["1", "2", "3"], 3: ["1", "2", "3", "4"]}
    for nombre, rangs in attendus.items():
        manquent = sans_assez_de_lecteurs(a_affecter(volet.vague, par), nombre)
        assert [(dossier.numero or "")[-1] for dossier in manquent] == rangs
        compte = decompte_a_affecter(volet.vague, par, nombre)
        assert (compte["incomplets"], compte["dossiers"], compte["a_completer"]) == (len(rangs), 4, 1)


def test_la_charge_de_chacun_se_compte_sans_ses_deports(volet: VoletOuvert) -> None:
    alix = UtilisateurFactory(prenom="Alix", nom="Bo")
    zoe = UtilisateurFactory(prenom="Zoé", nom="Ay")
    for rang, (de_zoe, d_alix) in enumerate(
        (("remise", "deport"), ("a_faire", "remise"), ("brouillon", "deport")), start=1
    ):
        dossier = dossier_numerote(volet, rang)
        lecture(dossier, de_zoe, evaluateur=zoe)
        lecture(dossier, d_alix, evaluateur=alix)
    trouvees = charges_de(volet)
    assert [(c.evaluateur, c.affectees, c.remises, c.deports) for c in trouvees] == [
        ("Alix Bo", 1, 1, 2),
        ("Zoé Ay", 3, 1, 0),
    ]


def test_deux_homonymes_ont_deux_charges(volet: VoletOuvert) -> None:
    dossier = dossier_numerote(volet)
    for _ in range(2):
        lecture(dossier, "remise", evaluateur=UtilisateurFactory(prenom="Camille", nom="Martin"))
    assert [(c.evaluateur, c.affectees) for c in charges_de(volet)] == [("Camille Martin", 1)] * 2


@pytest.mark.parametrize(
    ("etats", "affectees", "remises", "deports"),
    [({}, 0, 0, 0), ({"deport": 2}, 0, 0, 2), ({"remise": 2, "brouillon": 1, "deport": 1}, 3, 2, 1)],
)
def test_une_charge_se_lit_de_ses_etats(
    etats: dict[str, int], affectees: int, remises: int, deports: int
) -> None:
    charge = Charge("Camille", Counter(etats))
    assert (charge.affectees, charge.remises, charge.deports) == (affectees, remises, deports)
