"""Documents of the demonstration: real files, stored once the load is committed."""

import hashlib
from datetime import UTC, datetime
from io import BytesIO

import pikepdf
import pytest

from ami.comptes.models import Utilisateur
from ami.demonstration.documents import Coffre, pdf
from ami.demonstration.redaction import alea_de
from ami.fichiers import stockage
from ami.fichiers.models import Fichier
from candidatures.formulaire.catalogue.pieces import PIECES
from tests.fabriques import UtilisateurFactory

LE = datetime(2027, 1, 1, tzinfo=UTC)


def test_le_pdf_est_valide_et_le_meme_a_chaque_fois() -> None:
    contenu = pdf("Statuts signés", "Association (fictive) \\ n° 1", "Œuvre – « test »")
    with pikepdf.open(BytesIO(contenu)) as document:
        assert len(document.pages) == 1
        assert document.check_pdf_syntax() == []
    assert contenu == pdf("Statuts signés", "Association (fictive) \\ n° 1", "Œuvre – « test »")
    assert contenu != pdf("Statuts signés", "Association n° 2")


def test_chaque_fichier_du_coffre_est_range_sous_ses_deux_cles() -> None:
    coffre = Coffre()
    fichier = coffre.fichier(
        "Statuts signés et liste", "Association", alea_de("documents"), Utilisateur(), LE
    )
    coffre.ranger()
    for cle in (fichier.cle_originale, fichier.cle_servie):
        with stockage.lire(cle) as flux:
            contenu = flux.read()
        assert (len(contenu), hashlib.sha256(contenu).hexdigest()) == (fichier.taille, fichier.empreinte)
    assert fichier.nom.startswith("statuts-signés-et-liste-")


@pytest.mark.django_db
def test_un_fichier_partage_n_est_cree_qu_une_fois() -> None:
    coffre, porteur = Coffre(), UtilisateurFactory()
    assert coffre.partage(PIECES[0], porteur, LE) is coffre.partage(PIECES[0], porteur, LE)
    assert Fichier.objects.count() == 1
    assert len(coffre.contenus) == 2
