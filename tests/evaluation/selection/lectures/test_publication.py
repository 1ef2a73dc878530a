"""What keeps a wave from being published, what it would send, how its sending goes."""

from decimal import Decimal
from typing import Any

import pytest
from pytest_django import DjangoAssertNumQueries

from ami.comptes.models import Utilisateur
from ami.notifications.models import Courriel, Lot
from candidatures.models import Candidature
from candidatures.states import EtatCandidature
from evaluation.models import Note
from evaluation.selection.lectures.obstacles import NUMEROS_MONTRES, obstacles
from evaluation.selection.lectures.publication import (
    decisions_de,
    decisions_lisibles,
    envois,
    totaux,
)
from evaluation.selection.models import Decision, MotifDecision
from evaluation.selection.states import Sens
from tests.evaluation.conftest import VagueClose
from tests.evaluation.dossiers import dossier_numerote, lecture, vague_a_lire
from tests.fabriques import PENDANT, AccesFactory, UtilisateurFactory
from tests.scenarios import administrateur, ecrire_l_etat
from vagues.conditions import empechement

pytestmark = pytest.mark.django_db
DEFAVORABLE = "Une décision défavorable motive chaque critère sous le seuil de la grille\u00a0: il en manque"


def decidee(dossier: Candidature, sens: str = Sens.AJOURNEE, montant: int | None = None) -> Decision:
    return Decision.objects.create(
        candidature=dossier,
        sens=sens,
        montant=montant,
        motif=f"Motif de {dossier}.",
        sans_evaluation="Sur pièces.",
        par=UtilisateurFactory(),
    )


def phrases_de(close: VagueClose, par: Utilisateur | None = None) -> list[str]:
    return [obstacle.phrase for obstacle in obstacles(close.vague, par)]


def deliberation(nombre: int) -> VagueClose:
    return vague_a_lire(nombre, etat="en_deliberation")


def noter_faible(close: VagueClose, dossier: Candidature, valeur: int = 1) -> None:
    Note.objects.create(evaluation=lecture(dossier, "remise"), critere=close.criteres[0], valeur=valeur)


@pytest.mark.parametrize(
    ("decides", "phrases"),
    [
        (0, ["Il manque une décision pour 3 dossiers."]),
        (2, ["Il manque une décision pour 1 dossier."]),
        (3, []),
    ],
)
def test_chaque_dossier_en_lice_attend_une_decision(decides: int, phrases: list[str]) -> None:
    close = deliberation(3)
    for dossier in close.dossiers[:decides]:
        decidee(dossier)
    assert phrases_de(close) == phrases


@pytest.mark.parametrize("etat", ["brouillon", "retiree", "irrecevable"])
def test_un_dossier_hors_de_la_course_n_arrete_rien(etat: str) -> None:
    close = deliberation(1)
    decidee(close.dossiers[0])
    dossier_numerote(close.volet, rang=2, etat=etat)
    assert obstacles(close.vague) == []


@pytest.mark.parametrize(
    ("nombre", "phrase"), [(1, "1 dossier à compléter."), (2, "2 dossiers à compléter.")]
)
def test_un_dossier_a_completer_arrete_la_publication(nombre: int, phrase: str) -> None:
    close = deliberation(1)
    decidee(close.dossiers[0])
    for rang in range(2, 2 + nombre):
        dossier_numerote(close.volet, rang=rang, etat="a_completer")
    assert phrases_de(close) == [phrase]


def test_une_vague_sans_dossier_en_lice_ne_se_publie_pas() -> None:
    close = deliberation(0)
    dossier_numerote(close.volet, etat="retiree")
    assert phrases_de(close) == ["Aucun dossier déposé n’attend de résultat dans cette vague."]


def test_une_autre_vague_ne_compte_pas() -> None:
    close, autre = deliberation(1), deliberation(2)
    decidee(close.dossiers[0])
    assert obstacles(close.vague) == []
    assert phrases_de(autre) == ["Il manque une décision pour 2 dossiers."]


