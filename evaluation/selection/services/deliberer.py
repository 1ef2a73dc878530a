"""Bringing a wave into deliberation, and deciding on each dossier."""

import uuid
from collections.abc import Iterator, Mapping
from datetime import datetime
from decimal import Decimal
from types import MappingProxyType
from typing import Any

from django.db import transaction

from ami.commun.concurrence import SANS_LECTURE, Lecture, reunir_les_saisies
from ami.commun.erreurs import DroitInsuffisant, ErreurMetier, Incomplet, TransitionInterdite
from ami.commun.textes import exiger_texte, normaliser
from ami.comptes.models import Utilisateur
from ami.journal.services import Acte, journaliser
from candidatures.models import Candidature
from candidatures.permissions import est_juge_et_partie
from candidatures.services.verrous import verrouiller_dossier
from candidatures.states import EN_LICE
from evaluation.selection.actes import ActeSelection
from evaluation.selection.lectures.motifs import est_lue
from evaluation.selection.models import Decision
from evaluation.selection.permissions import peut_mener_la_selection
from evaluation.selection.services.montants import refus_du_montant
from evaluation.selection.services.motiver import ecrire_les_motifs
from evaluation.selection.states import Sens
from vagues.models import Vague
from vagues.services import changer_etat
from vagues.services.gardes import exiger_sans_interet
from vagues.states import EtatVague

MOTIF_MAX = 4000
SANS_EVALUATION_NI_MOTIF = (
    "Personne n’a remis d’évaluation de ce dossier : dites pourquoi il est décidé sans être évalué."
)
PRECISIONS = MappingProxyType({"sans_evaluation": "", "hors_bornes": ""})
CHAMPS = ("sens", "montant", "motif", *PRECISIONS)


@transaction.atomic(durable=True)
def ouvrir_deliberation(*, vague_id: int, par: Utilisateur, maintenant: datetime) -> Vague:
    """End the evaluation phase: notes no longer change. Locks the wave."""
    if not peut_mener_la_selection(par):
        raise DroitInsuffisant("Seul un administrateur ouvre la délibération.")
    vague = Vague.objects.verrouiller(pk=vague_id)
    exiger_sans_interet(vague, par)
    if vague.etat == EtatVague.CLOSE and vague.scellee_le is None:
        raise ErreurMetier(
            "Les dépôts de cette vague ne sont pas encore scellés : attendez une minute après la clôture."
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
    precisions: Mapping[str, str] = MappingProxyType({}),
    lecture: Lecture = SANS_LECTURE,
) -> Decision:
    """Record, or change, what the committee decided. Locks the wave, then the dossier. Under embargo.

    ``montant`` in euros, for a laureate only. ``motifs``: the reason for each criterion, by its id; None leaves those
    already written. ``lecture`` is what the page had read: what it did not touch is left as it is stored. What a refusal
    must explain is checked before the publication. ``precisions``: « sans_evaluation », why it is decided though nobody has
    handed a reading in; « hors_bornes », why the amount is not between the minimum of the track and what was asked, where the wave admits
    it (``montants``). Raises ``DroitInsuffisant``, ``Conflit``, ``ErreurMetier``.
    """
    if not peut_mener_la_selection(par):
        raise DroitInsuffisant("Seul un administrateur enregistre les décisions.")
    candidature = verrouiller_dossier(candidature_id)
    _exiger_decidable(candidature, par)
    ancienne = Decision.objects.select_related("par").filter(candidature=candidature).first()
    champs = en_champs(sens, montant, motif, motifs or {}, PRECISIONS | precisions)
    voulue = _reunie(champs, ancienne, lecture)
    if refus := tuple(refus_d_une_decision(candidature, voulue)):
        raise Incomplet(refus[0].message, refus[0].manques, autres=refus[1:])
    if voulue["sans_evaluation"] and est_lue(candidature):
        voulue["sans_evaluation"] = ""
    decision, _ = Decision.objects.update_or_create(
        candidature=candidature, defaults={"par": par} | {nom: voulue[nom] for nom in CHAMPS}
    )
    if motifs is not None:
        ecrire_les_motifs(candidature.vague, decision, motifs_de(voulue))
    journaliser([acte_de_decision(decision, ancienne)], le=maintenant)
    return decision


