"""Making the PDFs of a filing, after it, from the ``Depot`` alone."""

import hashlib
from datetime import datetime

from ami.fichiers import stockage
from candidatures.models import Depot, Document, GenreDocument
from candidatures.pdf import composer


def produire_documents(*, depot_id: int, maintenant: datetime) -> list[Document]:
    """Compose, store, then record what this filing still lacks; nothing when it has everything.

    Never inside a transaction. Two workers at once write the same bytes under the same key and one row.
    Raises ``CompositionImpossible`` and ``StockageEnPanne``: nothing is recorded, the next tick tries again.
    """
    depot = Depot.objects.get(pk=depot_id)
    faits = set(depot.documents.values_list("genre", flat=True))
    return [_produire(depot, genre, maintenant) for genre in GenreDocument if genre not in faits]


def _produire(depot: Depot, genre: GenreDocument, maintenant: datetime) -> Document:
    contenu = composer(depot, genre)
    empreinte = hashlib.sha256(contenu).hexdigest()
    document = Document(
        depot=depot,
        genre=genre,
        cle=f"documents/{depot.candidature_id}/{depot.version}-{genre}-{empreinte[:16]}.pdf",
        taille=len(contenu),
        empreinte=empreinte,
        produit_le=maintenant,
    )
    stockage.ecrire(document.cle, contenu)
    Document.objects.bulk_create([document], ignore_conflicts=True)
    return document
