"""Seals of waves and the documents made from filings refuse every change too."""

from django.db import migrations

from ami.commun.migrations_sql import ajout_seul


class Migration(migrations.Migration):
    dependencies = [("candidatures", "0011_interets_des_acces"), ("journal", "0002_ajout_seul")]

    operations = [ajout_seul("candidatures_scelle"), ajout_seul("candidatures_document")]
