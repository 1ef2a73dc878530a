"""What is set right once everything is written: mails of the past, dates of creation."""

from typing import TypeVar

from django.db.models import CharField, Max, OuterRef, QuerySet, Subquery
from django.db.models.functions import Cast, Coalesce, Greatest

from ami.journal.models import Entree
from ami.notifications.models import Courriel
from ami.notifications.services import tenir_pour_envoyes
from candidatures.models import Candidature, Reponse
from evaluation.models import Evaluation
from evaluation.selection.models import Decision
from vagues.models import Vague

L = TypeVar("L", Vague, Candidature, Evaluation, Decision)


def tenir_le_passe_pour_envoye() -> int:
    """Mark the mails of the loaded past as sent on their day; number of mails marked.

    They tell of filings and results that never happened, to addresses that cannot exist: sending them would
    drown the few mails that a person trying the demonstration provokes. They are kept, because a porteur's
    page and an administrator's count refer to them. Mails of real accounts (``compte:``) are left alone.
    """
    return tenir_pour_envoyes(Courriel.objects.exclude(cle__startswith="compte:"))


def dater() -> None:
    """Give each row the dates of its story: Django wrote the instant of the load in all of them."""
    _dater(Vague.objects.all())
    _dater(Candidature.objects.all())
    _dater(Evaluation.objects.all())
    _dater(Decision.objects.all())
    saisies = Reponse.objects.filter(candidature=OuterRef("pk")).order_by().values("candidature")
    derniere = Subquery(saisies.annotate(dernier=Max("le")).values("dernier"))
    Candidature.objects.update(modifie_le=Greatest("modifie_le", Coalesce(derniere, "modifie_le")))


def _dater(lignes: QuerySet[L]) -> None:
    actes = Entree.objects.filter(
        objet_type=lignes.model.NOM_AU_JOURNAL, objet_id=Cast(OuterRef("pk"), CharField())
    )
    lignes.update(cree_le=_instant(actes.order_by("rang")), modifie_le=_instant(actes.order_by("-rang")))


def _instant(actes: QuerySet[Entree]) -> Subquery:
    return Subquery(actes.values("le")[:1])
