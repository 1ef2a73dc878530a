"""Several workers at once: no filing is composed twice, and each waits for nobody."""

import pytest
from django.utils import timezone

from candidatures.models import Depot, Document, GenreDocument, Production
from candidatures.services import documents
from candidatures.version_deposee.pdf import composer
from tests.concurrence.outils import ensemble
from tests.scenarios import dossier_depose, vague_ouverte

pytestmark = pytest.mark.usefixtures("transactional_db")


def _deposer(nombre: int) -> None:
    volet = vague_ouverte()
    for rang in range(1, nombre + 1):
        dossier_depose(volet, rang=rang)


def test_des_ouvriers_ensemble_ne_prennent_pas_le_meme_depot() -> None:
    _deposer(3)

    def noter_et_prendre() -> Production | None:
        documents.noter_les_productions(maintenant=timezone.now())
        return documents.PRODUCTIONS.prendre(maintenant=timezone.now())

    prises = [prise for prise in ensemble(*[noter_et_prendre] * 4) if prise]
    while prise := noter_et_prendre():
        prises.append(prise)
    assert sorted(prise.pk for prise in prises) == sorted(Depot.objects.values_list("pk", flat=True))
    assert list(Production.objects.values_list("tentatives", flat=True)) == [1, 1, 1]


def test_des_ouvriers_ensemble_composent_chaque_document_une_fois(monkeypatch: pytest.MonkeyPatch) -> None:
    _deposer(3)
    composes: list[tuple[int, str]] = []

    def composer_et_noter(depot: Depot, genre: GenreDocument) -> bytes:
        composes.append((depot.pk, genre.value))
        return composer(depot, genre)

    monkeypatch.setattr(documents, "composer", composer_et_noter)
    comptes = ensemble(*[documents.produire_les_documents_dus] * 3)
    assert [sum(colonne) for colonne in zip(*comptes, strict=True)] == [3, 0]
    assert len(composes) == len(set(composes)) == Document.objects.count() == 6
    assert not Production.objects.filter(faite_le=None).exists()
