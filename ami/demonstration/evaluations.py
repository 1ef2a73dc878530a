"""Readings, deliberation and publication of the forty dossiers, by the services of the selection."""

import uuid
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from random import Random

from ami.comptes.models import Utilisateur
from ami.demonstration.calendrier import Periode
from ami.demonstration.donnees import lire
from ami.demonstration.dossiers import Dossier
from ami.demonstration.redaction import alea_de
from ami.demonstration.transaction_unique import rejoindre
from candidatures.lectures.en_l_etat import cahier
from candidatures.models import Candidature
from candidatures.states import EtatCandidature
from evaluation.models import Critere, Evaluation
from evaluation.notes import NoteSaisie
from evaluation.selection.lectures.motifs import criteres_sous_le_seuil
from evaluation.selection.services.deliberer import decider, ouvrir_deliberation
from evaluation.selection.services.publier import demander_publication, publier_vague
from evaluation.selection.states import Sens
from evaluation.services.affecter import affecter_evaluateur
from evaluation.services.evaluer import (
    declarer_absence_de_conflit,
    enregistrer_evaluation,
    se_deporter,
)
from vagues.models import Vague

A_FAIRE, BROUILLON, DEPORT = "A", "B", "D"
_MILLE = Decimal(1000)
# Usual notes by fate; a dossier still in evaluation may get anything.
_NOTES = {
    EtatCandidature.LAUREATE: (4, 4, 5, 5, 3),
    EtatCandidature.LISTE_COMPLEMENTAIRE: (3, 4),
    EtatCandidature.AJOURNEE: (3, 3, 4),
    EtatCandidature.NON_RETENUE: (1, 2, 2, 3),
}
_TOUTES_NOTES = (1, 2, 3, 3, 4, 4, 5)


@dataclass(frozen=True)
class Comite:
    """Who reads, who leads, and the grid."""

    evaluateurs: Sequence[Utilisateur]
    admin1: Utilisateur
    admin2: Utilisateur
    criteres: Sequence[Critere]


def notes(criteres: Sequence[Critere], destin: EtatCandidature, alea: Random) -> dict[int, NoteSaisie]:
    """One line of the grid for each criterion: about one in twenty is an abstention."""
    return {critere.pk: _note(critere.code, _NOTES.get(destin, _TOUTES_NOTES), alea) for critere in criteres}


def _note(code: str, possibles: Sequence[int], alea: Random) -> NoteSaisie:
    textes = lire("evaluations")["justifications"]
    if alea.random() < 0.05:  # noqa: PLR2004
        return NoteSaisie(None, True, alea.choice(textes["abstention"]))
    valeur = alea.choice(possibles)
    niveau = max(0, min(valeur - 2, 2))  # 0 to 2, then 3, then 4 and 5
    return NoteSaisie(valeur, False, alea.choice(textes[code][niveau]))


def affecter_et_evaluer(dossiers: Sequence[Dossier], periode: Periode, comite: Comite) -> None:
    """Each letter of ``evaluations`` is a reader: assigned, then as far as the letter says."""
    for dossier in dossiers:
        for place, lettre in enumerate(dossier.fiche.evaluations):
            evaluateur = comite.evaluateurs[(dossier.rang + place) % len(comite.evaluateurs)]
            evaluation = rejoindre(affecter_evaluateur)(
                candidature_id=dossier.candidature.pk,
                evaluateur=evaluateur,
                par=comite.admin1,
                maintenant=periode.apres_cloture(4),
            )
            _lire(evaluation, lettre, dossier, periode, comite)
    lues = Evaluation.objects.filter(candidature__in=[dossier.candidature.pk for dossier in dossiers])
    lues.update(annoncee_le=periode.apres_cloture(4))  # a story of the past sends no mail


