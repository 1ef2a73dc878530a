"""The whole of a filed dossier in one ZIP: versions, receipts, documents, exchanges, and the list of what it holds."""

import hashlib
import io
import re
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from pathlib import PurePosixPath
from textwrap import indent
from typing import BinaryIO, cast
from uuid import UUID
from zipfile import ZipFile, ZipInfo

from django.db.models import Prefetch

from ami.commun.dates import PARIS
from ami.fichiers import stockage
from ami.fichiers.erreurs import ContenuAbsent
from ami.fichiers.models import Fichier
from ami.fichiers.nettoyage.retraits import en_mots
from ami.fichiers.states import EtatFichier
from ami.territoires.heures import horodatage
from candidatures.models import Candidature, Cote, Depot, GenreDocument, Message
from candidatures.version_deposee.depots import contenu_de

MORCEAU = 1 << 16  # octets read, then sent, at once
OCTETS_D_UN_NOM = 150
_SUFFIXE_MAX = 10
_INSCRIPTIBLE = re.compile(r"[^\w.() -]+")


@dataclass(frozen=True)
class Element:
    """One file of the archive: ``contenu`` itself, or what is stored under ``cle``, or why there is nothing.

    ``empreinte``: SHA-256 of what is in the archive; ``recue``: that of what was sent, which the receipt quotes;
    ``retraits``: what the first no longer has of the second.
    """

    nom: str
    cle: str = ""
    contenu: str = ""
    empreinte: str = ""
    recue: str = ""
    retraits: str = ""
    absence: str = ""

    @property
    def preuve(self) -> str:
        empreinte = self.empreinte or hashlib.sha256(self.contenu.encode()).hexdigest()
        if self.recue in ("", empreinte):
            return f"SHA-256 {empreinte}"
        otes = f", qui ne contient plus : {self.retraits}" if self.retraits else ""
        return f"SHA-256 {empreinte} (copie sans contenu actif du fichier reçu, SHA-256 {self.recue}{otes})"


@dataclass(frozen=True)
class Archive:
    """What is read from the database, before the first octet leaves. ``le``: date of all its files."""

    numero: str
    le: datetime
    elements: tuple[Element, ...]

    @property
    def nom(self) -> str:
        return f"{self.numero}.zip"


def rassembler(candidature: Candidature, cote: Cote) -> Archive:
    """Everything that ``cote`` may read of a filed dossier: at most five queries. The caller checked the right."""
    depots = list(candidature.depots.prefetch_related("documents").order_by("version"))
    messages = list(
        Message.objects.envoyes()
        .filter(candidature=candidature)
        .select_related("auteur")
        .prefetch_related(Prefetch("fichiers", Fichier.objects.order_by("recu_le", "pk")))
    )
    elements = (
        *(element for depot in depots for element in _version(depot)),
        *_pieces(depots),
        *(
            _fichier(f"echanges/{rang:03}-{n:02}-", fichier)
            for rang, message in enumerate(messages, start=1)
            for n, fichier in enumerate(message.fichiers.all(), start=1)
        ),
        Element("echanges.txt", contenu=_en_texte(messages, cote)),
    )
    return Archive(depots[-1].numero, depots[-1].recu_le, elements)


def sonder(archive: Archive) -> None:
    """Raise ``StockageEnPanne`` when nothing could be read, before the first octet leaves."""
    premier = next((element for element in archive.elements if element.cle), None)
    if premier:
        with suppress(ContenuAbsent):
            _ouvrir(premier).close()


def ecrire(archive: Archive) -> Iterator[bytes]:
    """The ZIP, as it is read: neither memory nor disk holds it whole.

    What the store no longer has is told in the list. Raises ``StockageEnPanne``, which leaves a ZIP without end: no
    program opens it.
    """
    sortie = _Tampon()
    liste = [f"Dossier {archive.numero}", ""]
    with ZipFile(sortie, "w") as zip_:
        for element in archive.elements:
            absence = element.absence
            try:
                if not absence:
                    with _ouvrir(element) as flux, zip_.open(_entree(element.nom, archive.le), "w") as cible:
                        while morceau := flux.read(MORCEAU):
                            cible.write(morceau)
                            yield sortie.vider()
            except ContenuAbsent as erreur:  # before the first octet of this file
                absence = erreur.message
            liste.append(f"{element.nom} – {absence or element.preuve}")
        zip_.writestr(_entree("contenu.txt", archive.le), "\n".join(liste) + "\n")
    yield sortie.vider()


