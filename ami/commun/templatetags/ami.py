"""Template tags of the whole site: dates, durations, amounts."""

from datetime import datetime, timedelta
from decimal import Decimal

from django import template
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.safestring import mark_safe

from ami.commun import adresses, dates, nombres, tableaux

register = template.Library()

COLONNES_D_UN_LARGE = 7  # more than a tablet has room for


@register.simple_tag
def reste(instant: datetime) -> str:
    """Time left before ``instant``, in words; empty once it has passed."""
    ecart = instant - timezone.now()
    return dates.duree(ecart) if ecart.total_seconds() > 0 else ""


@register.filter
def dans_moins_de(instant: datetime, heures: int) -> bool:
    return instant - timezone.now() < timedelta(hours=heures)


@register.filter
def adresse(courriel: str) -> str:
    """An e-mail address as its owner writes it."""
    return adresses.affichable(courriel)


@register.filter
def jour(instant: datetime) -> str:
    return dates.jour(instant)


@register.filter
def heure(instant: datetime) -> str:
    """« 22 h 41 »."""
    return dates.heure(instant)


@register.filter
def montant(valeur: Decimal | int | None) -> str:
    """« 150 000 € », or « – » when there is none."""
    return "–" if valeur is None else nombres.euros(valeur)


@register.filter
def nombre(valeur: int) -> str:
    """« 3 000 »."""
    return nombres.entier(valeur)


@register.filter
def note(valeur: Decimal | None) -> str:
    return nombres.note(valeur)


@register.simple_block_tag
def tableau(
    content: str,
    *legende: object,
    region: str = "",
    classes: str = "fr-table--no-caption",
    id_legende: str = "",
    nomme_par: str = "",
    decrit_par: str = "",
) -> str:
    """A table of the DSFR around its ``thead`` and ``tbody``: ``legende`` end to end, then the name of what scrolls.

    Too narrow for its columns, it shows each row as a card (``tableaux.css``). That name is ``region``, else the legend; or the text of an element: ``nomme_par``, the legend when it has an id.
    """
    texte = "".join(map(str, legende))
    rangees, colonnes = tableaux.etiqueter(content)
    contexte = {
        "rangees": mark_safe(rangees),  # noqa: S308 - the template rendered it, escaped
        "large": colonnes >= COLONNES_D_UN_LARGE,
        "legende": texte,
        "region": region or texte,
        "classes": classes,
        "id_legende": id_legende,
        "nomme_par": nomme_par or id_legende,
        "decrit_par": decrit_par,
    }
    return render_to_string("_tableau.html", contexte)
