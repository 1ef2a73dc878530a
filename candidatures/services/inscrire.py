"""Writing one immutable version of a dossier: what was filed, byte for byte."""

import hashlib
import json
from collections.abc import Mapping
from datetime import datetime
from typing import Any, Literal

from celery import signature

from ami.commun.dates import dans_n_mois
from ami.commun.erreurs import Conflit
from ami.commun.taches import reveiller
from ami.comptes.models import Utilisateur
from ami.journal.chaine import canonique
from candidatures.formulaire.catalogue.champs import Dossier
from candidatures.formulaire.controle.completude import reponses_utiles
from candidatures.formulaire.presentation.dossier import en_json, pieces_dans_l_ordre, presenter
from candidatures.models import Candidature, Depot
from candidatures.version_deposee.relecture import TROP_TARD_POUR_RELIRE, changees

Motif = Literal["depot", "complements"]
FORMAT = 2
# By name: the module of the tasks imports the services.
PRODUIRE_LES_DOCUMENTS = signature("candidatures.tasks.produire_documents")


def inscrire_depot(
    candidature: Candidature, dossier: Dossier, *, par: Utilisateur, recu_le: datetime, motif: Motif = "depot"
) -> Depot:
    """Record the next version of a numbered dossier, and wake the making of its documents. One statement, two when it
    has former versions.

    Runs inside the caller's transaction, under the locks of the wave and of the dossier, with ``volet`` and
    ``vague.appel`` loaded. ``empreinte`` is the SHA-256 of ``contenu``, canonical JSON that says everything by itself.
    """
    precedent = candidature.depots.first() if candidature.depose_le else None
    version = precedent.version + 1 if precedent else 1
    donnees = composer_contenu(candidature, dossier, version=version, par=par, recu_le=recu_le, motif=motif)
    if precedent and motif == "complements":  # what is completed was received the first time
        donnees["accuse"]["decision_implicite"] = precedent.donnees["accuse"]["decision_implicite"]
    contenu = canonique(donnees)
    reveiller(PRODUIRE_LES_DOCUMENTS)
    return Depot.objects.create(
        candidature=candidature,
        version=version,
        numero=candidature.numero or "",
        recu_le=recu_le,
        par=par,
        contenu=contenu,
        empreinte=hashlib.sha256(contenu.encode()).hexdigest(),
    )


def exiger_relue(dossier: Dossier, relue: str, *, recu_le: datetime, limite: datetime, refus: str) -> None:
    """Nobody signs what they have not read; in the last minutes, being late would be worse: the next page says it.

    ``relue``: mark of what was read; ``limite``: first instant refused. Raises ``Conflit``, which ends with ``refus``.
    """
    if recu_le >= limite - TROP_TARD_POUR_RELIRE:
        return
    if titres := changees(presenter(dossier), relue):
        raise Conflit(f"Le dossier a changé depuis que vous l’avez relu ({', '.join(titres)}) : {refus}", {})


def dernier_depot_identique(candidature: Candidature, dossier: Dossier, *, par: Utilisateur) -> Depot | None:
    """The last version, if ``par`` filed in it what they would file now: instants aside. One statement when there is one.

    Runs as ``inscrire_depot`` does.
    """
    precedent = candidature.depots.first() if candidature.depose_le else None
    if precedent is None or precedent.par_id != par.pk:
        return None
    lues = precedent.donnees
    donnees = composer_contenu(
        candidature,
        dossier,
        version=precedent.version,
        par=par,
        recu_le=precedent.recu_le,
        motif=lues["motif"],
    )
    return precedent if _sans_echeances(json.loads(canonique(donnees))) == _sans_echeances(lues) else None


def _sans_echeances(donnees: dict[str, Any]) -> dict[str, Any]:
    """A closing put off is no change of the dossier."""
    recepisse = {
        nom: valeur
        for nom, valeur in donnees["accuse"].items()
        if nom not in {"cloture", "decision_implicite"}
    }
    return {**donnees, "accuse": recepisse}


def composer_contenu(
    candidature: Candidature,
    dossier: Dossier,
    *,
    version: int,
    par: Utilisateur,
    recu_le: datetime,
    motif: Motif,
) -> dict[str, Any]:
    """Everything a filing holds: answers by field, documents with their hashes, and both as people read them."""
    sections = reponses_utiles(dossier)
    return {
        "format": FORMAT,
        "candidature": str(candidature.pk),
        "numero": candidature.numero,
        "version": version,
        "recu_le": recu_le,
        "vague": candidature.vague.numero,
        "volet": candidature.volet.code,
        "motif": motif,
        "sections": sections,
        "pieces": _pieces(dossier),
        "lecture": en_json(presenter(dossier)),
        "accuse": _faits_du_recepisse(candidature, sections, par, recu_le),
    }


def _pieces(dossier: Dossier) -> list[dict[str, Any]]:
    return [
        {
            "code": piece.code,
            "libelle": libelle,
            "legende": piece.legende,
            "nom": piece.nom,
            "taille": piece.taille,
            "empreinte": piece.empreinte,
            "fichier": piece.fichier,
        }
        for piece, libelle in pieces_dans_l_ordre(dossier)
    ]


def _faits_du_recepisse(
    candidature: Candidature, sections: Mapping[str, Mapping[str, Any]], par: Utilisateur, recu_le: datetime
) -> dict[str, Any]:
    """What the acknowledgement states, as it stood when the dossier was received."""
    vague, appel = candidature.vague, candidature.vague.appel
    reponses = {champ: valeur for section in sections.values() for champ, valeur in section.items()}
    depart = vague.cloture if appel.point_de_depart == "cloture" else recu_le
    mois = appel.delai_decision_implicite
    return {
        "appel": appel.titre,
        "volet": candidature.volet.nom,
        "vague": str(vague),
        "cloture": vague.cloture,
        "lieu": reponses["nom_lieu"],
        "structure": reponses["raison_sociale"],
        "siret": reponses["siret"],
        "departement": reponses["departement"],
        "par": str(par),
        "service": {
            "nom": appel.operateur,
            "adresse": appel.adresse,
            "courriel": appel.courriel,
            "telephone": appel.telephone,
        },
        "decision_implicite": mois
        and {"mois": mois, "depuis": appel.point_de_depart, "le": dans_n_mois(depart, mois)},
        "voies_de_recours": appel.voies_de_recours,
    }
