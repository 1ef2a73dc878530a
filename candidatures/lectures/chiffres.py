"""How many dossiers of a wave are in each state."""

from django.db.models import Count, Q

from ami.comptes.models import Utilisateur
from candidatures.models import Candidature
from candidatures.states import EN_LICE, EtatCandidature
from vagues.models import Vague


def chiffres(vague: Vague, par: Utilisateur) -> dict[str, int]:
    """Drafts, filed dossiers and what became of them, each in one of them: one query.

    What the service does with a dossier is not counted for whoever has an interest in it (``en_lice``, ``irrecevables``).
    """
    deposes, connus = Q(numero__isnull=False), Q(pk__in=Candidature.objects.sans_interet_de(par).values("pk"))
    return Candidature.objects.filter(vague=vague).aggregate(
        brouillons=Count("pk", filter=Q(etat=EtatCandidature.BROUILLON) & ~deposes),
        remanies=Count("pk", filter=Q(etat=EtatCandidature.BROUILLON) & deposes),
        deposes=Count("pk", filter=deposes),
        en_lice=Count("pk", filter=connus & Q(etat__in=EN_LICE)),
        retires=Count("pk", filter=Q(etat=EtatCandidature.RETIREE)),
        irrecevables=Count("pk", filter=connus & Q(etat=EtatCandidature.IRRECEVABLE)),
        a_completer=Count("pk", filter=Q(etat=EtatCandidature.A_COMPLETER)),
        laureats=Count("pk", filter=Q(etat=EtatCandidature.LAUREATE)),
    )
