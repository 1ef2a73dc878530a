"""What was filed, the seals of waves and the documents made from filings refuse every change."""

from django.db import migrations

from ami.commun.migrations_sql import ajout_seul


class Migration(migrations.Migration):
    dependencies = [("candidatures", "0002_relations"), ("journal", "0002_ajout_seul")]

    operations = [
        ajout_seul("candidatures_depot"),
        ajout_seul("candidatures_scelle"),
        ajout_seul("candidatures_document"),
    ]
