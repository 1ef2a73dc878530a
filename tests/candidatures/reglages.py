"""A wave whose form may still be set."""

from tests.fabriques import VoletOuvertFactory
from vagues.models import VoletOuvert
from vagues.states import EtatVague


def programmee() -> VoletOuvert:
    return VoletOuvertFactory(vague__etat=EtatVague.PROGRAMMEE)
