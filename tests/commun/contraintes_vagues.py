"""How each named constraint of a request to close is broken (see ``contraintes``)."""

from typing import Any

from tests.commun.contraintes import enfreint
from tests.fabriques import PENDANT, UtilisateurFactory, VagueFactory
from vagues.models import DemandeDeCloture

_FAUSSES: dict[str, dict[str, Any]] = {
    "demande_de_cloture_a_deux": {"confirmee_le": PENDANT},
    "demande_de_cloture_confirmation_datee": {"confirmee_le": PENDANT},
    "demande_de_cloture_motivee": {"motif": ""},
}


@enfreint(*_FAUSSES)
def _(nom: str) -> None:
    seul = UtilisateurFactory()
    champs = {"motif": "Enveloppe épuisée.", **_FAUSSES[nom]}
    if nom == "demande_de_cloture_a_deux":
        champs["confirmee_par"] = seul
    DemandeDeCloture.objects.create(vague=VagueFactory(), demandee_par=seul, demandee_le=PENDANT, **champs)
