"""Making the PDFs of a filing, after it, from the ``Depot`` alone.

A ``Production`` is claimed in its own short transaction (``SKIP LOCKED``) by moving its next attempt ahead, further
each time; composing and storing happen outside any transaction. What fails, or was killed, is due again by itself.
"""

import hashlib
from datetime import datetime, timedelta
from time import monotonic

import structlog
from celery.exceptions import SoftTimeLimitExceeded
from django.db import transaction
from django.db.models import F
from django.utils import timezone

from ami.fichiers import stockage
from ami.fichiers.erreurs import StockageEnPanne
from ami.journal.services import Acte, journaliser
from candidatures.actes import ActeCandidature
from candidatures.models import Depot, Document, GenreDocument, Production
from candidatures.version_deposee.pdf import composer

journal = structlog.get_logger(__name__)
BAIL = timedelta(minutes=5)  # longer than two compositions at their slowest
DOUBLEMENTS_MAX = 6  # five hours and twenty minutes between two attempts at most
REPRISE = timedelta(seconds=30)
_DUREE = 40.0  # seconds: the worker has other work, and less than 270 for the last filing


def produire_les_documents_dus() -> tuple[int, int]:
    """Make the documents of the filings whose turn has come, for less than a minute.

    Return how many filings have theirs, and how many wait on. Stops when the store does not answer.
    """
    faites = en_attente = 0
    limite = monotonic() + _DUREE
    noter_les_productions(maintenant=timezone.now())
    while monotonic() < limite and (production := prendre_production(maintenant=timezone.now())):
        try:
            if _produire_sans_arreter_les_autres(production):
                faites += 1
            else:
                en_attente += 1
        except StockageEnPanne as panne:
            rendre_production(production, maintenant=timezone.now())
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
    Production.objects.filter(pk=production.pk, faite_le=None).update(faite_le=timezone.now())
    return True


@transaction.atomic(durable=True)
def noter_les_productions(*, maintenant: datetime) -> None:
    """Note that the filings which are not followed yet have documents to be made."""
    Production.objects.bulk_create(
        [
            Production(depot_id=pk, prochain_essai_le=maintenant)
            for pk in Depot.objects.sans_production().values_list("pk", flat=True)
        ],
        ignore_conflicts=True,  # another worker noted it meanwhile
        batch_size=500,
    )


@transaction.atomic(durable=True)
def prendre_production(*, maintenant: datetime) -> Production | None:
    """Claim the first that is due, or None. Locks that row only, skipping those others hold."""
    production = (
        Production.objects.a_faire(maintenant)
        .select_for_update(of=("self",), no_key=True, skip_locked=True)
        .first()
    )
    if production is None:
        return None
    production.prochain_essai_le = maintenant + BAIL * 2 ** min(production.tentatives, DOUBLEMENTS_MAX)
    production.tentatives += 1
    production.save(update_fields=["tentatives", "prochain_essai_le"])
    return production


@transaction.atomic(durable=True)
def rendre_production(production: Production, *, maintenant: datetime) -> None:
    """Give back what the store alone prevented: soon, and no attempt counted. Silent if the claim was lost."""
    Production.objects.filter(pk=production.pk, tentatives=production.tentatives, faite_le=None).update(
        tentatives=F("tentatives") - 1, prochain_essai_le=maintenant + REPRISE
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
