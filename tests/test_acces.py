"""Every route × every role × every phase × GET and POST: the expected status; a refusal changes nothing.

The wave is closed and being read (``tests.roles``), then in deliberation, then published. One letter a cell, in the order of ``ROLES``.
"""

from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.db import connection
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from evaluation.selection.services.publier import demander_publication, publier_vague
from tests.fabriques import APRES, PENDANT
from tests.partage_du_module import rien_n_en_restera
from tests.roles import ROLES, Monde, monde
from tests.scenarios import administrateur, decider_pour, ouvrir_la_deliberation

STATUTS = {
    ".": 200,
    ">": 302,  # done, or led elsewhere
    "C": 302,  # led to the sign-in page
    "U": 401,
    "I": 403,
    "?": 404,
    "X": 405,
    "!": 409,
    "F": 422,
}
# A page about an act that the closed wave no longer admits: it leads to the wave, and its form is empty.
HORS_DE_SON_ETAT = ("CIIIIIII>I", "CIIIIIIIFI")
TABLE: dict[str, tuple[str, str]] = {  # route: (GET, POST)
    "accessibilite": ("..........", "XXXXXXXXXX"),
    "account_change_password": ("C>>>>>>>>>", "C>>>>>>>>>"),
    "account_complete_password_reset": (">>>>>>>>>>", ">>>>>>>>>>"),
    "account_confirm_password_reset_code": ("C>>>>>>>>>", "C>>>>>>>>>"),
    "account_email": ("C>>>>>>>>>", "CXXXXXXXXX"),
    "account_email_verification_sent": ("C>>>>>>>>>", "C>>>>>>>>>"),
    "account_inactive": ("..........", "XXXXXXXXXX"),
    "account_login": (".>>>>>>>>>", ".>>>>>>>>>"),
    "account_logout": (">.........", ">>>>>>>>>>"),
    "account_password_reset_completed": ("..........", "XXXXXXXXXX"),
    "account_reset_password": ("..........", ".........."),
    "account_set_password": ("C>>>>>>>>>", "CXXXXXXXXX"),
    "account_signup": (".>>>>>>>>>", ".>>>>>>>>>"),
    "accueil": ("..........", "XXXXXXXXXX"),
    "candidatures:accepter_invitation": ("CXXXXXXXXX", "C?>???????"),
    "candidatures:accepter_signature": ("CXXXXXXXXX", "C>????????"),
    "candidatures:annuler_invitation": ("CXXXXXXXXX", "C>????????"),
    "candidatures:annuler_signataire": ("CXXXXXXXXX", "C>????????"),
    "candidatures:changer_role": ("CXXXXXXXXX", "C>????????"),
    "candidatures:decliner_invitation": ("CXXXXXXXXX", "C?>???????"),
    "candidatures:decliner_signature": ("CXXXXXXXXX", "C>????????"),
    "candidatures:anterieures": ("C.????????", "C?????????"),
    "candidatures:archive": ("C?????????", "CXXXXXXXXX"),
    "candidatures:autosave": ("XXXXXXXXXX", "U.????????"),
    "candidatures:deposer": ("C.????????", "C!????????"),
    "candidatures:complements": ("C>????????", "C>????????"),
    "candidatures:document": ("C.????????", "CXXXXXXXXX"),
    "candidatures:dossier": ("C.????????", "CXXXXXXXXX"),
    "candidatures:echanges": ("C.????????", "U>????????"),
    "candidatures:echanges_fichier": ("C>????????", "CXXXXXXXXX"),
    "candidatures:echanges_lus": ("CXXXXXXXXX", "C>????????"),
    "candidatures:liste": ("C.........", "CXXXXXXXXX"),
    "candidatures:nouvelle": ("C.........", "C?????????"),
    "candidatures:personnes": ("C.????????", "CF????????"),
    "candidatures:joindre": ("C>????????", "UF????????"),
    "candidatures:piece": ("C!????????", "CXXXXXXXXX"),
    "candidatures:pieces": ("C.????????", "CXXXXXXXXX"),
    "candidatures:legender_piece": ("CXXXXXXXXX", "C>????????"),
    "candidatures:remettre_piece": ("CXXXXXXXXX", "C>????????"),
    "candidatures:retirer_piece": ("CXXXXXXXXX", "C>????????"),
    "candidatures:preremplir": ("C>????????", "C>????????"),
    "candidatures:proposer_signataire": ("CXXXXXXXXX", "C?????????"),
    "candidatures:quitter": ("CXXXXXXXXX", "C>????????"),
    "candidatures:rappels": ("CXXXXXXXXX", "C>????????"),
    "candidatures:recandidater": ("CXXXXXXXXX", "C?????????"),
    "candidatures:recepisse": ("C.????????", "CXXXXXXXXX"),
    "candidatures:reporter": ("CXXXXXXXXX", "C?????????"),
    "candidatures:retirer": ("C.????????", "CF????????"),
    "candidatures:supprimer": ("C.????????", "CF????????"),
    "candidatures:retirer_acces": ("CXXXXXXXXX", "C>????????"),
    "candidatures:remanier": ("C>????????", "C>????????"),
    "candidatures:section": ("C.????????", "C>????????"),
    "compte_accueil": ("C>>>>>>>>>", "CXXXXXXXXX"),
    "compte_fermer": ("C.........", "C>>>>>>>>>"),
    "compte_profil": ("C.........", "CFFFFFFFFF"),
    "donnees_personnelles": ("..........", "XXXXXXXXXX"),
    "evaluation:au_fil": ("XXXXXXXXXX", "UII.?IIIII"),
    "evaluation:confirmer": ("CIIXXIIIII", "CII??IIIII"),
    "evaluation:declarer": ("CIIXXIIIII", "CII>?IIIII"),
    "evaluation:deport": ("CIIXXIIIII", "CIIF?IIIII"),
    "evaluation:document": ("CII.?IIIII", "CIIXXIIIII"),
    "evaluation:evaluer": ("CII.?IIIII", "CII>?IIIII"),
    "evaluation:piece": ("CII!?IIIII", "CIIXXIIIII"),
    "evaluation:piece_originale": ("CII!?IIIII", "CIIXXIIIII"),
    "evaluation:file": ("CII..IIIII", "CIIXXIIIII"),
    "reglages:formulaire": ("CIIIIIII.I", "CIIIIIII!I"),
    "reglages:section": ("CIIIIIII.I", "CIIIIIII!I"),
    "instruction:annuler_complements": ("CIIIIXIIII", "CIIII>IIII"),
    "instruction:comparer": ("CIIII..?.I", "CIIIIXXXXI"),
    "instruction:archive": ("CIIII.II.I", "CIIIIXIIXI"),
    "instruction:complements": ("CIIII.IIII", "CIIIIFIIII"),
    "instruction:document": ("CIIII..?.I", "CIIIIXXXXI"),
    "instruction:dossier": ("CIIII..?.I", "CIIIIXXXXI"),
    "instruction:echanges": ("CIIII.II.I", "UIIII>II>I"),
    "instruction:echanges_fichier": ("CIIII>II>I", "CIIIIXIIXI"),
    "instruction:echanges_original": ("CIIII>II>I", "CIIIIXIIXI"),
    "instruction:echanges_lus": ("CIIIIXIIXI", "CIIII>II>I"),
    "instruction:liste": ("CIIII....I", "CIIIIXXXXI"),
    "instruction:piece": ("CIIII!!?!I", "CIIIIXXXXI"),
    "instruction:piece_originale": ("CIIII!!?!I", "CIIIIXXXXI"),
    "instruction:recevable": ("CIIIIXIIII", "CIIII>IIII"),
    "instruction:annuler_recevable": ("CIIIIXIIII", "CIIII>IIII"),
    "instruction:reprise": ("CIIII.II.I", "CIIIIFIIFI"),
    "instruction:retirer": ("CIIII.II.I", "CIIIIFIIFI"),
    "laureats:liste": ("..........", "XXXXXXXXXX"),
    "mentions_legales": ("..........", "XXXXXXXXXX"),
    "plan_du_site": ("..........", "XXXXXXXXXX"),
    "sante": ("..........", "XXXXXXXXXX"),
    "affectation:tableau": ("CIIIIIII.I", "CIIIIIIIFI"),
    "selection:confirmer_publication": ("CIIIIIII>I", "CIIIIIII>I"),
    "selection:decision": ("CIIIIIII.I", "CIIIIIIIFI"),
    "selection:deliberation": ("CIIIIIII.I", "CIIIIIIIXI"),
    "selection:demander_publication": ("CIIIIIIIXI", "CIIIIIII>I"),
    "selection:reprendre_publication": ("CIIIIIIIXI", "CIIIIIII>I"),
    "pilotage:grille": ("CIIIIIIIXI", "CIIIIIII>I"),
    "pilotage:ouvrir_deliberation": ("CIIIIIII.I", "CIIIIIIIFI"),
    "selection:publication": ("CIIIIIII.I", "CIIIIIIIXI"),
    "pilotage:vague": ("CIIIIIII..", "CIIIIIIIXX"),
    "pilotage:courriels": ("CIIIIIII..", "CIIIIIIIXX"),
    "pilotage:courriels_hors_dossier": ("CIIIIIII..", "CIIIIIIIXX"),
    "pilotage:renvoyer_hors_dossier": ("CIIIIIIIXI", "CIIIIIII>I"),
    "pilotage:renvoyer": ("CIIIIIIIXI", "CIIIIIII>I"),
    "pilotage:cloturer": HORS_DE_SON_ETAT,
    "pilotage:anticiper": HORS_DE_SON_ETAT,
    "pilotage:confirmer_anticipation": HORS_DE_SON_ETAT,
    "pilotage:retirer_anticipation": ("CIIIIIIIXI", "CIIIIIII>I"),
    "pilotage:corriger": HORS_DE_SON_ETAT,
    "pilotage:supprimer": HORS_DE_SON_ETAT,
    "pilotage:vagues": ("CIIIIIII..", "CIIIIIIIXX"),
    "pilotage:ouvrir": HORS_DE_SON_ETAT,
    "pilotage:programmer": ("CIIIIIII.I", "CIIIIIIIFI"),
}
# What changes once the notes are locked, then once the results are public.
NOTES_VERROUILLEES = {
    "evaluation:au_fil": ("XXXXXXXXXX", "UII!?IIIII"),
    "evaluation:evaluer": ("CII.?IIIII", "CIIF?IIIII"),
    "pilotage:ouvrir_deliberation": HORS_DE_SON_ETAT,
}
ECARTS: dict[str, dict[str, tuple[str, str]]] = {
    "close": {},
    "en_deliberation": NOTES_VERROUILLEES,
    "publiee": {**NOTES_VERROUILLEES, "candidatures:retirer": ("C>????????", "C>????????")},
}
PHASES = tuple(ECARTS)
TARD = APRES + timedelta(days=20)
ESPACES = sorted({nom.split("_")[0].split(":")[0] for nom in TABLE})
CONNEXION = "/comptes/connexion/"


