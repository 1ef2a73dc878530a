"""Sending the outbox through a real SMTP server: once, in order, again when it may help."""

import smtplib
from datetime import timedelta
from email.message import EmailMessage
from typing import Any

import pytest
import time_machine

from ami.commun.erreurs import TransitionInterdite
from ami.notifications.models import Courriel, Lot
from ami.notifications.services import (
    COURRIELS,
    est_definitive,
    est_panne_du_serveur,
    identifiant,
    marquer_echec,
    marquer_envoye,
)
from ami.notifications.tasks import envoyer_courriels
from tests.fabriques import PENDANT
from tests.notifications.conftest import Serveur

pytestmark = [pytest.mark.django_db, pytest.mark.enable_socket]


def courriel(cle: str = "essai", **champs: Any) -> Courriel:
    return Courriel.objects.create(
        **{
            "cle": cle,
            "modele": "essai",
            "destinataire": f"{cle}@exemple.test",
            "objet": "Votre dossier – été",
            "texte": "Bonjour,\n\nL’été arrive.\n",
            "prochain_essai_le": PENDANT,
            **champs,
        }
    )


def envoyer(apres: timedelta = timedelta(0)) -> None:
    with time_machine.travel(PENDANT + apres, tick=False):
        envoyer_courriels()


def _partie(message: EmailMessage, genre: str) -> str:
    corps = message.get_body((genre,))
    assert corps is not None
    return str(corps.get_content()).replace("\r\n", "\n")


def test_un_courriel_part_en_texte_et_en_html(serveur: Serveur) -> None:
    ligne = courriel(html="<p>L’été arrive.</p>")
    envoyer()

    (message,) = serveur.recus
    assert message.get_content_type() == "multipart/alternative"
    assert _partie(message, "plain") == "Bonjour,\n\nL’été arrive.\n"
    assert _partie(message, "html").strip() == "<p>L’été arrive.</p>"
    assert (message["To"], message["Subject"]) == ("essai@exemple.test", "Votre dossier – été")
    assert message["Message-ID"] == identifiant("essai")
    assert message["Auto-Submitted"] == "auto-generated"
    ligne.refresh_from_db()
    assert (ligne.etat, ligne.envoye_le, ligne.tentatives, ligne.derniere_erreur) == (
        "envoye",
        PENDANT,
        1,
        "",
    )


def test_un_courriel_sans_html_part_en_texte_seul(serveur: Serveur) -> None:
    courriel()
    envoyer()
    assert serveur.recus[0].get_content_type() == "text/plain"


def test_envoyer_deux_fois_n_envoie_qu_une_fois(serveur: Serveur) -> None:
    courriel()
    envoyer()
    envoyer(timedelta(days=1))
    assert len(serveur.recus) == 1


def test_les_laureats_sont_prevenus_d_abord(serveur: Serveur) -> None:
    for cle, priorite in (("autre", 3), ("laureat", 2), ("recepisse", 1), ("code", 0)):
        courriel(cle, priorite=priorite)
    envoyer()
    assert [message["To"].split("@")[0] for message in serveur.recus] == [
        "code",
        "recepisse",
        "laureat",
        "autre",
    ]


def test_le_corps_d_un_courriel_ephemere_est_efface_apres_l_envoi(serveur: Serveur) -> None:
    ligne = courriel(texte="Votre code : ABC-DEF\n", ephemere=True)
    envoyer()
    ligne.refresh_from_db()
    assert _partie(serveur.recus[0], "plain") == "Votre code : ABC-DEF\n"
    assert ligne.texte == "[effacé après l’envoi]"


@pytest.mark.parametrize(
    ("cle", "etat", "erreur"),
    [
        ("451.plus-tard", "a_envoyer", "SMTPRecipientsRefused 451"),
        ("550.inconnu", "en_echec", "SMTPRecipientsRefused 550"),
        ("554.contenu", "en_echec", "SMTPDataError 554"),
    ],
)
def test_un_refus_ne_retient_pas_les_autres(cle: str, etat: str, erreur: str, serveur: Serveur) -> None:
    refuse, suivant = courriel(cle, priorite=1), courriel("suivant")
    envoyer()
    for ligne in (refuse, suivant):
        ligne.refresh_from_db()
    assert (refuse.etat, refuse.tentatives, refuse.derniere_erreur, refuse.envoye_le) == (
        etat,
        1,
        erreur,
        None,
    )
    assert suivant.etat == "envoye"


def test_un_courriel_impossible_a_ecrire_ne_retient_pas_les_autres(serveur: Serveur) -> None:
    impossible = courriel("impossible", objet="Deux\nlignes", priorite=1)
    suivant = courriel("suivant")
    envoyer()
    for ligne in (impossible, suivant):
        ligne.refresh_from_db()
    assert (impossible.etat, suivant.etat, len(serveur.recus)) == ("en_echec", "envoye", 1)


def test_un_refus_passager_est_repris_puis_abandonne(serveur: Serveur) -> None:
    ligne = courriel("451.plus-tard")
    for essai in range(1, 11):
        ligne.refresh_from_db()
        assert ligne.etat == "a_envoyer"
        envoyer(timedelta(hours=7 * essai))
    ligne.refresh_from_db()
    assert (ligne.etat, ligne.tentatives) == ("en_echec", 10)
    assert serveur.recus == []


