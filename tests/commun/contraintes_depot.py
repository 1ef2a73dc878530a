"""How each named constraint about the documents of a filing is broken."""

from candidatures.models import Depot, Document, GenreDocument
from tests.commun.contraintes import EMPREINTE, _depot, enfreint
from tests.fabriques import PENDANT


def _document(depot: Depot, empreinte: str = EMPREINTE) -> Document:
    return Document.objects.create(
        depot=depot,
        genre=GenreDocument.DOSSIER,
        cle="documents/essai.pdf",
        taille=1,
        empreinte=empreinte,
        produit_le=PENDANT,
    )


@enfreint("document_unique")
def _() -> None:
    depot = _depot()
    _document(depot)
    _document(depot)


@enfreint("document_empreinte_sha256")
def _() -> None:
    _document(_depot(), "z" * 64)
