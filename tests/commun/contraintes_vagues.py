"""How each named constraint of a request to close is broken (see ``contraintes``)."""

from typing import Any

from tests.commun.contraintes import enfreint
from tests.fabriques import PENDANT, UtilisateurFactory, VagueFactory
from vagues.models import DemandeDeCloture

_FAUSSES: dict[str, dict[str, Any]] = {
    "demandedecloture_a_deux": {"confirmee_le": PENDANT},
    "demandedecloture_confirmation_datee": {"confirmee_le": PENDANT},
    "demandedecloture_motivee": {"motif": ""},
}


@enfreint(*_FAUSSES)
def _(nom: str) -> None:
    seul = UtilisateurFactory()
    champs = {"motif": "Enveloppe épuisée.", **_FAUSSES[nom]}
    if nom == "demandedecloture_a_deux":
        champs["confirmee_par"] = seul
    DemandeDeCloture.objects.create(vague=VagueFactory(), demandee_par=seul, demandee_le=PENDANT, **champs)
