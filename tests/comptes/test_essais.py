"""Wrong passwords keep out whoever types them: neither the person of the account, nor a colleague behind the same address."""

from typing import Any

import pytest

from ami.comptes import essais
from ami.comptes.essais import ECHECS_D_UN_CLIENT, ECHECS_D_UN_COMPTE, ECHECS_MAX, Essai
from tests.comptes.outils import (
    ADRESSE,
    AUTRE,
    CODE,
    NOUVEAU,
    OUBLI,
    PHRASE,
    codes,
    compte,
    connecter,
    est_connecte,
    inscrire,
)
from tests.conftest import ClientLecteur

pytestmark = pytest.mark.django_db
ICI, AILLEURS = {"REMOTE_ADDR": "192.0.2.1"}, {"REMOTE_ADDR": "198.51.100.7"}
TROP = "Trop de mots de passe faux pour cette adresse"


@pytest.fixture(autouse=True)
def attentes(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    """The waits asked, none of them waited."""
    demandees: list[float] = []
    monkeypatch.setattr(essais.time, "sleep", demandees.append)
    return demandees


def se_tromper(fois: int, adresse: str = ADRESSE, **entetes: Any) -> Any:
    return [connecter(ClientLecteur(), "faux", adresse, **entetes) for _ in range(fois)][-1]


def test_dix_mots_de_passe_faux_ferment_la_porte_a_celui_qui_les_a_tapes() -> None:
    compte()
    assert TROP not in se_tromper(ECHECS_MAX, **ICI).content.decode()
    client = ClientLecteur()
    reponse = connecter(client, **ICI)
    assert TROP in reponse.content.decode()
    assert not est_connecte(client)


def test_ils_ne_la_ferment_pas_a_la_personne_du_compte(client: ClientLecteur) -> None:
    compte()
    se_tromper(ECHECS_MAX + 1, **ICI)
    connecter(client, **AILLEURS)
    assert est_connecte(client)


def test_ni_a_un_collegue_derriere_la_meme_adresse(client: ClientLecteur) -> None:
    compte()
    compte("collegue@exemple.test")
    se_tromper(ECHECS_MAX + 1, **ICI)
    connecter(client, adresse="collegue@exemple.test", **ICI)
    assert est_connecte(client)


def test_un_compte_qui_n_existe_pas_est_refuse_pareil() -> None:
    """Neither the sentence nor its moment tells whether there is an account."""
    compte()
    reponses = [se_tromper(ECHECS_MAX + 1, adresse, **ICI) for adresse in (ADRESSE, "inconnu@exemple.test")]
    assert [TROP in reponse.content.decode() for reponse in reponses] == [True, True]


@pytest.mark.parametrize(
    "ecriture", ["CAMILLE@exemple.test", "camille@exem\u00adple.test", "ｃamille@exemple.test"]
)
def test_une_autre_ecriture_de_l_adresse_est_le_meme_compte(ecriture: str) -> None:
    compte()
    se_tromper(ECHECS_MAX, ecriture, **ICI)
    assert TROP in connecter(ClientLecteur(), **ICI).content.decode()


@pytest.mark.parametrize(
    "entetes",
    [
        {"HTTP_X_FORWARDED_FOR": "203.0.113.9"},
        {"HTTP_X_FORWARDED_HOST": "autre.test"},
        {"HTTP_X_REAL_IP": "203.0.113.9"},
        {"HTTP_FORWARDED": "for=203.0.113.9"},
        {"HTTP_HOST": "localhost"},
        {"HTTP_USER_AGENT": "un autre"},
    ],
    ids=lambda entetes: next(iter(entetes)),
)
def test_rien_de_ce_que_dit_la_requete_n_ouvre_un_autre_decompte(entetes: dict[str, str]) -> None:
    compte()
    se_tromper(ECHECS_MAX, **ICI)
    assert TROP in connecter(ClientLecteur(), **ICI, **entetes).content.decode()


def test_derriere_un_proxy_compte_l_adresse_qu_il_ajoute(settings: Any) -> None:
    """What the client wrote before it in the header is its own word."""
    settings.ALLAUTH_TRUSTED_PROXY_COUNT = 1
    compte()
    for rang in range(ECHECS_MAX):
        se_tromper(1, HTTP_X_FORWARDED_FOR=f"203.0.113.{rang}, 192.0.2.1")
    refuse = connecter(ClientLecteur(), HTTP_X_FORWARDED_FOR="203.0.113.99, 192.0.2.1")
    assert TROP in refuse.content.decode()
    ailleurs = ClientLecteur()
    connecter(ailleurs, HTTP_X_FORWARDED_FOR="192.0.2.1, 198.51.100.7")
    assert est_connecte(ailleurs)


def test_les_connexions_reussies_ne_comptent_pas() -> None:
    compte()
    for _ in range(ECHECS_MAX + 2):
        client = ClientLecteur()
        connecter(client, **ICI)
        assert est_connecte(client)


def test_revenir_apres_une_inscription_laissee_en_route() -> None:
    """The tab was closed before the code: the right password is no failed attempt, however often it is typed."""
    inscrire(ClientLecteur())
    for _ in range(3):
        client = ClientLecteur()
        assert connecter(client)["Location"] == "/comptes/verification/"
    client.post("/comptes/verification/", {"code": codes()[-1]})
    assert est_connecte(client)


def test_le_mot_de_passe_oublie_ouvre_meme_apres_trop_d_essais(client: ClientLecteur) -> None:
    compte()
    se_tromper(ECHECS_MAX + 1, **ICI)
    client.post(OUBLI, {"email": ADRESSE}, **ICI)
    client.post(CODE, {"code": codes()[-1]}, **ICI)
    client.post(NOUVEAU, {"password1": AUTRE, "password2": AUTRE}, **ICI)
    assert est_connecte(client)
    encore = ClientLecteur()
    connecter(encore, AUTRE, **ICI)
    assert est_connecte(encore)


def test_un_compte_attaque_de_partout_repond_plus_lentement_et_repond(
    client: ClientLecteur, attentes: list[float]
) -> None:
    compte()
    for rang in range(ECHECS_D_UN_COMPTE):
        Essai(client=f"192.0.2.{rang}", adresse=ADRESSE).noter_l_echec()
    connecter(client, **AILLEURS)
    assert est_connecte(client)
    assert attentes == [essais.ATTENTE]


def test_un_client_qui_essaie_tous_les_comptes_est_ralenti(
    client: ClientLecteur, attentes: list[float]
) -> None:
    compte()
    for rang in range(ECHECS_D_UN_CLIENT):
        Essai(client=ICI["REMOTE_ADDR"], adresse=f"personne{rang}@exemple.test").noter_l_echec()
    connecter(client, **ICI)
    assert est_connecte(client)
    assert attentes == [essais.ATTENTE]


def test_ralentir_n_occupe_qu_un_fil(attentes: list[float]) -> None:
    """A thread that waits serves nobody: an attack must not make all of them wait."""
    for rang in range(ECHECS_D_UN_COMPTE):
        Essai(client=f"192.0.2.{rang}", adresse=ADRESSE).noter_l_echec()
    with essais._DORMEUR:
        Essai(client="192.0.2.99", adresse=ADRESSE).ralentir()
    assert attentes == []


def test_une_salle_entiere_se_connecte_derriere_une_adresse() -> None:
    for rang in range(35):
        compte(f"personne{rang}@exemple.test")
    for rang in range(35):
        assert connecter(ClientLecteur(), PHRASE, f"personne{rang}@exemple.test", **ICI).status_code == 302
