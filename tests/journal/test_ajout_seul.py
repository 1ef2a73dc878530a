"""Rows of the audit trail and of filings are added, never changed: the database says so itself."""

from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction

from ami.journal.models import Entree
from candidatures.models import Depot
from tests.scenarios import dossier_depose, vague_ouverte

pytestmark = pytest.mark.django_db
TABLES = {"journal_entree": Entree, "candidatures_depot": Depot}
GESTES = {
    "UPDATE": "UPDATE {table} SET id = id",
    "UPDATE d’une ligne": "UPDATE {table} SET empreinte = empreinte WHERE id = (SELECT min(id) FROM {table})",
    "DELETE": "DELETE FROM {table}",
    "TRUNCATE": "TRUNCATE {table} CASCADE",
    "INSERT … ON CONFLICT": "INSERT INTO {table} SELECT * FROM {table} ON CONFLICT (id) DO UPDATE SET empreinte = ''",
}


def _refuse(geste: Any) -> str:
    with pytest.raises(IntegrityError) as refus, transaction.atomic():
        geste()
    return str(refus.value).splitlines()[0]


def _sql(requete: str) -> None:
    with connection.cursor() as curseur:
        curseur.execute(
            "SET CONSTRAINTS ALL IMMEDIATE"
        )  # pending checks would refuse TRUNCATE before our trigger
        curseur.execute(requete)


@pytest.mark.parametrize("table", TABLES)
@pytest.mark.parametrize("geste", GESTES)
def test_le_sql_direct_est_refuse(table: str, geste: str) -> None:
    dossier_depose(vague_ouverte())
    avant = list(TABLES[table].objects.order_by("pk").values())

    message = _refuse(lambda: _sql(GESTES[geste].format(table=table)))

    operation = "UPDATE" if "CONFLICT" in geste else geste.split(maxsplit=1)[0]
    assert message == f"table {table} : ajout seul, {operation} refusé"
    assert list(TABLES[table].objects.order_by("pk").values()) == avant
    assert avant


@pytest.mark.parametrize("modele", TABLES.values())
def test_l_orm_est_refuse_aussi(modele: Any) -> None:
    dossier_depose(vague_ouverte())
    ligne = modele.objects.first()
    for geste in (
        lambda: modele.objects.update(empreinte="0" * 64),
        lambda: modele.objects.all().delete(),
        lambda: modele.objects.bulk_update([ligne], ["empreinte"]),
        ligne.save,
        ligne.delete,
    ):
        assert "ajout seul" in _refuse(geste)
    assert modele.objects.get(pk=ligne.pk).empreinte == ligne.empreinte
