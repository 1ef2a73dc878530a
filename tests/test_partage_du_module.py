"""What a module shares is built once, belongs to each test and is undone with it."""

from copy import deepcopy
from types import SimpleNamespace
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from ami.comptes.models import Attribution, Utilisateur
from tests import partage_du_module
from tests.fabriques import UtilisateurFactory
from tests.partage_du_module import Base, pytest_collection_modifyitems

CONSTRUITS: list[Utilisateur] = []


@pytest.fixture(scope="module")
def compte_du_module(base_du_module: Base) -> Utilisateur:
    with base_du_module():
        CONSTRUITS.append(UtilisateurFactory(nom="Martin"))
        return CONSTRUITS[-1]


@pytest.fixture
def compte(db: None, compte_du_module: Utilisateur) -> Utilisateur:
    return deepcopy(compte_du_module)


@pytest.mark.parametrize("_tour", [1, 2])
def test_chaque_essai_trouve_ce_qui_a_ete_construit_et_le_change_pour_lui_seul(
    _tour: int, compte: Utilisateur
) -> None:
    assert len(CONSTRUITS) == 1
    assert (compte.nom, Utilisateur.objects.get().nom) == ("Martin", "Martin")
    compte.nom = "Durand"
    with transaction.atomic(durable=True):
        compte.save()
        UtilisateurFactory()
    assert Utilisateur.objects.count() == 2


@pytest.mark.usefixtures("compte_du_module")
def test_la_base_reste_fermee_a_qui_ne_la_demande_pas() -> None:
    with pytest.raises(RuntimeError, match="Database access not allowed"):
        Utilisateur.objects.count()


def test_construire_accepte_un_bloc_durable_et_controle_les_contraintes(base_du_module: Base) -> None:
    with pytest.raises(IntegrityError), base_du_module(), transaction.atomic(durable=True):
        Attribution.objects.create(utilisateur_id=0, role="evaluateur")
    with base_du_module():
        assert not Attribution.objects.exists()


def test_la_base_du_module_ne_s_ouvre_pas_au_milieu_d_un_essai(
    db: None, django_db_setup: None, django_db_blocker: Any
) -> None:
    ouverture = partage_du_module.base_du_module.__wrapped__(django_db_setup, django_db_blocker)
    with pytest.raises(pytest.fail.Exception, match="un essai est déjà commencé"):
        next(ouverture)


def test_un_essai_qui_veut_de_vrais_commits_est_refuse_dans_ce_module() -> None:
    avec, sans = _essai("avec", "base_du_module"), _essai("sans", "live_server")
    pytest_collection_modifyitems([avec, _essai("autre", "live_server", module="b")])
    with pytest.raises(pytest.UsageError, match="sans a besoin de vrais commits"):
        pytest_collection_modifyitems([sans, avec])


def _essai(nom: str, *fixtures: str, module: str = "a") -> Any:
    return SimpleNamespace(
        nodeid=nom,
        fixturenames=fixtures,
        getparent=lambda _genre: module,
        iter_markers=lambda _nom: iter(()),
        get_closest_marker=lambda _nom: None,
    )
