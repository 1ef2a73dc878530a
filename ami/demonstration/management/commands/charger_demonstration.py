"""``manage.py charger_demonstration``: a call, its waves, accounts and dossiers to try everything."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils.timezone import localdate

from ami.commun.dates import PARIS
from ami.commun.erreurs import ErreurMetier
from ami.demonstration.chargement import charger
from ami.demonstration.comptes import MOT_DE_PASSE
from ami.demonstration.scenario import FICHES


class Command(BaseCommand):
    help = "Charge la démonstration dans une base vide. Sans effet si elle y est déjà."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--candidatures",
            type=int,
            default=len(FICHES),
            help=f"nombre total de dossiers (par défaut et au moins {len(FICHES)})",
        )

    def handle(self, *_args: Any, candidatures: int, **_options: Any) -> None:
        try:
            chargee = charger(candidatures=candidatures, jour=localdate(timezone=PARIS))
        except ErreurMetier as erreur:
            raise CommandError(erreur.message) from erreur
        if chargee:
            self.stdout.write(f"Démonstration chargée : {candidatures} dossiers.")
            self.stdout.write(f"Comptes en « @demo.test », mot de passe « {MOT_DE_PASSE} ».")
        else:
            self.stdout.write("La démonstration est déjà chargée : rien n’a changé.")
