"""Whoever has an access today is party to the dossier: one interest for each access."""

from django.db import migrations

RETENIR = """
    INSERT INTO candidatures_interet (utilisateur_id, candidature_id, siren)
    SELECT utilisateur_id, candidature_id, '' FROM candidatures_acces
    ON CONFLICT DO NOTHING
"""
OUBLIER = "DELETE FROM candidatures_interet WHERE candidature_id IS NOT NULL"


class Migration(migrations.Migration):
    dependencies = [("candidatures", "0010_interets_par_dossier")]

    operations = [migrations.RunSQL(RETENIR, OUBLIER)]
