"""``manage.py preparer_stockage``: make the bucket or the folder of the files, unless it is there."""

from typing import Any

from django.core.management.base import BaseCommand

from ami.fichiers.stockage import preparer


class Command(BaseCommand):
    help = "Crée l’endroit où les fichiers sont gardés (AMI_STOCKAGE), s’il n’existe pas encore."

    def handle(self, *_args: Any, **_options: Any) -> None:
        self.stdout.write("Stockage créé." if preparer() else "Stockage déjà prêt.")
