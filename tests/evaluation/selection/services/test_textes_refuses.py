"""The reasons of a decision are bounded by the service: an import and an API have no form."""

from typing import Any

import pytest

from evaluation.selection.models import Decision
from evaluation.selection.services.deliberer import MOTIF_MAX, decider
from evaluation.selection.services.motiver import MOTIF_D_UN_CRITERE_MAX
from evaluation.selection.states import Sens
from tests.evaluation.conftest import PLUS_TARD, vague_close
from tests.scenarios import SANS_EVALUATION, administrateur, ouvrir_la_deliberation
from tests.textes import verifier_les_refus

pytestmark = pytest.mark.django_db


def test_les_motifs_d_une_decision(contenus: Any) -> None:
    close, par = vague_close(1), administrateur()
    ouvrir_la_deliberation(close.vague)
    critere = close.criteres[0].pk

    def motiver(motif: str = "Motif général.", motifs: dict[int, str] | None = None) -> Decision:
        return decider(
            candidature_id=close.dossiers[0].pk,
            sens=Sens.NON_RETENUE,
            montant=None,
            motif=motif,
            motifs=motifs,
            precisions=SANS_EVALUATION,
            par=par,
            maintenant=PLUS_TARD,
        )

    motiver(motifs={critere: "Déjà écrit."})
    verifier_les_refus(motiver, contenus, longueur=MOTIF_MAX, vide="Motivez la décision")
    verifier_les_refus(
        lambda texte: motiver(motifs={critere: texte}),
        contenus,
        longueur=MOTIF_D_UN_CRITERE_MAX,
        vide=None,
    )
    decision = motiver("é" * MOTIF_MAX, {critere: "é" * MOTIF_D_UN_CRITERE_MAX})
    assert (len(decision.motif), len(decision.motifs.get().motif)) == (MOTIF_MAX, MOTIF_D_UN_CRITERE_MAX)
