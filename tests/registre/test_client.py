"""Asking the register: every way it may fail, the time it may take, and when it is left alone."""

import time
from collections.abc import Callable
from datetime import timedelta
from email.utils import format_datetime
from typing import Any

import pytest
import time_machine
from django.conf import settings as reglages

from ami.registre import client, disjoncteur
from ami.registre.client import Patience, RegistreIndisponible, interroger
from tests.fabriques import PENDANT
from tests.registre import pair
from tests.registre.pair import ASSOCIATION, COMMUNE, INCONNU, Mode, Pair

BREF = Patience(etape=1, total=2, essais=1)
DEUX = Patience(etape=2, total=5, essais=2)
JAMAIS = "http://127.0.0.1:9"


def refuse(siret: str = ASSOCIATION, patience: Patience = BREF, le: timedelta = timedelta(0)) -> bool:
    """Ask, expect no answer, and say whether the register was really asked."""
    with pytest.raises(RegistreIndisponible) as erreur:
        interroger(siret, maintenant=PENDANT + le, patience=patience)
    return erreur.value.interroge


def test_un_numero_connu_est_trouve(registre: Pair) -> None:
    fiche = interroger(ASSOCIATION, maintenant=PENDANT)
    assert fiche
    assert fiche.sigle == "ATLEX"
    [(chemin, entetes)] = registre.appels
    assert chemin == (
        f"/search?q={ASSOCIATION}&minimal=true&include=siege,complements,matching_etablissements&per_page=1"
    )
    assert entetes["User-Agent"] == f"ami-fabriques-de-territoire/1.0 (+{reglages.AMI_URL})"


@pytest.mark.parametrize("mode", [pair.trouve, pair.autre_siret])
def test_un_numero_inconnu_ou_voisin_ne_donne_rien(mode: Mode, registre: Pair) -> None:
    registre.repondre(mode)
    assert interroger(INCONNU, maintenant=PENDANT) is None
    assert len(registre.appels) == 1


@pytest.mark.parametrize(
    "mode",
    [
        pair.statut(500),
        pair.statut(502),
        pair.tronque,
        pair.enorme,
        pair.coupe,
        pair.brut(b"<html>maintenance</html>"),
        pair.brut(b"[" * 100_000),
        pair.brut(b"\xff\xfe"),
        pair.servir({"erreur": "…"}),
    ],
    ids=["500", "502", "tronque", "enorme", "coupe", "html", "profond", "octets", "sans resultats"],
)
def test_une_mauvaise_reponse_est_redemandee_une_fois(mode: Mode, registre: Pair) -> None:
    registre.repondre(mode, pair.trouve)
    fiche = interroger(ASSOCIATION, maintenant=PENDANT, patience=DEUX)
    assert fiche
    assert fiche.siret == ASSOCIATION
    assert len(registre.appels) == 2


@pytest.mark.parametrize(
    "mode",
    [pair.statut(400), pair.statut(404), pair.renvoie_ailleurs],
    ids=["400", "404", "renvoi"],
)
def test_un_refus_n_est_ni_suivi_ni_redemande(mode: Mode, registre: Pair) -> None:
    registre.repondre(mode)
    assert refuse(patience=DEUX) is True
    assert len(registre.appels) == 1
    assert client.est_disponible(PENDANT)


@pytest.mark.parametrize("mode", [pair.muet, pair.goutte_a_goutte], ids=["muet", "goutte à goutte"])
def test_un_registre_lent_ne_retient_pas_plus_que_convenu(mode: Mode, registre: Pair) -> None:
    registre.repondre(mode)
    debut = time.monotonic()
    assert refuse(patience=Patience(etape=0.5, total=0.8, essais=2)) is True
    assert time.monotonic() - debut < 1.5


def test_un_fil_retenu_est_rendu(registre: Pair) -> None:
    """More slow calls than threads: each is waited for in turn, and the next call is answered."""
    patience = Patience(etape=5, total=0.2, essais=1)
    registre.repondre(*[pair.goutte_a_goutte] * 6, pair.trouve)
    for rang in range(6):
        assert refuse(patience=patience, le=timedelta(minutes=2 * rang)) is True
    fiche = interroger(COMMUNE, maintenant=PENDANT + timedelta(minutes=20))
    assert fiche
    assert fiche.siret == COMMUNE


def test_un_port_ferme_est_dit_aussitot(settings: Any) -> None:
    settings.AMI_REGISTRE_URL = JAMAIS
    debut = time.monotonic()
    assert refuse() is True
    assert time.monotonic() - debut < 1.5


