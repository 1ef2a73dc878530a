"""What people read and receive when a wave closes before its announced instant."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import time_machine
from django.test import Client

from ami.commun.erreurs import HorsDelai
from ami.notifications.models import Courriel
from candidatures.models import Candidature
from candidatures.services.deposer import deposer_candidature
from candidatures.services.remanier import remanier_candidature
from candidatures.services.sceller import ATTENTE_AVANT_SCELLE, prevenir_brouillon, sceller_vague
from tests.candidatures.views.pages import connecter, texte
from tests.conftest import ClientLecteur
from tests.scenarios import brouillon_complet, dossier_depose, vague_ouverte
from tests.vagues.anticipation import clore_en_avance
from vagues.models import Vague, VoletOuvert

pytestmark = pytest.mark.django_db
INSTANT = datetime(2027, 2, 3, 8, 4, 34, 250_000, tzinfo=UTC)  # 9 h 04 min 34 s in Paris
PHRASE = (
    "close par anticipation le 3 février 2027 à 9 h 04 min 34 s (heure de Paris), "
    "annoncée pour le 15 février 2027 à 23 h 59 (heure de Paris) ; motif : Enveloppe épuisée"
).replace("\xa0", " ")


@pytest.fixture
def volet() -> VoletOuvert:
    return vague_ouverte()


def clore(volet: VoletOuvert) -> Vague:
    with time_machine.travel(INSTANT, tick=False):
        return clore_en_avance(volet.vague, INSTANT)


def sceller(volet: VoletOuvert) -> None:
    apres = INSTANT + ATTENTE_AVANT_SCELLE
    sceller_vague(vague_id=volet.vague_id, maintenant=apres)
    for brouillon in Candidature.objects.filter(etat="brouillon"):
        prevenir_brouillon(candidature_id=brouillon.pk, maintenant=apres)


def recus(dossier: Candidature) -> list[str]:
    lignes = Courriel.objects.filter(destinataire=dossier.cree_par.email).order_by("pk")
    return list(lignes.values_list("modele", flat=True))


def dit(modele: str) -> None:
    courriel = Courriel.objects.get(modele=modele)
    for corps in (courriel.texte, courriel.html):
        assert PHRASE in " ".join(corps.replace("\xa0", " ").split())


def test_chacun_est_prevenu_une_fois_de_la_cloture_anticipee(volet: VoletOuvert) -> None:
    depose, brouillon = dossier_depose(volet, rang=1), brouillon_complet(volet, rang=2)
    repris = dossier_depose(volet, rang=3)
    remanier_candidature(candidature_id=repris.pk, par=repris.cree_par, recu_le=INSTANT - timedelta(hours=1))
    clore(volet)
    for _ in range(2):
        sceller(volet)
    assert recus(depose)[-1] == "cloture_anticipee"
    assert recus(brouillon)[-1] == "brouillon_non_depose"
    assert recus(repris)[-1] == "version_conservee"
    for modele in ("cloture_anticipee", "brouillon_non_depose", "version_conservee"):
        dit(modele)


def test_une_vague_close_a_son_heure_n_en_parle_pas(volet: VoletOuvert) -> None:
    depose = dossier_depose(volet)
    Vague.objects.filter(pk=volet.vague_id).update(etat="close", cloture=INSTANT, close_le=INSTANT)
    sceller(volet)
    assert "cloture_anticipee" not in recus(depose)


def test_un_depot_refuse_dit_la_vraie_heure_l_annoncee_et_le_motif(volet: VoletOuvert) -> None:
    brouillon = brouillon_complet(volet)
    clore(volet)
    with pytest.raises(HorsDelai) as refus:
        deposer_candidature(candidature_id=brouillon.pk, par=brouillon.cree_par, recu_le=INSTANT)
    assert f"La vague a été {PHRASE}." in refus.value.message.replace("\xa0", " ")
    assert "était fixée" not in refus.value.message


def test_un_depot_recu_entre_la_minute_et_l_instant_compte(volet: VoletOuvert) -> None:
    brouillon = brouillon_complet(volet)
    clore(volet)
    recu_le = INSTANT - timedelta(microseconds=1)
    deposer_candidature(candidature_id=brouillon.pk, par=brouillon.cree_par, recu_le=recu_le)
    brouillon.refresh_from_db()
    assert (brouillon.etat, brouillon.depose_le) == ("deposee", recu_le)


def test_une_reprise_trop_tardive_le_dit_aussi(volet: VoletOuvert) -> None:
    depose = dossier_depose(volet)
    clore(volet)
    with pytest.raises(HorsDelai) as refus:
        remanier_candidature(candidature_id=depose.pk, par=depose.cree_par, recu_le=INSTANT)
    assert PHRASE in refus.value.message.replace("\xa0", " ")


def test_le_public_le_lit_sur_la_page_d_accueil(volet: VoletOuvert, client: Client) -> None:
    clore(volet)
    with time_machine.travel(INSTANT + timedelta(hours=1), tick=False):
        accueil = texte(client.get("/"))
    assert PHRASE[1:] in accueil
    assert "9 h 03" not in accueil


def test_les_porteurs_le_lisent_sur_leurs_pages(volet: VoletOuvert, client: ClientLecteur) -> None:
    depose, brouillon = dossier_depose(volet, rang=1), brouillon_complet(volet, rang=2)
    clore(volet)
    with time_machine.travel(INSTANT + timedelta(hours=1), tick=False):
        for dossier, pages in ((depose, ("", "recepisse/")), (brouillon, ("", "projet/", "deposer/"))):
            lecteur: Any = connecter(client, dossier.cree_par)
            for page in pages:
                lue = texte(lecteur.get(f"/candidatures/{dossier.pk}/{page}"))
                assert PHRASE[1:] in lue, page
                assert "9 h 03" not in lue, page
        assert PHRASE in texte(connecter(client, brouillon.cree_par).get("/candidatures/"))
