"""``manage.py verifier_publication``: exit status 0 when what was published is what was signed, 1 otherwise."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from evaluation.selection.verification import verifier
from vagues.models import Vague


class Command(BaseCommand):
    help = (
        "Recalcule le sceau des publications, des notes et des poids à la liste publique, et le compare au journal "
        "et aux deux signatures."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--vague", type=int, help="une seule vague, par son numéro ; toutes sinon")

    def handle(self, *_args: Any, vague: int | None, **_options: Any) -> None:
        vagues = Vague.objects.order_by("numero")
        if vague is not None and not (vagues := vagues.filter(numero=vague)).exists():
            raise CommandError(f"Aucune vague n° {vague}.")
        bilans = [verifier(chacune) for chacune in vagues]
        fautes = [faute for bilan in bilans for faute in bilan.fautes]
        for faute in fautes:
            self.stderr.write(faute)
        self.stdout.write(f"Vérifiés : {sum(bilan.dossiers for bilan in bilans)} résultat(s) scellé(s).")
        if fautes:
            raise CommandError(f"{len(fautes)} faute(s).")
