"""What the register said is kept; what it did not say is asked again later."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import transaction

from ami.registre.client import Patience
from ami.registre.models import Etablissement
from ami.registre.services import lire_etablissement
from tests.fabriques import PENDANT
from tests.registre import pair
from tests.registre.pair import ASSOCIATION, INCONNU, Pair

BREF = Patience(etape=1, total=2, essais=1)
pytestmark = pytest.mark.django_db


def lire(siret: str = ASSOCIATION, le: timedelta = timedelta(0)) -> Etablissement | None:
    return lire_etablissement(siret=siret, maintenant=PENDANT + le, patience=BREF)


def test_un_etablissement_lu_est_garde_trente_jours(registre: Pair) -> None:
    lu = lire()
    assert lu
    assert lu.fiche_lue
    assert (lu.trouve, lu.lu_le, lu.fiche_lue.sigle) == (True, PENDANT, "ATLEX")
    assert lire(le=timedelta(days=30, seconds=-1)) == lu
    assert registre.sirets == [ASSOCIATION]
    relu = lire(le=timedelta(days=30))
    assert relu
    assert relu.lu_le == PENDANT + timedelta(days=30)
    assert registre.sirets == [ASSOCIATION] * 2
    assert Etablissement.objects.count() == 1


def test_un_inconnu_est_redemande_le_lendemain(registre: Pair) -> None:
    lu = lire(INCONNU)
    assert lu
    assert (lu.trouve, lu.fiche_lue) == (False, None)
    lire(INCONNU, timedelta(hours=23))
    assert registre.sirets == [INCONNU]
    lire(INCONNU, timedelta(days=1))
    assert registre.sirets == [INCONNU] * 2


def test_une_panne_ne_rend_rien_et_se_reessaie_de_plus_en_plus_tard(registre: Pair) -> None:
    registre.repondre(pair.statut(500))
    attentes = []
    le = timedelta(0)
    for _ in range(9):
        assert lire(le=le) is None
        ligne = Etablissement.objects.get()
        attentes.append((ligne.a_verifier_le - PENDANT - le) // timedelta(minutes=1))
        le = ligne.a_verifier_le - PENDANT
    assert attentes == [5, 10, 20, 40, 80, 160, 320, 360, 360]
    assert (ligne.trouve, ligne.lu_le, ligne.tentatives) == (None, None, 9)


def test_une_panne_garde_ce_qui_etait_connu(registre: Pair) -> None:
    lire()
    registre.repondre(pair.statut(500), pair.trouve)
    plus_tard = timedelta(days=31)
    assert lire(le=plus_tard) is None
    garde = Etablissement.objects.get()
    assert (garde.trouve, garde.lu_le, garde.tentatives) == (True, PENDANT, 1)
    relu = lire(le=plus_tard + timedelta(minutes=1))
    assert relu
    assert (relu.lu_le, relu.tentatives) == (PENDANT + plus_tard + timedelta(minutes=1), 0)


def test_un_circuit_ouvert_ne_compte_pas_contre_le_numero(registre: Pair, contenus: Any) -> None:
    registre.repondre(pair.statut(429, Retry_After="60"))
    avant = contenus()
    assert lire() is None
    assert lire() is None
    assert len(registre.appels) == 1
    assert contenus() == avant


def test_aucune_lecture_dans_une_transaction(registre: Pair) -> None:
    with transaction.atomic(), pytest.raises(RuntimeError, match="durable"):
        lire()
    assert registre.appels == []
