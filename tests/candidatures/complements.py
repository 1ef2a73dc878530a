"""Asking for compléments, answering and returning, as tests do it."""

from datetime import datetime, timedelta
from typing import Any

from ami.comptes.models import Utilisateur
from ami.fichiers.states import EtatFichier
from ami.notifications.models import Courriel
from candidatures.lectures.complements import fin_du_jour
from candidatures.models import Candidature, Complement, Depot, Piece
from candidatures.services.completer import demander_complements, rendre_complements
from candidatures.services.enregistrer import enregistrer_reponses
from tests.fabriques import APRES
from tests.scenarios import clore, dossier_depose, vague_ouverte

ECHEANCE = fin_du_jour(APRES, 15)
PLUS_TARD = APRES + timedelta(days=1)
DEMANDES = ("resume", "piece:statuts")


def dossier_clos() -> Candidature:
    """Return a filed dossier of a closed and sealed wave."""
    dossier = dossier_depose(vague_ouverte(numero=1))
    clore(dossier.vague)
    dossier.refresh_from_db()
    return dossier


def demander(dossier: Candidature, par: Utilisateur, **options: Any) -> Complement:
    choix: dict[str, Any] = {
        "demandes": DEMANDES,
        "message": "Précisez le résumé.",
        "echeance": ECHEANCE,
        "maintenant": APRES,
        **options,
    }
    return demander_complements(candidature_id=dossier.pk, par=par, **choix)


def repondre(dossier: Candidature, le: datetime = PLUS_TARD, **valeurs: Any) -> None:
    enregistrer_reponses(candidature_id=dossier.pk, valeurs=valeurs, par=dossier.cree_par, recu_le=le)


def rendre(dossier: Candidature, par: Utilisateur | None = None, le: datetime = PLUS_TARD) -> Depot:
    return rendre_complements(candidature_id=dossier.pk, par=par or dossier.cree_par, recu_le=le)


def refuser(piece: Piece) -> None:
    """Make the antivirus refuse a file after it was filed."""
    fichier = piece.fichier
    fichier.etat, fichier.motif = EtatFichier.REFUSE, "Ce fichier contient un programme malveillant."
    fichier.taille_servie, fichier.empreinte_servie = None, ""
    fichier.save()


def etat(dossier: Candidature) -> str:
    return Candidature.objects.get(pk=dossier.pk).etat


def courriels(modele: str) -> list[str]:
    return list(Courriel.objects.filter(modele=modele).order_by("pk").values_list("destinataire", flat=True))
