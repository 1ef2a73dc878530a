"""What states are called."""

from candidatures.states import EtatCandidature
from evaluation.selection.states import Sens


def test_un_dossier_porte_le_meme_mot_dans_les_listes_et_en_deliberation() -> None:
    """A dossier is masculine: « Lauréate » in a list was « Lauréat » on the board."""
    assert {sens.value: sens.label for sens in Sens}.items() <= {
        etat.value: etat.label for etat in EtatCandidature
    }.items()
