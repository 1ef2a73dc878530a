"""Several senders on one outbox: each mail leaves once, nobody waits for another's mail server."""

from collections import Counter
from collections.abc import Sequence
from threading import Lock

import pytest
from django.core import mail
from django.core.mail import EmailMessage
from django.core.mail.backends.base import BaseEmailBackend
from django.db import connection, transaction
from django.utils import timezone

from ami.notifications import services
from ami.notifications.models import Courriel
from ami.notifications.redaction import Message, Rendu
from ami.notifications.states import EtatCourriel
from ami.notifications.tasks import envoyer_courriels
from tests.concurrence.outils import ensemble
from tests.pannes.outils import file_de_courriels


class FacteurCommun(BaseEmailBackend):
    """A mail server shared by all threads, which refuses to be called inside a transaction."""

    envoyes: list[str] = []
    _garde = Lock()

    def open(self) -> bool:
        return True

    def close(self) -> None:
        """Nothing to close."""

    def send_messages(self, email_messages: Sequence[EmailMessage]) -> int:
        assert not connection.in_atomic_block
        with self._garde:
            self.envoyes.extend(str(message.extra_headers["Message-ID"]) for message in email_messages)
        return len(email_messages)


@pytest.fixture
def facteur(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    monkeypatch.setattr(FacteurCommun, "envoyes", [])
    monkeypatch.setattr(mail, "get_connection", FacteurCommun)
    return FacteurCommun.envoyes


def test_quatre_envoyeurs_et_deux_cents_courriels(facteur: list[str]) -> None:
    cles = file_de_courriels(200)

    ensemble(*[envoyer_courriels] * 4)

    facteur_attendu = Counter(services.identifiant(cle) for cle in cles)
    assert Counter(FacteurCommun.envoyes) == facteur_attendu
    assert set(facteur_attendu.values()) == {1}
    assert set(Courriel.objects.values_list("etat", "tentatives")) == {(EtatCourriel.ENVOYE, 1)}


def test_un_courriel_verrouille_ne_retient_pas_les_autres() -> None:
    """SKIP LOCKED: while one sender holds the first mail, the other takes the second at once."""
    file_de_courriels(2)
    premier, second = Courriel.objects.order_by("pk")
    maintenant = timezone.now()
    with transaction.atomic():
        Courriel.objects.select_for_update(no_key=True).get(pk=premier.pk)
        (pris,) = ensemble(lambda: services.COURRIELS.prendre(maintenant=maintenant))
    assert pris == second


def test_la_meme_cle_mise_en_file_a_la_fois_ne_fait_qu_un_courriel() -> None:
    message = Message(cle="une:seule", modele="essai", destinataire="a@x.test", rendu=Rendu("o", "t"))

    def mettre_en_file() -> None:
        with transaction.atomic():
            services.mettre_en_file([message], maintenant=timezone.now())

    ensemble(*[mettre_en_file] * 6)

    assert Courriel.objects.get().cle == "une:seule"


def test_un_courriel_marque_deux_fois_reste_envoye_une_fois() -> None:
    file_de_courriels(1)
    pris = services.COURRIELS.prendre(maintenant=timezone.now())
    assert pris is not None
    le = timezone.now()

    ensemble(*[lambda: services.marquer_envoye(courriel_id=pris.pk, maintenant=le)] * 3)

    assert Courriel.objects.get().envoye_le == le
