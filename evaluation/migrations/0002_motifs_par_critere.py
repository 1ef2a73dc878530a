from decimal import Decimal

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ("evaluation", "0001_initial"),
    ]

    operations = [
        migrations.AddField(
            model_name="grille",
            name="seuil",
            field=models.DecimalField(
                decimal_places=2,
                default=Decimal(3),
                help_text="Un refus motive chaque critère dont la moyenne est en dessous. À valider par l’ANCT.",
                max_digits=3,
                verbose_name="seuil de motivation (sur 5)",
            ),
        ),
        migrations.AddConstraint(
            model_name="grille",
            constraint=models.CheckConstraint(
                condition=models.Q(seuil__gte=0, seuil__lte=5),
                name="grille_seuil_de_0_a_5",
                violation_error_message="Le seuil de motivation va de 0 à 5.",
            ),
        ),
        migrations.CreateModel(
            name="MotifDecision",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("motif", models.TextField()),
                (
                    "critere",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="evaluation.critere"
                    ),
                ),
                (
                    "decision",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="motifs",
                        to="evaluation.decision",
                    ),
                ),
            ],
            options={
                "verbose_name": "motif d’un critère",
                "verbose_name_plural": "motifs par critère",
                "ordering": ["decision", "critere__ordre"],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("decision", "critere"),
                        name="motif_decision_unique",
                        violation_error_message="Ce critère a déjà un motif dans cette décision.",
                    ),
                    models.CheckConstraint(
                        condition=~models.Q(motif=""),
                        name="motif_decision_ecrit",
                        violation_error_message="Un motif n’est pas vide.",
                    ),
                ],
            },
        ),
    ]
