"""Forget what the cache keeps: in `make essai` it is in memory, elsewhere the Redis of the session."""

from django.conf import settings
from django.core.cache import cache

from ami.local.greffon_pytest import ESSAI


def vider_le_cache() -> None:
    """Forget our own keys only: ``cache.clear()`` would empty the Redis of the other workers too."""
    if ESSAI:
        cache.clear()
        return
    redis = cache._cache.get_client(write=True)  # type: ignore[attr-defined]
    if cles := redis.keys(f"{settings.AMI_PREFIXE}:*"):
        redis.delete(*cles)
