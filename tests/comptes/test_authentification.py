"""Accounts whose password is public open nothing outside a demonstration."""

from typing import Any

import pytest

from ami.comptes.models import Utilisateur
from tests.conftest import ClientLecteur
from tests.fabriques import UtilisateurFactory

pytestmark = pytest.mark.django_db
MOT_DE_PASSE = "fabrique-demo-2026"


def compte(email: str) -> Utilisateur:
    utilisateur = UtilisateurFactory(email=email)
    utilisateur.set_password(MOT_DE_PASSE)
    utilisateur.save(update_fields=["password"])
    return utilisateur


@pytest.mark.parametrize(
    ("email", "demonstration", "entre"),
    [
        ("porteur@demo.test", True, True),
        ("porteur@demo.test", False, False),
        ("porteur@exemple.test", False, True),
    ],
)
def test_un_compte_de_demonstration_n_entre_que_dans_une_demonstration(
    email: str, demonstration: bool, entre: bool, client: ClientLecteur, settings: Any
) -> None:
    settings.AMI_DEMO = demonstration
    compte(email)
    assert client.login(email=email, password=MOT_DE_PASSE) is entre


def test_couper_la_demonstration_ferme_les_sessions_ouvertes(client: ClientLecteur, settings: Any) -> None:
    settings.AMI_DEMO = True
    compte("porteur@demo.test")
    assert client.login(email="porteur@demo.test", password=MOT_DE_PASSE)
    assert client.get("/candidatures/").status_code == 200
    settings.AMI_DEMO = False
    assert client.get("/candidatures/").status_code == 302


def test_une_adresse_qui_ressemble_est_celle_d_un_autre() -> None:
    """PostgreSQL writes « ı » and « i » with the same capital."""
    marie, autre = compte("marie@exemple.test"), compte("marıe@exemple.test")
    assert Utilisateur.objects.get_by_natural_key("Marie@exemple.test") == marie
    assert Utilisateur.objects.get_by_natural_key("marıe@exemple.test") == autre