def test_un_registre_coupe_n_est_pas_interroge(settings: Any, registre: Pair) -> None:
    settings.AMI_REGISTRE_URL = ""
    assert refuse() is False
    assert registre.appels == []


def test_trois_echecs_en_une_minute_ouvrent_le_circuit_une_minute(registre: Pair) -> None:
    registre.repondre(pair.statut(500), pair.statut(500), pair.statut(500), pair.trouve)
    for seconde in (0, 29, 58):
        assert refuse(le=timedelta(seconds=seconde)) is True
    for seconde in (58, 100, 117):
        assert refuse(le=timedelta(seconds=seconde)) is False
    assert len(registre.appels) == 3
    assert interroger(ASSOCIATION, maintenant=PENDANT + timedelta(seconds=118))


def test_trois_echecs_espaces_n_ouvrent_rien(registre: Pair) -> None:
    registre.repondre(pair.statut(500))
    for seconde in (0, 45, 90, 135):
        assert refuse(le=timedelta(seconds=seconde)) is True
    assert len(registre.appels) == 4


def test_deux_essais_ratent_et_le_troisieme_ouvre_le_circuit(registre: Pair) -> None:
    registre.repondre(pair.statut(500))
    assert refuse(patience=DEUX) is True
    assert refuse(patience=DEUX) is True  # the third failure forbids its second call
    assert len(registre.appels) == 3
    assert not client.est_disponible(PENDANT + timedelta(seconds=59))


@pytest.mark.parametrize(
    ("entete", "repos"),
    [
        ("7", 7),
        ("90", 90),
        (format_datetime(PENDANT + timedelta(seconds=30), usegmt=True), 30),
        ("99999999", 3600),
        ("bientôt", 60),
    ],
    ids=["secondes", "plus d’une minute", "date", "trop long", "illisible"],
)
def test_trop_de_demandes_laisse_le_registre_au_repos(entete: str, repos: int, registre: Pair) -> None:
    registre.repondre(pair.statut(429, Retry_After=entete), pair.trouve)
    assert refuse(patience=DEUX) is False  # not a failure of this question
    assert refuse(le=timedelta(seconds=repos - 1)) is False
    assert len(registre.appels) == 1
    assert interroger(ASSOCIATION, maintenant=PENDANT + timedelta(seconds=repos))


def test_une_maintenance_annoncee_est_respectee(registre: Pair) -> None:
    registre.repondre(pair.statut(503, Retry_After="120"))
    assert refuse(patience=DEUX) is False
    assert refuse(le=timedelta(seconds=119)) is False
    assert len(registre.appels) == 1


def test_une_panne_sans_date_de_retour_est_redemandee(registre: Pair) -> None:
    registre.repondre(pair.statut(503), pair.trouve)
    assert interroger(ASSOCIATION, maintenant=PENDANT, patience=DEUX)


def test_cinq_appels_par_seconde_au_plus(registre: Pair) -> None:
    debut = time.monotonic()
    for _ in range(6):
        interroger(ASSOCIATION, maintenant=PENDANT)
    assert time.monotonic() - debut > 0.79


def test_un_tour_qui_ne_vient_pas_a_temps_n_est_pas_attendu(registre: Pair) -> None:
    with time_machine.travel(PENDANT, tick=False):  # this fifth of a second lasts
        assert disjoncteur.attendre_son_tour(time.monotonic() + 1)
        assert refuse(patience=Patience(etape=1, total=0.3, essais=1)) is False
    assert registre.appels == []


def test_une_page_n_attend_pas_son_tour_plus_d_une_seconde(registre: Pair) -> None:
    with time_machine.travel(PENDANT, tick=False):
        assert disjoncteur.attendre_son_tour(time.monotonic() + 1)
        debut = time.monotonic()
        assert refuse(patience=client.WEB) is False
    assert time.monotonic() - debut < 1.1
    assert registre.appels == []


@pytest.mark.parametrize("appel", [lambda: client.est_disponible(PENDANT), lambda: refuse()])
def test_sans_cache_le_registre_reste_interroge(
    appel: Callable[[], bool], settings: Any, registre: Pair
) -> None:
    settings.CACHES = {
        "default": {
            "BACKEND": "ami.commun.cache.CacheTolerant",
            "LOCATION": "redis://127.0.0.1:9/0",
            "OPTIONS": {"socket_connect_timeout": 1, "socket_timeout": 1},
        }
    }
    registre.repondre(pair.statut(500))
    for _ in range(4):
        assert appel() is True
