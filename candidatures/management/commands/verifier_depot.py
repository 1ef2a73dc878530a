"""``manage.py verifier_depot``: exit status 0 when what was filed is intact, 1 otherwise, a line for each fault."""

import uuid
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db.models import Q, QuerySet

from candidatures.models import Candidature
from candidatures.version_deposee.verification import verifier
from vagues.models import Vague


class Command(BaseCommand):
    help = (
        "Recalcule l’empreinte des dépôts, de leurs pièces et de leurs PDF, et les compare à la base, au journal "
        "et au scellé de la vague."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("dossiers", nargs="*", help="numéros (FDT-13-0042) ou identifiants de dossier")
        parser.add_argument("--tous", action="store_true", help="tous les dépôts")
        parser.add_argument("--vague", type=int, help="tous les dépôts d’une vague, par son numéro")

    def handle(
        self, *_args: Any, dossiers: list[str], tous: bool, vague: int | None, **_options: Any
    ) -> None:
        choisis, vagues = self._choisir(dossiers, vague, tous=tous)
        bilan = verifier(choisis, vagues)
        for remarque in bilan.remarques:
            self.stdout.write(remarque)
        for faute in bilan.fautes:
            self.stderr.write(faute)
        self.stdout.write(
            f"Vérifiés : {bilan.depots} dépôt(s), {bilan.pieces} pièce(s), {bilan.documents} PDF, "
            f"{bilan.scelles} scellé(s)."
        )
        if bilan.fautes:
            raise CommandError(f"{len(bilan.fautes)} faute(s).")

    def _choisir(
        self, dossiers: list[str], vague: int | None, *, tous: bool
    ) -> tuple[QuerySet[Candidature], QuerySet[Vague]]:
        """Filed dossiers and waves to check; naming none, or one that does not exist, is an error."""
        if tous:
            return Candidature.objects.all(), Vague.objects.all()
        if vague is not None:
            vagues = Vague.objects.filter(numero=vague)
            if not vagues.exists():
                raise CommandError(f"Aucune vague n° {vague}.")
            return Candidature.objects.filter(vague__in=vagues), vagues
        if not dossiers:
            raise CommandError("Indiquez des dossiers, --vague N ou --tous.")
        choisis = Candidature.objects.none()
        for dossier in dossiers:
            trouves = Candidature.objects.filter(_critere(dossier), numero__isnull=False)
            if not trouves.exists():
                raise CommandError(f"Aucun dépôt pour « {dossier} ».")
            choisis |= trouves
        return choisis, Vague.objects.filter(pk__in=choisis.values("vague"))


def _critere(dossier: str) -> Q:
    try:
        return Q(pk=uuid.UUID(dossier))
    except ValueError:
        return Q(numero=dossier.upper())
