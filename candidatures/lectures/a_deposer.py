"""All that a filing reads of a dossier, in one statement; and whether it is still what is stored."""

import uuid
from dataclasses import dataclass, replace
from typing import Any

from django.db import connection

from ami.commun.erreurs import HorsDelai
from ami.commun.lignes import Colonnes, versions
from ami.comptes.models import Utilisateur
from ami.fichiers.models import Fichier
from ami.fichiers.states import EtatFichier
from candidatures.formulaire.catalogue.champs import Dossier, PieceLue
from candidatures.lectures.en_l_etat import PIECE_TARDIVE, REPONSE_TARDIVE, cahier_du_volet
from candidatures.lectures.motifs import motifs_d_origine
from candidatures.models import Acces, Candidature, Piece, Porteur, Reponse
from vagues.models import Appel, Vague, Volet, VoletOuvert

_C, _V, _A, _T, _O, _P = (
    Colonnes(modele, alias)
    for modele, alias in (
        (Candidature, "c"),
        (Vague, "v"),
        (Appel, "a"),
        (Volet, "t"),
        (VoletOuvert, "o"),
        (Porteur, "p"),
    )
)
_TABLES: dict[str, Any] = {
    modele.__name__.lower(): modele._meta.db_table
    for modele in (Candidature, Vague, Appel, Volet, VoletOuvert, Porteur, Acces, Reponse, Piece, Fichier)
} | {"compte": Utilisateur._meta.db_table, "refuse": EtatFichier.REFUSE}
_DE_LA_VAGUE = "v.cloture, v.etat, v.scellee_le"  # what a number taken by another dossier leaves alone
_TRACE = f"""concat_ws('|', c.ctid, c.xmin, {_DE_LA_VAGUE},
    (SELECT {versions("x")} FROM {{reponse}} x WHERE x.candidature_id = c.id),
    (SELECT {versions("x")} FROM {{acces}} x WHERE x.candidature_id = c.id),
    (SELECT {versions("x")} || {versions("f")}
        FROM {{piece}} x JOIN {{fichier}} f ON f.id = x.fichier_id WHERE x.candidature_id = c.id))"""  # noqa: S608 - names of models, here and below
_DU_DOSSIER = "FROM {candidature} c JOIN {vague} v ON v.id = c.vague_id"
_LIRE_LA_TRACE = f"SELECT {_TRACE} {_DU_DOSSIER} WHERE c.id = %s".format(**_TABLES)
_LIRE = f"""SELECT {_TRACE},
    (SELECT json_agg(json_build_object('id', x.id, 'role', x.role, 'compte', json_build_object(
            'id', u.id, 'email', u.email, 'prenom', u.prenom, 'nom', u.nom)) ORDER BY x.id)
        FROM {{acces}} x JOIN {{compte}} u ON u.id = x.utilisateur_id WHERE x.candidature_id = c.id),
    (SELECT json_build_object('dites', coalesce(json_object_agg(x.champ, x.valeur), '{{{{}}}}'),
            'tardive', coalesce(bool_or(x.le >= v.cloture), false))
        FROM {{reponse}} x WHERE x.candidature_id = c.id),
    (SELECT json_build_object('lues', coalesce(json_agg(json_build_object('id', x.id, 'code', x.code, 'nom', f.nom,
            'taille', f.taille, 'empreinte', f.empreinte, 'fichier', f.id, 'etat', f.etat, 'legende', x.legende)
            ORDER BY x.code, x.id), '[]'),
            'tardive', coalesce(bool_or(x.retiree_le IS NOT NULL OR x.ajoutee_le >= v.cloture), false))
        FROM {{piece}} x JOIN {{fichier}} f ON f.id = x.fichier_id
        WHERE x.candidature_id = c.id AND f.etat <> '{{refuse}}'
            AND (x.retiree_le IS NULL OR x.retiree_le >= v.cloture)),
    {_C.sql}, {_V.sql}, {_A.sql}, {_T.sql}, {_O.sql}, {_P.sql}
    {_DU_DOSSIER} JOIN {{appel}} a ON a.id = v.appel_id JOIN {{volet}} t ON t.id = c.volet_id
    JOIN {{voletouvert}} o ON o.vague_id = v.id AND o.volet_id = t.id LEFT JOIN {{porteur}} p ON p.id = c.porteur_id
    WHERE c.id = %s""".format(**_TABLES)  # noqa: S608


@dataclass(frozen=True)
class ADeposer:
    """``candidature`` comes with its wave, its call, its track and its structure; ``acces`` with the accounts."""

    trace: str
    candidature: Candidature
    acces: list[Acces]
    reponses: dict[str, Any]
    pieces: tuple[PieceLue, ...]
    tardive: str
    ouvert: VoletOuvert

    def role_de(self, compte: Utilisateur) -> str | None:
        return next((acces.role for acces in self.acces if acces.utilisateur_id == compte.pk), None)

    def dossier(self) -> Dossier:
        """As ``en_l_etat.dossier``, before the closing: raises ``HorsDelai`` when something changed at or after it."""
        if self.tardive:
            raise HorsDelai(self.tardive)
        motifs = tuple((motif.code, motif.critere) for motif in motifs_d_origine(self.candidature))
        return Dossier(replace(cahier_du_volet(self.ouvert), motifs=motifs), self.reponses, self.pieces)


def a_deposer(candidature_id: uuid.UUID) -> ADeposer | None:
    """One statement, hence one instant: what is read is what the trace says. None: there is no such dossier."""
    ligne = _executer(_LIRE, candidature_id)
    if ligne is None:
        return None
    trace, acces, reponses, pieces, *colonnes = ligne
    valeurs = iter(colonnes)
    lus: Any = [c.lire(valeurs) for c in (_C, _V, _A, _T, _O, _P)]
    candidature, vague, appel, volet, ouvert, porteur = lus
    vague.appel, candidature.vague, candidature.volet, candidature.porteur = appel, vague, volet, porteur
    ouvert.vague, ouvert.volet = vague, volet
    return ADeposer(
        trace=trace,
        candidature=candidature,
        acces=[_acces(candidature, **lu) for lu in acces or ()],
        reponses=reponses["dites"],
        pieces=tuple(PieceLue(**lue) for lue in pieces["lues"]),
        tardive=_ce_qui_est_tardif(reponses, pieces),
        ouvert=ouvert,
    )


def trace_de(candidature_id: uuid.UUID) -> str | None:
    """Which versions of these rows are stored now."""
    ligne = _executer(_LIRE_LA_TRACE, candidature_id)
    return ligne[0] if ligne else None


def _executer(sql: str, candidature_id: uuid.UUID) -> Any:
    with connection.cursor() as curseur:
        curseur.execute(sql, [candidature_id])
        return curseur.fetchone()


def _acces(candidature: Candidature, *, compte: dict[str, Any], **champs: Any) -> Acces:
    return Acces(candidature=candidature, utilisateur=Utilisateur(**compte), **champs)


def _ce_qui_est_tardif(reponses: dict[str, Any], pieces: dict[str, Any]) -> str:
    if reponses["tardive"]:
        return REPONSE_TARDIVE
    return PIECE_TARDIVE if pieces["tardive"] else ""
