"""What the floors above ask before an act on a wave: this floor knows neither dossier nor grid.

They register, as decorators, a module that ``AppConfig.ready()`` imports; each service asks under the lock of the wave.
"""

from collections.abc import Callable

from ami.comptes.models import Utilisateur
from vagues.models import Vague

# Each says why not, as a sentence for the person who acts; empty: nothing against it.
ConditionDActe = Callable[[Vague, Utilisateur], str]
ConditionDOuverture = Callable[[Vague], str]

_A_CHAQUE_ACTE: dict[ConditionDActe, None] = {}
_A_L_OUVERTURE: dict[ConditionDOuverture, None] = {}


def a_chaque_acte(condition: ConditionDActe) -> ConditionDActe:
    """Ask this of the person before every act on a wave."""
    _A_CHAQUE_ACTE[condition] = None
    return condition


def a_l_ouverture(condition: ConditionDOuverture) -> ConditionDOuverture:
    """Ask this of the wave before it opens."""
    _A_L_OUVERTURE[condition] = None
    return condition


def empechement(vague: Vague, par: Utilisateur) -> str:
    """Why this person may not act on this wave; empty when they may."""
    return next(filter(None, (condition(vague, par) for condition in _A_CHAQUE_ACTE)), "")


def obstacles_a_l_ouverture(vague: Vague) -> list[str]:
    """What the wave lacks before it may open."""
    volets = "" if vague.volets_ouverts.exists() else "Cette vague n’ouvre aucun volet."
    return [phrase for phrase in (volets, *(condition(vague) for condition in _A_L_OUVERTURE)) if phrase]
