"""An interest may bear on a dossier, whatever its SIREN becomes."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("candidatures", "0009_productions"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.RemoveConstraint(model_name="interet", name="interet_unique"),
        migrations.AlterModelOptions(
            name="interet",
            options={"ordering": ["utilisateur", "siren", "pk"], "verbose_name": "intérêt"},
        ),
        migrations.AlterField(
            model_name="interet", name="siren", field=models.CharField(blank=True, max_length=9)
        ),
        migrations.AddField(
            model_name="interet",
            name="candidature",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="candidatures.candidature",
            ),
        ),
        migrations.AddConstraint(
            model_name="interet",
            constraint=models.UniqueConstraint(
                condition=models.Q(candidature=None),
                fields=("utilisateur", "siren"),
                name="interet_unique",
                violation_error_message="Cet intérêt est déjà connu.",
            ),
        ),
        migrations.AddConstraint(
            model_name="interet",
            constraint=models.UniqueConstraint(
                condition=models.Q(candidature__isnull=False),
                fields=("utilisateur", "candidature"),
                name="interet_unique_par_dossier",
                violation_error_message="Cet intérêt est déjà connu.",
            ),
        ),
        migrations.AddConstraint(
            model_name="interet",
            constraint=models.CheckConstraint(
                condition=models.Q(siren="", candidature__isnull=False)
                | (~models.Q(siren="") & models.Q(candidature=None)),
                name="interet_siren_ou_dossier",
                violation_error_message="Un intérêt porte sur un SIREN, ou sur un dossier.",
            ),
        ),
    ]
