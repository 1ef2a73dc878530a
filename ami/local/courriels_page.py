"""Page on which the mails received by the local sink are read.

Everything shown comes from outside: it is escaped, and the page allows no script at all.
"""

import re
import socket
import threading
from collections.abc import Iterator
from datetime import datetime
from email import message_from_bytes, policy
from email.message import EmailMessage
from html import escape
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import parse_qs, urlsplit
from zoneinfo import ZoneInfo

import idna

LISTE_MAX = 200
PARIS = ZoneInfo("Europe/Paris")  # as on the pages of the application, wherever this machine is
NOM = re.compile(r"\d{19}-\d+")
LIEN = re.compile(r"https?://[^\s<>\"']+[^\s<>\"'.,;:!?)\]]")
HOTES = {"127.0.0.1", "localhost"}
SECURITE = "default-src 'none'; style-src 'self'; img-src data:; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
STYLE = """body{font:1rem/1.5 system-ui,sans-serif;max-width:60rem;margin:2rem auto;padding:0 1rem;color:#161616;
background:#fff}table{border-collapse:collapse;width:100%}th,td{text-align:left;padding:.5rem;border-bottom:1px solid #929292}
a{color:#000091}pre{white-space:pre-wrap;overflow-wrap:anywhere;background:#f6f6f6;padding:1rem}
input,button{font:inherit;padding:.4rem .6rem}:focus-visible{outline:3px solid #0a76f6;outline-offset:2px}"""


def lire(dossier: Path, nom: str) -> bytes | None:
    chemin = dossier / f"{nom}.eml"
    return chemin.read_bytes() if NOM.fullmatch(nom) and chemin.exists() else None


def recents(dossier: Path, recherche: str) -> Iterator[tuple[str, EmailMessage]]:
    """Yield mails, newest first, whose recipients contain `recherche`."""
    for chemin in sorted(dossier.glob("*.eml"), reverse=True):
        message = analyser(chemin.read_bytes())
        if en_clair(recherche).lower() in destinataires(message).lower():
            yield chemin.stem, message


def analyser(brut: bytes) -> EmailMessage:
    return message_from_bytes(brut, EmailMessage, policy=policy.default)


def destinataires(message: EmailMessage) -> str:
    return ", ".join(en_clair(str(valeur)) for valeur in message.get_all("X-Envelope-To", []))


def en_clair(adresse: str) -> str:
    """As its owner writes it: « nom@fabrique-numérique.fr », where the envelope has the name that the network gives it."""
    locale, arobase, domaine = adresse.rpartition("@")
    try:
        return f"{locale}{arobase}{idna.decode(domaine)}"
    except UnicodeError:
        return adresse


def recu_le(nom: str) -> str:
    moment = datetime.fromtimestamp(int(nom.split("-", maxsplit=1)[0]) / 1e9, tz=PARIS)
    return f"{moment:%d/%m/%Y à %H:%M:%S}"


def texte(message: EmailMessage) -> str:
    partie = message.get_body(("plain",))
    if partie is None:
        return "(Ce courriel n’a pas de version texte.)"
    try:
        return str(partie.get_content())
    except (LookupError, UnicodeError):  # unknown or lying charset
        return str(partie.get_payload())


def page(titre: str, corps: str) -> str:
    return (
        f'<!doctype html><html lang="fr"><head><meta charset="utf-8"><title>{escape(titre)}</title>'
        '<meta name="viewport" content="width=device-width"><link rel="icon" href="data:,">'
        f'<link rel="stylesheet" href="/style.css"></head><body><main><h1>{escape(titre)}</h1>{corps}</main></body></html>'
    )


def page_liste(dossier: Path, recherche: str) -> str:
    lignes = []
    for nom, message in recents(dossier, recherche):
        objet = escape(str(message["subject"] or "(sans objet)"))
        lien = f'<a href="/courriel/{nom}">{objet}</a>'
        lignes.append(
            f"<tr><td>{recu_le(nom)}</td><td>{escape(destinataires(message))}</td><td>{lien}</td></tr>"
        )
        if len(lignes) == LISTE_MAX:
            break
    tableau = (
        f"<table><caption>{len(lignes)} courriel(s), le plus récent d’abord</caption><thead><tr><th scope=col>Reçu le (heure de Paris)</th>"
        f"<th scope=col>Destinataire</th><th scope=col>Objet</th></tr></thead><tbody>{''.join(lignes)}</tbody></table>"
    )
    formulaire = (
        '<form role="search"><label for="a">Destinataire contenant</label> '
        f'<input id="a" name="a" value="{escape(recherche)}"> <button>Chercher</button></form>'
    )
    return page("Courriels reçus en local", formulaire + (tableau if lignes else "<p>Aucun courriel.</p>"))


def page_courriel(nom: str, message: EmailMessage) -> str:
    contenu = texte(message)
    liens = "".join(
        f'<li><a href="{escape(u)}">{escape(u)}</a></li>' for u in dict.fromkeys(LIEN.findall(contenu))
    )
    return page(
        str(message["subject"] or "(sans objet)"),
        f"<p>Reçu le {recu_le(nom)}, de {escape(str(message['from']))}, pour {escape(destinataires(message))}.</p>"
        f"<pre>{escape(contenu)}</pre>{f'<h2>Liens</h2><ul>{liens}</ul>' if liens else ''}"
        f'<p><a href="/">Tous les courriels</a> · <a href="/courriel/{nom}.eml">Source</a></p>',
    )


class Page(BaseHTTPRequestHandler):
    """GET only, and only under a local name: another site must not read activation links."""

    dossier: Path

    def do_GET(self) -> None:
        adresse = urlsplit(self.path)
        if (urlsplit(f"//{self.headers['Host']}").hostname or "") not in HOTES:
            self._repondre(403, "text/plain", b"")
        elif adresse.path == "/":
            recherche = parse_qs(adresse.query).get("a", [""])[0]
            self._repondre(200, "text/html", page_liste(self.dossier, recherche.strip()).encode())
        elif adresse.path == "/style.css":
            self._repondre(200, "text/css", STYLE.encode())
        else:
            self._un_courriel(adresse.path.removeprefix("/courriel/"))

    def _un_courriel(self, demande: str) -> None:
        nom = demande.removesuffix(".eml")
        brut = lire(self.dossier, nom)
        if brut is None:
            self._repondre(
                404, "text/html", page("Courriel introuvable", '<p><a href="/">Tous</a></p>').encode()
            )
        elif demande.endswith(".eml"):
            self._repondre(200, "text/plain", brut)
        else:
            self._repondre(200, "text/html", page_courriel(nom, analyser(brut)).encode(errors="replace"))

    def _repondre(self, code: int, nature: str, corps: bytes) -> None:
        self.send_response(code)
        entetes = {"Content-Type": f"{nature}; charset=utf-8", "Content-Length": str(len(corps))}
        protections = {"Content-Security-Policy": SECURITE, "X-Content-Type-Options": "nosniff"}
        for entete, valeur in {**entetes, **protections, "Referrer-Policy": "no-referrer"}.items():
            self.send_header(entete, valeur)
        self.end_headers()
        self.wfile.write(corps)

    def log_message(self, *_arguments: object) -> None:
        """Say nothing: the console is for the application."""


def servir_la_page(dossier: Path, prise: socket.socket) -> None:
    serveur = ThreadingHTTPServer(
        ("127.0.0.1", 0), type("PageDuDossier", (Page,), {"dossier": dossier}), bind_and_activate=False
    )
    serveur.socket.close()
    serveur.socket = prise
    serveur.server_activate()
    threading.Thread(target=serveur.serve_forever, daemon=True).start()
