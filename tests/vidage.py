"""Empty the tables after a test whose commits were real.

Django would TRUNCATE all of them, each with its indexes, and rebuild content types and permissions: the
better part of a second for the few rows of one test. Only the tables that were filled are emptied, by
DELETE. Append-only tables refuse it: their guard is lifted inside the transaction, for this alone.
"""

from django.db import connection, transaction
from django.test import TransactionTestCase

# Made by the migrations: no test changes them.
DES_MIGRATIONS = frozenset({"django_migrations", "django_content_type", "auth_permission"})


def vider_les_tables(_essai: TransactionTestCase) -> None:
    """Stand for ``TransactionTestCase._fixture_teardown``."""
    with transaction.atomic(), connection.cursor() as curseur:
        # A browser's last request, on its way while the tables are emptied, is the one that gives up.
        curseur.execute(
            "SELECT set_config('deadlock_timeout', '10s', true) WHERE current_setting('is_superuser') = 'on'"
        )
        remplies = _remplies()
        gardees = _sous_garde().intersection(remplies)
        for table in gardees:
            curseur.execute(f'ALTER TABLE "{table}" DISABLE TRIGGER USER')
        for table in remplies:
            curseur.execute(f'DELETE FROM "{table}"')  # noqa: S608 - names come from the catalogue
        curseur.execute("SET CONSTRAINTS ALL IMMEDIATE")  # a table with pending checks cannot be altered
        for table in gardees:
            curseur.execute(f'ALTER TABLE "{table}" ENABLE TRIGGER USER')


def _remplies() -> list[str]:
    with connection.cursor() as curseur:
        tables = [t for t in connection.introspection.table_names(curseur) if t not in DES_MIGRATIONS]
        requetes = (f"SELECT '{t}' WHERE EXISTS (SELECT FROM \"{t}\")" for t in tables)  # noqa: S608
        curseur.execute(" UNION ALL ".join(requetes))
        return [table for (table,) in curseur.fetchall()]


def _sous_garde() -> set[str]:
    """Tables with a trigger of ours: those of foreign keys are internal ones."""
    with connection.cursor() as curseur:
        curseur.execute("SELECT tgrelid::regclass::text FROM pg_trigger WHERE NOT tgisinternal")
        return {table for (table,) in curseur.fetchall()}
