"""Readings written before versions were stored: each read the last version filed when it was handed in.

Whoever holds them already knows that they were given to them.
"""

from django.db import migrations
from django.db.models import F, OuterRef, Subquery


def completer(apps, schema_editor):
    Evaluation = apps.get_model('evaluation', 'Evaluation')
    Depot = apps.get_model('candidatures', 'Depot')
    lus = Depot.objects.filter(
        candidature=OuterRef('candidature'), recu_le__lte=OuterRef('remise_le')
    ).order_by('-version')
    Evaluation.objects.filter(etat='remise').update(version_lue=Subquery(lus.values('version')[:1]))
    Evaluation.objects.filter(etat='remise', version_lue__isnull=True).update(version_lue=1)
    Evaluation.objects.update(annoncee_le=F('cree_le'))


class Migration(migrations.Migration):

    dependencies = [
        ('candidatures', '0001_initial'),
        ('evaluation', '0004_annonce_des_affectations'),
    ]

    operations = [migrations.RunPython(completer, migrations.RunPython.noop)]
