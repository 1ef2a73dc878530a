"""The whole of a filed dossier in one ZIP: versions, receipts, documents, exchanges, and the list of what it holds."""

import io
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import cast
from uuid import UUID
from zipfile import ZIP_DEFLATED, ZIP_STORED, ZipFile, ZipInfo

from ami.commun.dates import PARIS, horodatage
from ami.commun.erreurs import ErreurMetier
from ami.fichiers import stockage
from ami.fichiers.models import Fichier
from ami.fichiers.states import EtatFichier
from candidatures.models import Candidature, Cote, Depot, Document, Message

MORCEAU = 1 << 16  # octets read, then sent, at once
_INSCRIPTIBLE = re.compile(r"[^\w.() -]+")


@dataclass(frozen=True)
class Element:
    """One file of the archive: what to write under ``nom``, or why there is nothing. ``empreinte``: SHA-256 served."""

    nom: str
    cle: str = ""
    empreinte: str = ""
    absence: str = ""


@dataclass(frozen=True)
class Archive:
    """What is read from the database, before the first octet leaves."""

    depot: Depot
    elements: tuple[Element, ...]
    echanges: str

    @property
    def nom(self) -> str:
        return f"{self.depot.numero}.zip"


def rassembler(candidature: Candidature, cote: Cote) -> Archive:
    """Everything that ``cote`` may read of a filed dossier: five queries. The caller checked the right."""
    depot = candidature.depots.latest("version")
    messages = list(
        Message.objects.envoyes()
        .filter(candidature=candidature)
        .select_related("auteur")
        .prefetch_related("fichiers")
    )
    documents = Document.objects.filter(depot__candidature=candidature).select_related("depot")
    pieces = depot.donnees["pieces"]
    fichiers = Fichier.objects.in_bulk([piece["fichier"] for piece in pieces])
    elements = (
        *(
            Element(f"versions/{d.depot.numero}-v{d.depot.version}-{d.genre}.pdf", d.cle, d.empreinte)
            for d in documents.order_by("depot__version", "genre")
        ),
        *(
            _element(f"pieces/{rang:02}-{piece['code']}-", fichiers[UUID(piece["fichier"])])
            for rang, piece in enumerate(pieces, start=1)
        ),
        *(
            _element(f"echanges/{rang:03}-", fichier)
            for rang, message in enumerate(messages, start=1)
            for fichier in message.fichiers.all()
        ),
    )
    return Archive(depot, elements, _en_texte(messages, cote))


def ecrire(archive: Archive) -> Iterator[bytes]:
    """The ZIP, octets by octets: neither memory nor disk holds it whole. What the store refuses is told in the list."""
    sortie = _Tampon()
    liste = [f"Dossier {archive.depot.numero}, version {archive.depot.version}", ""]
    with ZipFile(sortie, "w") as zip_:
        for element in archive.elements:
            absence = element.absence
            if not absence:
                try:
                    flux = stockage.lire(element.cle)
                except ErreurMetier as erreur:
                    absence = erreur.message
                else:
                    with flux, zip_.open(_entree(element.nom, archive.depot), "w") as cible:
                        while morceau := flux.read(MORCEAU):
                            cible.write(morceau)
                            yield sortie.vider()
            liste.append(f"{element.nom} – {absence or f'SHA-256 {element.empreinte}'}")
        liste.append("echanges.txt")
        zip_.writestr(_entree("echanges.txt", archive.depot), archive.echanges, ZIP_DEFLATED)
        zip_.writestr(_entree("contenu.txt", archive.depot), "\n".join(liste) + "\n", ZIP_DEFLATED)
    yield sortie.vider()


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


def _element(debut: str, fichier: Fichier) -> Element:
    """The cleaned copy, the only one that leaves; before the verdict, or refused, its absence is told."""
    nom = debut + (_INSCRIPTIBLE.sub("_", fichier.nom).strip(". ") or "fichier")
    if fichier.etat == EtatFichier.SAIN:
        return Element(nom, fichier.cle_servie, fichier.empreinte_servie)
    return Element(nom, absence=f"{fichier.get_etat_display()} : ce fichier n’est pas dans l’archive.")


def _entree(nom: str, depot: Depot) -> ZipInfo:
    """Dated from the filing: the same dossier gives the same archive."""
    entree = ZipInfo(nom, depot.recu_le.astimezone(PARIS).timetuple()[:6])
    entree.compress_type = ZIP_STORED  # PDF, images and office documents are compressed already
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
    return "\n".join([f"[{rang:03}] {auteur}", f"Le {envoye} – {lu}", "", message.texte, *joints, ""])
