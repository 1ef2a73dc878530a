"""The databases of a run come from one that was migrated."""

import pytest
from django.db import connection

from ami.local.greffon_pytest import OUVRIER, SERVEUR_PRIVE
from tests.base_modele import MODELE


@pytest.mark.django_db
def test_la_base_migree_est_le_modele_des_autres() -> None:
    """A run without workers has no use for it; on a server that outlives the session it would be left behind."""
    with connection.cursor() as curseur:
        curseur.execute("SELECT count(*) FROM pg_database WHERE datname = %s", [MODELE])
        assert curseur.fetchone() == (int(bool(OUVRIER) and SERVEUR_PRIVE),)
