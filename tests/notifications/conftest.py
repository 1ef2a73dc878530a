"""A real mail server on this machine."""

import socket
from collections.abc import Iterator
from email import message_from_bytes, policy
from email.message import EmailMessage
from typing import Any

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session


class Serveur:
    """What it answers depends on the address: « 550.… », « 451.… » before the @; else it accepts."""

    def __init__(self) -> None:
        self.recus: list[EmailMessage] = []

    async def handle_RCPT(  # noqa: N802
        self, _serveur: SMTP, _session: Session, enveloppe: Envelope, adresse: str, _options: list[str]
    ) -> str:
        if adresse.split(".", maxsplit=1)[0] in {"550", "451"}:
            return f"{adresse[:3]} refus"
        enveloppe.rcpt_tos.append(adresse)
        return "250 OK"

    async def handle_DATA(self, _serveur: SMTP, _session: Session, enveloppe: Envelope) -> str:  # noqa: N802
        if enveloppe.rcpt_tos[0].startswith("554"):
            return "554 contenu refuse"
        contenu = enveloppe.content
        assert isinstance(contenu, bytes)
        self.recus.append(message_from_bytes(contenu, policy=policy.default))  # type: ignore[arg-type]
        return "250 OK"


def _port_libre() -> int:
    with socket.socket() as prise:
        prise.bind(("127.0.0.1", 0))
        return int(prise.getsockname()[1])


@pytest.fixture
def sans_serveur(settings: Any) -> None:
    """Use the real SMTP client of Django, towards a port where nobody answers."""
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", _port_libre()


@pytest.fixture
def serveur(settings: Any, sans_serveur: None) -> Iterator[Serveur]:
    poignee = Serveur()
    controleur = Controller(poignee, hostname="127.0.0.1", port=settings.EMAIL_PORT)
    controleur.start()
    yield poignee
    controleur.stop()
