import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("candidatures", "0008_invitations_par_adresse")]

    operations = [
        migrations.CreateModel(
            name="Production",
            fields=[
                (
                    "depot",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        primary_key=True,
                        related_name="production",
                        serialize=False,
                        to="candidatures.depot",
                    ),
                ),
                ("tentatives", models.PositiveSmallIntegerField(default=0)),
                ("prochain_essai_le", models.DateTimeField(verbose_name="prochain essai le")),
                ("faite_le", models.DateTimeField(blank=True, null=True, verbose_name="faite le")),
            ],
            options={
                "verbose_name": "production de documents",
                "verbose_name_plural": "productions de documents",
                "ordering": ["depot_id"],
                "indexes": [
                    models.Index(
                        condition=models.Q(faite_le=None),
                        fields=["tentatives", "prochain_essai_le"],
                        name="production_a_faire",
                    )
                ],
            },
        ),
    ]
