"""Mails that reached nobody: found, forgotten once the address works, tried again."""

from datetime import datetime, timedelta
from typing import Any

import pytest

from ami.notifications.models import Courriel
from ami.notifications.services import EFFACE, remettre_en_file
from ami.notifications.states import EtatCourriel
from tests.fabriques import PENDANT
from tests.notifications.test_envoi import courriel

pytestmark = pytest.mark.django_db
APRES = PENDANT + timedelta(hours=1)


def abandonne(cle: str = "perdu", **champs: Any) -> Courriel:
    champs = {
        "etat": EtatCourriel.EN_ECHEC,
        "tentatives": 10,
        "derniere_erreur": "550",
        "cree_le": PENDANT,
        **champs,
    }
    return courriel(cle, **champs)


def arrive(adresse: str, le: datetime) -> Courriel:
    return courriel(f"arrive-{le:%H}", destinataire=adresse, etat=EtatCourriel.ENVOYE, envoye_le=le)


def test_ce_qui_attend_ou_est_parti_n_est_pas_perdu() -> None:
    perdu = abandonne()
    courriel("attend")
    arrive("autre@exemple.test", APRES)
    assert list(Courriel.objects.non_remis()) == [perdu]


@pytest.mark.parametrize(
    ("adresse", "le", "reste"),
    [
        ("perdu@exemple.test", APRES, False),
        ("perdu@exemple.test", PENDANT - timedelta(hours=1), True),
        ("autre@exemple.test", APRES, True),
    ],
)
def test_une_adresse_qui_a_recu_depuis_est_bonne(adresse: str, le: datetime, reste: bool) -> None:
    abandonne()
    arrive(adresse, le)
    assert Courriel.objects.non_remis().exists() is reste


def test_on_les_essaie_de_nouveau_comme_s_ils_venaient_d_etre_decides() -> None:
    perdu, efface = abandonne(), abandonne("code", ephemere=True, texte=EFFACE)
    attend = courriel("attend")
    assert remettre_en_file(courriels=Courriel.objects.all(), maintenant=APRES) == 1
    for ligne in (perdu, efface, attend):
        ligne.refresh_from_db()
    assert (perdu.etat, perdu.tentatives, perdu.prochain_essai_le) == (EtatCourriel.A_ENVOYER, 0, APRES)
    assert efface.etat == EtatCourriel.EN_ECHEC
    assert attend.prochain_essai_le == PENDANT
