"""The one queue of rows that a worker must handle: claim, lease, retry (ADR 0023).

A row is claimed in its own short transaction (``SKIP LOCKED``) by moving its next attempt ahead; the work is done
outside any transaction; then what came of it is written, under the number of the claim. A worker killed in between
leaves a row that becomes due again by itself; whatever a worker writes after it lost its claim has no effect.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, ClassVar, Generic, Self, TypeVar, cast

from django.db import models, transaction
from django.db.models import F, OuterRef, Q, QuerySet, Subquery
from django.utils import timezone

L = TypeVar("L", bound="EnFile")
_DOUBLEMENTS_MAX = 20  # beyond, every ``bail_max`` is reached long since


class EnFile(models.Model):
    """A row that waits for a worker: how often it was tried, when it is its turn, under which claim."""

    tentatives = models.PositiveSmallIntegerField(default=0)
    prochain_essai_le = models.DateTimeField("prochain essai le", default=timezone.now)
    prise = models.PositiveIntegerField(
        default=0, editable=False, help_text="Change à chaque prise et à chaque retour en file."
    )

    objects: ClassVar[models.Manager[Self]] = models.Manager()

    class Meta:
        abstract = True


class EnFileATourDeRole(EnFile):
    """A row of somebody, in a queue where people take turns."""

    prise_le = models.DateTimeField("prise le", null=True, blank=True, editable=False)

    class Meta:
        abstract = True


@dataclass(frozen=True, kw_only=True)
class FileDAttente(Generic[L]):
    """What one queue has of its own, in values.

    ``attend``: the rows that are not finished. ``ordre``: who goes first. ``chacun``: the column of those who take turns
    (``EnFileATourDeRole``); « tour » in ``ordre`` is when a row of theirs was last claimed, whatever came of it. ``bail``: how long the first claim holds,
    twice as long each time, ``bail_max`` at most. ``prise``, ``rendue``: columns that a claim, or a return, also sets.
    """

    modele: type[L]
    attend: Q
    ordre: tuple[str, ...]
    bail: timedelta
    bail_max: timedelta
    chacun: str = ""
    essais_max: int | None = None
    retour: timedelta = timedelta(seconds=30)
    retour_max: timedelta = timedelta(seconds=30)
    prise: Mapping[str, Any] = field(default_factory=dict)
    rendue: Mapping[str, Any] = field(default_factory=dict)

    def prendre(self, *, maintenant: datetime) -> L | None:
        """Claim the first row that is due, or None, in a transaction of its own. Locks that row only."""
        with transaction.atomic(durable=True):
            ligne = (
                self.dues(maintenant).select_for_update(of=("self",), no_key=True, skip_locked=True).first()
            )
            if ligne is None:
                return None
            ligne.prochain_essai_le = maintenant + self.delai(ligne.tentatives)
            ligne.tentatives += 1
            ligne.prise += 1
            pose = {**self.prise, "prise_le": maintenant} if self.chacun else self.prise
            for nom, valeur in pose.items():
                setattr(ligne, nom, valeur)
            ligne.save(update_fields=["prochain_essai_le", "tentatives", "prise", *pose])
            return ligne

    def dues(self, maintenant: datetime) -> QuerySet[L]:
        """Rows that are due, first the one to claim."""
        dues = self._lignes.filter(self.attend, prochain_essai_le__lte=maintenant)
        if not self.chacun:
            return dues.order_by(*self.ordre)
        siennes = self._lignes.filter(**{self.chacun: OuterRef(self.chacun)}, prise_le__isnull=False)
        tour = Subquery(siennes.order_by("-prise_le").values("prise_le")[:1])
        ordre = [F("tour").asc(nulls_first=True) if nom == "tour" else nom for nom in self.ordre]
        return cast("QuerySet[L]", dues.alias(tour=tour).order_by(*ordre))

    def tenue(self, pk: object, prise: int) -> QuerySet[L]:
        """The row, if it is still there and under this claim: whoever lost it writes nothing."""
        return self._lignes.filter(pk=pk, prise=prise)

    def tenir(self, pk: object, prise: int) -> L | None:
        """Lock that row, or None. Runs inside the caller's transaction."""
        return self.tenue(pk, prise).select_for_update(of=("self",), no_key=True).first()

    def rendre(
        self, pk: object, prise: int, *, maintenant: datetime, compte: bool, depuis: datetime | None = None
    ) -> None:
        """Give the row back, in one statement. Silent if the claim was lost, or the work finished.

        ``compte``: the attempt counts against the row; else nobody's fault but the machine's, it is as if it had not
        been tried. ``depuis``: it has waited since then.
        """
        attente = maintenant - depuis if depuis else timedelta(0)
        self.tenue(pk, prise).filter(self.attend).update(
            tentatives=F("tentatives") - (0 if compte else 1),
            prochain_essai_le=maintenant + self.delai_de_retour(attente),
            prise=F("prise") + 1,
            **self.rendue,
        )

    def delai(self, essais: int) -> timedelta:
        """How long a claim holds after ``essais`` attempts: until then nobody else takes the row."""
        return min(self.bail * (1 << min(essais, _DOUBLEMENTS_MAX)), self.bail_max)

    def delai_de_retour(self, attente: timedelta) -> timedelta:
        """A row given back waits a quarter of what it already waited, from ``retour`` to ``retour_max``."""
        return min(max(attente / 4, self.retour), self.retour_max)

    def epuise(self, essais: int) -> bool:
        """After ``essais`` attempts, it is not tried any more."""
        return self.essais_max is not None and essais >= self.essais_max

    @property
    def _lignes(self) -> QuerySet[L]:
        return self.modele.objects.all()
