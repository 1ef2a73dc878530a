"""Making the PDFs of a filing, after it, from the ``Depot`` alone.

A ``Production`` is claimed (``FileDAttente``); composing and storing happen outside any transaction. What fails, or was
killed, is due again by itself, later and later.
"""

import hashlib
from datetime import datetime, timedelta
from time import monotonic

import structlog
from celery.exceptions import SoftTimeLimitExceeded
from django.db import transaction
from django.utils import timezone

from ami.commun.ensembles import inserer
from ami.commun.file_d_attente import FileDAttente
from ami.fichiers import stockage
from ami.fichiers.erreurs import StockageEnPanne
from ami.journal.services import Acte, journaliser
from candidatures.actes import ActeCandidature
from candidatures.models import Depot, Document, GenreDocument, Production
from candidatures.models.document import A_PRODUIRE
from candidatures.version_deposee.pdf import composer

journal = structlog.get_logger(__name__)
# Never tried first, so that those that fail keep nobody waiting. The lease is longer than two compositions at their
# slowest, and doubles. Never given up: a filing without its documents is a fault of ours.
PRODUCTIONS = FileDAttente(
    modele=Production,
    attend=A_PRODUIRE,
    ordre=("tentatives", "prochain_essai_le", "depot_id"),
    bail=timedelta(minutes=5),
    bail_max=timedelta(hours=5, minutes=20),
)
_DUREE = 40.0  # seconds: the worker has other work, and less than 270 for the last filing


def produire_les_documents_dus() -> tuple[int, int]:
    """Make the documents of the filings whose turn has come, for less than a minute.

    Return how many filings have theirs, and how many wait on. Stops when the store does not answer.
    """
    faites = en_attente = 0
    limite = monotonic() + _DUREE
    noter_les_productions(maintenant=timezone.now())
    while monotonic() < limite and (production := PRODUCTIONS.prendre(maintenant=timezone.now())):
        try:
            if _produire_sans_arreter_les_autres(production):
                faites += 1
            else:
                en_attente += 1
        except StockageEnPanne as panne:
            PRODUCTIONS.rendre(production.pk, production.prise, maintenant=timezone.now(), compte=False)
            journal.warning("documents remis", depot=production.pk, detail=str(panne))
            return faites, en_attente + 1
    return faites, en_attente


def _produire_sans_arreter_les_autres(production: Production) -> bool:
    """Tell whether the documents are made. Raises ``StockageEnPanne``, and what stops the worker."""
    try:
        produire_documents(depot_id=production.pk, maintenant=timezone.now())
    except (SoftTimeLimitExceeded, StockageEnPanne):
        raise
    except Exception:  # noqa: BLE001 - ``CompositionImpossible`` or a fault of ours: due again, later and later
        journal.exception("documents en échec", depot=production.pk, tentative=production.tentatives)
        return False
    PRODUCTIONS.tenue(production.pk, production.prise).update(faite_le=timezone.now())
    return True


@transaction.atomic(durable=True)
def noter_les_productions(*, maintenant: datetime) -> None:
    """Note that the filings which are not followed yet have documents to be made."""
    inserer(
        [
            Production(depot_id=pk, prochain_essai_le=maintenant)
            for pk in Depot.objects.sans_production().values_list("pk", flat=True)
        ],
        sauf_connus=True,  # another worker noted it meanwhile
    )


def produire_documents(*, depot_id: int, maintenant: datetime) -> list[Document]:
    """Compose, store, then record what this filing still lacks; nothing when it has everything.

    Never inside a transaction. Two at once, were a claim lost, write the same bytes under the same key and one row.
    Raises ``CompositionImpossible`` and ``StockageEnPanne``.
    """
    depot = Depot.objects.get(pk=depot_id)
    faits = set(depot.documents.values_list("genre", flat=True))
    return [_produire(depot, genre, maintenant) for genre in GenreDocument if genre not in faits]


def _produire(depot: Depot, genre: GenreDocument, maintenant: datetime) -> Document:
    contenu = composer(depot, genre)
    empreinte = hashlib.sha256(contenu).hexdigest()
    cle = f"documents/{depot.candidature_id}/{depot.version}-{genre}-{empreinte[:16]}.pdf"
    stockage.ecrire(cle, contenu)
    with transaction.atomic(durable=True):
        valeurs = {"cle": cle, "taille": len(contenu), "empreinte": empreinte, "produit_le": maintenant}
        document, nouveau = Document.objects.get_or_create(depot=depot, genre=genre, defaults=valeurs)
        if nouveau:
            donnees = {"genre": genre, "empreinte": empreinte}
            acte = Acte(objet=depot, acte=ActeCandidature.DOCUMENT_PRODUIT, donnees=donnees)
            journaliser([acte], le=maintenant)
    return document
