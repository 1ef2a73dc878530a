"""Mails of accounts leave through the outbox, whole or not at all; addresses are read as mail servers read them."""

from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.db import transaction
from django.test import RequestFactory

from ami.commun.erreurs import ErreurMetier
from ami.comptes.adaptateur import AdaptateurComptes
from ami.notifications.models import Courriel

pytestmark = pytest.mark.django_db
GABARIT = "account/email/password_reset_code"
ADRESSE = "zoe@exemple.test"


def envoyer(gabarit: str = GABARIT, adresse: str = ADRESSE, **contexte: Any) -> None:
    requete = RequestFactory().get("/")
    AdaptateurComptes(requete).send_mail(
        gabarit, adresse, {"code": "ABCD-EFGH", "request": requete, **contexte}
    )


def test_un_courriel_de_compte_passe_avant_tous_et_s_oublie() -> None:
    envoyer()
    courriel = Courriel.objects.get()
    assert (courriel.destinataire, courriel.modele, courriel.priorite, courriel.ephemere) == (
        ADRESSE,
        GABARIT,
        0,
        True,
    )
    assert courriel.etat == "a_envoyer"


def test_le_code_est_dans_le_corps_jamais_dans_l_objet_ni_la_cle() -> None:
    envoyer()
    courriel = Courriel.objects.get()
    assert "ABCD-EFGH" in courriel.texte
    assert "ABCD" not in courriel.objet + courriel.cle
    assert ADRESSE not in courriel.cle


def test_demander_deux_fois_envoie_deux_fois() -> None:
    """The first mail may be lost: the same request again is a mail again, under a key of its own."""
    envoyer()
    envoyer()
    assert Courriel.objects.values("cle").distinct().count() == 2


def test_rien_ne_part_d_un_acte_annule() -> None:
    def annuler() -> None:
        with transaction.atomic():
            envoyer()
            raise ErreurMetier("Annulé.")

    with pytest.raises(ErreurMetier, match="Annulé"):
        annuler()
    assert not Courriel.objects.exists()


def test_sans_courtier_le_courriel_attend_en_base(
    courtier_en_panne: None, django_capture_on_commit_callbacks: Any
) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        envoyer()
    assert Courriel.objects.get().etat == "a_envoyer"


@pytest.mark.parametrize(
    ("saisie", "lue"),
    [
        ("zoe@exemple.test", "zoe@exemple.test"),
        ("zoe@ｅxemple.test", "zoe@exemple.test"),  # a full-width letter
        ("zoe@exemple．test", "zoe@exemple.test"),  # a full-width dot
        ("zoe@ﬁlature.test", "zoe@filature.test"),  # a ligature
    ],
)
def test_les_lettres_qui_se_lisent_pareil_sont_une_seule_adresse(saisie: str, lue: str) -> None:
    assert AdaptateurComptes(RequestFactory().get("/")).clean_email(saisie) == lue


def test_une_adresse_qui_n_en_est_pas_une_le_reste() -> None:
    """The adapter folds letters; the field is what refuses."""
    assert AdaptateurComptes(RequestFactory().get("/")).clean_email("zoe") == "zoe"


@pytest.mark.parametrize("court", ["court", "123456789012", "motdepasse"])
def test_un_mot_de_passe_faible_est_refuse(court: str) -> None:
    with pytest.raises(ValidationError):
        AdaptateurComptes(RequestFactory().get("/")).clean_password(court)
