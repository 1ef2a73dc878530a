"""The digest of a wave: every version received before the closing, and nothing of what comes after."""

import hashlib
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from candidatures.services.remanier import remanier_candidature
from candidatures.services.retirer import retirer_candidature
from candidatures.version_deposee.scelle import empreinte_des_depots
from tests.fabriques import PENDANT
from tests.scenarios import deposer, dossier_depose, remplir, reponses_completes, vague_ouverte

pytestmark = pytest.mark.django_db
PLUS_TARD = PENDANT + timedelta(hours=1)


def test_une_vague_sans_depot_a_l_empreinte_du_vide() -> None:
    assert empreinte_des_depots(vague_ouverte().vague) == hashlib.sha256(b"").hexdigest()


def test_l_empreinte_porte_chaque_version_dans_l_ordre_des_numeros() -> None:
    volet = vague_ouverte(numero=13)
    premier, second = dossier_depose(volet, rang=1), dossier_depose(volet, rang=2)
    remanier_candidature(candidature_id=premier.pk, par=premier.cree_par, recu_le=PLUS_TARD)
    remplir(premier, reponses_completes(1, nom_lieu="La Halle neuve"), le=PLUS_TARD)
    deposer(premier, le=PLUS_TARD)
    retirer_candidature(candidature_id=second.pk, par=second.cree_par, recu_le=PLUS_TARD)
    une, deux = premier.depots.order_by("version")
    lignes = (
        f"FDT-13-0001 1 {une.empreinte}\n"
        f"FDT-13-0001 2 {deux.empreinte}\n"
        f"FDT-13-0002 1 {second.depots.get().empreinte}"
    )
    with CaptureQueriesContext(connection) as requetes:
        assert empreinte_des_depots(volet.vague) == hashlib.sha256(lignes.encode()).hexdigest()
    assert len(requetes) == 1


def test_ce_qui_est_recu_a_la_cloture_ou_d_une_autre_vague_n_y_entre_pas() -> None:
    volet = vague_ouverte(numero=13)
    dossier_depose(volet, rang=1)
    avant = empreinte_des_depots(volet.vague)
    dossier_depose(vague_ouverte(numero=14), rang=2)
    assert empreinte_des_depots(volet.vague) == avant
    volet.vague.cloture = PENDANT
    assert empreinte_des_depots(volet.vague) == hashlib.sha256(b"").hexdigest()
