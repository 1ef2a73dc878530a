"""Documents of a draft: adding one that was received, taking one away."""

import uuid
from datetime import datetime

from django.db import transaction

from ami.commun.erreurs import DroitInsuffisant, ErreurMetier
from ami.commun.nombres import trop_lourd
from ami.commun.textes import exiger_ligne
from ami.comptes.models import Utilisateur
from ami.fichiers.models import Fichier
from ami.fichiers.reconnaissance import NOMS
from ami.journal.services import Acte, journaliser
from candidatures.actes import ActeCandidature
from candidatures.formulaire.catalogue.pieces import PIECE
from candidatures.formulaire.questionnaire import pieces_demandees
from candidatures.lectures import en_l_etat
from candidatures.lectures.pieces import taille_max
from candidatures.models import Candidature, Piece
from candidatures.models.piece import LEGENDE_MAX
from candidatures.permissions import peut_rediger
from candidatures.services.enregistrer import exiger_modifiable
from candidatures.services.verrous import verrouiller_dossier

PIECES_MAX = 60


def verifier_la_place(candidature: Candidature) -> None:
    """Asked before a file is received; ``joindre_piece`` asks again under its lock. Raises ``ErreurMetier``."""
    _exiger_une_place(candidature.pieces.presentes().count())


@transaction.atomic(durable=True)
def joindre_piece(
    *,
    candidature_id: uuid.UUID,
    code: str,
    fichier: Fichier,
    legende: str,
    par: Utilisateur,
    recu_le: datetime,
) -> Piece:
    """Attach a received file to a draft, or to a dossier whose compléments ask for ``code``. Locks the dossier.

    The same file sent twice for the same kind gives the same piece. A draft takes pieces even after the closing,
    as it takes texts: filing is what the closing refuses.
    Raises ``DroitInsuffisant``, ``TransitionInterdite``, ``ErreurMetier`` (too many pieces, a content already there under
    another name, a caption that cannot be stored, or a format or size that the wave does not take for this kind).
    """
    candidature = verrouiller_dossier(candidature_id, avec_sa_vague=False)
    _exiger_le_droit(candidature, par)
    _exiger_modifiable(candidature, code, recu_le)
    exiger_ligne(legende, LEGENDE_MAX)
    presentes = list(candidature.pieces.presentes().select_related("fichier"))
    for piece in presentes:
        if _est_deja_la(piece, code, fichier):
            _exiger_le_meme_envoi(piece, fichier, legende)
            return piece
    _exiger_une_place(len(presentes))
    _exiger_conforme(candidature, code, fichier)
    piece = Piece.objects.create(
        candidature=candidature,
        code=code,
        legende=legende,
        fichier=fichier,
        ajoutee_par=par,
        ajoutee_le=recu_le,
    )
    _journaliser(ActeCandidature.PIECE_JOINTE, piece, par, recu_le)
    return piece


@transaction.atomic(durable=True)
def retirer_piece(*, candidature_id: uuid.UUID, piece_id: int, par: Utilisateur, recu_le: datetime) -> Piece:
    """Take a piece away from the dossier as it stands; filed versions keep it. Locks the dossier; silent twice.

    Raises ``DroitInsuffisant``, ``TransitionInterdite``.
    """
    candidature = verrouiller_dossier(candidature_id, avec_sa_vague=False)
    piece = candidature.pieces.select_related("fichier").get(pk=piece_id)
    _exiger_le_droit(candidature, par)
    _exiger_modifiable(candidature, piece.code, recu_le)
    if piece.retiree_le is None:
        piece.retiree_le, piece.retiree_par = recu_le, par
        piece.save(update_fields=["retiree_le", "retiree_par"])
        _journaliser(ActeCandidature.PIECE_RETIREE, piece, par, recu_le)
    return piece


