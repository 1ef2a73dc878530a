"""Opening and closing: what the calendar does alone, what a person may do, and what both refuse."""

import re
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from structlog.testing import capture_logs

from ami.commun.erreurs import DroitInsuffisant, ErreurMetier, TransitionInterdite
from ami.comptes.models import Role
from ami.journal.models import Entree
from tests.fabriques import (
    CLOTURE,
    OUVERTURE,
    PENDANT,
    GrilleVagueFactory,
    UtilisateurFactory,
    VagueFactory,
    VoletOuvertFactory,
)
from tests.scenarios import administrateur, agent, grille_de_quatre_criteres
from tests.textes import verifier_les_refus
from vagues.models import Vague
from vagues.services import MOTIF_MAX, cloturer_vague, ouvrir_vague

pytestmark = pytest.mark.django_db
SECONDE = timedelta(seconds=1)
ETATS = ["programmee", "ouverte", "close", "en_deliberation", "publiee", "archivee"]


def vague(etat: str = "programmee") -> Vague:
    champs: dict[str, Any] = {}
    if etat in {"close", "en_deliberation", "publiee"}:
        champs["close_le"] = CLOTURE
    if etat == "publiee":
        champs |= {"publiee_le": CLOTURE, "annoncee_le": CLOTURE.date()}
    objet: Vague = VoletOuvertFactory(
        vague__etat=etat, **{f"vague__{nom}": v for nom, v in champs.items()}
    ).vague
    grille_de_quatre_criteres(objet)
    return objet


def ligne() -> tuple[str, str, int | None, str]:
    entree = Entree.objects.get()
    return entree.de, entree.vers, entree.par_id, entree.motif


def test_une_vague_s_ouvre_seule_a_son_heure() -> None:
    objet = vague()
    ouvrir_vague(vague_id=objet.pk, maintenant=OUVERTURE)
    objet.refresh_from_db()
    assert (objet.etat, objet.ouverture) == ("ouverte", OUVERTURE)
    assert ligne() == ("programmee", "ouverte", None, "")


def test_une_vague_ne_s_ouvre_pas_seule_avant_l_heure(contenus: Any) -> None:
    objet = vague()
    avant = contenus()
    with pytest.raises(TransitionInterdite, match="L’ouverture n’est pas encore venue"):
        ouvrir_vague(vague_id=objet.pk, maintenant=OUVERTURE - SECONDE)
    assert contenus() == avant


def test_un_administrateur_ouvre_en_avance_avec_un_motif() -> None:
    objet, par = vague(), administrateur()
    avance = OUVERTURE - timedelta(days=3)
    ouvrir_vague(vague_id=objet.pk, maintenant=avance, par=par, motif="Calendrier avancé.")
    objet.refresh_from_db()
    assert (objet.etat, objet.ouverture) == ("ouverte", avance)
    assert ligne() == ("programmee", "ouverte", par.pk, "Calendrier avancé.")
    assert Entree.objects.get().donnees == {"ouverture_prevue": str(OUVERTURE), "ouverture": str(avance)}


def test_ouvrir_a_l_heure_ne_demande_pas_de_motif() -> None:
    objet = vague()
    ouvrir_vague(vague_id=objet.pk, maintenant=OUVERTURE, par=administrateur())
    objet.refresh_from_db()
    assert objet.etat == "ouverte"


def test_une_vague_se_clot_seule_a_son_heure() -> None:
    objet = vague("ouverte")
    cloturer_vague(vague_id=objet.pk, maintenant=CLOTURE)
    objet.refresh_from_db()
    assert (objet.etat, objet.cloture, objet.close_le) == ("close", CLOTURE, CLOTURE)
    assert ligne() == ("ouverte", "close", None, "")


def test_clore_six_heures_en_retard_donne_le_meme_etat() -> None:
    objet = vague("ouverte")
    cloturer_vague(vague_id=objet.pk, maintenant=CLOTURE + timedelta(hours=6))
    objet.refresh_from_db()
    assert (objet.etat, objet.cloture, objet.close_le) == ("close", CLOTURE, CLOTURE + timedelta(hours=6))


@pytest.mark.parametrize(
    ("service", "etat", "instant", "phrase"),
    [
        (ouvrir_vague, "programmee", OUVERTURE - SECONDE, "indiquez pourquoi vous ouvrez en avance"),
        (ouvrir_vague, "programmee", CLOTURE, "La clôture de cette vague est déjà passée"),
    ],
)
def test_un_acte_sans_motif_ou_hors_calendrier_est_refuse(
    service: Callable[..., Vague], etat: str, instant: Any, phrase: str, contenus: Any
) -> None:
    objet, par = vague(etat), administrateur()
    avant = contenus()
    with pytest.raises(ErreurMetier, match=phrase):
        service(vague_id=objet.pk, maintenant=instant, par=par, motif="   ")
    assert contenus() == avant


def test_un_motif_illisible_est_refuse_meme_a_l_heure(contenus: Any) -> None:
    """Nobody asks for it then, yet what is given is journalled."""
    objet, par = vague(), administrateur()
    verifier_les_refus(
        lambda motif: ouvrir_vague(vague_id=objet.pk, maintenant=OUVERTURE, par=par, motif=motif),
        contenus,
        longueur=MOTIF_MAX,
        vide=None,
    )