def _lire(evaluation: Evaluation, lettre: str, dossier: Dossier, periode: Periode, comite: Comite) -> None:
    par, alea = evaluation.evaluateur, alea_de("lecture", dossier.rang, evaluation.evaluateur.email)
    if lettre == A_FAIRE:
        return
    if lettre == DEPORT:
        motif = lire("evaluations")["instruction"]["deport"]
        rejoindre(se_deporter)(
            evaluation_id=evaluation.pk, motif=motif, par=par, maintenant=periode.apres_cloture(5)
        )
        return
    rejoindre(declarer_absence_de_conflit)(
        evaluation_id=evaluation.pk, par=par, maintenant=periode.apres_cloture(6)
    )
    saisies = notes(comite.criteres, dossier.fiche.destin, alea)
    if lettre == BROUILLON:
        saisies = dict(list(saisies.items())[: len(saisies) // 2])
    rejoindre(enregistrer_evaluation)(
        evaluation_id=evaluation.pk,
        saisies=saisies,
        remettre=lettre != BROUILLON,
        par=par,
        maintenant=periode.apres_cloture(alea.randrange(8, 22), alea.randrange(9, 19)),
    )


def deliberer(vague: Vague, periode: Periode, par: Utilisateur) -> None:
    rejoindre(ouvrir_deliberation)(vague_id=vague.pk, par=par, maintenant=periode.apres_cloture(35))


def decider_chaque(dossiers: Sequence[Dossier], periode: Periode, comite: Comite) -> None:
    """The decision announced by the line of each dossier still in the running."""
    motifs = motifs_des_refus([dossier.candidature for dossier in dossiers], comite.criteres)
    for dossier in dossiers:
        if dossier.fiche.destin not in _NOTES:
            continue
        alea = alea_de("decision", dossier.rang)
        candidature = Candidature.objects.get(pk=dossier.candidature.pk)
        sens = Sens(dossier.fiche.destin.value)
        rejoindre(decider)(
            candidature_id=candidature.pk,
            sens=sens,
            montant=montant_accorde(candidature, alea) if sens == Sens.LAUREATE else None,
            motif=motif_general(candidature, sens, alea),
            motifs=motifs.get(candidature.pk) if sens != Sens.LAUREATE else None,
            precisions={"sans_evaluation": lire("evaluations")["instruction"]["sans_evaluation"]},
            par=comite.admin1,
            maintenant=periode.apres_cloture(36),
        )


def motif_general(candidature: Candidature, sens: Sens, alea: Random) -> str:
    """A committee writes to each: two dossiers never have the same words."""
    texte: str = alea.choice(lire("evaluations")["decisions"][sens.value])
    return f"« {candidature} » ({candidature.numero}). {texte}"


def motifs_des_refus(
    candidatures: Iterable[Candidature], criteres: Iterable[Critere]
) -> dict[uuid.UUID, dict[int, str]]:
    """What an unfavourable decision would say of each criterion under the threshold of the grid, by dossier."""
    cles = [candidature.pk for candidature in candidatures]
    numeros = dict(Candidature.objects.filter(pk__in=cles).values_list("pk", "numero"))
    codes, textes = {critere.pk: critere.code for critere in criteres}, lire("evaluations")["justifications"]
    motifs: dict[uuid.UUID, dict[int, str]] = {}
    faibles = criteres_sous_le_seuil(Candidature.objects.filter(pk__in=numeros))
    for dossier, critere in sorted(faibles):
        alea = alea_de("motif", dossier, codes[critere])
        texte = alea.choice(textes[codes[critere]][0])
        motifs.setdefault(dossier, {})[critere] = f"Dossier {numeros[dossier]} : {texte}"
    return motifs


def montant_accorde(candidature: Candidature, alea: Random) -> Decimal:
    """What was asked, or a little less, in whole thousands of euros; never less than the minimum of the track."""
    demande = candidature.montant_demande or Decimal(0)
    reduit = demande * alea.choice((8, 9, 10, 10)) / 10 // _MILLE * _MILLE
    return max(reduit, min(demande, cahier(candidature).montant_min_total))


def publier(vague: Vague, periode: Periode, comite: Comite) -> None:
    """Asked by one administrator, confirmed by the other the day after."""
    rejoindre(demander_publication)(
        vague_id=vague.pk, par=comite.admin1, maintenant=periode.apres_cloture(44, 16)
    )
    rejoindre(publier_vague)(vague_id=vague.pk, par=comite.admin2, maintenant=periode.apres_cloture(45, 11))
