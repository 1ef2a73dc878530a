"""The digest of a wave: what its seal records, and what can be computed again at any time."""

import hashlib

from candidatures.models import Depot
from vagues.models import Vague


def empreinte_des_depots(vague: Vague) -> str:
    """SHA-256 of every version received before the closing, those of withdrawn dossiers included.

    What comes later (compléments) does not change it: it can be computed again at any time.
    """
    depots = (
        Depot.objects.filter(candidature__vague=vague, recu_le__lt=vague.cloture)
        .order_by("numero", "version")
        .values_list("numero", "version", "empreinte")
    )
    contenu = "\n".join(f"{numero} {version} {empreinte}" for numero, version, empreinte in depots)
    return hashlib.sha256(contenu.encode()).hexdigest()
