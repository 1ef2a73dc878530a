"""How the state of a file is told."""

from datetime import timedelta

from django import template
from django.utils import timezone

from ami.commun.nombres import taille_lisible
from ami.fichiers.models import Fichier
from ami.fichiers.nettoyage.retraits import en_mots

register = template.Library()
ATTENTE_LONGUE = timedelta(minutes=5)


@register.filter
def taille(octets: int) -> str:
    """« 1,2 Mo »."""
    return taille_lisible(octets)


@register.filter
def retraits(fichier: Fichier) -> str:
    """« la signature électronique »: what the verified copy no longer has; empty when nothing is lost."""
    return en_mots(fichier.retraits)


@register.filter
def attend_longtemps(fichier: Fichier) -> bool:
    """No verdict yet, long after the reception: the antivirus must be down."""
    return fichier.en_cours and timezone.now() - fichier.recu_le > ATTENTE_LONGUE
