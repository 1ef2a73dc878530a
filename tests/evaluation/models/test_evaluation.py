"""Readings as rows: who sees which, in what order, while which phase."""

from decimal import Decimal

import pytest
from pytest_django import DjangoAssertNumQueries

from candidatures.models import Interet
from candidatures.states import EtatCandidature
from evaluation.models import Evaluation, Note, Synthese
from tests.evaluation.dossiers import dossier_numerote, lecture, mettre_a, vague_a_lire
from tests.fabriques import AccesFactory, CandidatureFactory, CritereFactory
from tests.scenarios import agent, vague_ouverte
from vagues.states import EtatVague

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("etat", [e for e in EtatCandidature.values if e != "retiree"])
def test_une_lecture_reste_visible_quel_que_soit_l_etat_du_dossier(etat: str) -> None:
    lecteur = agent()
    evaluation = lecture(dossier_numerote(vague_ouverte(), etat=etat), evaluateur=lecteur)
    assert list(Evaluation.objects.visibles_par(lecteur)) == [evaluation]


def test_un_dossier_retire_quitte_la_file() -> None:
    lecteur = agent()
    lecture(dossier_numerote(vague_ouverte(), etat="retiree"), evaluateur=lecteur)
    assert not Evaluation.objects.visibles_par(lecteur).exists()


def test_chacun_ne_voit_que_ses_lectures() -> None:
    dossier, lecteur, collegue = dossier_numerote(vague_ouverte()), agent(), agent()
    mienne, sienne = lecture(dossier, evaluateur=lecteur), lecture(dossier, evaluateur=collegue)
    assert list(Evaluation.objects.visibles_par(lecteur)) == [mienne]
    assert list(Evaluation.objects.visibles_par(collegue)) == [sienne]
    assert not Evaluation.objects.visibles_par(agent()).exists()


@pytest.mark.parametrize("lien", ["acces", "meme_siren", "interet_passe", "brouillon_du_siren"])
def test_un_interet_cache_la_lecture(lien: str) -> None:
    """Whatever ties the reader to the structure, today or once."""
    volet, lecteur = vague_ouverte(), agent()
    dossier = dossier_numerote(volet)
    lecture(dossier, evaluateur=lecteur)
    autre_dossier = lecture(dossier_numerote(volet, rang=2), evaluateur=lecteur)
    if lien == "acces":
        AccesFactory(candidature=dossier, utilisateur=lecteur, role="lecteur")
    elif lien == "meme_siren":
        ailleurs = dossier_numerote(vague_ouverte(), rang=1)
        AccesFactory(candidature=ailleurs, utilisateur=lecteur, role="redacteur")
    elif lien == "interet_passe":
        Interet.objects.create(utilisateur=lecteur, siren=dossier.siren)
    else:
        brouillon = CandidatureFactory(cree_par=lecteur, siren=dossier.siren)
        AccesFactory(candidature=brouillon)
    assert list(Evaluation.objects.visibles_par(lecteur)) == [autre_dossier]


def test_un_brouillon_sans_siren_ne_cache_rien() -> None:
    """An empty SIREN is nobody's: it must not tie together all the drafts that have none."""
    lecteur = agent()
    AccesFactory(candidature=CandidatureFactory(cree_par=lecteur, siren=""))
    evaluation = lecture(CandidatureFactory(siren=""), evaluateur=lecteur)
    assert list(Evaluation.objects.visibles_par(lecteur)) == [evaluation]


def test_la_file_montre_d_abord_ce_qui_reste_a_faire() -> None:
    volet, lecteur = vague_ouverte(), agent()
    etats = ("deport", "remise", "a_faire", "brouillon", "remise", "a_faire", "brouillon")
    for rang, etat in enumerate(etats, start=1):
        lecture(dossier_numerote(volet, rang), etat, evaluateur=lecteur)
    file = Evaluation.objects.visibles_par(lecteur).pour_file()
    assert [(e.etat, (e.candidature.numero or "")[-1]) for e in file] == [
        ("brouillon", "4"),
        ("brouillon", "7"),
        ("a_faire", "3"),
        ("a_faire", "6"),
        ("remise", "2"),
        ("remise", "5"),
        ("deport", "1"),
    ]


@pytest.mark.parametrize("nombre", [1, 3])
def test_la_file_se_lit_en_une_requete(
    nombre: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    volet, lecteur = vague_ouverte(), agent()
    for rang in range(1, nombre + 1):
        lecture(dossier_numerote(volet, rang), evaluateur=lecteur)
    with django_assert_num_queries(1):
        lues = [
            (str(e.candidature.porteur), str(e.candidature.vague), str(e.candidature.volet))
            for e in Evaluation.objects.visibles_par(lecteur).pour_file()
        ]
    assert len(lues) == nombre


@pytest.mark.parametrize("etat", EtatVague.values)
def test_les_notes_s_ecrivent_de_la_cloture_a_la_deliberation(etat: str) -> None:
    close = vague_a_lire()
    mettre_a(close.vague, etat)
    evaluation = lecture(close.dossiers[0])
    assert Evaluation.objects.get(pk=evaluation.pk).est_ouverte is (etat == "close")


def test_chacune_se_lit_par_son_nom() -> None:
    evaluation = lecture(CandidatureFactory(nom="La Halle"), evaluateur=agent())
    assert str(evaluation) == f"La Halle par {evaluation.evaluateur}"
    assert str(Synthese(candidature=evaluation.candidature, moyenne=Decimal("3.25"))) == "La Halle : 3.25"


@pytest.mark.parametrize(("valeur", "lue"), [(None, "–"), (0, "0"), (5, "5")])
def test_une_note_absente_est_un_tiret_et_zero_est_zero(valeur: int | None, lue: str) -> None:
    assert str(Note(valeur=valeur)) == lue


def test_les_notes_suivent_l_ordre_des_criteres() -> None:
    evaluation = lecture(CandidatureFactory())
    for ordre in (3, 1, 2):
        Note.objects.create(evaluation=evaluation, critere=CritereFactory(ordre=ordre), valeur=ordre)
    assert [note.valeur for note in evaluation.notes.all()] == [1, 2, 3]


@pytest.mark.parametrize("valeur", [0, 5])
def test_les_bornes_d_une_note_sont_admises(valeur: int) -> None:
    note = Note.objects.create(
        evaluation=lecture(CandidatureFactory()), critere=CritereFactory(), valeur=valeur
    )
    note.full_clean()
