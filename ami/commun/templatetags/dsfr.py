"""Template tags of the crispy pack: ``ami.commun.dsfr`` writes the fields."""

from django import template
from django.forms import BaseForm, BoundField

from ami.commun import dsfr

register = template.Library()
register.simple_tag(dsfr.champ)
register.simple_tag(dsfr.choix)
register.simple_tag(dsfr.erreurs)


@register.filter
def a_des_champs(form: BaseForm) -> bool:
    """Whether a form asks for something: one that is hidden asks for nothing."""
    return any(not field.widget.is_hidden for field in form.fields.values())


@register.filter
def en_erreur(form: BaseForm) -> list[BoundField]:
    """Its fields in error, in their order: the others are not even looked at."""
    return [form[nom] for nom in form.fields if nom in form.errors]
