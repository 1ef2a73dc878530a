"""What goes on by itself around dossiers: reminders, seals, due instants, SIRETs to check, documents, unused files."""

import structlog
from celery import shared_task
from django.utils import timezone

from ami.commun.taches import pour_chacun, reveiller
from ami.notifications.tasks import envoyer_courriels
from candidatures.models import Candidature, Complement, Piece
from candidatures.services import documents
from candidatures.services.oublier import fichiers_sans_usage, oublier_fichier
from candidatures.services.rappeler import brouillons_a_rappeler, rappeler_brouillon
from candidatures.services.refermer import (
    ATTENTE,
    demander_les_pieces_refusees,
    rappeler_complement,
    refermer_complement,
)
from candidatures.services.sceller import prevenir_brouillon, sceller_vague
from candidatures.services.verifier_structure import sirets_a_verifier, verifier_structure
from vagues.models import Vague

journal = structlog.get_logger(__name__)


@shared_task
def sceller_vagues_closes() -> None:
    maintenant = timezone.now()
    pour_chacun(
        Vague.objects.filter(close_le__isnull=False, scelle__isnull=True).values_list("pk", flat=True),
        lambda pk: sceller_vague(vague_id=pk, maintenant=maintenant),
        "vagues scellées",
    )


@shared_task
def prevenir_brouillons_non_deposes() -> None:
    maintenant = timezone.now()
    pour_chacun(
        Candidature.objects.a_prevenir().values_list("pk", flat=True),
        lambda pk: prevenir_brouillon(candidature_id=pk, maintenant=maintenant),
        "brouillons prévenus",
    )


@shared_task
def verifier_structures_declarees() -> None:
    maintenant = timezone.now()
    pour_chacun(
        sirets_a_verifier(maintenant),
        lambda siret: verifier_structure(siret=siret, maintenant=maintenant),
        "structures vérifiées",
    )


@shared_task
def rappeler_brouillons() -> None:
    maintenant = timezone.now()
    pour_chacun(
        brouillons_a_rappeler(maintenant),
        lambda pk: rappeler_brouillon(candidature_id=pk, maintenant=maintenant),
        "brouillons rappelés",
    )


@shared_task
def refermer_complements() -> None:
    maintenant = timezone.now()
    pour_chacun(
        Complement.objects.a_refermer(maintenant - ATTENTE).values_list("pk", flat=True),
        lambda pk: refermer_complement(complement_id=pk, maintenant=maintenant),
        "demandes de compléments refermées",
    )


@shared_task
def rappeler_complements() -> None:
    maintenant = timezone.now()
    pour_chacun(
        Complement.objects.a_rappeler(maintenant).values_list("pk", flat=True),
        lambda pk: rappeler_complement(complement_id=pk, maintenant=maintenant),
        "demandes de compléments rappelées",
    )


@shared_task
def redemander_pieces_refusees() -> None:
    maintenant = timezone.now()
    pour_chacun(
        Piece.objects.a_redemander().order_by("candidature").values_list("candidature", flat=True).distinct(),
        lambda pk: demander_les_pieces_refusees(candidature_id=pk, maintenant=maintenant),
        "dossiers dont une pièce est redemandée",
    )


@shared_task
def produire_documents() -> None:
    """Make the PDFs of the filings that lack them; several workers may run it together."""
    faites, en_attente = documents.produire_les_documents_dus()
    if faites or en_attente:
        journal.info("dépôts documentés", faites=faites, en_attente=en_attente)


@shared_task
def faire_suivre_un_depot() -> None:
    """What a filing leaves to be done: its documents, by those who make them, then its mails, here."""
    reveiller(produire_documents)
    envoyer_courriels()


@shared_task
def oublier_fichiers_sans_usage() -> None:
    maintenant = timezone.now()
    pour_chacun(
        fichiers_sans_usage(maintenant).order_by("recu_le", "pk").values_list("pk", flat=True),
        lambda pk: oublier_fichier(fichier_id=pk, maintenant=maintenant),
        "fichiers sans usage oubliés",
    )
