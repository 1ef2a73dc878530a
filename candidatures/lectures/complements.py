"""Requests for compléments: what may be asked, what the completed dossier would be."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from uuid import UUID

from ami.commun.dates import PARIS
from candidatures.formulaire.catalogue.champs import Cahier, Dossier, PieceLue
from candidatures.formulaire.catalogue.pieces import PIECE
from candidatures.formulaire.controle.completude import Manque, manques
from candidatures.formulaire.questionnaire import pieces_demandees
from candidatures.lectures import en_l_etat
from candidatures.models import Candidature, Complement, Depot, Piece
from candidatures.version_deposee.contenu import PieceDeposee
from candidatures.version_deposee.depots import contenu_de

CleDemandee = tuple[str, str]


@dataclass(frozen=True)
class Groupe:
    """What may be asked in one section: key and words of each question."""

    code: str
    titre: str
    choix: tuple[CleDemandee, ...]


def demandables(depot: Depot, cahier: Cahier) -> tuple[Groupe, ...]:
    """What an agent may ask again: the questions of the filing in its own words, and every kind of document."""
    groupes = []
    for section in contenu_de(depot).presentation:
        if section.code == "pieces":
            choix = tuple((f"{PIECE}{piece.code}", piece.libelle) for piece in pieces_demandees(cahier))
        else:
            choix = tuple((ligne.champ, ligne.libelle) for ligne in section.lignes)
        if choix:
            groupes.append(Groupe(section.code, section.titre, choix))
    return tuple(groupes)


def demandees(complement: Complement, cahier: Cahier) -> tuple[Groupe, ...]:
    """What this request asks, in the order of the form."""
    groupes = (
        Groupe(groupe.code, groupe.titre, tuple(c for c in groupe.choix if c[0] in complement.demandes))
        for groupe in demandables(complement.depot_avant, cahier)
    )
    return tuple(groupe for groupe in groupes if groupe.choix)


def ouvert(candidature: Candidature) -> Complement | None:
    """The request that waits for an answer, with the version it is about: one query."""
    return Complement.objects.ouverts().filter(candidature=candidature).select_related("depot_avant").first()


def demandes_sur(candidature: Candidature, depots: Iterable[Depot]) -> list[Complement]:
    """Every request about a dossier, the last first: one query. Their filings are those of ``depots``: each is read once.

    One that was filed since ``depots`` were read costs a query more.
    """
    par_pk: dict[int | None, Depot] = {depot.pk: depot for depot in depots}
    demandes = list(Complement.objects.filter(candidature=candidature).select_related("par").order_by("-pk"))
    for demande in demandes:
        if avant := par_pk.get(demande.depot_avant_id):
            demande.depot_avant = avant
        if rendu := par_pk.get(demande.depot_id):
            demande.depot = rendu
    return demandes


def dossier_complete(
    candidature: Candidature, complement: Complement, *, avant: datetime | None = None
) -> Dossier:
    """The version that was read, with today's answers to what is reopened and to nothing else: four queries.

    What was typed for a former request that expired does not enter. ``avant`` as in ``en_l_etat.dossier``.
    """
    actuel = en_l_etat.dossier(candidature, avant=avant)
    deposee, rouvertes = contenu_de(complement.depot_avant), frozenset(candidature.rouvert)
    reponses = {champ: valeur for champ, valeur in deposee.reponses.items() if champ not in rouvertes}
    reponses |= {champ: valeur for champ, valeur in actuel.reponses.items() if champ in rouvertes}
    pieces = (
        *_pieces_gardees(candidature, deposee.pieces, rouvertes),
        *(piece for piece in actuel.pieces if f"{PIECE}{piece.code}" in rouvertes),
    )
    return Dossier(actuel.cahier, reponses, pieces)


def manques_de_la_demande(dossier: Dossier, candidature: Candidature) -> tuple[Manque, ...]:
    """What is still missing or wrong among what is reopened: the porteur cannot change the rest."""
    return tuple(manque for manque in manques(dossier) if manque.champ in candidature.rouvert)


def fin_du_jour(depart: datetime, jours: int) -> datetime:
    """First instant refused: the end of the day of Paris, ``jours`` days after ``depart``."""
    return fin_de(depart.astimezone(PARIS).date() + timedelta(days=jours))


def fin_de(jour: date) -> datetime:
    """First instant of Paris after ``jour``: people read its last minute."""
    return datetime.combine(jour + timedelta(days=1), time(), PARIS)


def _pieces_gardees(
    candidature: Candidature, deposees: Iterable[PieceDeposee], rouvertes: Collection[str]
) -> tuple[PieceLue, ...]:
    """Documents of the version that was read, for the kinds that are not reopened."""
    gardees = [UUID(piece.fichier) for piece in deposees if f"{PIECE}{piece.code}" not in rouvertes]
    if not gardees:
        return ()
    pieces = Piece.objects.filter(candidature=candidature, fichier__in=gardees).select_related("fichier")
    return tuple(
        en_l_etat.piece_lue(piece) for piece in pieces.order_by("fichier_id", "pk").distinct("fichier_id")
    )