@transaction.atomic(durable=True)
def legender_piece(
    *, candidature_id: uuid.UUID, piece_id: int, legende: str, par: Utilisateur, recu_le: datetime
) -> Piece:
    """Change the caption of a piece: another row with the same file, so that what was filed keeps its own. Locks the dossier.

    Silent when nothing changes. Raises ``DroitInsuffisant``, ``TransitionInterdite``, ``ErreurMetier`` (a caption that
    cannot be stored).
    """
    candidature = verrouiller_dossier(candidature_id, avec_sa_vague=False)
    piece = candidature.pieces.select_related("fichier").get(pk=piece_id)
    _exiger_le_droit(candidature, par)
    _exiger_modifiable(candidature, piece.code, recu_le)
    exiger_ligne(legende, LEGENDE_MAX)
    if piece.retiree_le is not None or legende == piece.legende:
        return piece
    piece.retiree_le, piece.retiree_par = recu_le, par
    piece.save(update_fields=["retiree_le", "retiree_par"])
    nouvelle = Piece.objects.create(
        candidature=candidature,
        code=piece.code,
        legende=legende,
        fichier=piece.fichier,
        ajoutee_par=par,
        ajoutee_le=recu_le,
    )
    _journaliser(ActeCandidature.PIECE_LEGENDEE, nouvelle, par, recu_le)
    return nouvelle


def _exiger_une_place(presentes: int) -> None:
    if presentes >= PIECES_MAX:
        raise ErreurMetier(
            f"Ce dossier a déjà {PIECES_MAX} pièces : retirez-en une avant d’en ajouter une autre."
        )


def _est_deja_la(piece: Piece, code: str, fichier: Fichier) -> bool:
    """A refused file is as good as none: sent again, it is looked at again."""
    deja = piece.fichier
    return piece.code == code and deja.empreinte == fichier.empreinte and not deja.est_refuse


def _exiger_le_meme_envoi(piece: Piece, fichier: Fichier, legende: str) -> None:
    """Nothing would appear on the page: only what is sent again exactly as it was is taken for granted."""
    if fichier.nom != piece.fichier.nom:
        raise ErreurMetier(
            f"« {fichier} » est déjà joint ici, sous le nom « {piece.fichier} » : c’est le même contenu. Rien n’est ajouté."
        )
    if legende not in ("", piece.legende):
        raise ErreurMetier(
            f"« {fichier} » est déjà joint ici : sa précision n’est pas changée. Changez-la à côté du fichier."
        )


def _exiger_conforme(candidature: Candidature, code: str, fichier: Fichier) -> None:
    """What the wave takes for this kind; the format is that of the content, whatever the name."""
    demandees = pieces_demandees(en_l_etat.cahier_du_volet(en_l_etat.volet_ouvert(candidature)))
    demandee = next((piece for piece in demandees if piece.code == code), None)
    if demandee is None:
        return
    if demandee.formats and fichier.genre not in demandee.formats:
        attendus = ", ".join(genre.upper() for genre in demandee.formats)
        raise ErreurMetier(
            f"« {fichier} » est {NOMS.get(fichier.genre, 'un document')}, que cette pièce n’accepte pas. Joignez-la en {attendus}."
        )
    if fichier.taille > (limite := taille_max(demandee)):
        raise ErreurMetier(
            f"« {fichier} » {trop_lourd(fichier.taille, limite)}. "
            "Réduisez ses images, ou joignez-le en plusieurs fichiers."
        )


def _exiger_le_droit(candidature: Candidature, par: Utilisateur) -> None:
    """Asked again under the lock: an access may just have been closed."""
    if not peut_rediger(par, candidature):
        raise DroitInsuffisant("Vous ne pouvez plus écrire dans ce dossier : votre accès a changé.")


def _exiger_modifiable(candidature: Candidature, code: str, le: datetime) -> None:
    refus = "Ce dossier est déposé : ses pièces ne peuvent plus être modifiées."
    exiger_modifiable(candidature, [f"{PIECE}{code}"], le, refus)


def _journaliser(acte: ActeCandidature, piece: Piece, par: Utilisateur, le: datetime) -> None:
    donnees = {"code": piece.code, "empreinte": piece.fichier.empreinte}
    journaliser([Acte(objet=piece.candidature, acte=acte, par_id=par.pk, donnees=donnees)], le=le)
