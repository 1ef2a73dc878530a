"""Reading a dossier: the rules of its track, its answers, its filing."""

from datetime import datetime

from ami.commun.erreurs import HorsDelai
from ami.commun.nombres import euros
from candidatures.champs import Parametres
from candidatures.models import Candidature
from vagues.models import VoletOuvert


def volet_ouvert(candidature: Candidature) -> VoletOuvert:
    """The track of this wave in which the dossier competes: one query."""
    return VoletOuvert.objects.select_related("volet").get(
        vague_id=candidature.vague_id, volet_id=candidature.volet_id
    )


def parametres(candidature: Candidature) -> Parametres:
    """Rules frozen for this track in this wave: one query."""
    return parametres_du_volet(volet_ouvert(candidature))


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


def reponses(candidature: Candidature, *, avant: datetime | None = None) -> dict[str, object]:
    """Answers of a draft by field name: one query.

    With ``avant``, raises ``HorsDelai`` when one was written at or after that instant.
    """
    lignes = list(candidature.reponses.values_list("champ", "valeur", "le"))
    if avant is not None and any(le >= avant for _, _, le in lignes):
        raise HorsDelai("Ce brouillon a été modifié après la clôture : il ne peut plus être déposé.")
    return {champ: valeur for champ, valeur, _ in lignes}
