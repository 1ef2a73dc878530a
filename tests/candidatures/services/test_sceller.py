"""After the closing: the seal, once; the drafts, told once."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from ami.journal.models import Entree
from ami.notifications.models import Courriel
from candidatures.models import Acces, Candidature, RoleAcces, Scelle
from candidatures.services.reporter import reporter_brouillon
from candidatures.services.sceller import ATTENTE_AVANT_SCELLE, prevenir_brouillon, sceller_vague
from tests.fabriques import CLOTURE, AccesFactory, UtilisateurFactory
from tests.scenarios import brouillon_complet, clore, dossier_depose, vague_ouverte
from vagues.services import cloturer_vague

pytestmark = pytest.mark.django_db
AU_SCELLE = CLOTURE + ATTENTE_AVANT_SCELLE


def test_une_vague_ouverte_ne_se_scelle_pas(contenus: Any) -> None:
    volet = vague_ouverte()
    avant = contenus()
    assert sceller_vague(vague_id=volet.vague_id, maintenant=AU_SCELLE) is None
    assert contenus() == avant


def test_le_scelle_attend_une_minute(contenus: Any) -> None:
    volet = vague_ouverte()
    cloturer_vague(vague_id=volet.vague_id, maintenant=CLOTURE)
    avant = contenus()
    assert sceller_vague(vague_id=volet.vague_id, maintenant=AU_SCELLE - timedelta(seconds=1)) is None
    assert contenus() == avant


def test_un_scelle_ne_se_pose_qu_une_fois(contenus: Any) -> None:
    volet = vague_ouverte()
    dossier_depose(volet)
    premier = clore(volet.vague).scelle
    avant = contenus()
    assert sceller_vague(vague_id=volet.vague_id, maintenant=AU_SCELLE + timedelta(days=1)) == premier
    assert contenus() == avant
    ligne = Entree.objects.get(acte="vague scellée")
    assert ligne.donnees == {"depots": 1, "brouillons": 0, "empreinte": premier.empreinte}


def _requetes_de_cloture(nombre: int) -> int:
    volet = vague_ouverte()
    for rang in range(1, nombre + 1):
        dossier_depose(volet, rang=rang)
        brouillon_complet(volet, rang=100 + rang)
    with CaptureQueriesContext(connection) as requetes:
        clore(volet.vague)
    assert Scelle.objects.get(vague=volet.vague).depots == nombre
    return len(requetes)


def test_clore_et_sceller_coutent_autant_pour_1_et_3_dossiers() -> None:
    assert (_requetes_de_cloture(1), _requetes_de_cloture(3)) == (18, 18)


def test_un_brouillon_est_prevenu_une_seule_fois(contenus: Any) -> None:
    volet = vague_ouverte()
    brouillon = brouillon_complet(volet)
    clore(volet.vague)
    assert list(Candidature.objects.a_prevenir()) == [brouillon]
    prevenir_brouillon(candidature_id=brouillon.pk, maintenant=AU_SCELLE)

    courriel = Courriel.objects.get(modele="brouillon_non_depose")
    assert courriel.destinataire == brouillon.cree_par.email
    assert (
        courriel.objet
        == "La vague est terminée\u00a0: votre brouillon «\u00a0La Halle 1\u00a0» n’est pas un dépôt"
    )
    avant = contenus()
    prevenir_brouillon(candidature_id=brouillon.pk, maintenant=AU_SCELLE + timedelta(hours=1))
    assert contenus() == avant
    assert not Candidature.objects.a_prevenir().exists()


def test_un_dossier_depose_n_est_pas_prevenu(contenus: Any) -> None:
    volet = vague_ouverte()
    depose = dossier_depose(volet)
    clore(volet.vague)
    avant = contenus()
    prevenir_brouillon(candidature_id=depose.pk, maintenant=AU_SCELLE)
    assert contenus() == avant


def test_un_simple_lecteur_n_est_pas_prevenu() -> None:
    volet = vague_ouverte()
    brouillon = brouillon_complet(volet)
    redacteur = UtilisateurFactory()
    AccesFactory(candidature=brouillon, utilisateur=redacteur, role=RoleAcces.REDACTEUR)
    AccesFactory(candidature=brouillon, utilisateur=UtilisateurFactory(), role=RoleAcces.LECTEUR)
    clore(volet.vague)
    prevenir_brouillon(candidature_id=brouillon.pk, maintenant=AU_SCELLE)
    assert Acces.objects.count() == 3
    assert set(
        Courriel.objects.filter(modele="brouillon_non_depose").values_list("destinataire", flat=True)
    ) == {
        brouillon.cree_par.email,
        redacteur.email,
    }


def test_un_brouillon_reporte_entre_temps_n_est_pas_prevenu(contenus: Any) -> None:
    volet, suivante = vague_ouverte(), vague_ouverte(cloture=CLOTURE + timedelta(days=90))
    brouillon = brouillon_complet(volet)
    clore(volet.vague)
    reporter_brouillon(
        candidature_id=brouillon.pk, volet_ouvert=suivante, par=brouillon.cree_par, recu_le=AU_SCELLE
    )
    avant = contenus()
    prevenir_brouillon(candidature_id=brouillon.pk, maintenant=AU_SCELLE)
    assert contenus() == avant


def test_un_brouillon_manque_apprend_quelle_vague_est_ouverte() -> None:
    volet = vague_ouverte()
    brouillon = brouillon_complet(volet)
    clore(volet.vague)
    vague_ouverte(numero=42, cloture=CLOTURE + timedelta(days=60))
    prevenir_brouillon(candidature_id=brouillon.pk, maintenant=AU_SCELLE)
    courriel = Courriel.objects.get(modele="brouillon_non_depose")
    for corps in (courriel.texte, courriel.html):
        assert "Une autre vague est ouverte" in corps
        assert "Vague 42\u00a0: jusqu’au 17\u00a0avril\u00a02027" in corps
        assert f"/candidatures/{brouillon.pk}/" in corps