def sans_volet() -> Vague:
    objet = VagueFactory(etat="programmee")
    grille_de_quatre_criteres(objet)
    return objet


def sans_grille() -> Vague:
    return VoletOuvertFactory(vague__etat="programmee").vague


def grille_sans_critere() -> Vague:
    objet = sans_grille()
    GrilleVagueFactory(vague=objet)
    return objet


INCOMPLETES = pytest.mark.parametrize(
    ("incomplete", "phrase"),
    [
        (sans_volet, "Cette vague n’ouvre aucun volet."),
        (sans_grille, "Aucune grille d’évaluation n’est attachée à cette vague : attachez-en une."),
        (
            grille_sans_critere,
            "La grille d’évaluation de cette vague n’a aucun critère : attachez-en une autre.",
        ),
    ],
)


@INCOMPLETES
@pytest.mark.parametrize("avance", [timedelta(0), timedelta(days=3)])
def test_une_vague_incomplete_ne_s_ouvre_pas_a_la_main(
    incomplete: Callable[[], Vague], phrase: str, avance: timedelta, contenus: Any
) -> None:
    objet, par = incomplete(), administrateur()
    avant = contenus()
    with pytest.raises(ErreurMetier, match=re.escape(phrase)):
        ouvrir_vague(vague_id=objet.pk, maintenant=OUVERTURE - avance, par=par, motif="Tout est prêt.")
    assert contenus() == avant


@INCOMPLETES
def test_le_calendrier_dit_une_fois_ce_qui_empeche_l_ouverture(
    incomplete: Callable[[], Vague], phrase: str, contenus: Any
) -> None:
    objet = incomplete()
    with capture_logs() as lignes:
        ouvrir_vague(vague_id=objet.pk, maintenant=OUVERTURE)
        avant = contenus()
        for minute in range(1, 4):
            ouvrir_vague(vague_id=objet.pk, maintenant=OUVERTURE + timedelta(minutes=minute))
    assert contenus() == avant
    assert [(ligne["event"], ligne["obstacles"]) for ligne in lignes] == [
        ("vague non ouverte à son heure", phrase)
    ]
    objet.refresh_from_db()
    assert (objet.etat, objet.ouverture_empechee) == ("programmee", phrase)
    entree = Entree.objects.get()
    assert (entree.acte, entree.le, entree.motif) == ("ouverture empêchée", OUVERTURE, phrase)


def test_la_vague_completee_s_ouvre_a_la_minute_suivante() -> None:
    objet = sans_grille()
    ouvrir_vague(vague_id=objet.pk, maintenant=OUVERTURE)
    grille_de_quatre_criteres(objet)
    ouvrir_vague(vague_id=objet.pk, maintenant=OUVERTURE + timedelta(minutes=9))
    objet.refresh_from_db()
    assert (objet.etat, objet.ouverture, objet.ouverture_empechee) == ("ouverte", OUVERTURE, "")


@pytest.mark.parametrize(
    ("service", "etat"),
    [(ouvrir_vague, e) for e in ETATS if e != "programmee"]
    + [(cloturer_vague, e) for e in ETATS if e != "ouverte"],
)
def test_une_transition_deja_faite_est_muette_pour_le_systeme_et_refusee_a_une_personne(
    service: Callable[..., Vague], etat: str, contenus: Any
) -> None:
    objet, par = vague(etat), administrateur()
    avant = contenus()
    service(vague_id=objet.pk, maintenant=CLOTURE + timedelta(days=1))
    assert contenus() == avant
    with pytest.raises(TransitionInterdite):
        service(vague_id=objet.pk, maintenant=CLOTURE + timedelta(days=1), par=par)
    assert contenus() == avant


def test_clore_avant_l_heure_est_muet_pour_le_systeme(contenus: Any) -> None:
    objet = vague("ouverte")
    avant = contenus()
    cloturer_vague(vague_id=objet.pk, maintenant=CLOTURE - SECONDE)
    assert contenus() == avant


@pytest.mark.parametrize("role", [None, Role.EVALUATEUR, Role.INSTRUCTEUR, Role.AUDITEUR])
@pytest.mark.parametrize(("service", "etat"), [(ouvrir_vague, "programmee"), (cloturer_vague, "ouverte")])
def test_seul_un_administrateur_conduit_une_vague(
    role: str | None, service: Callable[..., Vague], etat: str, contenus: Any
) -> None:
    objet = vague(etat)
    par = agent(role) if role else UtilisateurFactory()
    avant = contenus()
    with pytest.raises(DroitInsuffisant, match="Seul un administrateur conduit les vagues"):
        service(vague_id=objet.pk, maintenant=CLOTURE, par=par)
    assert contenus() == avant


@pytest.mark.parametrize(
    ("etat", "instant", "ouverte"),
    [
        ("ouverte", CLOTURE - SECONDE, True),
        ("ouverte", CLOTURE, False),
        ("ouverte", CLOTURE + SECONDE, False),
        ("programmee", PENDANT, False),
        ("close", PENDANT, False),
    ],
)
def test_l_horloge_decide_si_une_vague_recoit(etat: str, instant: Any, *, ouverte: bool) -> None:
    objet = vague(etat)
    assert objet.est_ouverte(instant) is ouverte
    assert Vague.objects.ouvertes(instant).exists() is ouverte
