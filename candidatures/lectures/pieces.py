"""The documents asked of a dossier, and what was given for each."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from uuid import UUID

from django.conf import settings

from ami.fichiers.models import Fichier
from ami.fichiers.reconnaissance import EXTENSIONS
from candidatures.formulaire.catalogue.champs import MEGA, Dossier, PieceDemandee
from candidatures.formulaire.catalogue.pieces import PIECE
from candidatures.formulaire.catalogue.situations import en_mots
from candidatures.formulaire.questionnaire import pieces_demandees
from candidatures.models import Candidature, Piece
from candidatures.version_deposee.contenu import Contenu, PieceDeposee

RETIREES_MAX = 5


def taille_max(demandee: PieceDemandee) -> int:
    """Largest file taken for this kind, in octets."""
    limite: int = settings.FICHIER_TAILLE_MAX
    return limite if demandee.taille_max is None else min(limite, demandee.taille_max * MEGA)


@dataclass
class PieceAttendue:
    """One kind of document on the page, with what was given for it."""

    piece: PieceDemandee
    requise: bool
    jointes: list[Piece] = field(default_factory=list)
    erreurs: list[str] = field(default_factory=list)
    legende: str = ""  # as it was typed with what was refused
    retirees: list[Piece] = field(default_factory=list)

    @property
    def formats(self) -> str:
        """Those taken, when they are not all."""
        return ", ".join(genre.upper() for genre in self.piece.formats)

    @property
    def a_joindre(self) -> int:
        """How many files are still missing; a refused one does not count."""
        jointes = sum(not jointe.fichier.est_refuse for jointe in self.jointes)
        return max(self.piece.nombre - jointes, 0) if self.requise else 0

    @property
    def facultative(self) -> str:
        """Why nothing is asked of this dossier, in words; empty when it is."""
        if self.requise:
            return ""
        return "facultatif pour votre structure" if self.exigence else "facultatif"

    @property
    def exigence(self) -> str:
        """Of whom it is required, when it is not of all."""
        return "" if self.piece.requise else en_mots(self.piece.requise_si)

    @property
    def extensions(self) -> str:
        """For the file dialog of the browser."""
        genres = self.piece.formats or EXTENSIONS.values()
        return ",".join(f".{extension}" for extension, genre in EXTENSIONS.items() if genre in genres)

    @property
    def taille_max(self) -> int:
        return taille_max(self.piece)


def pieces_attendues(
    candidature: Candidature, dossier: Dossier, codes: Iterable[str] | None = None
) -> list[PieceAttendue]:
    """Kinds that apply to this dossier, and those for which something was given, or is asked, all the same."""
    exigees = frozenset() if codes is None else _exigees(candidature)
    jointes: dict[str, list[Piece]] = defaultdict(list)
    retirees: dict[str, list[Piece]] = defaultdict(list)
    for piece in candidature.pieces.select_related("fichier").order_by("code", "pk"):
        (jointes if piece.retiree_le is None else retirees)[piece.code].append(piece)
    return [
        PieceAttendue(
            demandee,
            demandee.est_requise(dossier.reponses),
            jointes.get(demandee.code, []),
            retirees=_a_remettre(jointes[demandee.code], retirees[demandee.code]),
        )
        for demandee in pieces_demandees(dossier.cahier)
        if (demandee.s_applique(dossier.reponses) or demandee.code in jointes or demandee.code in exigees)
        and (codes is None or demandee.code in codes)
    ]


def _a_remettre(jointes: list[Piece], retirees: list[Piece]) -> list[Piece]:
    """What was taken away and may be put back: each content once, the latest first."""
    presents = {piece.fichier.empreinte for piece in jointes}
    dernieres = {piece.fichier.empreinte: piece for piece in retirees if not piece.fichier.est_refuse}
    trouvees = [piece for empreinte, piece in dernieres.items() if empreinte not in presents]
    return sorted(trouvees, key=lambda piece: (piece.retiree_le, piece.pk), reverse=True)[:RETIREES_MAX]


@dataclass(frozen=True)
class PieceLue:
    """A document as it was filed, and its file as it stands now."""

    piece: PieceDeposee
    fichier: Fichier | None


def pieces_lues(contenu: Contenu) -> list[PieceLue]:
    """Documents of a filed version, in its order. One query."""
    fichiers = Fichier.objects.only("retraits").in_bulk([piece.fichier for piece in contenu.pieces])
    return [PieceLue(piece, fichiers.get(UUID(piece.fichier))) for piece in contenu.pieces]


def _exigees(candidature: Candidature) -> frozenset[str]:
    """Kinds that an agent asks by name: they may apply to no answer of the dossier."""
    demandes = candidature.complements.ouverts().values_list("demandes", flat=True)
    return frozenset(cle.removeprefix(PIECE) for cles in demandes for cle in cles if cle.startswith(PIECE))
