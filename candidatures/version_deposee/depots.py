"""From a dossier to what is filed of it, from a ``Depot`` to what it holds."""

import hashlib
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from ami.commun.dates import dans_n_mois
from ami.comptes.models import Utilisateur
from candidatures.formulaire.catalogue.champs import Dossier
from candidatures.formulaire.controle.completude import reponses_utiles
from candidatures.formulaire.presentation.dossier import SectionLue, pieces_dans_l_ordre, presenter
from candidatures.models import Candidature, Depot
from candidatures.version_deposee.contenu import (
    Contenu,
    DecisionImplicite,
    Expediteur,
    FaitsDuRecepisse,
    Motif,
    PieceDeposee,
    ecrire_contenu,
    lire_contenu,
)
from candidatures.version_deposee.recepisse import Recepisse, rediger_recepisse
from vagues.models import Appel

_DEJA_LU = "_contenu_lu"


def contenu_de(depot: Depot) -> Contenu:
    """What was filed. Read once for each row in memory: a filing is immutable. Raises ``ContenuIllisible``."""
    lu = vars(depot).get(_DEJA_LU)
    if not isinstance(lu, Contenu):
        lu = vars(depot)[_DEJA_LU] = lire_contenu(depot.contenu)
    return lu


def recepisse_de(depot: Depot) -> Recepisse:
    """The acknowledgement of receipt of this version."""
    return rediger_recepisse(contenu_de(depot), depot.empreinte)


def depot_de(candidature: Candidature, contenu: Contenu, *, par: Utilisateur) -> Depot:
    """The row of this content, not saved. ``empreinte`` is the SHA-256 of its text."""
    texte = ecrire_contenu(contenu)
    depot = Depot(
        candidature=candidature,
        version=contenu.version,
        numero=contenu.numero,
        recu_le=contenu.recu_le,
        par=par,
        contenu=texte,
        empreinte=hashlib.sha256(texte.encode()).hexdigest(),
    )
    vars(depot)[_DEJA_LU] = contenu
    return depot


def contenu_a_deposer(
    candidature: Candidature,
    dossier: Dossier,
    *,
    lues: tuple[SectionLue, ...] | None = None,
    version: int,
    par: Utilisateur,
    recu_le: datetime,
    motif: Motif,
) -> Contenu:
    """Everything a filing holds: answers by field, documents with their hashes, and both as people read them.

    With ``volet`` and ``vague.appel`` loaded, no query. ``lues``: the dossier in words, when it was presented already.
    """
    reponses = reponses_utiles(dossier)
    return Contenu(
        candidature=str(candidature.pk),
        numero=candidature.numero or "",
        version=version,
        recu_le=recu_le,
        vague=candidature.vague.numero,
        volet=candidature.volet.code,
        motif=motif,
        reponses_par_section=reponses,
        pieces=_pieces(dossier),
        presentation=presenter(dossier) if lues is None else lues,
        faits=_faits_du_recepisse(candidature, reponses, par, recu_le),
    )


def _pieces(dossier: Dossier) -> tuple[PieceDeposee, ...]:
    return tuple(
        PieceDeposee(
            code=piece.code,
            libelle=libelle,
            legende=piece.legende,
            nom=piece.nom,
            taille=piece.taille,
            empreinte=piece.empreinte,
            fichier=piece.fichier,
        )
        for piece, libelle in pieces_dans_l_ordre(dossier)
    )


def _faits_du_recepisse(
    candidature: Candidature, sections: Mapping[str, Mapping[str, Any]], par: Utilisateur, recu_le: datetime
) -> FaitsDuRecepisse:
    vague, appel = candidature.vague, candidature.vague.appel
    reponses = {champ: valeur for section in sections.values() for champ, valeur in section.items()}
    return FaitsDuRecepisse(
        appel=appel.titre,
        volet=candidature.volet.nom,
        vague=str(vague),
        cloture=vague.cloture,
        lieu=reponses["nom_lieu"],
        structure=reponses["raison_sociale"],
        siret=reponses["siret"],
        departement=reponses["departement"],
        par=str(par),
        service=Expediteur(
            nom=appel.operateur,
            adresse=appel.adresse,
            courriel=appel.courriel,
            telephone=appel.telephone,
        ),
        decision_implicite=_decision_implicite(appel, cloture=vague.cloture, recu_le=recu_le),
        voies_de_recours=appel.voies_de_recours,
    )


def _decision_implicite(appel: Appel, *, cloture: datetime, recu_le: datetime) -> DecisionImplicite | None:
    mois = appel.delai_decision_implicite
    if mois is None:
        return None
    depart = cloture if appel.point_de_depart == "cloture" else recu_le
    return DecisionImplicite(mois, appel.point_de_depart, dans_n_mois(depart, mois))
