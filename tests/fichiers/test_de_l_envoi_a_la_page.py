"""From what a browser sends to what the page says, with a real antivirus and a real child."""

import re

import pikepdf
import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from ami.fichiers.models import Fichier
from ami.fichiers.services import analyser_les_recus
from candidatures.models import Candidature
from tests.candidatures.views.pages import connecter, texte
from tests.conftest import ClientLecteur
from tests.fabriques import PENDANT
from tests.fichiers.fabrication import action, ecrire_pdf
from tests.fichiers.signature import signer
from tests.scenarios import brouillon_complet, vague_ouverte

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("antivirus")]


def _porter(document: pikepdf.Pdf) -> None:
    document.attachments["budget.xlsx"] = b"PK"
    document.Root.Collection = action(View="T")


@pytest.fixture
def brouillon() -> Candidature:
    return brouillon_complet(vague_ouverte())


def _envoyer_puis_lire(client: ClientLecteur, brouillon: Candidature, nom: str, contenu: bytes) -> str:
    with time_machine.travel(PENDANT):
        connecter(client, brouillon.cree_par)
        adresse = reverse("candidatures:joindre", args=[brouillon.pk, "statuts"])
        assert client.post(adresse, {"fichiers": SimpleUploadedFile(nom, contenu)}).status_code == 302
        analyser_les_recus()
        page = client.get(reverse("candidatures:pieces", args=[brouillon.pk]))
    return re.sub(r"\s+", " ", texte(page))


def test_un_pdf_signe_et_sans_suffixe_se_joint_et_dit_ce_que_sa_copie_n_a_plus(
    client: ClientLecteur, brouillon: Candidature
) -> None:
    page = _envoyer_puis_lire(client, brouillon, "Statuts\u00a02024", ecrire_pdf(signer))
    assert "Statuts 2024.pdf" in page
    assert "Le fichier vérifié ne contient plus : la signature électronique. L’original" in page


def test_un_porte_documents_est_refuse_avec_ce_qu_il_faut_faire(
    client: ClientLecteur, brouillon: Candidature
) -> None:
    page = _envoyer_puis_lire(client, brouillon, "Dossier.pdf", ecrire_pdf(_porter))
    assert "Refusé : Ce PDF est un porte-documents : les fichiers qu’il contient seraient perdus." in page
    assert Fichier.objects.get(nom="Dossier.pdf").retraits == []
