"""Who leads the waves."""

import pytest

from ami.comptes.models import Attribution, Role, Utilisateur
from tests.fabriques import UtilisateurFactory
from tests.scenarios import agent
from vagues.permissions import peut_conduire_les_vagues

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("role", [None, *Role.values])
def test_seul_un_administrateur_conduit_les_vagues(role: str | None) -> None:
    compte = agent(role) if role else UtilisateurFactory()
    assert peut_conduire_les_vagues(compte) is (role == Role.ADMINISTRATEUR)


def test_un_second_role_n_ote_rien_et_un_role_retire_ote_tout() -> None:
    compte = agent(Role.AUDITEUR)
    attribution = Attribution.objects.create(utilisateur=compte, role=Role.ADMINISTRATEUR)
    assert peut_conduire_les_vagues(Utilisateur.objects.get(pk=compte.pk))
    attribution.delete()
    assert not peut_conduire_les_vagues(Utilisateur.objects.get(pk=compte.pk))
