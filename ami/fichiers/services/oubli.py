"""Forgetting at once received files that nothing took: refused by what they were sent for, or already there."""

import uuid
from collections.abc import Iterable
from contextlib import suppress
from typing import Any

from django.db import transaction
from django.db.models import Exists, ManyToOneRel, OuterRef, QuerySet

from ami.fichiers import stockage
from ami.fichiers.erreurs import StockageEnPanne
from ami.fichiers.models import Fichier


def oublier(*, fichiers: Iterable[Fichier]) -> None:
    """Delete those of these files that no row points to, then their bytes; the others stay as they are.

    Never inside a transaction: the bytes go once the rows are gone. A store that does not answer keeps them until
    ``supprimer_orphelins``. Locks the files.
    """
    if not (identifiants := [fichier.pk for fichier in fichiers]):
        return
    for oublie in _supprimer_les_lignes(identifiants):
        with suppress(StockageEnPanne):
            stockage.effacer(oublie.cle_originale)
            if oublie.empreinte_servie:
                stockage.effacer(oublie.cle_servie)


@transaction.atomic(durable=True)
def _supprimer_les_lignes(identifiants: list[uuid.UUID]) -> list[Fichier]:
    """Lock, then look: a use being recorded meanwhile is checked by its key when it commits."""
    demandes = Fichier.objects.filter(pk__in=identifiants)
    list(demandes.select_for_update(of=("self",)).order_by("pk").values_list("pk"))
    oublies = list(_sans_usage(demandes))
    Fichier.objects.filter(pk__in=[fichier.pk for fichier in oublies]).delete()
    return oublies


def _sans_usage(fichiers: QuerySet[Fichier]) -> QuerySet[Fichier]:
    """Whatever the app that uses files: this one knows none of them."""
    for relation in Fichier._meta.get_fields(include_hidden=True):
        if isinstance(relation, ManyToOneRel):
            usages: QuerySet[Any] = QuerySet(relation.related_model).filter(
                **{relation.field.name: OuterRef("pk")}
            )
            fichiers = fichiers.filter(~Exists(usages))
    return fichiers
