"""Template tags of the crispy pack: ``ami.commun.dsfr`` writes the fields."""

from django import template

from ami.commun import dsfr

register = template.Library()
register.simple_tag(dsfr.champ)
register.simple_tag(dsfr.choix)
register.simple_tag(dsfr.erreurs)
