"""Every write of the app, and reading back what was received."""

from ami.fichiers.services.analyse import analyser_les_recus
from ami.fichiers.services.menage import supprimer_orphelins
from ami.fichiers.services.original import empreinte_stockee, lire_original
from ami.fichiers.services.oubli import oublier
from ami.fichiers.services.reception import recevoir

__all__ = [
    "analyser_les_recus",
    "empreinte_stockee",
    "lire_original",
    "oublier",
    "recevoir",
    "supprimer_orphelins",
]
