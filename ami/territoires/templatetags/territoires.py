"""Template tags: instants and places as people of every département read them."""

from datetime import datetime

from django import template

from ami.territoires import heures
from ami.territoires.departements import DEPARTEMENTS

register = template.Library()


@register.simple_tag
def echeance(instant: datetime, departement: str = "") -> str:
    """The only way a closing instant is shown (PRODUCT §1.2)."""
    return heures.echeance(instant, departement)


@register.simple_tag
def horodatage(instant: datetime, departement: str = "") -> str:
    return heures.horodatage(instant, departement)


@register.filter
def departement(code: str) -> str:
    """« Bas-Rhin (67) »; the code alone when unknown."""
    connu = DEPARTEMENTS.get(code)
    return f"{connu.nom} ({code})" if connu else code
