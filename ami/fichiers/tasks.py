"""Verdicts on the received files, and the daily clean-up of the store."""

import structlog
from celery import shared_task
from django.utils import timezone

from ami.fichiers import services

journal = structlog.get_logger(__name__)


@shared_task
def analyser_fichiers() -> None:
    """Analyse the files whose turn has come; several workers may run it together."""
    analyses, en_attente = services.analyser_les_recus()
    if analyses or en_attente:
        journal.info("fichiers analysés", analyses=analyses, en_attente=en_attente)


@shared_task
def supprimer_orphelins() -> None:
    services.supprimer_orphelins(maintenant=timezone.now())
