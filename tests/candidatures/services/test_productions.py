"""Whose turn it is to have its PDFs made: nobody waits for a filing that cannot be composed, nor for the store."""

from collections.abc import Callable
from copy import deepcopy
from datetime import timedelta
from typing import Any

import pytest
from celery import current_app
from celery.exceptions import SoftTimeLimitExceeded
from django.utils import timezone

from ami.fichiers.erreurs import StockageEnPanne
from candidatures import tasks
from candidatures.models import Depot, Document, GenreDocument, Production
from candidatures.services import documents
from candidatures.services.inscrire import SUITES_DU_DEPOT
from candidatures.version_deposee.pdf import CompositionImpossible
from tests.fabriques import PENDANT
from tests.partage_du_module import Base
from tests.scenarios import dossier_depose, vague_ouverte

pytestmark = pytest.mark.django_db


def depots(nombre: int) -> list[Depot]:
    volet = vague_ouverte()
    return [dossier_depose(volet, rang=rang).depots.get() for rang in range(1, nombre + 1)]


@pytest.fixture(scope="module")
def depot_du_module(base_du_module: Base) -> Depot:
    with base_du_module():
        (depot,) = depots(1)
        return depot


@pytest.fixture
def depot(db: None, depot_du_module: Depot) -> Depot:
    return deepcopy(depot_du_module)


@pytest.fixture
def composer(monkeypatch: pytest.MonkeyPatch) -> Callable[..., list[int]]:
    """Choose the filings that cannot be composed; every attempt is noted in the list returned."""

    def maudire(*maudits: Depot, erreur: BaseException | None = None) -> list[int]:
        essais: list[int] = []

        def composer_sauf(depot: Depot, genre: GenreDocument) -> bytes:
            essais.append(depot.pk)
            if depot in maudits:
                raise erreur or CompositionImpossible("refused")
            return b"%PDF-1.7 " + genre.encode()

        monkeypatch.setattr(documents, "composer", composer_sauf)
        return essais

    return maudire


def ouvrir_le_tour() -> None:
    Production.objects.filter(faite_le=None).update(prochain_essai_le=timezone.now())


def test_un_document_impossible_ne_retient_pas_les_autres(composer: Any) -> None:
    """One filing that cannot be composed waits for its next attempt; the next ones are made."""
    maudit, autre = depots(2)
    essais = composer(maudit)
    tasks.produire_documents()
    tasks.produire_documents()

    assert essais == [maudit.pk, autre.pk, autre.pk]
    assert set(Document.objects.values_list("depot", flat=True)) == {autre.pk}
    production = Production.objects.get(faite_le=None)
    assert (production.depot, production.tentatives) == (maudit, 1)
    attente = production.prochain_essai_le - timezone.now()
    assert timedelta(minutes=4) < attente <= timedelta(minutes=5)


def test_ceux_qui_echouent_passent_apres_les_nouveaux(composer: Any) -> None:
    """However many fail, and due again before, those never tried come first."""
    *maudits, nouveau = depots(4)
    essais = composer(*maudits)
    documents.noter_les_productions(maintenant=timezone.now())
    Production.objects.filter(depot__in=maudits).update(
        tentatives=1, prochain_essai_le=timezone.now() - timedelta(days=1)
    )
    assert documents.produire_les_documents_dus() == (1, 3)
    assert essais == [nouveau.pk, nouveau.pk, *(maudit.pk for maudit in maudits)]


def test_un_depot_repare_recoit_ses_documents_a_son_tour(composer: Any, depot: Depot) -> None:
    composer(depot)
    tasks.produire_documents()
    composer()
    tasks.produire_documents()
    assert not Document.objects.exists()
    ouvrir_le_tour()
    tasks.produire_documents()
    assert Document.objects.count() == 2
    assert Production.objects.filter(faite_le__isnull=False, tentatives=2).count() == 1


@pytest.mark.parametrize(
    ("tentatives", "minutes"), [(0, 5), (1, 10), (3, 40), (6, 320), (7, 320), (200, 320)]
)
def test_chaque_essai_eloigne_le_suivant(tentatives: int, minutes: int, depot: Depot) -> None:
    Production.objects.create(depot=depot, tentatives=tentatives, prochain_essai_le=PENDANT)
    assert documents.PRODUCTIONS.prendre(maintenant=PENDANT - timedelta(seconds=1)) is None
    assert documents.PRODUCTIONS.prendre(maintenant=PENDANT) is not None
    prise = Production.objects.get()
    assert (prise.tentatives, prise.prochain_essai_le) == (
        tentatives + 1,
        PENDANT + timedelta(minutes=minutes),
    )


def test_une_panne_du_stockage_arrete_tout_et_ne_compte_pas(composer: Any) -> None:
    premier, *_ = depots(3)
    essais = composer(premier, erreur=StockageEnPanne("down"))
    assert documents.produire_les_documents_dus() == (0, 1)
    assert essais == [premier.pk]
    assert set(Production.objects.values_list("faite_le", "tentatives")) == {(None, 0)}
    attente = Production.objects.get(depot=premier).prochain_essai_le - timezone.now()
    assert timedelta(seconds=20) < attente <= timedelta(seconds=30)


def test_une_prise_perdue_n_est_pas_rendue(depot: Depot) -> None:
    """The first worker was slower than its claim: the row belongs to the second one."""
    Production.objects.create(depot=depot, prochain_essai_le=PENDANT)
    premiere = documents.PRODUCTIONS.prendre(maintenant=PENDANT)
    seconde = documents.PRODUCTIONS.prendre(maintenant=PENDANT + documents.PRODUCTIONS.bail)
    assert premiere is not None
    assert seconde is not None
    avant = Production.objects.values().get()
    documents.PRODUCTIONS.rendre(
        premiere.pk, premiere.prise, maintenant=PENDANT + documents.PRODUCTIONS.bail, compte=False
    )
    assert Production.objects.values().get() == avant


def test_la_fin_du_temps_de_la_tache_l_arrete(composer: Any) -> None:
    premier, _ = depots(2)
    essais = composer(premier, erreur=SoftTimeLimitExceeded())
    with pytest.raises(SoftTimeLimitExceeded):
        tasks.produire_documents()
    assert essais == [premier.pk]
    assert list(Production.objects.order_by("pk").values_list("tentatives", flat=True)) == [1, 0]


def test_une_tache_ne_prend_plus_rien_apres_son_temps(composer: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    depots(2)
    essais = composer()
    instants = iter((0.0, 39.9, 40.0))
    monkeypatch.setattr(documents, "monotonic", lambda: next(instants))
    assert documents.produire_les_documents_dus() == (1, 0)
    assert len(essais) == 2
    assert sorted(Production.objects.values_list("tentatives", flat=True)) == [0, 1]


def test_les_suites_d_un_depot_partent_d_un_seul_reveil(
    depot: Depot, django_capture_on_commit_callbacks: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Its mails are sent by the task itself, which wakes who makes the documents."""
    reveilles, envois = [], []
    monkeypatch.setattr(tasks.produire_documents, "apply_async", lambda **options: reveilles.append(options))
    monkeypatch.setattr(tasks, "envoyer_courriels", lambda: envois.append(depot))
    with django_capture_on_commit_callbacks(execute=True):
        tasks.faire_suivre_un_depot()
    assert (len(reveilles), envois) == (1, [depot])
    routes = current_app.conf.task_routes
    assert routes[SUITES_DU_DEPOT.task] == {"queue": "courriels"}
    assert SUITES_DU_DEPOT.task == tasks.faire_suivre_un_depot.name
