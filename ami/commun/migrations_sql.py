"""SQL shared by migrations: tables whose rows nobody may change."""

from django.db.migrations import RunSQL

CREER_FONCTION = """
CREATE FUNCTION refuser_modification() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'table % : ajout seul, % refusé', TG_TABLE_NAME, TG_OP USING ERRCODE = 'restrict_violation';
END $$;
"""
SUPPRIMER_FONCTION = "DROP FUNCTION refuser_modification();"


def ajout_seul(table: str) -> RunSQL:
    """Operation that makes ``table`` append-only: UPDATE, DELETE and TRUNCATE raise IntegrityError."""
    return RunSQL(
        f"""
        CREATE TRIGGER {table}_ajout_seul BEFORE UPDATE OR DELETE ON {table}
            FOR EACH ROW EXECUTE FUNCTION refuser_modification();
        CREATE TRIGGER {table}_sans_vidage BEFORE TRUNCATE ON {table}
            FOR EACH STATEMENT EXECUTE FUNCTION refuser_modification();
        """,
        f"""
        DROP TRIGGER {table}_ajout_seul ON {table};
        DROP TRIGGER {table}_sans_vidage ON {table};
        """,
    )
