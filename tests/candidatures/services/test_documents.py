"""Making the PDFs of a filing, once, and giving them to whom it may."""

import hashlib
from copy import deepcopy
from dataclasses import replace
from typing import Any

import pytest
from django.urls import reverse

from ami.comptes.models import Perimetre, Role
from ami.fichiers import stockage
from ami.fichiers.erreurs import StockageEnPanne
from candidatures import tasks
from candidatures.models import Depot, Document, Production
from candidatures.services.documents import produire_documents
from candidatures.version_deposee import pdf
from candidatures.version_deposee.pdf import CompositionImpossible
from tests.candidatures.views.pages import connecter
from tests.conftest import ClientLecteur
from tests.fabriques import PENDANT, AccesFactory, UtilisateurFactory
from tests.partage_du_module import Base
from tests.scenarios import (
    affecter,
    agent,
    clore,
    dossier_depose,
    grille_de_quatre_criteres,
    noter,
    vague_ouverte,
)

pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module")
def depot_du_module(base_du_module: Base) -> Depot:
    with base_du_module():
        return dossier_depose(vague_ouverte(numero=13)).depots.get()


@pytest.fixture
def depot(db: None, depot_du_module: Depot) -> Depot:
    return deepcopy(depot_du_module)


def produire(depot: Depot) -> list[Document]:
    return produire_documents(depot_id=depot.pk, maintenant=PENDANT)


@pytest.fixture(scope="module")
def documente_du_module(base_du_module: Base, depot_du_module: Depot) -> Depot:
    """With its two documents, which no test may efface: the store is not undone."""
    with base_du_module():
        produire(depot_du_module)
        return depot_du_module


@pytest.fixture
def documente(db: None, documente_du_module: Depot) -> Depot:
    return deepcopy(documente_du_module)


def test_produire_enregistre_les_deux_documents_une_seule_fois(depot: Depot) -> None:
    produire(depot)

    assert produire(depot) == []
    for document in Document.objects.all():
        with stockage.lire(document.cle) as flux:
            contenu = flux.read()
        assert (len(contenu), hashlib.sha256(contenu).hexdigest()) == (document.taille, document.empreinte)
        assert contenu.startswith(b"%PDF-1.7")
    assert sorted(Document.objects.values_list("depot", "genre")) == [
        (depot.pk, "dossier"),
        (depot.pk, "recepisse"),
    ]


def test_la_tache_produit_ce_qui_manque_puis_plus_rien(contenus: Any) -> None:
    volet = vague_ouverte()
    for rang in (1, 2):
        dossier_depose(volet, rang=rang)
    tasks.produire_documents()

    assert Document.objects.count() == 4
    assert Production.objects.filter(faite_le__isnull=False, tentatives=1).count() == 2
    avant = contenus()
    tasks.produire_documents()
    assert contenus() == avant


def test_une_composition_trop_longue_ou_fautive_est_une_erreur_et_rien_de_plus(
    monkeypatch: pytest.MonkeyPatch, contenus: Any, depot: Depot
) -> None:
    avant = contenus()
    composeur = pdf.COMPOSEUR
    monkeypatch.setattr(pdf, "COMPOSEUR", replace(composeur, delai=0.01))
    with pytest.raises(CompositionImpossible, match=r"0\.01 s"):
        produire(depot)
    monkeypatch.setattr(pdf, "COMPOSEUR", replace(composeur, memoire=10_000_000))
    with pytest.raises(CompositionImpossible):
        produire(depot)
    assert contenus() == avant


def test_une_panne_du_stockage_n_enregistre_rien(
    monkeypatch: pytest.MonkeyPatch, contenus: Any, settings: Any, tmp_path: Any, depot: Depot
) -> None:
    avant = contenus()
    (tmp_path / "plein").write_text("a file where the folder should be")
    _ranger_ailleurs(settings, tmp_path / "plein")
    with pytest.raises(StockageEnPanne):
        produire(depot)
    assert contenus() == avant


def _ranger_ailleurs(settings: Any, dossier: Any) -> None:
    options = {"BACKEND": "ami.fichiers.stockage.StockageLocal", "OPTIONS": {"location": str(dossier)}}
    settings.STORAGES = {**settings.STORAGES, "fichiers": options}


