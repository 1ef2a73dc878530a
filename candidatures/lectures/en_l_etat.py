"""A dossier as it stands: its cahier, its answers, its documents."""

from dataclasses import replace
from datetime import datetime

from django.db.models import QuerySet

from ami.commun.dates import PARIS
from ami.commun.erreurs import HorsDelai
from ami.commun.nombres import euros
from candidatures.formulaire.catalogue.champs import Cahier, Dossier, PieceLue
from candidatures.lectures.motifs import motifs_d_origine
from candidatures.models import Candidature, Piece
from vagues.models import VoletOuvert

REPONSE_TARDIVE = "Une réponse a été modifiée après l’heure limite : cette version ne peut plus être déposée."
PIECE_TARDIVE = (
    "Une pièce a été ajoutée ou retirée après l’heure limite : cette version ne peut plus être déposée."
)


def volet_ouvert(candidature: Candidature) -> VoletOuvert:
    """The track of this wave in which the dossier competes: one query."""
    return volets_ouverts(candidature).get()


def volets_ouverts(candidature: Candidature) -> QuerySet[VoletOuvert]:
    """That track alone, to ask more of it in the same query."""
    return VoletOuvert.objects.select_related("volet", "vague").filter(
        vague_id=candidature.vague_id, volet_id=candidature.volet_id
    )


def cahier(candidature: Candidature) -> Cahier:
    """Rules frozen for this track in this wave: one query, and one or two more when it takes up another dossier."""
    motifs = tuple((motif.code, motif.critere) for motif in motifs_d_origine(candidature))
    return replace(cahier_du_volet(volet_ouvert(candidature)), motifs=motifs)


def cahier_du_volet(ouvert: VoletOuvert) -> Cahier:
    return Cahier(
        montant_min_total=ouvert.montant_min_total,
        montant_max_total=ouvert.montant_max_total,
        montant_max_annuel=ouvert.montant_max_annuel,
        nombre_annees=ouvert.nombre_annees,
        prime_investissement_max=ouvert.prime_investissement_max,
        numerique=ouvert.volet.numerique,
        aide_montants=(
            f"Au plus {euros(ouvert.montant_max_annuel)} par an ; de {euros(ouvert.montant_min_total)} "
            f"à {euros(ouvert.montant_max_total)} au total."
        ),
        cloture=ouvert.vague.cloture.astimezone(PARIS).date(),
        reglages=ouvert.reglages,
    )


def catalogue_du_volet(ouvert: VoletOuvert) -> Cahier:
    """The rules of the track with the default words of every question, hidden ones included."""
    cahier = cahier_du_volet(ouvert)
    return replace(cahier, reglages={"annee_debut": cahier.reglages.get("annee_debut")})


def dossier(candidature: Candidature, *, avant: datetime | None = None) -> Dossier:
    """A draft as it stands: three queries.

    With ``avant``, raises ``HorsDelai`` when an answer or a document changed at or after that instant.
    """
    return Dossier(cahier(candidature), reponses(candidature, avant=avant), pieces(candidature, avant=avant))


def pieces(candidature: Candidature, *, avant: datetime | None = None) -> tuple[PieceLue, ...]:
    """Documents of a draft that count, by kind, then in the order they were added: one query. ``avant`` as in ``dossier``."""
    lues = list(Piece.objects.utiles(avant=avant).filter(candidature=candidature).select_related("fichier"))
    if avant is not None and any(piece.retiree_le or piece.ajoutee_le >= avant for piece in lues):
        raise HorsDelai(PIECE_TARDIVE)
    return tuple(piece_lue(piece) for piece in lues)


def piece_lue(piece: Piece) -> PieceLue:
    fichier = piece.fichier
    return PieceLue(
        id=piece.pk,
        code=piece.code,
        nom=fichier.nom,
        taille=fichier.taille,
        empreinte=fichier.empreinte,
        fichier=str(fichier.pk),
        etat=fichier.etat,
        legende=piece.legende,
    )


def reponses(candidature: Candidature, *, avant: datetime | None = None) -> dict[str, object]:
    """Answers of a draft by field name: one query.

    With ``avant``, raises ``HorsDelai`` when one was written at or after that instant.
    """
    lignes = list(candidature.reponses.values_list("champ", "valeur", "le"))
    if avant is not None and any(le >= avant for _, _, le in lignes):
        raise HorsDelai(REPONSE_TARDIVE)
    return {champ: valeur for champ, valeur, _ in lignes}
