"""What logs never hold."""

import sys
from typing import Any

import pytest

from ami.journalisation import _rendu


@pytest.mark.parametrize("console", [True, False])
def test_une_trace_ne_montre_pas_les_variables_locales(console: bool) -> None:
    def connecter(mot_de_passe: str) -> None:
        raise RuntimeError("base injoignable")

    evenement: Any = {"event": "erreur", "level": "error"}
    try:
        connecter("phrase-secrete-42")
    except RuntimeError:
        evenement["exc_info"] = sys.exc_info()
        for processeur in _rendu(console=console):
            evenement = processeur(None, "error", evenement)

    assert "base injoignable" in evenement
    assert "phrase-secrete" not in evenement.replace('connecter("phrase-secrete-42")', "")
