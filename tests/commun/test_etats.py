"""The four lifecycles, as PRODUCT §3 specifies them: every pair of states is allowed or refused here."""

from typing import Any

import pytest

from ami.commun.erreurs import DroitInsuffisant, ErreurMetier, HorsDelai, Incomplet, TransitionInterdite
from ami.commun.etats import verifier_transition
from ami.fichiers import states as fichiers
from ami.notifications import states as courriels
from candidatures import states as candidatures
from evaluation import states as evaluations
from vagues import states as vagues

CYCLES: dict[str, tuple[Any, dict[str, str]]] = {
    "vague": (
        vagues.TRANSITIONS,
        {
            "programmee": "ouverte",
            "ouverte": "close",
            "close": "en_deliberation",
            "en_deliberation": "publiee",
            "publiee": "archivee",
            "archivee": "",
        },
    ),
    "candidature": (
        candidatures.TRANSITIONS,
        {
            "brouillon": "deposee retiree",
            "deposee": "brouillon retiree recevable irrecevable a_completer "
            "laureate liste_complementaire non_retenue ajournee",
            "recevable": "deposee irrecevable a_completer retiree laureate liste_complementaire non_retenue ajournee",
            "a_completer": "brouillon deposee recevable irrecevable retiree",
            "irrecevable": "recevable",
            "laureate": "",
            "liste_complementaire": "laureate non_retenue",
            "non_retenue": "",
            "ajournee": "",
            "retiree": "",
        },
    ),
    "complement": (
        candidatures.TRANSITIONS_COMPLEMENT,
        {"ouvert": "rendu expire annule", "rendu": "", "expire": "", "annule": ""},
    ),
    "evaluation": (
        evaluations.TRANSITIONS,
        {
            "a_faire": "brouillon deport",
            "brouillon": "remise deport",
            "remise": "remise deport",
            "deport": "",
        },
    ),
    "courriel": (
        courriels.TRANSITIONS,
        {"a_envoyer": "envoye en_echec", "envoye": "", "en_echec": "a_envoyer"},
    ),
    "fichier": (
        fichiers.TRANSITIONS,
        {"recu": "en_analyse", "en_analyse": "recu en_analyse sain refuse", "sain": "", "refuse": ""},
    ),
}
PAIRES = [
    pytest.param(table, de, vers, vers in attendu[de].split(), id=f"{nom}: {de} → {vers}")
    for nom, (table, attendu) in CYCLES.items()
    for de in attendu
    for vers in attendu
]


@pytest.mark.parametrize(("table", "de", "vers", "permise"), PAIRES)
def test_une_transition_est_permise_ou_refusee(table: Any, de: str, vers: str, *, permise: bool) -> None:
    if permise:
        verifier_transition(table, de, vers, "Non.")
    else:
        with pytest.raises(TransitionInterdite, match=r"^Non\.$"):
            verifier_transition(table, de, vers, "Non.")


@pytest.mark.parametrize("nom", CYCLES)
def test_chaque_etat_a_sa_ligne_dans_la_table(nom: str) -> None:
    table, attendu = CYCLES[nom]
    etats = type(next(iter(table)))
    assert set(table) == set(etats)
    assert {str(etat) for etat in etats} == set(attendu)


@pytest.mark.parametrize(
    ("erreur", "statut"),
    [
        (ErreurMetier("Non."), 422),
        (HorsDelai("Trop tard."), 422),
        (Incomplet("Il manque.", ("un",)), 422),
        (TransitionInterdite("Déjà fait."), 409),
        (DroitInsuffisant("Pas vous."), 403),
    ],
)
def test_chaque_erreur_porte_une_phrase_et_un_statut(erreur: ErreurMetier, statut: int) -> None:
    assert (erreur.statut, erreur.message) == (statut, str(erreur))
