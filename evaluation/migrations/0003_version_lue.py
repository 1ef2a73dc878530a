from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('evaluation', '0003_dernier_envoi_de_chaque_champ'),
    ]

    operations = [
        migrations.AddField(
            model_name='evaluation',
            name='version_lue',
            field=models.PositiveSmallIntegerField(blank=True, help_text='Version du dossier que montrait la page quand la grille a été enregistrée, ou confirmée.', null=True, verbose_name='version lue'),
        ),
        migrations.AddField(
            model_name='evaluation',
            name='version_annoncee',
            field=models.PositiveSmallIntegerField(blank=True, editable=False, null=True, verbose_name='dernière version annoncée'),
        ),
    ]