@pytest.mark.parametrize(
    ("refus", "suite"),
    [
        (1, ""),
        (NUMEROS_MONTRES, ""),
        (NUMEROS_MONTRES + 1, " et 1 autre"),
        (NUMEROS_MONTRES + 3, " et 3 autres"),
    ],
)
def test_les_refus_a_motiver_sont_nommes_dix_au_plus(refus: int, suite: str) -> None:
    close = deliberation(refus)
    for dossier in close.dossiers:
        decidee(dossier, Sens.NON_RETENUE)
        noter_faible(close, dossier)
    (obstacle,) = obstacles(close.vague)
    numeros = [str(dossier.numero) for dossier in close.dossiers[:NUMEROS_MONTRES]]
    assert str(obstacle) == f"{DEFAVORABLE} ({', '.join(numeros)}{suite})"


def test_tout_ce_qui_manque_est_dit_a_la_fois() -> None:
    close = deliberation(2)
    decidee(close.dossiers[0], Sens.NON_RETENUE)
    noter_faible(close, close.dossiers[0])
    dossier_numerote(close.volet, rang=9, etat="a_completer")
    assert phrases_de(close) == [
        "Il manque une décision pour 1 dossier.",
        "1 dossier à compléter.",
        DEFAVORABLE,
    ]


@pytest.mark.parametrize("sens", [Sens.NON_RETENUE, Sens.AJOURNEE, Sens.LISTE_COMPLEMENTAIRE])
def test_toute_decision_defavorable_motive_ses_criteres(sens: Sens) -> None:
    close = deliberation(1)
    decidee(close.dossiers[0], sens)
    noter_faible(close, close.dossiers[0], 2)
    assert phrases_de(close) == [DEFAVORABLE]


def test_un_dossier_que_personne_n_a_lu_se_decide_pour_une_raison() -> None:
    close = deliberation(2)
    for dossier in close.dossiers:
        decidee(dossier)
    Decision.objects.filter(candidature=close.dossiers[1]).update(sans_evaluation="")
    (obstacle,) = obstacles(close.vague)
    assert (obstacle.phrase, obstacle.dossiers) == (
        "Un dossier que personne n’a évalué est décidé sans dire pourquoi",
        (close.dossiers[1],),
    )


def test_les_motifs_vides_et_copies_sont_trouves() -> None:
    close = deliberation(4)
    decisions = [decidee(dossier, Sens.NON_RETENUE) for dossier in close.dossiers]
    for decision, motif in zip(decisions[:3], ("Trop fragile.", "TROP  FRAGILE !", "-- . --"), strict=True):
        Decision.objects.filter(pk=decision.pk).update(motif=motif)
    assert [
        (obstacle.phrase.split("\u00a0:")[0], obstacle.dossiers) for obstacle in obstacles(close.vague)
    ] == [
        ("Un motif ne dit rien", (close.dossiers[2],)),
        ("Des décisions défavorables ont un même motif, mot pour mot", tuple(close.dossiers[:2])),
    ]


def test_deux_laureats_peuvent_avoir_les_memes_mots() -> None:
    close = deliberation(2)
    for dossier in close.dossiers:
        decidee(dossier, Sens.LAUREATE, 100_000)
    Decision.objects.update(motif="Un lieu solide.")
    assert obstacles(close.vague) == []


def test_ce_qui_manque_a_un_dossier_ne_se_dit_pas_a_qui_en_est_partie() -> None:
    close, interesse = deliberation(2), administrateur()
    AccesFactory(candidature=close.dossiers[1], utilisateur=interesse, role="lecteur")
    decidee(close.dossiers[0])
    lues = []
    for acte in (
        lambda: None,
        lambda: decidee(close.dossiers[1]),
        lambda: noter_faible(close, close.dossiers[1]),
    ):
        acte()
        lues.append((phrases_de(close, interesse), bool(empechement(close.vague, interesse))))
    assert lues == [([], True)] * 3
    assert phrases_de(close) == [DEFAVORABLE]


