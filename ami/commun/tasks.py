"""Tasks of the platform itself."""

from celery import shared_task
from django.core.cache import cache
from django.utils import timezone

CLE_BATTEMENT = "battement"


@shared_task
def battre() -> None:
    """Leave the instant of the last tick that went through beat, broker and worker (read by /sante/)."""
    cache.set(CLE_BATTEMENT, timezone.now(), timeout=None)