def routes(resolveur: Any = None, espace: str = "") -> list[str]:
    trouvees = []
    for motif in (resolveur or get_resolver()).url_patterns:
        if isinstance(motif, URLResolver):
            trouvees += routes(motif, f"{motif.namespace}:" if motif.namespace else espace)
        elif isinstance(motif, URLPattern):
            assert motif.name, f"route sans nom : {motif.pattern}"
            trouvees.append(espace + motif.name)
    return trouvees


def test_chaque_route_est_dans_la_table_et_reciproquement() -> None:
    assert sorted(routes()) == sorted(TABLE)


@pytest.fixture
def un_monde(db: None) -> Any:
    with time_machine.travel(PENDANT, tick=False):
        yield monde()


def avancer(un_monde: Monde, phase: str) -> None:
    """Bring the wave of the world to a later phase."""
    if phase == "close":
        return
    ouvrir_la_deliberation(un_monde.vague)
    if phase == "publiee":
        decider_pour(un_monde.depose)
        for signer in (demander_publication, publier_vague):
            signer(vague_id=un_monde.vague.pk, par=administrateur(), maintenant=TARD)


def _lignes_ecrites() -> int:
    """Rows inserted, updated or deleted so far in this transaction, even those since undone."""
    with connection.cursor() as curseur:
        curseur.execute(
            "SELECT coalesce(sum(n_tup_ins + n_tup_upd + n_tup_del), 0) FROM pg_stat_xact_user_tables "
            "WHERE relname <> 'comptes_session'"
        )
        return int(curseur.fetchone()[0])


