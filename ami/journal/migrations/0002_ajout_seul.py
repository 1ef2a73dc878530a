"""The audit trail refuses every change of a row already written."""

from django.db import migrations

from ami.commun.migrations_sql import CREER_FONCTION, SUPPRIMER_FONCTION, ajout_seul


class Migration(migrations.Migration):
    dependencies = [("journal", "0001_initial")]

    operations = [
        migrations.RunSQL(CREER_FONCTION, SUPPRIMER_FONCTION),
        ajout_seul("journal_entree"),
    ]