def adresse(depot: Depot, genre: str = "dossier", espace: str = "candidatures") -> str:
    return reverse(f"{espace}:document", args=[depot.candidature_id, depot.version, genre])


def telecharger(client: ClientLecteur, chemin: str) -> tuple[Any, bytes]:
    """Return the answer and what it streams; reading it to the end closes the file."""
    reponse = client.get(chemin)
    return reponse, reponse.getvalue() if reponse.streaming else b""


def test_un_document_se_telecharge_sans_s_ouvrir_dans_le_site(
    client: ClientLecteur, documente: Depot
) -> None:
    connecter(client, documente.par)
    for genre in ("dossier", "recepisse"):
        reponse, contenu = telecharger(client, adresse(documente, genre))
        document = Document.objects.get(genre=genre)
        assert hashlib.sha256(contenu).hexdigest() == document.empreinte
        entetes = {
            nom: reponse[nom]
            for nom in ("Content-Type", "Content-Disposition", "Cache-Control", "X-Content-Type-Options")
        }
        assert entetes == {
            "Content-Type": "application/pdf",
            "Content-Disposition": f'attachment; filename="FDT-13-0001-v1-{genre}.pdf"',
            "Cache-Control": "private, no-store",
            "X-Content-Type-Options": "nosniff",
        }


def test_un_document_pas_encore_produit_est_annonce_et_introuvable(
    client: ClientLecteur, depot: Depot
) -> None:
    connecter(client, depot.par)
    page = client.get(reverse("candidatures:recepisse", args=[depot.candidature_id])).content.decode()
    assert "Documents PDF en préparation" in page
    assert client.get(adresse(depot)).status_code == 404
    produire(depot)
    page = client.get(reverse("candidatures:recepisse", args=[depot.candidature_id])).content.decode()
    assert adresse(depot, "dossier") in page
    assert adresse(depot, "recepisse") in page


def test_un_document_disparu_est_dit_avec_une_phrase(client: ClientLecteur, depot: Depot) -> None:
    for document in produire(depot):
        stockage.effacer(document.cle)
    reponse = connecter(client, depot.par).get(adresse(depot))
    assert reponse.status_code == 404
    assert "Document indisponible" in reponse.content.decode()


def test_un_intrus_ne_telecharge_rien(client: ClientLecteur, documente: Depot) -> None:
    connecter(client, UtilisateurFactory())
    assert client.get(adresse(documente)).status_code == 404
    assert client.get(adresse(documente, espace="instruction")).status_code == 403
    lecteur = AccesFactory(
        candidature=documente.candidature, utilisateur=UtilisateurFactory(), role="lecteur"
    )
    assert telecharger(connecter(client, lecteur.utilisateur), adresse(documente))[0].status_code == 200


def test_un_agent_telecharge_selon_son_perimetre(client: ClientLecteur, documente: Depot) -> None:
    referent = agent(Role.REFERENT, perimetre=Perimetre.DEPARTEMENT, code="67")
    ailleurs = agent(Role.REFERENT, perimetre=Perimetre.DEPARTEMENT, code="974")
    attendus = ((agent(Role.INSTRUCTEUR), 200), (referent, 200), (ailleurs, 404), (agent(), 403))
    for compte, statut in attendus:
        reponse, _ = telecharger(connecter(client, compte), adresse(documente, espace="instruction"))
        assert reponse.status_code == statut


def test_un_evaluateur_telecharge_le_dossier_apres_sa_declaration(client: ClientLecteur) -> None:
    volet = vague_ouverte()
    depot = dossier_depose(volet).depots.get()
    produire(depot)
    grille_de_quatre_criteres(volet.vague)
    clore(volet.vague)
    evaluation = affecter(depot.candidature)
    chemin = reverse("evaluation:document", args=[depot.candidature_id, 1])
    assert connecter(client, evaluation.evaluateur).get(chemin).status_code == 403
    noter(evaluation, 3, 3, 3, 3, remettre=False)
    lecture = client.get(reverse("evaluation:evaluer", args=[depot.candidature_id]))
    assert chemin in lecture.content.decode()
    reponse, _ = telecharger(client, chemin)
    assert reponse.status_code == 200
    assert reponse["Content-Disposition"].startswith("attachment")
    assert connecter(client, agent()).get(chemin).status_code == 404
