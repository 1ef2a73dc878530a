"""Wrong passwords: how many, and what then (ADR 0025). Only failures count.

Whoever fails too often on one account is refused, from there and on that account: neither the person the account belongs
to, nor a colleague behind the same address, is kept out. What concerns one account alone, or one address alone, slows
the answer down and refuses nobody.
"""

import time
from dataclasses import dataclass
from threading import BoundedSemaphore

from django.core.cache import cache

from ami.commun.adresses import canonique
from ami.commun.compteurs import ajouter, compte, empreinte

ECHECS_MAX, FENETRE = 10, 600  # on one account, from one client, in seconds
ECHECS_D_UN_COMPTE, FENETRE_D_UN_COMPTE = 30, 300  # from everywhere
ECHECS_D_UN_CLIENT, FENETRE_D_UN_CLIENT = 60, 60  # on any account
ATTENTE = 1.0  # seconds
# Threads are few: at most one waits in each process, or slowing an attack down would be one.
_DORMEUR = BoundedSemaphore(1)


@dataclass(frozen=True)
class Essai:
    """A password tried on the account of ``adresse`` from the address ``client``."""

    client: str
    adresse: str

    @property
    def est_refuse(self) -> bool:
        return compte(self._ensemble) >= ECHECS_MAX

    def ralentir(self) -> None:
        """Wait, where too many failures come from one client or on one account."""
        suspect = compte(self._compte) >= ECHECS_D_UN_COMPTE or compte(self._client) >= ECHECS_D_UN_CLIENT
        if suspect and _DORMEUR.acquire(blocking=False):
            try:
                time.sleep(ATTENTE)
            finally:
                _DORMEUR.release()

    def noter_l_echec(self) -> None:
        ajouter(self._ensemble, duree=FENETRE)
        ajouter(self._compte, duree=FENETRE_D_UN_COMPTE)
        ajouter(self._client, duree=FENETRE_D_UN_CLIENT)

    def oublier(self) -> None:
        """The person has just chosen a new password: their former failures say nothing any more."""
        cache.delete_many([self._ensemble, self._compte])

    @property
    def _ensemble(self) -> str:
        return f"echecs:{self.client}:{self._marque}"

    @property
    def _compte(self) -> str:
        return f"echecs-compte:{self._marque}"

    @property
    def _client(self) -> str:
        return f"echecs-client:{self.client}"

    @property
    def _marque(self) -> str:
        return empreinte(canonique(self.adresse))
