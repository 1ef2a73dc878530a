"""Checking what was filed against everything that speaks of it: the journal, the seal, the stored files."""

import hashlib
import uuid
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import BinaryIO

from django.db.models import QuerySet

from ami.fichiers import stockage
from ami.fichiers.erreurs import ContenuAbsent, FichierIndisponible
from ami.fichiers.models import Fichier
from ami.fichiers.services import empreinte_stockee
from ami.fichiers.states import EtatFichier
from ami.journal.models import Entree
from candidatures.actes import ActeCandidature
from candidatures.models import Candidature, Depot, Document
from candidatures.version_deposee.contenu import Contenu, ContenuIllisible
from candidatures.version_deposee.depots import contenu_de
from candidatures.version_deposee.scelle import empreinte_des_depots
from vagues.models import Vague


@dataclass
class Bilan:
    """``fautes``: one sentence each. ``remarques``: what is absent for a known reason."""

    depots: int = 0
    pieces: int = 0
    documents: int = 0
    scelles: int = 0
    fautes: list[str] = field(default_factory=list)
    remarques: list[str] = field(default_factory=list)


def verifier(dossiers: QuerySet[Candidature], vagues: QuerySet[Vague]) -> Bilan:
    """Compute every hash again, from the row, from the store, and compare; look for what the journal has and the base lacks.

    ``dossiers``: those whose filings are checked; ``vagues``: those whose seals are. Reads only.
    """
    bilan = Bilan()
    depots = Depot.objects.filter(candidature__in=dossiers).order_by("numero", "version")
    for depot in depots.iterator(chunk_size=100):
        bilan.depots += 1
        bilan.fautes += [f"{depot} : {faute}" for faute in _fautes_du_texte(depot)]
        try:
            contenu = contenu_de(depot)
        except ContenuIllisible as illisible:
            bilan.fautes.append(f"{depot} : {illisible}")
        else:
            bilan.fautes += [f"{depot} : {faute}" for faute in _fautes_du_contenu(depot, contenu)]
            _verifier_les_pieces(depot, contenu, bilan)
        _verifier_les_documents(depot, bilan)
    bilan.fautes += _disparus(dossiers)
    for vague in vagues.select_related("scelle").order_by("numero"):
        _verifier_le_scelle(vague, bilan)
    return bilan


def _fautes_du_texte(depot: Depot) -> Iterator[str]:
    if hashlib.sha256(depot.contenu.encode()).hexdigest() != depot.empreinte:
        yield "le contenu n’a pas l’empreinte enregistrée"
    entree = _entrees_de_depots([depot.candidature_id]).filter(
        donnees__contains={"version": depot.version, "empreinte": depot.empreinte}
    )
    auteurs = list(entree.values_list("par_id", flat=True))
    if not auteurs:
        yield "aucune entrée du journal ne porte cette version et cette empreinte"
    elif depot.par_id not in auteurs:
        yield "le journal nomme une autre personne"


def _fautes_du_contenu(depot: Depot, contenu: Contenu) -> Iterator[str]:
    if (contenu.numero, contenu.version, contenu.candidature, contenu.recu_le) != (
        depot.numero,
        depot.version,
        str(depot.candidature_id),
        depot.recu_le,
    ):
        yield "le contenu ne porte pas le numéro, la version, le dossier ou l’heure de ce dépôt"


def _entrees_de_depots(dossiers: Iterable[uuid.UUID]) -> QuerySet[Entree]:
    """Lines of the journal that tell of a filing, first or completed."""
    return Entree.objects.filter(
        objet_type=Candidature.NOM_AU_JOURNAL,
        objet_id__in=[str(dossier) for dossier in dossiers],
        donnees__has_keys=["version", "empreinte"],
    )


def _disparus(dossiers: QuerySet[Candidature]) -> Iterator[str]:
    """Filings that the journal tells of, and that are no longer there."""
    presents = {
        (str(dossier), version)
        for dossier, version in Depot.objects.filter(candidature__in=dossiers).values_list(
            "candidature", "version"
        )
    }
    for entree in _entrees_de_depots(dossiers.values_list("pk", flat=True)):
        if (entree.objet_id, entree.donnees["version"]) not in presents:
            nom = entree.donnees.get("numero", entree.objet_id)
            yield f"{nom} v{entree.donnees['version']} : le dépôt a disparu, le journal le porte"


def _verifier_les_pieces(depot: Depot, contenu: Contenu, bilan: Bilan) -> None:
    deposes = Fichier.objects.filter(pk__in=[piece.fichier for piece in contenu.pieces])
    fichiers = {str(fichier.pk): fichier for fichier in deposes}
    for piece in contenu.pieces:
        bilan.pieces += 1
        fichier, sujet = fichiers.get(piece.fichier), f"{depot}, pièce « {piece.nom} »"
        if fichier is None or fichier.empreinte != piece.empreinte:
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
        bilan.remarques.append(f"{depot} : documents PDF pas encore produits")
    for document in faits:
        bilan.documents += 1
        bilan.fautes += [f"{document} : {faute}" for faute in _fautes_du_document(document)]


def _fautes_du_document(document: Document) -> Iterator[str]:
    try:
        with stockage.lire(document.cle) as flux:
            if _empreinte(flux) != document.empreinte:
                yield "le PDF conservé a changé"
    except FichierIndisponible:
        yield "absent du stockage, ou stockage en panne"
    if not Entree.objects.filter(
        objet_type=Depot.NOM_AU_JOURNAL,
        objet_id=str(document.depot_id),
        acte=ActeCandidature.DOCUMENT_PRODUIT,
        donnees__contains={"genre": document.genre, "empreinte": document.empreinte},
    ).exists():
        yield "aucune entrée du journal ne porte son empreinte"


def _empreinte(flux: BinaryIO) -> str:
    return hashlib.file_digest(flux, "sha256").hexdigest()  # type: ignore[arg-type]  # any binary stream


def _verifier_le_scelle(vague: Vague, bilan: Bilan) -> None:
    entrees = Entree.objects.de(vague).filter(acte=ActeCandidature.VAGUE_SCELLEE)
    scelle, sujet = getattr(vague, "scelle", None), f"scellé de la vague {vague.numero}"
    if scelle is None:
        if vague.scellee_le or entrees.exists():
            bilan.fautes.append(f"{sujet} : il a disparu")
        return
    bilan.scelles += 1
    if empreinte_des_depots(vague) != scelle.empreinte:
        bilan.fautes.append(
            f"{sujet} : les dépôts reçus avant la clôture ne sont plus ceux qui ont été scellés"
        )
    attendu = {"empreinte": scelle.empreinte, "depots": scelle.depots}
    if not entrees.filter(donnees__contains=attendu).exists():
        bilan.fautes.append(f"{sujet} : aucune entrée du journal ne porte son empreinte")
