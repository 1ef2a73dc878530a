"""What the served copy of a file no longer has; nothing is known of those verified before."""

import django.contrib.postgres.fields
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ("fichiers", "0001_initial"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(
            model_name="fichier",
            name="retraits",
            field=django.contrib.postgres.fields.ArrayField(
                base_field=models.CharField(max_length=30),
                blank=True,
                default=list,
                help_text="Ce que la copie servie n’a plus, et qu’un lecteur aurait vu.",
                size=None,
            ),
        ),
        migrations.AddConstraint(
            model_name="fichier",
            constraint=models.CheckConstraint(
                condition=models.Q(("retraits", []), ("etat", "sain"), _connector="OR"),
                name="fichier_retraits_d_une_copie",
                violation_error_message="Seule la copie d’un fichier vérifié peut avoir perdu quelque chose.",
            ),
        ),
    ]
