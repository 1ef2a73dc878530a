"""Invitations are looked for by address on each « Mes dossiers »."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("candidatures", "0007_motifs_et_pieces_refusees")]

    operations = [
        migrations.AddIndex(
            model_name="invitation",
            index=models.Index(fields=["adresse", "envoyee_le"], name="invitation_par_adresse"),
        )
    ]
