"""Rows of the audit trail and of filings are added, never changed: the database says so itself."""

from copy import deepcopy
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction

from ami.journal.models import Entree
from candidatures.models import Candidature, Depot, Document, Scelle
from tests.partage_du_module import Base
from tests.roles import documenter
from tests.scenarios import clore, dossier_depose, vague_ouverte

pytestmark = pytest.mark.django_db
TABLES = {"journal_entree": Entree, "candidatures_depot": Depot, "candidatures_document": Document}
GESTES = {
    "UPDATE": "UPDATE {table} SET id = id",
    "UPDATE d’une ligne": "UPDATE {table} SET empreinte = empreinte WHERE id = (SELECT min(id) FROM {table})",
    "DELETE": "DELETE FROM {table}",
    "TRUNCATE": "TRUNCATE {table} CASCADE",
    "INSERT … ON CONFLICT": "INSERT INTO {table} SELECT * FROM {table} ON CONFLICT (id) DO UPDATE SET empreinte = ''",
}


@pytest.fixture(scope="module")
def depose_du_module(base_du_module: Base) -> Candidature:
    with base_du_module():
        depose = dossier_depose(vague_ouverte())
        documenter(depose)
        return depose


@pytest.fixture
def depose(db: None, depose_du_module: Candidature) -> Candidature:
    return deepcopy(depose_du_module)


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


@pytest.mark.usefixtures("depose")
@pytest.mark.parametrize("table", TABLES)
@pytest.mark.parametrize("geste", GESTES)
def test_le_sql_direct_est_refuse(table: str, geste: str) -> None:
    avant = list(TABLES[table].objects.order_by("pk").values())

    message = _refuse(lambda: _sql(GESTES[geste].format(table=table)))

    operation = "UPDATE" if "CONFLICT" in geste else geste.split(maxsplit=1)[0]
    assert message == f"table {table} : ajout seul, {operation} refusé"
    assert list(TABLES[table].objects.order_by("pk").values()) == avant
    assert avant


@pytest.mark.parametrize("geste", ["UPDATE {} SET empreinte = empreinte", "DELETE FROM {}", "TRUNCATE {}"])
def test_un_scelle_ne_se_change_pas(geste: str, depose: Candidature) -> None:
    clore(depose.vague)
    message = _refuse(lambda: _sql(geste.format("candidatures_scelle")))
    assert message == f"table candidatures_scelle : ajout seul, {geste.split(maxsplit=1)[0]} refusé"
    assert Scelle.objects.count() == 1


@pytest.mark.parametrize("modele", TABLES.values())
def test_l_orm_est_refuse_aussi(modele: Any) -> None:
    candidature = dossier_depose(vague_ouverte())
    if modele is Document:  # it protects its filing from being deleted
        documenter(candidature)
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
