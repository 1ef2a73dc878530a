"""Reading a dossier: the rules of its track, its answers, its filing."""

from ami.commun.nombres import euros
from candidatures.champs import Parametres
from candidatures.models import Candidature
from vagues.models import VoletOuvert


def parametres(candidature: Candidature) -> Parametres:
    """Rules frozen for this track in this wave: one query."""
    ouvert = VoletOuvert.objects.select_related("volet").get(
        vague_id=candidature.vague_id, volet_id=candidature.volet_id
    )
    return parametres_du_volet(ouvert)


def parametres_du_volet(ouvert: VoletOuvert) -> Parametres:
    return Parametres(
        montant_min_total=ouvert.montant_min_total,
        montant_max_total=ouvert.montant_max_total,
        montant_max_annuel=ouvert.montant_max_annuel,
        nombre_annees=ouvert.nombre_annees,
        prime_investissement_max=ouvert.prime_investissement_max,
        numerique=ouvert.volet.numerique,
        aide_montants=(
            f"Au plus {euros(ouvert.montant_max_annuel)} par an ; de {euros(ouvert.montant_min_total)} "
            f"à {euros(ouvert.montant_max_total)} au total."
        ),
    )


def reponses(candidature: Candidature) -> dict[str, object]:
    """Answers of a draft by field name: one query."""
    return dict(candidature.reponses.values_list("champ", "valeur"))