def _ouvrir(element: Element) -> BinaryIO:
    return stockage.lire(element.cle) if element.cle else io.BytesIO(element.contenu.encode())


def _version(depot: Depot) -> Iterator[Element]:
    """What was filed, byte for byte, under the hash of the receipt; then its PDFs."""
    debut = f"versions/{depot.numero}-v{depot.version}"
    yield Element(f"{debut}.json", contenu=depot.contenu, empreinte=depot.empreinte)
    faits = {document.genre: document for document in depot.documents.all()}
    for genre in GenreDocument:
        nom = f"{debut}-{genre}.pdf"
        if fait := faits.get(genre):
            yield Element(nom, fait.cle, empreinte=fait.empreinte)
        else:
            yield Element(
                nom, absence="en préparation : téléchargez de nouveau l’archive dans quelques minutes."
            )


def _pieces(depots: list[Depot]) -> Iterator[Element]:
    """Documents of every version, each one once, under the first version that has it."""
    deposees: dict[str, str] = {}
    for depot in depots:
        for rang, piece in enumerate(contenu_de(depot).pieces, start=1):
            deposees.setdefault(piece.fichier, f"pieces/v{depot.version}-{rang:02}-{piece.code}-")
    fichiers = Fichier.objects.in_bulk(deposees)
    for identifiant, debut in deposees.items():
        yield _fichier(debut, fichiers[UUID(identifiant)])


class _Tampon(io.RawIOBase):
    """Where the ZIP is written, and taken from as it goes."""

    def __init__(self) -> None:
        super().__init__()
        self._octets = bytearray()

    def writable(self) -> bool:
        return True

    def write(self, octets: "bytes | memoryview | bytearray") -> int:  # type: ignore[override]
        self._octets += octets
        return len(octets)

    def vider(self) -> bytes:
        pris, self._octets = bytes(self._octets), bytearray()
        return pris


def _fichier(debut: str, fichier: Fichier) -> Element:
    """The cleaned copy, the only one that leaves; before the verdict, or refused, its absence is told."""
    nom = debut + _nom_inscriptible(fichier.nom)
    if fichier.etat == EtatFichier.SAIN:
        return Element(
            nom,
            fichier.cle_servie,
            empreinte=fichier.empreinte_servie,
            recue=fichier.empreinte,
            retraits=en_mots(fichier.retraits),
        )
    return Element(nom, absence=f"{fichier.get_etat_display()} : ce fichier n’est pas dans l’archive.")


def _nom_inscriptible(nom: str) -> str:
    """A name that every system can write: its signs, and no more octets than a folder takes."""
    propre = PurePosixPath(_INSCRIPTIBLE.sub("_", nom).strip(". ") or "fichier")
    tige = propre.stem.encode()[:OCTETS_D_UN_NOM].decode(errors="ignore")
    return tige + propre.suffix[:_SUFFIXE_MAX]


def _entree(nom: str, le: datetime) -> ZipInfo:
    """Dated from the filing: the same dossier gives the same archive. Not compressed: documents are already."""
    entree = ZipInfo(nom, le.astimezone(PARIS).timetuple()[:6])
    entree.external_attr = 0o600 << 16
    return entree


def _en_texte(messages: list[Message], cote: Cote) -> str:
    """The thread as ``cote`` reads it: the porteur does not learn the names of agents."""
    if not messages:
        return "Aucun message.\n"
    return "\n".join(_message(rang, message, cote) for rang, message in enumerate(messages, start=1))


def _message(rang: int, message: Message, cote: Cote) -> str:
    auteur = f"{message.auteur}, pour le porteur"
    if message.cote == Cote.SERVICE:
        auteur = "Service instructeur" if cote == Cote.PORTEUR else f"{message.auteur}, pour le service"
    envoye = horodatage(cast("datetime", message.envoye_le))
    lu = f"lu le {horodatage(message.lu_le)}" if message.lu_le else "non lu"
    joints = [f"Fichier joint : {fichier.nom}" for fichier in message.fichiers.all()]
    # Behind its margin, what people typed looks like no message of its own.
    texte = indent(message.texte, "  | ", lambda _: True)
    return "\n".join([f"[{rang:03}] {auteur}", f"Le {envoye} – {lu}", "", texte, *joints, ""])
