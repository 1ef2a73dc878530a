"""The outbox: a mail exists with the transaction that decides it, once."""

import hashlib
from datetime import timedelta
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from ami.notifications.models import Courriel
from ami.notifications.redaction import Message, Rendu
from ami.notifications.services import (
    COURRIELS,
    identifiant,
    mettre_en_file,
)
from tests.fabriques import PENDANT, CandidatureFactory


def message(cle: str = "essai:1", **champs: Any) -> Message:
    candidature = CandidatureFactory(nom="La Halle")
    vague = candidature.vague
    contexte = {
        "candidature": candidature,
        "vague": vague,
        "appel": vague.appel,
        "lien": "http://testserver/candidatures/1/",
    }
    return Message(
        **{
            "cle": cle,
            "modele": "brouillon_non_depose",
            "destinataire": "camille@exemple.test",
            "contexte": contexte,
            **champs,
        }
    )


@transaction.atomic
def mettre(*messages: Message) -> None:
    mettre_en_file(messages, maintenant=PENDANT)


@pytest.mark.django_db
def test_un_courriel_est_rendu_quand_il_est_decide() -> None:
    mettre(message(priorite=3))

    courriel = Courriel.objects.get()
    assert (courriel.cle, courriel.destinataire, courriel.priorite) == ("essai:1", "camille@exemple.test", 3)
    assert (courriel.etat, courriel.tentatives, courriel.cree_le, courriel.prochain_essai_le) == (
        "a_envoyer",
        0,
        PENDANT,
        PENDANT,
    )
    assert "\n" not in courriel.objet
    assert "http://testserver/candidatures/1/" in courriel.texte
    assert "http://testserver/candidatures/1/" in courriel.html
    assert str(courriel) == "brouillon_non_depose → camille@exemple.test"


@pytest.mark.django_db
def test_une_cle_n_est_mise_en_file_qu_une_fois() -> None:
    mettre(message("a"), message("b", destinataire="b@exemple.test"))
    mettre(message("b", destinataire="autre@exemple.test"), message("c"))
    assert list(Courriel.objects.values_list("cle", "destinataire")) == [
        ("a", "camille@exemple.test"),
        ("b", "b@exemple.test"),
        ("c", "camille@exemple.test"),
    ]


@pytest.mark.django_db
def test_une_cle_est_unique_dans_la_base() -> None:
    mettre(message("a"))
    with pytest.raises(IntegrityError, match="notifications_courriel_cle"), transaction.atomic():
        Courriel.objects.create(cle="a", modele="m", destinataire="x@exemple.test", objet="o", texte="t")


@pytest.mark.django_db
@pytest.mark.parametrize("nombre", [1, 20])
def test_mettre_en_file_coute_une_requete(nombre: int, django_assert_num_queries: Any) -> None:
    messages = [message(f"essai:{rang}") for rang in range(nombre)]
    with transaction.atomic(), django_assert_num_queries(1):
        mettre_en_file(messages, maintenant=PENDANT)


def test_un_courriel_est_refuse_hors_d_une_transaction(transactional_db: None) -> None:
    with pytest.raises(RuntimeError, match="only inside the transaction"):
        mettre_en_file([message()], maintenant=PENDANT)
    with pytest.raises(RuntimeError, match="only inside the transaction"):
        mettre_en_file(
            [Message(cle="a", modele="m", destinataire="x@exemple.test", rendu=Rendu("o", "t"))],
            maintenant=PENDANT,
        )
    assert Courriel.objects.count() == 0


def test_un_courriel_disparait_avec_la_transaction_qui_le_decide(transactional_db: None) -> None:
    @transaction.atomic
    def acte_qui_echoue() -> None:
        mettre_en_file([message()], maintenant=PENDANT)
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        acte_qui_echoue()
    assert Courriel.objects.count() == 0


def test_le_message_id_se_deduit_de_la_cle() -> None:
    attendu = hashlib.sha256(b"resultat:1").hexdigest()[:40]
    assert identifiant("resultat:1") == f"<{attendu}@testserver>"
    assert identifiant("resultat:2") != identifiant("resultat:1")


@pytest.mark.parametrize(
    ("adresse", "domaine"),
    [("https://ami.exemple.test:8443/x", "ami.exemple.test"), ("http://127.0.0.1:8000", "127.0.0.1")],
)
def test_le_message_id_porte_le_domaine_du_site(adresse: str, domaine: str, settings: Any) -> None:
    settings.AMI_URL = adresse
    assert identifiant("a").endswith(f"@{domaine}>")


@pytest.mark.parametrize(
    ("tentatives", "minutes"),
    [(0, 1), (1, 2), (2, 4), (3, 8), (4, 16), (5, 32), (6, 64), (7, 128), (8, 256), (9, 360), (99, 360)],
)
def test_l_attente_double_a_chaque_echec(tentatives: int, minutes: int) -> None:
    assert COURRIELS.delai(tentatives) == timedelta(minutes=minutes)


@pytest.mark.django_db
def test_prendre_un_courriel_le_retire_de_la_file_le_temps_de_l_envoi() -> None:
    mettre(message())
    pris = COURRIELS.prendre(maintenant=PENDANT)
    assert pris is not None
    assert (pris.tentatives, pris.prochain_essai_le) == (1, PENDANT + timedelta(minutes=1))
    assert COURRIELS.prendre(maintenant=PENDANT + timedelta(seconds=59)) is None

    repris = COURRIELS.prendre(maintenant=PENDANT + timedelta(minutes=1))
    assert repris is not None
    assert (repris.tentatives, repris.prochain_essai_le) == (2, PENDANT + timedelta(minutes=3))


@pytest.mark.django_db
def test_le_plus_urgent_puis_le_plus_ancien_part_d_abord() -> None:
    mettre(message("autre", priorite=3), message("laureat", priorite=2), message("autre:2", priorite=3))
    mettre(message("code", priorite=0))
    pris = [COURRIELS.prendre(maintenant=PENDANT) for _ in range(4)]
    assert [courriel.cle for courriel in pris if courriel] == ["code", "laureat", "autre", "autre:2"]


@pytest.mark.django_db
def test_un_courriel_a_venir_attend() -> None:
    mettre(message())
    assert COURRIELS.prendre(maintenant=PENDANT - timedelta(seconds=1)) is None
