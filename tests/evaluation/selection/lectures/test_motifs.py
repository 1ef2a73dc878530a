"""Which criteria a refusal must explain: those whose mean, over the readings handed in, is under the threshold."""

from decimal import Decimal

import pytest
from pytest_django import DjangoAssertNumQueries

from candidatures.models import Candidature
from evaluation.models import Critere, Grille, Note
from evaluation.selection.lectures.motifs import criteres_de, criteres_sous_le_seuil, defavorables_sans_motif
from evaluation.selection.models import Decision, MotifDecision
from evaluation.selection.states import Sens
from tests.evaluation.conftest import VagueClose
from tests.evaluation.dossiers import lecture, mettre_a, vague_a_lire
from tests.fabriques import CritereFactory, GrilleFactory, UtilisateurFactory, VagueFactory

pytestmark = pytest.mark.django_db


def muets(close: VagueClose) -> list[str | None]:
    """Numbers of the dossiers whose unfavourable decision leaves a criterion without reason: two queries."""
    cles = defavorables_sans_motif(Candidature.objects.en_lice(close.vague))
    return list(Candidature.objects.en_lice(close.vague).filter(pk__in=cles).values_list("numero", flat=True))


def noter(dossier: Candidature, critere: Critere, *valeurs: int | None, etat: str = "remise") -> None:
    """One reading a value."""
    for valeur in valeurs:
        Note.objects.create(
            evaluation=lecture(dossier, etat),
            critere=critere,
            valeur=valeur,
            ne_se_prononce_pas=valeur is None,
        )


def refuser(dossier: Candidature, sens: str = Sens.NON_RETENUE) -> Decision:
    return Decision.objects.create(candidature=dossier, sens=sens, motif="Motif.", par=UtilisateurFactory())


def faibles(close: VagueClose) -> set[int]:
    dossiers = Candidature.objects.filter(vague=close.vague)
    return {critere for _, critere in criteres_sous_le_seuil(dossiers)}


@pytest.mark.parametrize(
    ("seuil", "valeurs", "faible"),
    [
        ("3", [3], False),
        ("3", [2], True),
        ("3", [2, 4], False),
        ("3", [2, 3], True),
        ("3", [3, 3, 2], True),  # 2,67
        ("2.5", [2, 3], False),
        ("2.51", [2, 3], True),
        ("0", [0], False),
        ("5", [5, 4], True),
        ("3", [None], False),
        ("3", [None, 2], True),
        ("3", [None, 4], False),
        ("3", [], False),
    ],
)
def test_un_critere_est_faible_strictement_sous_le_seuil(
    seuil: str, valeurs: list[int | None], faible: bool
) -> None:
    close = vague_a_lire()
    mettre_a(close.vague, "programmee")
    Grille.objects.update(seuil=Decimal(seuil))
    mettre_a(close.vague, "close")
    noter(close.dossiers[0], close.criteres[1], *valeurs)
    assert faibles(close) == ({close.criteres[1].pk} if faible else set())


@pytest.mark.parametrize("etat", ["brouillon", "deport"])
def test_seules_les_lectures_remises_comptent(etat: str) -> None:
    close = vague_a_lire()
    noter(close.dossiers[0], close.criteres[0], 0, etat=etat)
    assert faibles(close) == set()
    noter(close.dossiers[0], close.criteres[0], 3)
    assert faibles(close) == set()


def test_chaque_dossier_a_ses_propres_moyennes() -> None:
    close = vague_a_lire(2)
    premier, second = close.dossiers
    noter(premier, close.criteres[0], 1)
    noter(second, close.criteres[0], 5)
    noter(second, close.criteres[3], 0)
    assert criteres_sous_le_seuil(Candidature.objects.all()) == {
        (premier.pk, close.criteres[0].pk),
        (second.pk, close.criteres[3].pk),
    }
    assert criteres_sous_le_seuil(Candidature.objects.filter(pk=premier.pk)) == {
        (premier.pk, close.criteres[0].pk)
    }


@pytest.mark.parametrize("sens", Sens.values)
def test_toute_decision_defavorable_se_motive(sens: str) -> None:
    close = vague_a_lire(etat="en_deliberation")
    dossier = close.dossiers[0]
    noter(dossier, close.criteres[0], 1)
    Decision.objects.create(
        candidature=dossier,
        sens=sens,
        montant=1 if sens == Sens.LAUREATE else None,
        motif="Motif.",
        par=UtilisateurFactory(),
    )
    assert muets(close) == ([] if sens == Sens.LAUREATE else [dossier.numero])


def test_un_refus_motive_sur_chaque_critere_faible_ne_manque_plus() -> None:
    close = vague_a_lire(etat="en_deliberation")
    dossier = close.dossiers[0]
    for critere in close.criteres[:2]:
        noter(dossier, critere, 1)
    decision = refuser(dossier)
    manques = []
    for critere in close.criteres[:2]:
        manques.append(muets(close))
        MotifDecision.objects.create(decision=decision, critere=critere, motif="Peu.")
    assert [*manques, muets(close)] == [[dossier.numero], [dossier.numero], []]


def test_le_motif_d_un_autre_critere_ou_d_un_autre_dossier_ne_suffit_pas() -> None:
    close = vague_a_lire(2, etat="en_deliberation")
    premier, second = close.dossiers
    noter(premier, close.criteres[0], 1)
    decision, autre = refuser(premier), refuser(second)
    MotifDecision.objects.create(decision=decision, critere=close.criteres[1], motif="Peu.")
    MotifDecision.objects.create(decision=autre, critere=close.criteres[0], motif="Peu.")
    assert muets(close) == [premier.numero]


def test_les_numeros_sont_dans_l_ordre_et_une_fois() -> None:
    close = vague_a_lire(3, etat="en_deliberation")
    for dossier in reversed(close.dossiers):
        for critere in close.criteres:
            noter(dossier, critere, 0)
        refuser(dossier)
    assert muets(close) == [dossier.numero for dossier in close.dossiers]


@pytest.mark.parametrize("nombre", [1, 3])
def test_les_refus_muets_se_lisent_en_autant_de_requetes(
    nombre: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    close = vague_a_lire(nombre, etat="en_deliberation")
    for dossier in close.dossiers:
        noter(dossier, close.criteres[0], 0)
        refuser(dossier)
    with django_assert_num_queries(2):
        assert len(muets(close)) == nombre
    with django_assert_num_queries(1):
        assert len(criteres_sous_le_seuil(Candidature.objects.filter(vague=close.vague))) == nombre


def test_les_criteres_d_une_vague_sont_ceux_de_sa_grille_dans_l_ordre() -> None:
    close = vague_a_lire()
    CritereFactory(grille=GrilleFactory(code="autre"))
    assert list(criteres_de(close.vague.pk)) == close.criteres
    assert not criteres_de(VagueFactory().pk).exists()