def _cellule(monde_: Monde, nom: str, methode: str, role: str, contenus: Any) -> str:
    """Ask, compare when it is refused, and undo: each cell starts from the same world."""
    client = monde_.client(role)
    chemin = reverse(nom, kwargs=monde_.arguments(nom))
    with rien_n_en_restera():
        avant = _lignes_ecrites()
        reponse = client.get(chemin) if methode == "GET" else client.post(chemin)
        if reponse.streaming:
            reponse.getvalue()  # a file is closed once it is read
        renvoi = reponse.get("Location", "").startswith(CONNEXION) and role == "anonyme"
        refusee = renvoi or reponse.status_code >= 400
        # Where not one row was written, there is nothing to compare.
        apres = contenus() if refusee and _lignes_ecrites() != avant else None
    assert apres in (None, monde_.avant), f"{role} {methode} {chemin} a écrit"
    if reponse.status_code == 302:
        return "C" if renvoi else ">"
    return {statut: lettre for lettre, statut in STATUTS.items()}[reponse.status_code]


SUIVIES = [  # the embargo at each test, the other phases with the slow proofs
    pytest.param(phase, marks=() if phase == "en_deliberation" else pytest.mark.lent) for phase in PHASES
]


@pytest.mark.balayage
@pytest.mark.parametrize("phase", SUIVIES)
@pytest.mark.parametrize("espace", ESPACES)
def test_la_table_des_acces(espace: str, phase: str, un_monde: Monde, contenus: Any) -> None:
    avancer(un_monde, phase)
    un_monde.avant = contenus()
    table = TABLE | ECARTS[phase]
    noms = [nom for nom in TABLE if nom.split("_")[0].split(":")[0] == espace]
    obtenue = {
        nom: tuple(
            "".join(_cellule(un_monde, nom, methode, role, contenus) for role in ROLES)
            for methode in ("GET", "POST")
        )
        for nom in noms
    }
    assert obtenue == {nom: table[nom] for nom in noms}
