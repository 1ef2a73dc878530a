"""Readings and decisions of the mass: two readers a dossier, synthesis by the real arithmetic."""

from collections.abc import Sequence
from datetime import datetime
from decimal import Decimal
from random import Random

from ami.commun.etats import passer
from ami.comptes.authentification import DOMAINE_DEMO
from ami.comptes.models import Utilisateur
from ami.demonstration.calendrier import Periode
from ami.demonstration.donnees import lire
from ami.demonstration.evaluations import Comite, montant_accorde, motif_general, motifs_des_refus, notes
from ami.demonstration.masse import par_lots
from ami.demonstration.redaction import alea_de
from ami.journal.services import Acte, journaliser, journaliser_a_leurs_dates
from candidatures.models import Candidature
from candidatures.states import EtatCandidature
from evaluation.actes import ActeEvaluation
from evaluation.models import Critere, Evaluation, Note, Synthese
from evaluation.notes import NoteSaisie
from evaluation.selection.models import Decision, MotifDecision
from evaluation.selection.services.deliberer import acte_de_decision
from evaluation.selection.states import Sens
from evaluation.services.evaluer import mettre_a_jour_la_synthese
from evaluation.states import TRANSITIONS, EtatEvaluation
from vagues.models import Vague

LECTEURS = 2
PART_DE_LAUREATS = 0.25  # 60 of 260 in June 2020, 80 of 312 in 2024
_PROFILS = (EtatCandidature.LAUREATE, EtatCandidature.AJOURNEE, EtatCandidature.NON_RETENUE)


def masse_de(vague: Vague, rangs: range) -> list[Candidature]:
    """The filed dossiers that ``Masse`` wrote in the wave, in the order of their number."""
    emails = [f"demo-{rang:03d}@{DOMAINE_DEMO}" for rang in rangs]
    return list(Candidature.objects.en_lice(vague).filter(cree_par__email__in=emails))


def lire_en_masse(
    candidatures: Sequence[Candidature], periode: Periode, comite: Comite, part_lue: float
) -> None:
    """Assign two readers to each dossier; ``part_lue`` (0 to 1) of the readings are handed in."""
    for lot in par_lots(candidatures):
        journal: list[tuple[Acte, datetime]] = []
        evaluations = Evaluation.objects.bulk_create(
            evaluation
            for rang, candidature in enumerate(lot)
            for evaluation in _evaluations(candidature, rang, periode, comite, part_lue)
        )
        lignes: list[Note] = []
        for evaluation in evaluations:
            _journaliser_lecture(journal, evaluation, comite.admin1, periode)
            if evaluation.etat == EtatEvaluation.REMISE:
                lignes.extend(_notes(evaluation, comite.criteres))
        Note.objects.bulk_create(lignes, batch_size=5000)
        mettre_a_jour_la_synthese(*{note.evaluation.candidature_id for note in lignes})
        journaliser_a_leurs_dates(journal)


def _evaluations(
    candidature: Candidature, rang: int, periode: Periode, comite: Comite, part_lue: float
) -> list[Evaluation]:
    alea = alea_de("evaluations", candidature.numero)
    evaluations = [
        Evaluation(
            candidature=candidature,
            evaluateur=comite.evaluateurs[(rang + place) % len(comite.evaluateurs)],
            affectee_par=comite.admin1,
            annoncee_le=periode.apres_cloture(4),
        )
        for place in range(LECTEURS)
    ]
    for evaluation in evaluations:
        if alea.random() < part_lue:
            _remettre(evaluation, periode, alea)
    return evaluations


def _remettre(evaluation: Evaluation, periode: Periode, alea: Random) -> None:
    for vers in (EtatEvaluation.BROUILLON, EtatEvaluation.REMISE):
        passer(evaluation, TRANSITIONS, vers, f"évaluation {vers}")
    evaluation.declaree_le, evaluation.version_lue = periode.apres_cloture(6), 1
    evaluation.remise_le = periode.apres_cloture(alea.randrange(8, 22), alea.randrange(9, 19))


