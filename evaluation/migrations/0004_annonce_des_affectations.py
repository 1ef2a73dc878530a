from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('evaluation', '0003_version_lue'),
    ]

    operations = [
        migrations.AddField(
            model_name='evaluation',
            name='annoncee_le',
            field=models.DateTimeField(blank=True, editable=False, null=True, verbose_name='annoncée à l’évaluateur le'),
        ),
    ]
