"""What typing needs to know beforehand: a section as a page, a few questions saved as they are typed."""

import uuid
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from django.db import connection

from ami.commun.lignes import Colonnes
from ami.comptes.models import Utilisateur
from ami.fichiers.models import Fichier
from ami.fichiers.states import EtatFichier
from candidatures.formulaire.catalogue.champs import Dossier, PieceLue
from candidatures.lectures import en_l_etat
from candidatures.lectures.motifs import Motif, motifs_d_origine
from candidatures.models import Acces, Candidature, Piece
from vagues.models import Vague, Volet, VoletOuvert

_O, _V, _T = Colonnes(VoletOuvert, "o"), Colonnes(Vague, "v"), Colonnes(Volet, "t")
# As ``Piece.objects.utiles``: a test compares.
_LIRE = f"""SELECT x.role, c.origine_id, ARRAY(
        SELECT json_build_object('id', p.id, 'code', p.code, 'nom', f.nom, 'taille', f.taille,
            'empreinte', f.empreinte, 'fichier', f.id, 'etat', f.etat, 'legende', p.legende)
        FROM {Piece._meta.db_table} p JOIN {Fichier._meta.db_table} f ON f.id = p.fichier_id
        WHERE p.candidature_id = c.id AND p.retiree_le IS NULL AND f.etat <> '{EtatFichier.REFUSE}'
        ORDER BY p.code, p.id),
    {_O.sql}, {_V.sql}, {_T.sql}
    FROM {Acces._meta.db_table} x JOIN {Candidature._meta.db_table} c ON c.id = x.candidature_id
    JOIN {Vague._meta.db_table} v ON v.id = c.vague_id JOIN {Volet._meta.db_table} t ON t.id = c.volet_id
    JOIN {VoletOuvert._meta.db_table} o ON o.vague_id = v.id AND o.volet_id = t.id
    WHERE c.id = %s AND x.utilisateur_id = %s"""  # noqa: S608 - names of models


@dataclass(frozen=True)
class Ecrite:
    """An answer as it is stored, and who wrote it last."""

    valeur: Any
    version: int
    le: datetime
    par: int


@dataclass(frozen=True)
class SectionEnSaisie:
    """``ecrites``: every answer of the dossier; ``motifs``: why the one it takes up was not selected."""

    dossier: Dossier
    ecrites: Mapping[str, Ecrite]
    motifs: tuple[Motif, ...]

    def relue(self, candidature: Candidature) -> "SectionEnSaisie":
        """Once answers were written: one query. Rules and documents stay what they were."""
        ecrites = _ecrites(candidature)
        return replace(self, dossier=replace(self.dossier, reponses=_valeurs(ecrites)), ecrites=ecrites)


def section_en_saisie(candidature: Candidature) -> SectionEnSaisie:
    """A dossier as it stands, read with its wave and its track: three queries, one or two more when it takes up another dossier."""
    ouvert = en_l_etat.volets_ouverts(candidature).select_related(None).get()
    ouvert.vague, ouvert.volet = candidature.vague, candidature.volet
    motifs = motifs_d_origine(candidature)
    questions = tuple((motif.code, motif.critere) for motif in motifs)
    cahier = replace(en_l_etat.cahier_du_volet(ouvert), motifs=questions)
    ecrites = _ecrites(candidature)
    return SectionEnSaisie(Dossier(cahier, _valeurs(ecrites), en_l_etat.pieces(candidature)), ecrites, motifs)


def _ecrites(candidature: Candidature) -> dict[str, Ecrite]:
    lignes = candidature.reponses.order_by().values_list("champ", "valeur", "version", "le", "par")
    return {champ: Ecrite(valeur, version, le, par) for champ, valeur, version, le, par in lignes}


def _valeurs(ecrites: Mapping[str, Ecrite]) -> dict[str, Any]:
    return {champ: ecrite.valeur for champ, ecrite in ecrites.items()}


@dataclass(frozen=True)
class EnSaisie:
    volet: VoletOuvert
    role: str
    origine: uuid.UUID | None
    pieces: tuple[PieceLue, ...]


def en_saisie(pk: uuid.UUID, utilisateur: Utilisateur) -> EnSaisie | None:
    """The track of a dossier this person may open, their role, its origin and its documents: one query, written once."""
    with connection.cursor() as curseur:
        curseur.execute(_LIRE, [pk, utilisateur.pk])
        ligne = curseur.fetchone()
    if ligne is None:
        return None
    role, origine, pieces, *colonnes = ligne
    valeurs = iter(colonnes)
    lus: Any = [c.lire(valeurs) for c in (_O, _V, _T)]
    ouvert, ouvert.vague, ouvert.volet = lus
    return EnSaisie(ouvert, role, origine, tuple(PieceLue(**lue) for lue in pieces))
