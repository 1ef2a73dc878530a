"""Counts kept in the cache for a while: what bounds attempts and mails. While Redis is down nothing is counted.

A key is made of what the server knows (an account, the address of the client), never of what a request says of itself.
"""

import hashlib

from django.core.cache import cache

JOUR = 24 * 3600  # seconds


def ajouter(cle: str, *, duree: int, combien: int = 1) -> int:
    """Add to the count that the first addition opened for ``duree`` seconds; return it."""
    cache.add(cle, 0, timeout=duree)
    try:
        return cache.incr(cle, combien)
    except ValueError:  # it has just expired
        return combien


def compte(cle: str) -> int:
    return int(cache.get(cle, 0))


def empreinte(texte: str) -> str:
    """An e-mail address in a key: neither readable there nor longer than a key may be."""
    return hashlib.sha256(texte.encode()).hexdigest()[:32]
