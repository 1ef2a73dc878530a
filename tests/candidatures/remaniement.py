"""Taking a filed dossier back and changing it, as tests do it."""

from datetime import timedelta
from typing import Any

from candidatures.models import Candidature
from candidatures.services.enregistrer import enregistrer_reponses
from candidatures.services.remanier import remanier_candidature
from tests.fabriques import PENDANT

SECONDE = timedelta(seconds=1)
PLUS_TARD = PENDANT + timedelta(hours=1)


def remanier(candidature: Candidature, le: Any = PLUS_TARD, par: Any = None) -> Candidature:
    remanier_candidature(candidature_id=candidature.pk, par=par or candidature.cree_par, recu_le=le)
    candidature.refresh_from_db()
    return candidature


def ecrire(candidature: Candidature, **valeurs: Any) -> None:
    enregistrer_reponses(
        candidature_id=candidature.pk, valeurs=valeurs, par=candidature.cree_par, recu_le=PLUS_TARD
    )
    candidature.refresh_from_db()
