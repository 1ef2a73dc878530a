"""When to leave the register alone: shared by all processes through the cache, forgotten when the cache is down."""

import time
from datetime import datetime
from time import monotonic

from django.core.cache import cache

ECHECS = 3
FENETRE = 60  # seconds in which that many failures open the circuit
REPOS = 60  # seconds without any call, then
_REPOS_MAX = 3600
_PAR_SECONDE = 5  # the register allows 7 a second to one address
_CLE_REPOS, _CLE_ECHECS, _CLE_TOUR = "registre:repos", "registre:echecs", "registre:tour"
_CLE_COMPTE = "registre:compte"
_PAUSE_D_UN_COMPTE = 2  # seconds between two questions of one account, so that it leaves turns to the others


def est_au_repos(maintenant: datetime) -> bool:
    jusqu_a = cache.get(_CLE_REPOS)
    return jusqu_a is not None and maintenant.timestamp() < jusqu_a


def mettre_au_repos(maintenant: datetime, secondes: float = REPOS) -> None:
    """No call until then; what a register asks for is obeyed up to an hour."""
    duree = min(secondes, _REPOS_MAX)
    cache.set(_CLE_REPOS, maintenant.timestamp() + duree, timeout=int(duree) + 1)


def noter_echec(maintenant: datetime) -> None:
    """Two failures noted at the same instant may count for one: the circuit then opens at the next one."""
    instant = maintenant.timestamp()
    recents = [le for le in cache.get(_CLE_ECHECS) or () if abs(instant - le) < FENETRE]
    recents.append(instant)
    if len(recents) >= ECHECS:
        mettre_au_repos(maintenant)
        recents = []
    cache.set(_CLE_ECHECS, recents, timeout=FENETRE)


def laisser_passer(compte: int) -> bool:
    """Whether this account may ask now: not when it has just asked."""
    return cache.add(f"{_CLE_COMPTE}:{compte}", 1, timeout=_PAUSE_D_UN_COMPTE)


def attendre_son_tour(fin: float) -> bool:
    """Take the next free fifth of a second; False when ``fin`` (monotonic clock) comes first."""
    while not cache.add(f"{_CLE_TOUR}:{int(time.time() * _PAR_SECONDE)}", 1, timeout=2):
        reste = 1 / _PAR_SECONDE - time.time() % (1 / _PAR_SECONDE)
        if monotonic() + reste >= fin:
            return False
        time.sleep(reste)
    return True
