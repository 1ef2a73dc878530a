"""What kept the calendar from opening a wave, said once."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("vagues", "0001_initial")]

    operations = [
        migrations.AddField(
            model_name="vague",
            name="ouverture_empechee",
            field=models.CharField(
                blank=True, default="", editable=False, max_length=500, verbose_name="ouverture empêchée par"
            ),
        ),
    ]