def _journaliser_lecture(
    journal: list[tuple[Acte, datetime]], evaluation: Evaluation, admin: Utilisateur, periode: Periode
) -> None:
    etats = EtatEvaluation
    affectee = Acte(objet=evaluation, acte=ActeEvaluation.AFFECTEE, par_id=admin.pk, vers=etats.A_FAIRE)
    journal.append((affectee, periode.apres_cloture(4)))
    if evaluation.declaree_le is None or evaluation.remise_le is None:
        return
    for acte, de, vers, le in (
        (ActeEvaluation.SANS_CONFLIT, etats.A_FAIRE, etats.BROUILLON, evaluation.declaree_le),
        (ActeEvaluation.REMISE, etats.BROUILLON, etats.REMISE, evaluation.remise_le),
    ):
        journal.append(
            (Acte(objet=evaluation, acte=acte, par_id=evaluation.evaluateur_id, de=de, vers=vers), le)
        )


def _notes(evaluation: Evaluation, criteres: Sequence[Critere]) -> list[Note]:
    """Both readers of a dossier see the same quality, and note it each in their way."""
    numero = evaluation.candidature.numero
    profil = alea_de("profil", numero).choice(_PROFILS)
    saisies = notes(criteres, profil, alea_de("lecture", numero, evaluation.evaluateur.email))
    return [_note(evaluation, critere, saisies[critere.pk]) for critere in criteres]


def _note(evaluation: Evaluation, critere: Critere, saisie: NoteSaisie) -> Note:
    return Note(
        evaluation=evaluation,
        critere=critere,
        valeur=saisie.valeur,
        ne_se_prononce_pas=saisie.ne_se_prononce_pas,
        justification=saisie.justification,
    )


def decider_en_masse(candidatures: Sequence[Candidature], periode: Periode, comite: Comite) -> None:
    """The best quarter is retained, the next twentieth waits, the others are refused."""
    moyennes = dict(Synthese.objects.values_list("candidature_id", "moyenne"))
    classees = sorted(candidatures, key=lambda c: (-(moyennes.get(c.pk) or Decimal(0)), c.numero or ""))
    laureats = round(len(classees) * PART_DE_LAUREATS)
    attente = laureats + len(classees) // 20
    sens_donnes = [_sens(place, laureats, attente) for place in range(len(classees))]
    decisions = [
        _decision(c, sens, comite.admin1, lue=c.pk in moyennes)
        for c, sens in zip(classees, sens_donnes, strict=True)
    ]
    Decision.objects.bulk_create(decisions, batch_size=1000)
    refus = {decision.candidature_id: decision for decision in decisions if decision.sens != Sens.LAUREATE}
    motifs = motifs_des_refus([decision.candidature for decision in refus.values()], comite.criteres)
    MotifDecision.objects.bulk_create(
        (
            MotifDecision(decision=refus[dossier], critere_id=critere, motif=motif)
            for dossier, textes in motifs.items()
            for critere, motif in textes.items()
        ),
        batch_size=1000,
    )
    journaliser([acte_de_decision(decision) for decision in decisions], le=periode.apres_cloture(36))


def _sens(place: int, laureats: int, attente: int) -> Sens:
    if place < laureats:
        return Sens.LAUREATE
    return Sens.LISTE_COMPLEMENTAIRE if place < attente else Sens.NON_RETENUE


def _decision(candidature: Candidature, sens: Sens, par: Utilisateur, *, lue: bool) -> Decision:
    alea = alea_de("decision", candidature.numero)
    return Decision(
        candidature=candidature,
        sens=sens,
        montant=montant_accorde(candidature, alea) if sens == Sens.LAUREATE else None,
        motif=motif_general(candidature, sens, alea),
        sans_evaluation="" if lue else lire("evaluations")["instruction"]["sans_evaluation"],
        par=par,
    )
