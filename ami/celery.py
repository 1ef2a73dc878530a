"""Celery application. Every task is idempotent and pulls its work from PostgreSQL: a lost message
delays work by one tick of beat and loses nothing.
"""

import os

from celery import Celery
from celery.schedules import crontab

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "ami.settings")

app = Celery("ami")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()

app.conf.beat_schedule = {
    nom: {"task": tache, "schedule": crontab(minute="*"), "options": {"expires": 50}}
    for nom, tache in {
        "ouvrir les vagues dues": "vagues.tasks.ouvrir_vagues_dues",
        "clore les vagues échues": "vagues.tasks.cloturer_vagues_echues",
        "sceller les dépôts des vagues closes": "candidatures.tasks.sceller_vagues_closes",
        "prévenir les brouillons non déposés": "candidatures.tasks.prevenir_brouillons_non_deposes",
        "vérifier les structures déclarées": "candidatures.tasks.verifier_structures_declarees",
        "rappeler les brouillons": "candidatures.tasks.rappeler_brouillons",
        "refermer les demandes de compléments": "candidatures.tasks.refermer_complements",
        "rappeler les demandes de compléments": "candidatures.tasks.rappeler_complements",
        "redemander les pièces refusées": "candidatures.tasks.redemander_pieces_refusees",
        "produire les documents des dépôts": "candidatures.tasks.produire_documents",
        "annoncer les affectations oubliées": "evaluation.tasks.annoncer_affectations_oubliees",
        "prévenir des nouvelles versions": "evaluation.tasks.prevenir_des_nouvelles_versions",
        "envoyer les courriels": "ami.notifications.tasks.envoyer_courriels",
        "analyser les fichiers": "ami.fichiers.tasks.analyser_fichiers",
        "battre": "ami.commun.tasks.battre",
    }.items()
} | {
    "oublier les inscriptions jamais prouvées": {
        "task": "ami.comptes.tasks.oublier_les_inscriptions",
        "schedule": crontab(minute="23"),
        "options": {"expires": 3600},
    },
    # Before the bytes without row are erased.
    "oublier les fichiers sans usage": {
        "task": "candidatures.tasks.oublier_fichiers_sans_usage",
        "schedule": crontab(minute="47", hour="3"),
        "options": {"expires": 3600},
    },
    "effacer les fichiers sans ligne": {
        "task": "ami.fichiers.tasks.supprimer_orphelins",
        "schedule": crontab(minute="17", hour="4"),
        "options": {"expires": 3600},
    },
}
