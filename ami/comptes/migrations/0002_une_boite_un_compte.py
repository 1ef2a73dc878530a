from django.db import migrations

from ami.commun.adresses import canonique, faute_d_adresse


def ecrire_les_adresses_canoniques(apps, _schema_editor):
    """Each account under the one spelling of its address; of two on one mailbox, the one that has it already keeps it.

    The other is left as it is, for somebody to decide: it cannot be signed in any more.
    """
    comptes = apps.get_model("comptes", "Utilisateur")
    adresses = apps.get_model("account", "EmailAddress")
    for pk, email in comptes.objects.order_by("pk").values_list("pk", "email").iterator():
        lue = canonique(email)
        if lue == email or faute_d_adresse(email) or comptes.objects.filter(email=lue).exists():
            continue
        comptes.objects.filter(pk=pk).update(email=lue)
        adresses.objects.filter(user_id=pk, email=email).update(email=lue)


class Migration(migrations.Migration):
    dependencies = [("comptes", "0001_initial"), ("account", "0009_emailaddress_unique_primary_email")]

    operations = [
        migrations.RunPython(ecrire_les_adresses_canoniques, migrations.RunPython.noop),
    ]
