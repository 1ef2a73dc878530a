"""Bringing a wave into deliberation, and deciding on each dossier."""

import uuid
from collections.abc import Mapping
from datetime import datetime
from decimal import Decimal

from django.db import transaction

from ami.commun.erreurs import DroitInsuffisant, ErreurMetier, Incomplet, TransitionInterdite
from ami.commun.nombres import euros
from ami.commun.textes import exiger_texte, normaliser
from ami.comptes.models import Utilisateur
from ami.journal.services import Acte, journaliser
from candidatures.lectures.en_l_etat import cahier
from candidatures.models import Candidature
from candidatures.permissions import est_juge_et_partie
from candidatures.services.verrous import verrouiller_dossier
from candidatures.states import EN_LICE
from evaluation.selection.actes import ActeSelection
from evaluation.selection.models import Decision
from evaluation.selection.permissions import peut_mener_la_selection
from evaluation.selection.services.motiver import ecrire_les_motifs
from evaluation.selection.states import Sens
from vagues.models import Vague
from vagues.services import changer_etat
from vagues.services.gardes import exiger_sans_interet
from vagues.states import EtatVague

MOTIF_MAX = 4000


@transaction.atomic(durable=True)
def ouvrir_deliberation(*, vague_id: int, par: Utilisateur, maintenant: datetime) -> Vague:
    """End the evaluation phase: notes no longer change. Locks the wave."""
    if not peut_mener_la_selection(par):
        raise DroitInsuffisant("Seul un administrateur ouvre la délibération.")
    vague = Vague.objects.verrouiller(pk=vague_id)
    exiger_sans_interet(vague, par)
    if vague.etat == EtatVague.CLOSE and vague.scellee_le is None:
        raise ErreurMetier(
            "Les dépôts de cette vague ne sont pas encore scellés : attendez une minute après la clôture."
        )
    changer_etat(vague, EtatVague.EN_DELIBERATION, le=maintenant, par=par)
    return vague


@transaction.atomic(durable=True)
def decider(
    *,
    candidature_id: uuid.UUID,
    sens: Sens,
    montant: Decimal | None,
    motif: str,
    par: Utilisateur,
    maintenant: datetime,
    motifs: Mapping[int, str] | None = None,
) -> Decision:
    """Record, or change, what the committee decided. Locks the wave, then the dossier. Under embargo.

    ``montant`` in euros, for a laureate only. ``motifs``: the reason for each criterion, by its id; None leaves those
    already written. What a refusal must explain is checked before the publication. Raises ``DroitInsuffisant``,
    ``ErreurMetier``.
    """
    if not peut_mener_la_selection(par):
        raise DroitInsuffisant("Seul un administrateur enregistre les décisions.")
    candidature = verrouiller_dossier(candidature_id)
    _exiger_decidable(candidature, par)
    motif = _motif_lisible(motif)
    montant = montant if sens == Sens.LAUREATE else None
    if sens == Sens.LAUREATE:
        _verifier_montant(candidature, montant)
    ancienne = Decision.objects.filter(candidature=candidature).first()
    decision, _ = Decision.objects.update_or_create(
        candidature=candidature,
        defaults={"sens": sens, "montant": montant, "motif": motif, "par": par},
    )
    if motifs is not None:
        ecrire_les_motifs(candidature.vague, decision, motifs)
    journaliser([acte_de_decision(decision, ancienne)], le=maintenant)
    return decision


def acte_de_decision(decision: Decision, ancienne: Decision | None = None) -> Acte:
    """What the journal says of a decision taken, or changed."""
    return Acte(
        objet=decision,
        acte=ActeSelection.DECISION_ENREGISTREE,
        par_id=decision.par_id,
        de=ancienne.sens if ancienne else "",
        vers=decision.sens,
        motif=decision.motif,
        donnees={"montant": None if decision.montant is None else str(decision.montant)},
    )


def _exiger_decidable(candidature: Candidature, par: Utilisateur) -> None:
    if candidature.vague.etat != EtatVague.EN_DELIBERATION or candidature.etat not in EN_LICE:
        raise TransitionInterdite("Une décision s’enregistre pendant la délibération de la vague.")
    if est_juge_et_partie(par, candidature):
        raise DroitInsuffisant(
            "Vous avez accès à ce dossier comme porteur : un autre administrateur doit décider."
        )


def _motif_lisible(motif: str) -> str:
    if not (motif := normaliser(motif)):
        raise Incomplet("Motivez la décision : le porteur la lira.", ("motif",))
    exiger_texte(motif, MOTIF_MAX)
    return motif


def _verifier_montant(candidature: Candidature, montant: Decimal | None) -> None:
    bornes = cahier(candidature)
    maximum = bornes.montant_max_total + (bornes.prime_investissement_max or 0)
    if montant is None or not 0 < montant <= maximum:
        raise Incomplet(
            f"Indiquez le montant accordé : plus de 0 €, au plus {euros(maximum)} pour ce volet.",
            ("montant",),
        )
