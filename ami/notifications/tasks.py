"""Sending the outbox."""

import structlog
from celery import shared_task

from ami.notifications.services import envoyer_les_dus

journal = structlog.get_logger(__name__)


@shared_task
def envoyer_courriels() -> None:
    """Send every due mail; several workers may run it together."""
    envoyes, echecs = envoyer_les_dus()
    if envoyes or echecs:
        journal.info("courriels envoyés", envoyes=envoyes, echecs=echecs)
