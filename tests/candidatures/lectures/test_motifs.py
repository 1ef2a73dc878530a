"""Reasons of a published result, and the questions they become."""

import re
from copy import deepcopy
from uuid import uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from candidatures.lectures.motifs import GENERAL, Motif, motifs_d_origine, motifs_par_critere
from candidatures.models import Candidature, MotifCritere
from tests.candidatures.partage import dossier_a_partager
from tests.conftest import ClientLecteur
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


def motiver(dossier: Candidature, ordre: int, critere: str, motif: str, code: str = "") -> None:
    MotifCritere.objects.create(candidature=dossier, ordre=ordre, critere=critere, motif=motif, code=code)


def requetes_de(candidature: Candidature) -> tuple[tuple[Motif, ...], int]:
    with CaptureQueriesContext(connection) as requetes:
        motifs = motifs_d_origine(candidature)
    return motifs, len(requetes)


def test_les_motifs_se_lisent_dans_l_ordre_des_criteres(refuse: Candidature) -> None:
    motiver(refuse, 2, "Ancrage", "Peu de partenaires.", "ancrage")
    motiver(refuse, 1, "Projet", "Trop flou.")
    motiver(suite_de(refuse), 1, "Projet", "Celui d’un autre dossier.")
    assert motifs_par_critere(refuse.pk) == (
        Motif("1", "Projet", "Trop flou."),
        Motif("2", "Ancrage", "Peu de partenaires.", section="ancrage"),
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


@pytest.mark.usefixtures("pendant_la_vague")
def test_chaque_motif_se_lit_dans_la_section_qui_y_repond(client: ClientLecteur, refuse: Candidature) -> None:
    motiver(refuse, 1, "Ambition", "Trop flou.", "ambition")
    motiver(refuse, 2, "Modèle", "Peu de ressources.", "modele")
    motiver(refuse, 3, "Innovation", "Rien de neuf.", "innovation")  # of a grid that nobody foresaw
    suite = suite_de(refuse)
    client.force_login(suite.cree_par)

    def en_tete(section: str) -> list[str]:
        page = client.get(reverse("candidatures:section", args=[suite.pk, section])).content.decode()
        return re.findall("Motif du résultat précédent\\W+([A-Z]\\w+)", page)

    assert en_tete("projet") == ["Ambition", "Innovation"]
    assert en_tete("budget") == ["Modèle"]
    assert en_tete("gouvernance") == []