def test_un_serveur_eteint_ne_coute_aucune_tentative(sans_serveur: None) -> None:
    lignes = [courriel("un"), courriel("deux")]
    envoyer()
    for ligne in lignes:
        ligne.refresh_from_db()
        assert (ligne.etat, ligne.tentatives, ligne.prochain_essai_le) == ("a_envoyer", 0, PENDANT)


def test_un_courriel_perdu_en_route_repart_avec_le_meme_message_id(serveur: Serveur) -> None:
    """The sender is killed between the server's 250 and our commit."""
    ligne = courriel()
    envoyer()
    Courriel.objects.filter(pk=ligne.pk).update(etat="a_envoyer", envoye_le=None)
    envoyer(timedelta(minutes=1))
    assert [message["Message-ID"] for message in serveur.recus] == [identifiant("essai")] * 2


def test_un_courriel_d_un_lot_est_mis_en_mots_a_l_envoi_et_les_garde(serveur: Serveur) -> None:
    """Both of the same mailing, whatever became of the first try; what was said is kept with the mail."""
    appel = {"operateur": "ANCT", "titre": "AMI", "courriel": "ami@exemple.test"} | dict.fromkeys(
        ("telephone", "voies_de_recours"), ""
    )
    lot = Lot.objects.create(nom="resultats:1", contexte={"vague": "Vague 1", "appel": appel})
    for numero in ("FDT-01-0001", "FDT-01-0002"):
        contexte = {
            "numero": numero,
            "dossier": "La Halle",
            "volet": "FT",
            "sens": "ajournee",
            "motif": "Bref.",
            "motifs": [],
            "lien": "https://exemple.test/1/",
        }
        courriel(numero, modele="resultat_autre", lot=lot, contexte=contexte, objet="", texte="")
    envoyer()
    assert len(serveur.recus) == 2
    for ligne, message in zip(Courriel.objects.order_by("pk"), serveur.recus, strict=True):
        assert ligne.objet == f"Résultat de votre candidature {ligne.cle}"
        assert (str(message["Subject"]), _partie(message, "plain")) == (ligne.objet, ligne.texte)
        assert "Bref." in ligne.html


def test_marquer_envoye_deux_fois_garde_la_premiere_date() -> None:
    ligne = courriel()
    marquer_envoye(courriel_id=ligne.pk, maintenant=PENDANT)
    marquer_envoye(courriel_id=ligne.pk, maintenant=PENDANT + timedelta(days=1))
    ligne.refresh_from_db()
    assert ligne.envoye_le == PENDANT


def test_un_courriel_en_echec_ne_devient_pas_envoye() -> None:
    ligne = courriel(etat="en_echec")
    with pytest.raises(TransitionInterdite, match="Ce courriel est en échec"):
        marquer_envoye(courriel_id=ligne.pk, maintenant=PENDANT)


def test_un_echec_tardif_ne_change_pas_un_courriel_envoye() -> None:
    ligne = courriel(etat="envoye", envoye_le=PENDANT)
    marquer_echec(courriel_id=ligne.pk, prise=0, erreur=smtplib.SMTPServerDisconnected("perdu"))
    ligne.refresh_from_db()
    assert (ligne.etat, ligne.derniere_erreur) == ("envoye", "")


@pytest.mark.parametrize(
    ("erreur", "definitive", "panne"),
    [
        (smtplib.SMTPRecipientsRefused({"a@b": (550, b"")}), True, False),
        (smtplib.SMTPRecipientsRefused({"a@b": (451, b"")}), False, False),
        (smtplib.SMTPDataError(554, b""), True, False),
        (smtplib.SMTPDataError(452, b""), False, False),
        (smtplib.SMTPServerDisconnected("perdu"), False, True),
        (ConnectionRefusedError(), False, True),
        (TimeoutError(), False, True),
        (ValueError(), True, False),
    ],
    ids=repr,
)
def test_une_erreur_est_definitive_passagere_ou_du_serveur(
    erreur: Exception, *, definitive: bool, panne: bool
) -> None:
    assert (est_definitive(erreur), est_panne_du_serveur(erreur)) == (definitive, panne)


def test_une_remise_compte_meme_si_la_prise_est_perdue() -> None:
    """A slow server outlasts the lease: the mail left all the same, and its code is erased."""
    ligne = courriel(ephemere=True, texte="Votre code : 123456")
    ancienne = COURRIELS.prendre(maintenant=PENDANT)
    COURRIELS.prendre(maintenant=PENDANT + timedelta(days=1))
    assert ancienne is not None
    marquer_echec(courriel_id=ligne.pk, prise=ancienne.prise, erreur=OSError())
    ligne.refresh_from_db()
    assert (ligne.etat, ligne.derniere_erreur) == ("a_envoyer", "")
    marquer_envoye(courriel_id=ligne.pk, maintenant=PENDANT)
    ligne.refresh_from_db()
    assert (ligne.etat, ligne.envoye_le) == ("envoye", PENDANT)
    assert "123456" not in ligne.texte


def test_un_code_qui_n_est_pas_parti_est_efface_aussi() -> None:
    ligne = courriel(ephemere=True, texte="Votre code : 123456")
    refus = smtplib.SMTPResponseException(550, b"inconnu")
    marquer_echec(courriel_id=ligne.pk, prise=0, erreur=refus)
    ligne.refresh_from_db()
    assert ligne.etat == "en_echec"
    assert "123456" not in ligne.texte