@pytest.mark.parametrize("etat", EtatCandidature.values)
def test_les_decisions_d_une_vague_sont_celles_des_dossiers_a_publier_ou_publies(etat: str) -> None:
    close = deliberation(1)
    decision = decidee(close.dossiers[0])
    ecrire_l_etat(Candidature.objects.all(), etat)
    hors = {"brouillon", "irrecevable", "a_completer", "retiree"}
    assert decisions_de(close.vague) == ([] if etat in hors else [decision])


def test_les_decisions_suivent_les_numeros() -> None:
    close = deliberation(3)
    for dossier in reversed(close.dossiers):
        decidee(dossier)
    decidee(deliberation(1).dossiers[0])
    assert [d.candidature for d in decisions_de(close.vague)] == close.dossiers


@pytest.mark.parametrize("nombre", [1, 3])
def test_lire_les_decisions_coute_autant(
    nombre: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    close = deliberation(nombre)
    for dossier in close.dossiers:
        decision = decidee(dossier)
        MotifDecision.objects.create(decision=decision, critere=close.criteres[0], motif="Peu.")
    with django_assert_num_queries(3):
        lues = [
            (str(d.candidature.porteur), str(d.candidature.volet), [m.motif for m in d.lus])
            for d in decisions_de(close.vague)
        ]
    assert len(lues) == nombre


def test_un_administrateur_ne_lit_pas_la_decision_qui_le_concerne() -> None:
    close = deliberation(3)
    decisions = [decidee(dossier) for dossier in close.dossiers]
    interesse = administrateur()
    AccesFactory(candidature=close.dossiers[1], utilisateur=interesse, role="lecteur")
    assert list(decisions_lisibles(close.vague, interesse)) == [decisions[0], decisions[2]]
    assert list(decisions_lisibles(close.vague, administrateur())) == decisions


@pytest.mark.parametrize(
    ("sens", "attendus"),
    [
        ([], [0, 0, 0, 0]),
        ([Sens.LAUREATE, Sens.LAUREATE, Sens.AJOURNEE], [2, 0, 0, 1]),
        ([Sens.NON_RETENUE, Sens.LISTE_COMPLEMENTAIRE], [0, 1, 1, 0]),
    ],
)
def test_les_totaux_comptent_chaque_resultat(sens: list[Sens], attendus: list[int]) -> None:
    close = deliberation(len(sens))
    for dossier, un in zip(close.dossiers, sens, strict=True):
        decidee(dossier, un, 50_000 if un == Sens.LAUREATE else None)
    Decision.objects.filter(sens=Sens.LAUREATE).update(montant=Decimal("50000.50"))
    trouves = totaux(decisions_lisibles(close.vague, administrateur()))
    assert [nombre for _, nombre, _ in trouves] == attendus
    assert [mot for mot, _, _ in trouves] == ["Lauréat", "Liste complémentaire", "Non retenu", "Ajourné"]
    assert [montant for _, _, montant in trouves] == [Decimal("50000.50") * attendus[0], None, None, None]


def courriel(lot: str, **champs: Any) -> Courriel:
    rang = Courriel.objects.count()
    return Courriel.objects.create(
        **{
            "cle": f"resultat:{rang}",
            "lot": (lot and Lot.objects.get_or_create(nom=lot)[0]) or None,
            "modele": "resultat_autre",
            "destinataire": f"personne{rang}@exemple.test",
            "objet": "Résultat",
            "texte": "Bonjour.",
            "prochain_essai_le": PENDANT,
            **champs,
        }
    )


def test_les_envois_se_comptent_par_etat_pour_cette_vague_seulement() -> None:
    close, autre = deliberation(0), deliberation(0)
    lot = f"resultats:{close.vague.pk}"
    assert envois(close.vague) == {"a_envoyer": 0, "envoye": 0, "en_echec": 0}
    courriel(lot)
    courriel(lot)
    courriel(lot, etat="envoye", envoye_le=PENDANT)
    courriel(f"resultats:{autre.vague.pk}")
    courriel("")
    assert envois(close.vague) == {"a_envoyer": 2, "envoye": 1, "en_echec": 0}
