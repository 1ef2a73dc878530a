"""Reasons of a published result, and the questions they become."""

from copy import deepcopy
from uuid import uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from candidatures.lectures.motifs import GENERAL, Motif, motifs_d_origine, motifs_par_critere
from candidatures.models import Candidature, MotifCritere
from tests.candidatures.partage import dossier_a_partager
from tests.partage_du_module import Base
from tests.scenarios import vague_ouverte

pytestmark = pytest.mark.django_db


def suite_de(origine: Candidature) -> Candidature:
    suite = dossier_a_partager(vague_ouverte(), siren="000200014")
    suite.origine = origine
    suite.save(update_fields=["origine"])
    return suite


@pytest.fixture(scope="module")
def refuse_du_module(base_du_module: Base) -> Candidature:
    with base_du_module():
        return dossier_a_partager()


@pytest.fixture
def refuse(db: None, refuse_du_module: Candidature) -> Candidature:
    return deepcopy(refuse_du_module)


def motiver(dossier: Candidature, ordre: int, critere: str, motif: str) -> None:
    MotifCritere.objects.create(candidature=dossier, ordre=ordre, critere=critere, motif=motif)


def requetes_de(candidature: Candidature) -> tuple[tuple[Motif, ...], int]:
    with CaptureQueriesContext(connection) as requetes:
        motifs = motifs_d_origine(candidature)
    return motifs, len(requetes)


def test_les_motifs_se_lisent_dans_l_ordre_des_criteres(refuse: Candidature) -> None:
    motiver(refuse, 2, "Ancrage", "Peu de partenaires.")
    motiver(refuse, 1, "Projet", "Trop flou.")
    motiver(suite_de(refuse), 1, "Projet", "Celui d’un autre dossier.")
    assert motifs_par_critere(refuse.pk) == (
        Motif("1", "Projet", "Trop flou."),
        Motif("2", "Ancrage", "Peu de partenaires."),
    )
    assert motifs_par_critere(uuid4()) == ()


def test_un_dossier_sans_origine_n_a_pas_de_motif_et_ne_coute_rien(refuse: Candidature) -> None:
    motiver(refuse, 1, "Projet", "Trop flou.")
    assert requetes_de(refuse) == ((), 0)


def test_une_suite_repond_aux_motifs_par_critere_de_son_origine(refuse: Candidature) -> None:
    motiver(refuse, 1, "Projet", "Trop flou.")
    Candidature.objects.filter(pk=refuse.pk).update(motif_resultat="Dossier insuffisant.")
    assert requetes_de(suite_de(refuse)) == ((Motif("1", "Projet", "Trop flou."),), 1)


def test_sans_motif_par_critere_une_suite_repond_au_motif_general(refuse: Candidature) -> None:
    Candidature.objects.filter(pk=refuse.pk).update(motif_resultat="Dossier insuffisant.")
    assert requetes_de(suite_de(refuse)) == (
        (Motif(GENERAL, "le motif du résultat", "Dossier insuffisant."),),
        2,
    )


def test_un_refus_sans_un_mot_ne_pose_aucune_question(refuse: Candidature) -> None:
    assert requetes_de(suite_de(refuse)) == ((), 2)
