"""What a module shares is built once, belongs to each test and is undone with it."""

from copy import deepcopy
from types import SimpleNamespace
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from ami.comptes.models import Attribution, Utilisateur
from tests import partage_du_module
from tests.fabriques import UtilisateurFactory
from tests.partage_du_module import Base

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


@pytest.mark.django_db
def test_ce_que_d_autres_partagent_ne_se_voit_pas() -> None:
    assert not Utilisateur.objects.exists()


def test_construire_accepte_un_bloc_durable_et_controle_les_contraintes(base_du_module: Base) -> None:
    with pytest.raises(IntegrityError), base_du_module(), transaction.atomic(durable=True):
        Attribution.objects.create(utilisateur_id=0, role="evaluateur")
    with base_du_module():
        assert not Attribution.objects.exists()


@pytest.mark.django_db
def test_la_base_du_module_ne_s_ouvre_pas_au_milieu_d_un_essai() -> None:
    with pytest.raises(pytest.fail.Exception, match="un essai est déjà commencé"):
        partage_du_module._ouvrir()


def test_une_fixture_qui_batit_dit_son_nom_et_n_a_pas_de_parametre() -> None:
    """The name groups the tests; two values of a parameter would leave two worlds in one base."""
    partage_du_module.pytest_fixture_setup(_fixture("depose_du_module"))
    for fausse in (_fixture("depose"), _fixture("depose_du_module", params=(1, 2))):
        with pytest.raises(pytest.fail.Exception, match="son nom finit par _du_module, sans paramètre"):
            partage_du_module.pytest_fixture_setup(fausse)


def _fixture(nom: str, params: Any = None) -> Any:
    return SimpleNamespace(argname=nom, argnames=("base_du_module",), params=params)


def test_les_essais_qui_partagent_la_meme_chose_se_suivent() -> None:
    items = [_essai("1", "b"), _essai("2", "a"), _essai("3"), _essai("4", "b"), _essai("5", module="autre")]
    partage_du_module.pytest_collection_modifyitems(items)
    assert [item.nodeid for item in items] == ["3", "2", "1", "4", "5"]


def test_un_essai_qui_veut_de_vrais_commits_est_refuse_dans_ce_module() -> None:
    partage, commits = _essai("partage", "a"), _essai("commits", fixtures=("live_server",))
    partage_du_module.pytest_collection_modifyitems([partage])
    partage_du_module.pytest_collection_modifyitems([commits, _essai("ailleurs", "a", module="autre")])
    with pytest.raises(pytest.UsageError, match="commits a besoin de vrais commits"):
        partage_du_module.pytest_collection_modifyitems([partage, commits])


class Essai(SimpleNamespace):
    """As much of a collected test as the plugin reads."""

    __hash__ = object.__hash__  # type: ignore[assignment]


def _essai(nom: str, partage: str = "", *, module: str = "module", fixtures: tuple[str, ...] = ()) -> Any:
    return Essai(
        nodeid=nom,
        fixturenames=fixtures,
        callspec=SimpleNamespace(params={"base_du_module": partage}) if partage else None,
        getparent=lambda _genre: module,
        iter_markers=lambda _nom: iter(()),
        get_closest_marker=lambda _nom: None,
    )
