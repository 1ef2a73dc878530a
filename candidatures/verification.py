"""Checking what was filed against everything that speaks of it: the journal, the seal, the stored files."""

import hashlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from typing import BinaryIO

from ami.fichiers import stockage
from ami.fichiers.erreurs import ContenuAbsent, FichierIndisponible
from ami.fichiers.models import Fichier
from ami.fichiers.services import empreinte_stockee
from ami.fichiers.states import EtatFichier
from ami.journal.models import Entree
from candidatures.models import Depot, Document, Scelle
from candidatures.services.sceller import empreinte_des_depots


@dataclass
class Bilan:
    """``fautes``: one sentence each. ``remarques``: what is absent for a known reason."""

    depots: int = 0
    pieces: int = 0
    documents: int = 0
    scelles: int = 0
    fautes: list[str] = field(default_factory=list)
    remarques: list[str] = field(default_factory=list)


def verifier(depots: Iterable[Depot], scelles: Iterable[Scelle]) -> Bilan:
    """Compute every hash again, from the row, from the store, and compare. Reads only."""
    bilan = Bilan()
    for depot in depots:
        bilan.depots += 1
        bilan.fautes += [f"{depot} : {faute}" for faute in _fautes_du_contenu(depot)]
        _verifier_les_pieces(depot, bilan)
        _verifier_les_documents(depot, bilan)
    for scelle in scelles:
        bilan.scelles += 1
        bilan.fautes += [f"scellé de la vague {scelle.vague.numero} : {f}" for f in _fautes_du_scelle(scelle)]
    return bilan


def _fautes_du_contenu(depot: Depot) -> Iterator[str]:
    if hashlib.sha256(depot.contenu.encode()).hexdigest() != depot.empreinte:
        yield "le contenu n’a pas l’empreinte enregistrée"
    if not Entree.objects.filter(
        objet_type="candidatures.candidature",
        objet_id=str(depot.candidature_id),
        donnees__contains={"version": depot.version, "empreinte": depot.empreinte},
    ).exists():
        yield "aucune entrée du journal ne porte cette version et cette empreinte"
    contenu = depot.donnees
    recu_le = datetime.fromisoformat(contenu["recu_le"])
    if (contenu["numero"], contenu["version"], contenu["candidature"], recu_le) != (
        depot.numero,
        depot.version,
        str(depot.candidature_id),
        depot.recu_le,
    ):
        yield "le contenu ne porte pas le numéro, la version, le dossier ou l’heure de ce dépôt"


def _verifier_les_pieces(depot: Depot, bilan: Bilan) -> None:
    pieces = depot.donnees["pieces"]
    fichiers = {str(f.pk): f for f in Fichier.objects.filter(pk__in=[p["fichier"] for p in pieces])}
    for piece in pieces:
        bilan.pieces += 1
        fichier, sujet = fichiers.get(piece["fichier"]), f"{depot}, pièce « {piece['nom']} »"
        if fichier is None or fichier.empreinte != piece["empreinte"]:
            bilan.fautes.append(f"{sujet} : le fichier déposé n’est plus celui-là")
        elif fichier.etat == EtatFichier.REFUSE and fichier.signature:
            bilan.remarques.append(f"{sujet} : effacée, l’antivirus l’a refusée")
        else:
            bilan.fautes += [f"{sujet} : {faute}" for faute in _fautes_du_fichier(fichier)]


def _fautes_du_fichier(fichier: Fichier) -> Iterator[str]:
    try:
        if empreinte_stockee(fichier) != fichier.empreinte:
            yield "le fichier conservé a changé"
    except ContenuAbsent:
        yield "le fichier n’est plus dans le stockage"
    except FichierIndisponible:
        yield "le stockage ne répond pas"


def _verifier_les_documents(depot: Depot, bilan: Bilan) -> None:
    faits = list(Document.objects.filter(depot=depot))
    if not faits:
        bilan.remarques.append(f"{depot} : documents PDF pas encore produits")
    for document in faits:
        bilan.documents += 1
        try:
            with stockage.lire(document.cle) as flux:
                intact = _empreinte(flux) == document.empreinte
        except FichierIndisponible:
            bilan.fautes.append(f"{document} : absent du stockage, ou stockage en panne")
        else:
            bilan.fautes += [] if intact else [f"{document} : le PDF conservé a changé"]


def _empreinte(flux: BinaryIO) -> str:
    return hashlib.file_digest(flux, "sha256").hexdigest()  # type: ignore[arg-type]  # any binary stream


def _fautes_du_scelle(scelle: Scelle) -> Iterator[str]:
    if empreinte_des_depots(scelle.vague) != scelle.empreinte:
        yield "les dépôts reçus avant la clôture ne sont plus ceux qui ont été scellés"
    if not Entree.objects.filter(
        objet_type="vagues.vague",
        objet_id=str(scelle.vague_id),
        acte="vague scellée",
        donnees__contains={"empreinte": scelle.empreinte, "depots": scelle.depots},
    ).exists():
        yield "aucune entrée du journal ne porte son empreinte"
