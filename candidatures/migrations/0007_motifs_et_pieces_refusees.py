import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ("candidatures", "0006_textes_anterieurs"),
        ("fichiers", "0001_initial"),
    ]

    operations = [
        migrations.CreateModel(
            name="MotifCritere",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("ordre", models.PositiveSmallIntegerField()),
                ("critere", models.CharField(max_length=200, verbose_name="critère")),
                ("motif", models.TextField()),
                (
                    "candidature",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="motifs",
                        to="candidatures.candidature",
                    ),
                ),
            ],
            options={
                "verbose_name": "motif par critère",
                "verbose_name_plural": "motifs par critère",
                "ordering": ["candidature", "ordre"],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("candidature", "ordre"),
                        name="motif_critere_unique",
                        violation_error_message="Ce critère a déjà un motif.",
                    ),
                    models.CheckConstraint(
                        condition=~models.Q(motif=""),
                        name="motif_critere_ecrit",
                        violation_error_message="Un motif n’est pas vide.",
                    ),
                ],
            },
        ),
        migrations.AddField(
            model_name="complement",
            name="fichiers_refuses",
            field=models.ManyToManyField(
                blank=True,
                help_text="Pièces déposées que l’antivirus a refusées ensuite.",
                related_name="+",
                to="fichiers.fichier",
            ),
        ),
        migrations.AlterField(
            model_name="message",
            name="fichiers",
            field=models.ManyToManyField(blank=True, related_name="messages", to="fichiers.fichier"),
        ),
    ]
