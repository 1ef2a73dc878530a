"""Sending the outbox."""

import structlog
from celery import shared_task
from django.core import mail
from django.utils import timezone

from ami.notifications import services

journal = structlog.get_logger(__name__)


@shared_task
def envoyer_courriels() -> None:
    """Send every due mail, one row at a time; several workers may run it together."""
    envoyes = echecs = 0
    connexion = mail.get_connection()
    try:
        connexion.open()  # a server that is down costs no attempt to any mail
        while courriel := services.prendre_courriel(maintenant=timezone.now()):
            try:
                services.envoyer_courriel(courriel, connexion)
            except OSError as erreur:  # every SMTP error is one
                echecs += 1
                services.marquer_echec(courriel_id=courriel.pk, erreur=erreur)
                if services.est_panne_du_serveur(erreur):
                    break
            else:
                envoyes += 1
                services.marquer_envoye(courriel_id=courriel.pk, maintenant=timezone.now())
    except OSError as erreur:
        journal.warning("serveur de courriel injoignable", erreur=type(erreur).__name__)
    finally:
        connexion.close()
    if envoyes or echecs:
        journal.info("courriels envoyés", envoyes=envoyes, echecs=echecs)
