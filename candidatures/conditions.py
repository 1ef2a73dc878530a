"""What this floor asks of an act on a wave (``vagues.conditions``)."""

from ami.comptes.models import Utilisateur
from candidatures.models import Candidature
from candidatures.states import EtatCandidature
from vagues.conditions import a_chaque_acte
from vagues.models import Vague

INTERET_DANS_LA_VAGUE = "Vous avez un intérêt dans un dossier de cette vague, même en brouillon : un autre administrateur doit le faire."


@a_chaque_acte
def interet_dans_la_vague(vague: Vague, par: Utilisateur) -> str:
    """Nobody is judge and party: a draft counts, since the wave decides whether it may still be filed. One query."""
    dossiers = Candidature.objects.filter(vague=vague).exclude(etat=EtatCandidature.RETIREE)
    return INTERET_DANS_LA_VAGUE if dossiers.a_l_interet_de(par).exists() else ""
