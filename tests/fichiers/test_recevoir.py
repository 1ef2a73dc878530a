"""Reception: what is kept, what is refused, with which words; nothing stays of a refusal."""

import errno
import hashlib
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import TemporaryUploadedFile
from django.db import DataError, transaction

from ami.comptes.models import Utilisateur
from ami.fichiers import stockage
from ami.fichiers.erreurs import FichierRefuse
from ami.fichiers.services import empreinte_stockee, lire_original, oublier, recevoir
from tests.fabriques import FichierFactory
from tests.fichiers.conftest import contenu_du_stockage
from tests.fichiers.fabrication import GENRES, RECU_LE, archive, deposer, honnete, ooxml, piece

INSECABLE = "\u00a0"


@pytest.mark.parametrize("genre", GENRES)
def test_recevoir_chaque_format_garde_ce_qui_a_ete_envoye(
    personne: Utilisateur, racine: Path, genre: str
) -> None:
    brut = honnete(genre)
    fichier = deposer(personne, f"Ma pièce.{genre.upper()}", brut)
    fichier.refresh_from_db()
    assert (fichier.nom, fichier.genre, fichier.taille) == (f"Ma pièce.{genre.upper()}", genre, len(brut))
    assert fichier.empreinte == empreinte_stockee(fichier) == hashlib.sha256(brut).hexdigest()
    assert (fichier.etat, fichier.depose_par, fichier.recu_le) == ("recu", personne, RECU_LE)
    assert contenu_du_stockage(racine) == {f"originaux/{fichier.pk}"}
    with lire_original(fichier) as flux:
        assert flux.read() == brut


def test_recevoir_un_gros_fichier_depuis_le_disque(personne: Utilisateur) -> None:
    brut = honnete("pdf")
    with TemporaryUploadedFile("a.pdf", "application/pdf", len(brut), None) as envoye:
        envoye.write(brut)
        envoye.seek(7)
        fichier = recevoir(contenu=envoye, par=personne, recu_le=RECU_LE)
    assert empreinte_stockee(fichier) == hashlib.sha256(brut).hexdigest()


REFUSES = {
    "vide": ("a.pdf", b"", "est vide (0 octet)"),
    "html": ("a.pdf", piece("faux_pdf_html.pdf"), "n’est pas un document PDF que nous pouvons lire"),
    "png renommé": ("a.pdf", piece("faux_pdf_png.pdf"), "malgré son nom : c’est une image PNG"),
    "pdf renommé": (
        "a.docx",
        piece("valide_1_page.pdf"),
        "c’est un document PDF. Donnez-lui l’extension « .pdf »",
    ),
    "exe": ("a.pdf.exe", piece("valide_1_page.pdf"), "n’est pas dans un format accepté (PDF, JPEG, PNG, ODS"),
    "sans extension": ("statuts", piece("valide_1_page.pdf"), "n’est pas dans un format accepté"),
    "zip": ("a.docx", archive({"a.txt": "a"}), "n’est pas un texte DOCX que nous pouvons lire"),
    "ancien": ("a.doc", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, "ancien format de bureautique"),
    "chiffré": ("a.docx", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, "protégé par un mot de passe"),
    "heic": ("a.jpg", b"\0\0\0\x18ftypheic" + b"\0" * 20, "photo au format HEIC"),
    "docm": (
        "a.docx",
        ooxml(type_principal="application/vnd.ms-word.document.macroEnabled.main+xml"),
        "des macros",
    ),
    "svg": ("a.svg", b"<svg/>", "n’est pas dans un format accepté"),
}


@pytest.mark.parametrize("cas", REFUSES)
def test_recevoir_refuse_et_ne_garde_rien(
    personne: Utilisateur, racine: Path, contenus: Any, cas: str
) -> None:
    nom, brut, phrase = REFUSES[cas]
    avant = contenus()
    with pytest.raises(FichierRefuse) as refus:
        deposer(personne, nom, brut)
    assert phrase in refus.value.message.replace(INSECABLE, " ")
    assert refus.value.message.startswith(f"«{INSECABLE}{nom}{INSECABLE}» ")
    assert contenus() == avant
    assert contenu_du_stockage(racine) == set()


def test_recevoir_refuse_au_dela_de_la_taille(personne: Utilisateur, settings: Any) -> None:
    settings.FICHIER_TAILLE_MAX = 1500
    with pytest.raises(FichierRefuse, match=r"pèse 1,7.Ko.: la limite est de 1,5.Ko\. Réduisez"):
        deposer(personne, "a.pdf", piece("valide_1_page.pdf"))
    assert deposer(personne, "a.pdf", piece("valide_1_page.pdf"), taille_max=1692).taille == 1692


def test_un_compte_envoie_tant_de_fichiers_en_un_jour(
    personne: Utilisateur, racine: Path, settings: Any, contenus: Any
) -> None:
    settings.FICHIERS_PAR_JOUR = 2
    veille = RECU_LE - timedelta(days=1)
    FichierFactory(depose_par=personne, recu_le=veille)  # a day ago to the second: no longer counted
    FichierFactory(depose_par=personne, recu_le=veille + timedelta(seconds=1))
    FichierFactory(recu_le=RECU_LE)
    deposer(personne, "a.pdf", honnete("pdf"))
    avant, stockes = contenus(), contenu_du_stockage(racine)
    with pytest.raises(
        FichierRefuse, match=r"au plus 2 fichiers et 1.Go en 24.heures.*envoyez celui-ci demain"
    ):
        deposer(personne, "b.pdf", honnete("pdf"))
    assert (contenus(), contenu_du_stockage(racine)) == (avant, stockes)


def test_un_compte_envoie_tant_d_octets_en_un_jour(personne: Utilisateur, settings: Any) -> None:
    brut = honnete("pdf")
    settings.FICHIERS_OCTETS_PAR_JOUR = 2 * len(brut)
    FichierFactory(depose_par=personne, recu_le=RECU_LE, taille=len(brut))
    dernier = deposer(personne, "a.pdf", brut)
    with pytest.raises(FichierRefuse, match=r"en 24.heures"):
        deposer(personne, "b.pdf", brut)
    oublier(fichiers=[dernier])
    deposer(personne, "b.pdf", brut)


def test_recevoir_dans_une_transaction_est_une_faute(personne: Utilisateur, racine: Path) -> None:
    with pytest.raises(RuntimeError, match="durable"), transaction.atomic():
        deposer(personne, "a.pdf", piece("valide_1_page.pdf"))
    assert contenu_du_stockage(racine) == set()


def test_recevoir_disque_plein_ne_garde_rien(
    personne: Utilisateur, racine: Path, contenus: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The disk fills up between two pieces of the file: at the edge, the one call that may fail so."""

    def plein(_descripteur: int) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(stockage.os, "fsync", plein)
    avant = contenus()
    with pytest.raises(FichierRefuse, match=r"n’a pas pu être enregistré\. .* réessayez"):
        deposer(personne, "a.pdf", honnete("pdf"))
    assert contenus() == avant
    assert contenu_du_stockage(racine) == set()


def test_recevoir_sans_ligne_oublie_les_octets(
    personne: Utilisateur, racine: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The database refuses the row (here, a name it cannot hold): the bytes do not stay behind."""
    monkeypatch.setattr("ami.fichiers.services.reception.nom_propre", lambda _nom: f"{'a' * 300}.pdf")
    with pytest.raises(DataError):
        deposer(personne, "a.pdf", honnete("pdf"))
    assert contenu_du_stockage(racine) == set()
