"""Reading back what was received."""

from typing import BinaryIO

from ami.fichiers import stockage
from ami.fichiers.models import Fichier
from ami.fichiers.services.reception import empreinte


def lire_original(fichier: Fichier) -> BinaryIO:
    """What was received, byte for byte. For checks and analysis: never to be served as it is.

    Raises ``ContenuAbsent`` (an infected file is erased) and ``StockageEnPanne``.
    """
    return stockage.lire(fichier.cle_originale)


def empreinte_stockee(fichier: Fichier) -> str:
    """SHA-256 of what the store holds now; equal to ``fichier.empreinte`` as long as nobody touched it."""
    with lire_original(fichier) as flux:
        return empreinte(flux)
