"""The dossiers of each list, in its order: what the list shows of each is read at once."""

from django.db.models import F

from ami.comptes.models import Utilisateur
from candidatures.models import Candidature, Cote
from candidatures.models.candidature import CandidatureQuerySet
from candidatures.models.echange import echeance_par_dossier, non_lus_par_dossier

# Waves are numbered as they are created: the latest one first, and all keys of an order go one way, as its index does.
ANCIENNETE = -F("vague_id")


def dossiers_du_porteur(utilisateur: Utilisateur) -> CandidatureQuerySet:
    """Those this person may open as porteur, the newest first."""
    return (
        Candidature.objects.visibles_par(utilisateur)
        .pour_liste()
        .annotate(non_lus=non_lus_par_dossier(Cote.PORTEUR), a_renvoyer=echeance_par_dossier())
        .order_by("-cree_le", "-pk")
    )


def dossiers_instruits(utilisateur: Utilisateur) -> CandidatureQuerySet:
    """Filed dossiers within the perimeter of this agent, the latest wave first, then by number."""
    return (
        Candidature.objects.instruites_par(utilisateur)
        .pour_liste()
        .annotate(non_lus=non_lus_par_dossier(Cote.SERVICE), anciennete=ANCIENNETE)
        .order_by("anciennete", "numero")
    )


def laureats() -> CandidatureQuerySet:
    """Published laureates, the latest wave first, then by département."""
    return (
        Candidature.objects.laureates()
        .annotate(anciennete=ANCIENNETE)
        .order_by("anciennete", "departement", "nom", "pk")
    )
