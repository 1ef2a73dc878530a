"""Assigning, scoring and recusing at the same instant."""

from collections.abc import Callable
from datetime import timedelta
from decimal import Decimal
from functools import partial
from typing import Any

import pytest

from ami.commun.erreurs import ErreurMetier
from ami.comptes.models import Utilisateur
from ami.journal.models import Entree
from candidatures.models import Candidature
from evaluation.models import Critere, Evaluation, Note, Synthese
from evaluation.selection.services.deliberer import ouvrir_deliberation
from evaluation.services.affecter import affecter_evaluateur
from evaluation.services.evaluer import (
    NoteSaisie,
    declarer_absence_de_conflit,
    enregistrer_evaluation,
    se_deporter,
)
from evaluation.states import EtatEvaluation
from evaluation.synthese import NoteDonnee, synthese
from tests.concurrence.outils import ensemble, refus
from tests.fabriques import APRES
from tests.scenarios import (
    administrateur,
    affecter,
    agent,
    clore,
    dossier_depose,
    grille_de_quatre_criteres,
    vague_ouverte,
)

LE = APRES + timedelta(hours=1)


def _affectees(nombre: int) -> tuple[Candidature, list[Evaluation]]:
    """One dossier with ``nombre`` declared readings, in a closed wave whose criteria weigh 1, 2, 1, 3."""
    volet = vague_ouverte()
    grille_de_quatre_criteres(volet.vague, (1, 2, 1, 3))
    candidature = dossier_depose(volet)
    clore(volet.vague)
    evaluations = [affecter(candidature) for _ in range(nombre)]
    for evaluation in evaluations:
        declarer_absence_de_conflit(evaluation_id=evaluation.pk, par=evaluation.evaluateur, maintenant=LE)
    return candidature, evaluations


def _remettre(evaluation: Evaluation, *notes: int | None) -> Callable[[], Evaluation]:
    criteres = Critere.objects.order_by("ordre")
    saisies = {
        critere.pk: NoteSaisie(note, note is None, "Parce que.")
        for critere, note in zip(criteres, notes, strict=True)
    }
    return partial(
        enregistrer_evaluation,
        evaluation_id=evaluation.pk,
        saisies=saisies,
        remettre=True,
        par=evaluation.evaluateur,
        maintenant=LE,
    )


def _synthese_recalculee(candidature: Candidature) -> tuple[Any, ...]:
    evaluations = [
        [NoteDonnee(note.valeur, note.critere.poids) for note in evaluation.notes.select_related("critere")]
        for evaluation in candidature.evaluations.filter(etat=EtatEvaluation.REMISE)
    ]
    attendu = synthese(evaluations)
    return attendu.moyenne, attendu.mediane, attendu.ecart_type, attendu.evaluations, attendu.abstentions


def _synthese_gardee(candidature: Candidature) -> tuple[Any, ...]:
    garde = Synthese.objects.get(candidature=candidature)
    return garde.moyenne, garde.mediane, garde.ecart_type, garde.evaluations, garde.abstentions


@pytest.mark.parametrize("tour", range(3))
def test_trois_evaluations_remises_ensemble_font_la_synthese_de_toutes(tour: int) -> None:
    candidature, (une, deux, trois) = _affectees(3)

    ensemble(_remettre(une, 5, 4, 3, 2), _remettre(deux, 0, 1, None, 5), _remettre(trois, 3, 3, 3, 3))

    # (5+8+3+6)/7, (0+2+15)/6, 3: the mean of the three readings.
    assert _synthese_gardee(candidature) == _synthese_recalculee(candidature)
    assert _synthese_gardee(candidature)[0] == Decimal("2.992063")
    assert _synthese_gardee(candidature)[3:] == (3, 1)


@pytest.mark.parametrize("tour", range(3))
def test_un_deport_et_une_remise_ensemble_laissent_une_synthese_juste(tour: int) -> None:
    candidature, (une, deux) = _affectees(2)
    _remettre(une, 5, 5, 5, 5)()
    deport = partial(
        se_deporter, evaluation_id=une.pk, motif="Un lien ancien.", par=une.evaluateur, maintenant=LE
    )

    ensemble(deport, _remettre(deux, 2, 2, 2, 2))

    assert _synthese_gardee(candidature) == (Decimal(2), Decimal(2), Decimal(0), 1, 0)


def test_le_meme_evaluateur_remet_deux_fois_ensemble() -> None:
    candidature, (une,) = _affectees(1)

    ensemble(*[_remettre(une, 4, 4, 4, 4)] * 4)

    assert _synthese_gardee(candidature) == (Decimal(4), Decimal(4), Decimal(0), 1, 0)
    assert Note.objects.count() == 4


@pytest.mark.parametrize("tour", range(4))
def test_noter_et_ouvrir_la_deliberation_ensemble(tour: int) -> None:
    """A note is either in the synthesis the committee reads, or refused: never added behind its back."""
    candidature, (une, deux) = _affectees(2)
    actes = [_remettre(une, 5, 5, 5, 5), _remettre(deux, 1, 1, 1, 1)]
    ouverture = partial(
        ouvrir_deliberation, vague_id=candidature.vague_id, par=administrateur(), maintenant=LE
    )
    actes.insert(tour % 3, ouverture)

    resultats = ensemble(*actes)

    remises = candidature.evaluations.filter(etat=EtatEvaluation.REMISE).count()
    assert remises + len(refus(resultats)) == 2
    assert all("phase d’évaluation est terminée" in erreur.message for erreur in refus(resultats))
    assert Note.objects.count() == 4 * remises
    if remises:
        assert _synthese_gardee(candidature) == _synthese_recalculee(candidature)
    else:
        assert not Synthese.objects.exists()


def test_deux_ouvertures_de_la_deliberation_ensemble() -> None:
    candidature, _ = _affectees(1)
    actes = [
        partial(ouvrir_deliberation, vague_id=candidature.vague_id, par=administrateur(), maintenant=LE)
        for _ in range(3)
    ]

    resultats = ensemble(*actes)

    assert [erreur.statut for erreur in refus(resultats)] == [409, 409]
    assert Entree.objects.filter(acte="vague en_deliberation").count() == 1


def _affecter(candidature: Candidature, evaluateur: Utilisateur) -> Callable[[], Evaluation]:
    return partial(
        affecter_evaluateur,
        candidature_id=candidature.pk,
        evaluateur=Utilisateur.objects.get(pk=evaluateur.pk),
        par=administrateur(),
        maintenant=LE,
    )


def test_affecter_deux_fois_ensemble_donne_une_lecture_et_une_phrase() -> None:
    candidature, _ = _affectees(0)
    evaluateur = agent()

    resultats = ensemble(*[_affecter(candidature, evaluateur) for _ in range(4)])

    assert Evaluation.objects.count() == 1
    assert [type(erreur) for erreur in refus(resultats)] == [ErreurMetier] * 3
    assert {erreur.message for erreur in refus(resultats)} == {f"{evaluateur} a déjà reçu ce dossier."}
    assert Entree.objects.filter(acte="évaluation affectée").count() == 1
