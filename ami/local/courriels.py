"""Local mail sink: an SMTP server that delivers nothing and keeps everything.

Started by the launcher, which passes two bound sockets: one for SMTP, one for the page on which the
mails are read (`courriels_page`).
"""

import argparse
import asyncio
import os
import socket
import sys
import time
from pathlib import Path

from aiosmtpd.smtp import SMTP, Envelope, Session

from ami.local.courriels_page import servir_la_page


class Depot:
    """The folder of received mails, one `.eml` each, named by time of arrival."""

    def __init__(self, dossier: Path) -> None:
        self.dossier = dossier
        self._compteur = 0

    async def handle_DATA(self, _serveur: SMTP, _session: Session, enveloppe: Envelope) -> str:  # noqa: N802
        """Store the mail; it is on disk before the sender reads 250."""
        self._compteur += 1
        nom = f"{time.time_ns()}-{self._compteur}"
        # The envelope is the only trace of a blind copy; these lines stand where Delivered-To does.
        entetes = "".join(f"X-Envelope-To: {adresse}\r\n" for adresse in enveloppe.rcpt_tos)
        contenu = enveloppe.content if isinstance(enveloppe.content, bytes) else b""
        provisoire = self.dossier / f"{nom}.part"
        with provisoire.open("wb") as fichier:
            fichier.write(entetes.encode() + contenu)
            fichier.flush()
            os.fsync(fichier.fileno())
        provisoire.replace(self.dossier / f"{nom}.eml")
        sys.stdout.write(f"reçu pour {', '.join(enveloppe.rcpt_tos)}\n")
        return "250 OK"


async def recevoir(depot: Depot, prise: socket.socket) -> None:
    boucle = asyncio.get_running_loop()
    serveur = await boucle.create_server(
        lambda: SMTP(depot, hostname="localhost", enable_SMTPUTF8=True), sock=prise
    )
    await serveur.serve_forever()


def main() -> None:
    analyse = argparse.ArgumentParser()
    analyse.add_argument("--dossier", type=Path, required=True)
    analyse.add_argument("--smtp", type=int, required=True, help="descriptor of a bound socket")
    analyse.add_argument("--page", type=int, required=True, help="descriptor of a bound socket")
    choix = analyse.parse_args()
    depot = Depot(choix.dossier)
    servir_la_page(choix.dossier, socket.socket(fileno=choix.page))
    asyncio.run(recevoir(depot, socket.socket(fileno=choix.smtp)))


if __name__ == "__main__":
    main()