def refus_d_une_decision(candidature: Candidature, champs: Mapping[str, Any]) -> Iterator[Incomplet]:
    """All that keeps a decision from being recorded. A dossier that nobody has read is decided for a reason, which is written."""
    if not champs["motif"]:
        yield Incomplet("Motivez la décision : le porteur la lira.", ("motif",))
    if not champs["sans_evaluation"] and not est_lue(candidature):
        yield Incomplet(SANS_EVALUATION_NI_MOTIF, ("sans_evaluation",))
    if champs["sens"] == Sens.LAUREATE and (
        refus := refus_du_montant(candidature, champs["montant"], champs["hors_bornes"])
    ):
        yield refus


def en_champs(
    sens: str,
    montant: Decimal | None,
    motif: str,
    motifs: Mapping[int, str],
    precisions: Mapping[str, str],
) -> dict[str, Any]:
    """A decision and its reasons, by the names of its page. ``precisions``: « sans_evaluation », « hors_bornes »."""
    accorde = montant if sens == Sens.LAUREATE else None
    textes = {"motif": motif, **precisions} | {f"motif_{critere}": texte for critere, texte in motifs.items()}
    return {"sens": str(sens), "montant": accorde} | {nom: normaliser(texte) for nom, texte in textes.items()}


def champs_de(decision: Decision | None) -> dict[str, Any]:
    """What is stored, by the same names; nothing decided yet, nothing is."""
    if decision is None:
        return {}
    motifs = {motif.critere_id: motif.motif for motif in decision.motifs.all()}
    precisions = {"sans_evaluation": decision.sans_evaluation, "hors_bornes": decision.hors_bornes}
    return en_champs(decision.sens, decision.montant, decision.motif, motifs, precisions)


def motifs_de(champs: Mapping[str, Any]) -> dict[int, str]:
    """The reasons alone, by criterion."""
    motifs = {
        nom.removeprefix("motif_"): valeur for nom, valeur in champs.items() if nom.startswith("motif_")
    }
    return {int(critere): texte or "" for critere, texte in motifs.items()}


def _reunie(champs: dict[str, Any], ancienne: Decision | None, lecture: Lecture) -> dict[str, Any]:
    """The decision as it is to be stored. Raises ``Conflit``. An amount is a laureate's, whoever changed the decision."""
    auteur = str(ancienne.par) if ancienne else ""
    voulue = reunir_les_saisies(champs, champs_de(ancienne), lecture, par=auteur)
    if voulue["sens"] != Sens.LAUREATE:
        voulue |= {"montant": None, "hors_bornes": ""}
    for nom in ("motif", *PRECISIONS):
        exiger_texte(voulue[nom] or "", MOTIF_MAX)
    return {nom: "" if valeur is None and nom != "montant" else valeur for nom, valeur in voulue.items()}


def acte_de_decision(decision: Decision, ancienne: Decision | None = None) -> Acte:
    """What the journal says of a decision taken, or changed."""
    dites = {"sans_evaluation": decision.sans_evaluation, "hors_bornes": decision.hors_bornes}
    precisions = {nom: texte for nom, texte in dites.items() if texte}
    return Acte(
        objet=decision,
        acte=ActeSelection.DECISION_ENREGISTREE,
        par_id=decision.par_id,
        de=ancienne.sens if ancienne else "",
        vers=decision.sens,
        motif=decision.motif,
        donnees={"montant": None if decision.montant is None else str(decision.montant)} | precisions,
    )


def _exiger_decidable(candidature: Candidature, par: Utilisateur) -> None:
    if candidature.vague.etat != EtatVague.EN_DELIBERATION or candidature.etat not in EN_LICE:
        raise TransitionInterdite("Une décision s’enregistre pendant la délibération de la vague.")
    if est_juge_et_partie(par, candidature):
        raise DroitInsuffisant(
            "Vous avez accès à ce dossier comme porteur : un autre administrateur doit décider."
        )
    exiger_sans_interet(candidature.vague, par)  # whoever decides on the others chooses for their own too
