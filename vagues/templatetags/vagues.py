"""Template tags: how the closing of a wave is told."""

from django import template

from vagues import mots
from vagues.models import Vague

register = template.Library()


@register.simple_tag
def fin_de_vague(vague: Vague, departement: str = "") -> str:
    return mots.fin_de_vague(vague, departement)


@register.simple_tag
def anticipation(vague: Vague, departement: str = "") -> str:
    return mots.anticipation(vague, departement)
