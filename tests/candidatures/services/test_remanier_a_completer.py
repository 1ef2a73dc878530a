"""Taking back, while the wave is open, a dossier of which a refused document is asked again."""

from copy import deepcopy
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.urls import reverse

from ami.commun.erreurs import HorsDelai, TransitionInterdite
from ami.journal.models import Entree
from candidatures.models import Candidature, Complement
from candidatures.services.joindre import joindre_piece
from candidatures.services.refermer import demander_les_pieces_refusees
from candidatures.services.remanier import remanier_candidature
from candidatures.states import EtatComplement
from candidatures.tasks import redemander_pieces_refusees
from candidatures.version_deposee.depots import contenu_de
from tests.candidatures.complements import refuser, rendre
from tests.candidatures.views.pages import connecter, texte
from tests.conftest import ClientLecteur
from tests.fabriques import APRES, CLOTURE, PENDANT, FichierFactory
from tests.partage_du_module import Base
from tests.scenarios import clore, deposer, dossier_depose, vague_ouverte

pytestmark = pytest.mark.django_db
PLUS_TARD = PENDANT + timedelta(hours=2)


@pytest.fixture(scope="module")
def a_completer_du_module(base_du_module: Base) -> Candidature:
    """A filed dossier of an open wave, one document of which the antivirus has refused since."""
    with base_du_module():
        dossier = dossier_depose(vague_ouverte(numero=13))
        refuser(dossier.pieces.get(code="statuts"))
        demander_les_pieces_refusees(candidature_id=dossier.pk, maintenant=PENDANT + timedelta(hours=1))
        dossier.refresh_from_db()
        return dossier


@pytest.fixture
def a_completer(db: None, a_completer_du_module: Candidature) -> Candidature:
    return deepcopy(a_completer_du_module)


def remanier(candidature: Candidature, le: Any = PLUS_TARD) -> None:
    remanier_candidature(candidature_id=candidature.pk, par=candidature.cree_par, recu_le=le)
    candidature.refresh_from_db()


def redemander(le: Any) -> int:
    with time_machine.travel(le, tick=False):
        redemander_pieces_refusees()
    return Complement.objects.count()


def test_rouvrir_annule_la_demande_et_le_journal_le_dit(a_completer: Candidature, contenus: Any) -> None:
    remanier(a_completer)
    complement = Complement.objects.get()
    assert (a_completer.etat, a_completer.numero) == ("brouillon", "FDT-13-0001")
    assert (complement.etat, complement.ferme_le) == (EtatComplement.ANNULE, PLUS_TARD)
    rouvert, annule = Entree.objects.order_by("-rang")[:2]
    assert (rouvert.acte, rouvert.de, rouvert.vers) == ("dossier rouvert", "a_completer", "brouillon")
    assert (annule.acte, annule.par, annule.donnees) == (
        "compléments annulés",
        a_completer.cree_par,
        {"complement": complement.pk},
    )
    avant = contenus()
    with pytest.raises(TransitionInterdite, match="Aucune demande"):
        rendre(a_completer, le=PLUS_TARD)
    assert contenus() == avant


def test_le_dossier_repris_se_depose_avec_une_autre_piece(a_completer: Candidature) -> None:
    remanier(a_completer)
    assert redemander(PLUS_TARD) == 1
    joindre_piece(
        candidature_id=a_completer.pk,
        code="statuts",
        fichier=FichierFactory(nom="statuts-sains.pdf"),
        legende="",
        par=a_completer.cree_par,
        recu_le=PLUS_TARD,
    )
    depot = deposer(a_completer, le=PLUS_TARD)
    noms = {piece.code: piece.nom for piece in contenu_de(depot).pieces}
    assert (a_completer.etat, depot.version, noms["statuts"]) == ("deposee", 2, "statuts-sains.pdf")
    assert redemander(PLUS_TARD) == 1


def test_le_scelle_rend_la_version_deposee_et_la_piece_est_redemandee(a_completer: Candidature) -> None:
    """Once: taking the dossier back must not leave an unreadable document in the version that counts."""
    remanier(a_completer)
    clore(a_completer.vague)
    assert redemander(APRES) == 2
    a_completer.refresh_from_db()
    assert a_completer.etat == "a_completer"
    dernier = Complement.objects.latest("pk")
    assert (dernier.etat, dernier.etat_avant, dernier.demandes) == ("ouvert", "deposee", ["piece:statuts"])
    assert redemander(APRES) == 2


def test_a_la_cloture_le_dossier_a_completer_ne_se_reprend_plus(
    a_completer: Candidature, contenus: Any
) -> None:
    avant = contenus()
    with pytest.raises(HorsDelai, match="Il reste déposé"):
        remanier(a_completer, CLOTURE)
    assert contenus() == avant


def test_la_page_propose_de_reprendre_et_dit_que_la_demande_sera_annulee(
    client: ClientLecteur, a_completer: Candidature
) -> None:
    page = reverse("candidatures:dossier", args=[a_completer.pk])
    with time_machine.travel(PLUS_TARD, tick=False):
        connecter(client, a_completer.cree_par)
        assert "La demande de compléments en cours sera alors annulée" in texte(client.get(page))
        client.post(reverse("candidatures:remanier", args=[a_completer.pk]))
        assert "Modification en cours" in texte(client.get(page))
    with time_machine.travel(CLOTURE, tick=False):
        assert "Reprendre le dossier" not in texte(connecter(client, a_completer.cree_par).get(page))
