import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('candidatures', '0005_dossier_complet'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(
            model_name='reponse',
            name='envoi',
            field=models.CharField(blank=True, default='', editable=False, max_length=40),
        ),
        migrations.CreateModel(
            name='ReponseAnterieure',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('champ', models.CharField(max_length=60)),
                ('version', models.PositiveIntegerField()),
                ('valeur', models.JSONField()),
                ('le', models.DateTimeField(verbose_name='écrite le')),
                ('candidature', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='reponses_anterieures', to='candidatures.candidature')),
                ('par', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'verbose_name': 'réponse antérieure',
                'verbose_name_plural': 'réponses antérieures',
                'ordering': ['candidature', 'champ', '-version'],
                'constraints': [models.UniqueConstraint(fields=('candidature', 'champ', 'version'), name='reponse_anterieure_unique', violation_error_message='Cette version de la réponse est déjà gardée.')],
            },
        ),
    ]
