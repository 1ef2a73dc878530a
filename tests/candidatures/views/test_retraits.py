"""What a verified copy no longer has is said beside the file, to its people and to agents; agents get the original."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from ami.fichiers import stockage
from ami.fichiers.adresses import lire_stockage
from ami.fichiers.models import Fichier
from candidatures.models import Candidature
from tests.candidatures.echanges import ecrire
from tests.candidatures.views.pages import connecter, texte
from tests.conftest import ClientLecteur
from tests.fabriques import PENDANT, FichierFactory
from tests.scenarios import agent, brouillon_complet, dossier_depose, vague_ouverte

pytestmark = pytest.mark.django_db
PHRASE = "Le fichier vérifié ne contient plus : la signature électronique. L’original, tel qu’il a été envoyé, est gardé"
SIGNE = b"%PDF-1.7 signed"


@pytest.fixture(autouse=True)
def racine(settings: Any, tmp_path: Path) -> None:
    settings.STORAGES = {**settings.STORAGES, "fichiers": lire_stockage(tmp_path.as_uri())}


@pytest.fixture(autouse=True)
def pendant() -> Iterator[None]:
    with time_machine.travel(PENDANT, tick=False):
        yield


def _signer(fichier: Fichier) -> Fichier:
    fichier.retraits = ["signature"]
    fichier.taille = len(SIGNE)
    fichier.save()
    stockage.ecrire(fichier.cle_originale, SIGNE)
    return fichier


@pytest.fixture
def depose() -> Candidature:
    """Filed with several documents, one of them signed."""
    dossier = dossier_depose(vague_ouverte())
    _signer(dossier.pieces.first().fichier)
    return dossier


def _page(client: ClientLecteur, route: str, dossier: Candidature) -> str:
    return re.sub(r"\s+", " ", texte(client.get(reverse(route, args=[dossier.pk]))))


def test_le_porteur_le_lit_dans_son_brouillon(client: ClientLecteur) -> None:
    brouillon = brouillon_complet(vague_ouverte())
    _signer(brouillon.pieces.first().fichier)
    connecter(client, brouillon.cree_par)
    assert _page(client, "candidatures:pieces", brouillon).count(PHRASE) == 1
    assert _page(client, "candidatures:deposer", brouillon).count(PHRASE) == 1


def test_le_porteur_le_lit_une_fois_depose_sans_l_original(
    client: ClientLecteur, depose: Candidature
) -> None:
    page = _page(connecter(client, depose.cree_par), "candidatures:dossier", depose)
    assert page.count(PHRASE) == 1
    assert "original/" not in page


def test_l_agent_telecharge_l_original_et_lui_seul(client: ClientLecteur, depose: Candidature) -> None:
    signe, autre = (piece.fichier for piece in depose.pieces.select_related("fichier")[:2])
    connecter(client, agent("instructeur"))
    page = _page(client, "instruction:dossier", depose)
    adresse = reverse("instruction:piece_originale", args=[depose.pk, signe.pk])
    assert (page.count(PHRASE), page.count("/original/"), page.count(f'href="{adresse}"')) == (1, 1, 1)
    reponse = client.get(adresse)
    assert b"".join(reponse.streaming_content) == SIGNE
    assert reponse["Content-Type"] == "application/octet-stream"
    assert reponse["Content-Security-Policy"] == "sandbox; default-src 'none'"
    assert "attachment" in reponse["Content-Disposition"]
    assert "original" in reponse["Content-Disposition"]
    refus = client.get(reverse("instruction:piece_originale", args=[depose.pk, autre.pk]))
    assert (refus.status_code, "n’a perdu aucun contenu" in texte(refus)) == (409, True)
    connecter(client, depose.cree_par)
    assert client.get(adresse).status_code == 403


def test_l_original_d_un_brouillon_n_est_a_personne(client: ClientLecteur, depose: Candidature) -> None:
    ajoute = _signer(FichierFactory())
    depose.pieces.create(code="autres", fichier=ajoute, ajoutee_par=depose.cree_par, ajoutee_le=PENDANT)
    connecter(client, agent("instructeur"))
    adresse = reverse("instruction:piece_originale", args=[depose.pk, ajoute.pk])
    assert client.get(adresse).status_code == 404


def test_dans_les_echanges_l_agent_a_l_original_le_porteur_la_phrase(
    client: ClientLecteur, depose: Candidature
) -> None:
    joint = _signer(FichierFactory(depose_par=depose.cree_par))
    ecrire(depose, fichiers=[joint])
    adresse = reverse("instruction:echanges_original", args=[depose.pk, joint.pk])
    page = _page(connecter(client, depose.cree_par), "candidatures:echanges", depose)
    assert (page.count(PHRASE), adresse in page) == (1, False)
    page = _page(connecter(client, agent("instructeur")), "instruction:echanges", depose)
    assert (page.count(PHRASE), adresse in page) == (1, True)
    assert b"".join(client.get(adresse).streaming_content) == SIGNE


def test_les_retraits_ne_coutent_pas_une_requete_par_piece(
    client: ClientLecteur, depose: Candidature
) -> None:
    connecter(client, agent("instructeur"))

    def requetes() -> int:
        with CaptureQueriesContext(connection) as lues:
            _page(client, "instruction:dossier", depose)
        return len(lues)

    une = requetes()
    for piece in depose.pieces.select_related("fichier"):
        _signer(piece.fichier)
    assert _page(client, "instruction:dossier", depose).count(PHRASE) == depose.pieces.count() > 1
    assert requetes() == une
