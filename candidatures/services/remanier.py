"""Taking a filed dossier back to modify it, while its wave is open."""

import uuid
from datetime import datetime, timedelta

from django.db import transaction

from ami.commun.erreurs import DroitInsuffisant, ErreurMetier, HorsDelai, TransitionInterdite
from ami.comptes.models import Utilisateur
from ami.journal.services import Acte, journaliser
from ami.territoires.heures import horodatage
from candidatures.actes import ActeCandidature
from candidatures.models import Candidature
from candidatures.permissions import peut_deposer
from candidatures.services.completer import abandonner
from candidatures.services.etats import changer_etat
from candidatures.services.verrous import verrouiller_dossier
from candidatures.seuils import seuil_atteint
from candidatures.states import TRANSITIONS, EtatCandidature
from vagues.models import Vague
from vagues.mots import cloture_passee

DEPOTS_PAR_JOUR = 10
DEPOTS_MAX = 50
_JOUR = timedelta(days=1)


@transaction.atomic(durable=True)
def remanier_candidature(*, candidature_id: uuid.UUID, par: Utilisateur, recu_le: datetime) -> Candidature:
    """Make a filed dossier a draft again; its last filed version counts until it is filed anew.

    The open request for compléments, which a refused document opens even before the closing, is cancelled.
    Locks the wave, then the dossier. Raises ``DroitInsuffisant``, ``HorsDelai`` (the wave is closed),
    ``TransitionInterdite`` (not filed, or already examined), ``ErreurMetier`` (too many versions).
    """
    candidature = verrouiller_dossier(candidature_id)
    vague = candidature.vague
    if not peut_deposer(par, candidature):
        raise DroitInsuffisant("Seul le signataire du dossier peut le reprendre.")
    _exiger_reprenable(candidature, vague, recu_le)
    _verifier_le_nombre_de_depots(candidature, vague, recu_le)
    _annuler_la_demande(candidature, par, recu_le)
    # No reminder of a morning already past.
    candidature.dernier_rappel = seuil_atteint(vague.cloture, recu_le)
    changer_etat(
        candidature,
        EtatCandidature.BROUILLON,
        ActeCandidature.REMANIEE,
        par_id=par.pk,
        le=recu_le,
        champs=["dernier_rappel"],
    )
    return candidature


def _exiger_reprenable(candidature: Candidature, vague: Vague, le: datetime) -> None:
    """Filed, not yet examined, and its wave still open."""
    de = EtatCandidature(candidature.etat)
    if EtatCandidature.BROUILLON not in TRANSITIONS[de]:
        raise TransitionInterdite(
            "Ce dossier est déjà en cours de modification."
            if de == EtatCandidature.BROUILLON
            else "Seul un dossier déposé, et pas encore instruit, peut être repris."
        )
    if not vague.est_ouverte(le):
        raise HorsDelai(
            f"{cloture_passee(vague, candidature.departement)} Le dossier déposé ne peut plus être repris. "
            "Il reste déposé."
        )


def _verifier_le_nombre_de_depots(candidature: Candidature, vague: Vague, le: datetime) -> None:
    """Each version is kept for ever, and mailed."""
    recus = list(candidature.depots.order_by("-version").values_list("recu_le", flat=True)[:DEPOTS_MAX])
    ecrire = (
        "La dernière version compte. Pour la corriger, écrivez au service : page « Échanges » du dossier."
    )
    if len(recus) >= DEPOTS_MAX:
        raise ErreurMetier(
            f"Ce dossier a déjà {DEPOTS_MAX} versions déposées : il ne peut plus être repris. {ecrire}"
        )
    if len(recus) < DEPOTS_PAR_JOUR or (libre := recus[DEPOTS_PAR_JOUR - 1] + _JOUR) <= le:
        return
    attendre = f"La dernière compte. Vous pourrez le reprendre à partir du {horodatage(libre, candidature.departement)}."
    raise ErreurMetier(
        f"Ce dossier a déjà {DEPOTS_PAR_JOUR} versions déposées en 24 heures. "
        f"{attendre if vague.est_ouverte(libre) else ecrire}"
    )


def _annuler_la_demande(candidature: Candidature, par: Utilisateur, le: datetime) -> None:
    """Close the request that asks a refused document again: the draft lacks it, and will say so.

    Its files are forgotten: if the seal gives the dossier back the version that holds them, they are asked anew.
    """
    if complement := abandonner(candidature, le=le):
        complement.fichiers_refuses.clear()
        donnees = {"complement": complement.pk}
        journaliser(
            [
                Acte(
                    objet=candidature,
                    acte=ActeCandidature.COMPLEMENTS_ANNULES,
                    par_id=par.pk,
                    donnees=donnees,
                )
            ],
            le=le,
        )
