"""Mails about dossiers that reached nobody: told to those who can correct an address, or try again."""

from datetime import datetime, timedelta

from django.db.models import CharField, OuterRef, QuerySet
from django.db.models.functions import Cast

from ami.comptes.models import Utilisateur
from ami.notifications.models import Courriel
from candidatures.models import Candidature
from vagues.models import Vague

MONTRES = timedelta(days=30)  # to the people of the dossier: an address corrected since is no news


def non_remis(candidature: Candidature, maintenant: datetime) -> QuerySet[Courriel]:
    """Those of a dossier, as its people may read them: not what went to agents, whose addresses are not theirs."""
    agents = Utilisateur.objects.filter(attributions__isnull=False).values("email")
    du_dossier = Courriel.objects.non_remis().filter(
        concerne=str(candidature.pk), cree_le__gt=maintenant - MONTRES
    )
    return du_dossier.exclude(destinataire__in=agents).exclude(destinataire=candidature.vague.appel.courriel)


def courriels_non_remis(vague: Vague, par: Utilisateur) -> QuerySet[Courriel]:
    """Those of the dossiers of a wave, the latest first, with the ``numero`` of the dossier (None: a draft).

    But for those in which this person has an interest: a mail to an évaluateur says who reads what.
    """
    connus = Candidature.objects.filter(vague=vague).sans_interet_de(par)
    dossiers = connus.annotate(cle=Cast("pk", CharField()))
    non_remis = Courriel.objects.non_remis().filter(concerne__in=dossiers.values("cle"))
    return non_remis.annotate(numero=dossiers.filter(cle=OuterRef("concerne")).values("numero"))
