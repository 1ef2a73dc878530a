"""``manage.py verifier_journal``: exit status 0 when the whole audit trail is intact, 1 otherwise."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError

from ami.journal.models import Entree
from ami.journal.verification import anomalies


class Command(BaseCommand):
    help = "Vérifie le chaînage et les empreintes de toutes les entrées du journal."

    def handle(self, *_args: Any, **_options: Any) -> None:
        trouvees = list(anomalies())
        for anomalie in trouvees:
            self.stderr.write(f"entrée {anomalie.entree_id} ({anomalie.objet}) : {anomalie.nature}")
        if trouvees:
            raise CommandError(f"{len(trouvees)} anomalie(s) dans le journal.")
        self.stdout.write(f"Journal intact : {Entree.objects.count()} entrées vérifiées.")
