"""When a file was last claimed, so that accounts take turns."""

from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ("fichiers", "0002_retraits"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(
            model_name="fichier",
            name="prise_le",
            field=models.DateTimeField(blank=True, editable=False, null=True, verbose_name="prise le"),
        ),
        migrations.AddIndex(
            model_name="fichier",
            index=models.Index(
                condition=models.Q(("prise_le__isnull", False)),
                fields=["depose_par", "prise_le"],
                name="fichier_tour_de_chacun",
            ),
        ),
    ]
