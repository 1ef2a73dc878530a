from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('evaluation', '0005_lectures_deja_la'),
    ]

    operations = [
        migrations.AddConstraint(
            model_name='evaluation',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('etat', 'remise'), _negated=True), ('version_lue__isnull', False), _connector='OR'), name='evaluation_remise_sur_une_version', violation_error_message='Une évaluation remise dit quelle version du dossier elle a lue.'),
        ),
    ]
