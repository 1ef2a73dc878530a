"""Mails asked for an address: bounded by day and recipient, said to the person, and nobody is kept out by them."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import time_machine

from ami.comptes.codes import COURRIELS_PAR_JOUR
from ami.notifications.models import Courriel
from tests.comptes.outils import (
    ADRESSE,
    AUTRE,
    CODE,
    CONNEXION,
    NOUVEAU,
    OUBLI,
    VERIFICATION,
    codes,
    compte,
    est_connecte,
    inscrire,
)
from tests.conftest import ClientLecteur

pytestmark = pytest.mark.django_db
MIDI = datetime(2027, 2, 1, 12, 0, tzinfo=UTC)
TROP = "Nous avons déjà envoyé 10 courriels à cette adresse"


def oublier(client: ClientLecteur, adresse: str = ADRESSE, **entetes: Any) -> Any:
    return client.post(OUBLI, {"email": adresse}, **entetes)


def envois(adresse: str = ADRESSE) -> int:
    return Courriel.objects.filter(destinataire=adresse).count()


def test_redemander_renvoie_le_code_valable_et_ne_refuse_jamais(client: ClientLecteur) -> None:
    compte()
    for _ in range(COURRIELS_PAR_JOUR + 10):
        assert oublier(client)["Location"] == CODE
    assert envois() == COURRIELS_PAR_JOUR
    assert len(set(codes())) == 1
    client.post(CODE, {"code": codes()[0]})
    client.post(NOUVEAU, {"password1": AUTRE, "password2": AUTRE})
    assert est_connecte(client)


def test_redemander_prolonge_le_code(client: ClientLecteur) -> None:
    compte()
    with time_machine.travel(MIDI, tick=False) as horloge:
        oublier(client)
        horloge.shift(timedelta(minutes=14))
        oublier(client)
        horloge.shift(timedelta(minutes=14))
        assert client.post(CODE, {"code": codes()[-1]})["Location"] == NOUVEAU


def test_redemander_ne_rend_pas_des_essais(client: ClientLecteur) -> None:
    compte()
    oublier(client)
    for _ in range(2):
        client.post(CODE, {"code": "AAAA-AAAA"})
    oublier(client)
    assert client.post(CODE, {"code": "AAAA-AAAA"})["Location"] == CONNEXION
    assert client.post(CODE, {"code": codes()[-1]})["Location"] == CONNEXION


def test_au_dela_de_la_borne_la_page_le_dit(client: ClientLecteur) -> None:
    compte()
    for _ in range(COURRIELS_PAR_JOUR):
        assert TROP not in client.get(oublier(client)["Location"]).content.decode()
    assert TROP in client.get(oublier(client)["Location"]).content.decode()


def test_la_borne_ne_dit_pas_si_le_compte_existe() -> None:
    compte()
    vues = []
    for adresse in (ADRESSE, "inconnu@exemple.test"):
        client = ClientLecteur()
        for _ in range(COURRIELS_PAR_JOUR + 1):
            page = oublier(client, adresse)["Location"]
        vues.append((envois(adresse), TROP in client.get(page).content.decode()))
    assert vues == [(COURRIELS_PAR_JOUR, True)] * 2


@pytest.mark.parametrize("ecriture", ["CAMILLE@exemple.test", "camille@exem\u200bple.test"])
def test_une_autre_ecriture_compte_pour_la_meme_boite(ecriture: str) -> None:
    compte()
    for _ in range(COURRIELS_PAR_JOUR):
        oublier(ClientLecteur(), ecriture, HTTP_HOST="localhost")
    oublier(ClientLecteur())
    assert envois() == COURRIELS_PAR_JOUR


def test_les_courriels_demandes_par_un_autre_n_empechent_pas_de_rentrer(client: ClientLecteur) -> None:
    """Somebody else used up the mails of the day: the code of the last one opens where it is asked."""
    compte()
    for _ in range(COURRIELS_PAR_JOUR + 1):
        oublier(ClientLecteur(), REMOTE_ADDR="192.0.2.1")
    oublier(client)
    assert envois() == COURRIELS_PAR_JOUR
    assert client.post(CODE, {"code": codes()[-1]})["Location"] == NOUVEAU
    client.post(NOUVEAU, {"password1": AUTRE, "password2": AUTRE})
    assert est_connecte(client)


def test_ce_dernier_code_ne_sert_qu_une_fois(client: ClientLecteur) -> None:
    compte()
    for _ in range(COURRIELS_PAR_JOUR):
        oublier(ClientLecteur())
    oublier(client)
    dernier = codes()[-1]
    client.post(CODE, {"code": dernier})
    client.post(NOUVEAU, {"password1": AUTRE, "password2": AUTRE})
    ailleurs = ClientLecteur()
    oublier(ailleurs)
    ailleurs.post(CODE, {"code": dernier})
    assert ailleurs.get(NOUVEAU)["Location"] == CODE


def test_qui_a_prouve_sa_boite_oublie_encore_le_meme_jour(client: ClientLecteur) -> None:
    """Somebody else used up the mails of the day; the owner came in by the last code, which is spent."""
    compte()
    for _ in range(COURRIELS_PAR_JOUR):
        oublier(ClientLecteur())
    for phrase in (AUTRE, f"{AUTRE} encore"):
        oublier(client)
        client.post(CODE, {"code": codes()[-1]})
        client.post(NOUVEAU, {"password1": phrase, "password2": phrase})
        assert est_connecte(client)
        client.logout()


def test_les_avis_envoyes_avant_l_inscription_n_empechent_pas_de_rentrer(client: ClientLecteur) -> None:
    """Ten mails said that no account had this address: not one of them held a code."""
    for _ in range(COURRIELS_PAR_JOUR + 1):
        oublier(ClientLecteur())
    compte()
    oublier(client)
    assert client.post(CODE, {"code": codes()[-1]})["Location"] == NOUVEAU


def test_les_inscriptions_a_une_adresse_sont_bornees_et_n_empechent_pas_de_s_inscrire(
    client: ClientLecteur,
) -> None:
    for _ in range(COURRIELS_PAR_JOUR + 5):
        inscrire(ClientLecteur(), nom="Escroc")
    assert envois() == COURRIELS_PAR_JOUR
    page = inscrire(client)["Location"]
    assert TROP in client.get(page).content.decode()
    client.post(VERIFICATION, {"code": codes()[-1]})
    assert est_connecte(client)


def test_demander_un_nouveau_code_de_verification_est_borne(client: ClientLecteur) -> None:
    inscrire(client)
    for _ in range(COURRIELS_PAR_JOUR + 5):
        client.post(VERIFICATION, {"action": "resend"})
    assert envois() <= COURRIELS_PAR_JOUR


@pytest.mark.parametrize("hote", ["localhost", "127.0.0.1"])
def test_les_courriels_nomment_le_site_public(hote: str, settings: Any) -> None:
    settings.AMI_URL = "https://fabriques.exemple.fr"
    compte()
    inscrire(ClientLecteur(HTTP_HOST=hote))
    oublier(ClientLecteur(HTTP_HOST=hote), "inconnu@exemple.test")
    textes = "\n".join(Courriel.objects.values_list("texte", flat=True))
    assert "https://fabriques.exemple.fr/comptes/mot-de-passe-oublie/" in textes
    assert "https://fabriques.exemple.fr/comptes/inscription/" in textes
    assert hote not in textes
