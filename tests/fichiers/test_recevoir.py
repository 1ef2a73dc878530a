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
from tests.fichiers.fabrication import GENRES, RECU_LE, archive, deposer, honnete, image, ole, ooxml, piece

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
    "exe": (
        "a.pdf.exe",
        piece("valide_1_page.pdf"),
        "est un document PDF, mais « .exe » n’est pas l’extension d’un document. Renommez-le en « a.pdf »",
    ),
    "programme": ("a.exe", b"MZ" + bytes(90), "n’est pas dans un format accepté (PDF, JPEG, PNG, ODS"),
    "texte": ("statuts", b"Statuts de l'association", "Enregistrez-le au format PDF, puis joignez"),
    "docx abîmé": (
        "a.docx",
        ooxml()[:-30],
        "n’est pas un texte DOCX que nous pouvons lire : il est endommagé",
    ),
    **{
        f"archive nommée {nom}": (
            nom,
            archive({"a.txt": "a"}),
            "est une archive ZIP. Ouvrez-la, puis joignez un",
        )
        for nom in ("a.docx", "a.zip", "statuts")
    },
    "ancien": ("a.doc", ole("Workbook"), "est dans un ancien format (.doc, .xls, .ppt, .msg). Ouvrez-le"),
    "ancien nommé docx": ("a.docx", ole("WordDocument"), "est dans un ancien format"),
    "ancien coupé": ("a.doc", ole("Workbook")[:600], "est dans un ancien format"),
    **{
        f"chiffré nommé {nom}": (nom, ole("EncryptedPackage"), "est protégé par un mot de passe")
        for nom in ("a.docx", "a.xlsx", "a")
    },
    **{
        f"heic {marque} nommé {nom}": (
            nom,
            b"\0\0\0\x18ftyp" + marque.encode() + b"\0" * 20,
            "au format HEIC",
        )
        for marque, nom in (("heic", "a.jpg"), ("hevc", "a.heic"), ("msf1", "a.HEIC"), ("mif1", "a"))
    },
    **{
        f"image {genre}": (
            f"a.{genre}",
            image(genre),
            "au format JPEG ou PNG, ou au format PDF si elle a plusieurs",
        )
        for genre in ("tiff", "gif", "webp", "bmp")
    },
    "tiff nommé pdf": ("a.pdf", image("tiff"), "est une image dans un format que nous n’acceptons pas"),
    "présentation": (
        "a.pptx",
        archive({"[Content_Types].xml": "<T>presentationml.presentation.main+xml</T>"}),
        "(présentation, dessin, modèle). Ouvrez-le dans le logiciel qui l’a créé, enregistrez-le au format PDF",
    ),
    "présentation odp": (
        "a.odp",
        archive({"mimetype": "application/vnd.oasis.opendocument.presentation"}),
        "(présentation, dessin, modèle)",
    ),
    "pages": ("a.pages", archive({"Index/Document.iwa": "x"}), "(présentation, dessin, modèle)"),
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
    assert refus.value.message.endswith(".")
    assert refus.value.message.startswith(f"«{INSECABLE}{nom}{INSECABLE}» ")
    assert contenus() == avant
    assert contenu_du_stockage(racine) == set()


NOMS = {
    "Statuts": ("pdf", "Statuts.pdf"),
    "Statuts du 12.03.2024": ("pdf", "Statuts du 12.03.2024.pdf"),
    "STATUTS.PDF": ("pdf", "STATUTS.PDF"),
    "Statuts.pdf.": ("pdf", "Statuts.pdf"),
    "Statuts.pdf  ": ("pdf", "Statuts.pdf"),
    "Statuts. pdf": ("pdf", "Statuts.pdf"),
    "Statuts.PDF.pdf": ("pdf", "Statuts.PDF.pdf"),
    "Statuts.pdf.docx": ("pdf", "Statuts.pdf"),
    "Statuts.docx": ("pdf", "Statuts.pdf"),
    "Statuts.DOC": ("docx", "Statuts.docx"),
    "Statuts.zip": ("docx", "Statuts.docx"),
    "Statuts.docm": ("docx", "Statuts.docx"),
    "photo.jpg": ("png", "photo.png"),
    "photo.heic": ("jpeg", "photo.jpg"),
    "photo.JFIF": ("jpeg", "photo.JFIF"),
    "budget.xls": ("ods", "budget.ods"),
    "a" * 200: ("xlsx", "a" * 195 + ".xlsx"),
}


@pytest.mark.parametrize("nom", NOMS, ids=lambda nom: nom[:30])
def test_recevoir_croit_le_contenu_et_nomme_d_apres_lui(personne: Utilisateur, nom: str) -> None:
    genre, attendu = NOMS[nom]
    fichier = deposer(personne, nom, honnete(genre))
    assert (fichier.nom, fichier.genre) == (attendu, genre)


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
