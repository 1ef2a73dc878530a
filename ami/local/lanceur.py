"""Start the embedded services and the application, in the order they need each other."""

import hashlib
import http.client
import os
import signal
import socket
import sys
from pathlib import Path

from ami.local.antivirus import Antivirus, trouver_clamd
from ami.local.dossier import Dossier, ouvrir
from ami.local.erreurs import ErreurLanceur, dire
from ami.local.filiation import lier_au_parent
from ami.local.options import (
    RACINE,
    Options,
    empreinte_des_statiques,
    environnement_des_enfants,
    reserver,
    reserver_pour_le_web,
)
from ami.local.postgresql import Postgres
from ami.local.redis_local import Redis
from ami.local.superviseur import ArretDemande, Enfant, Programme, Superviseur
from ami.local.versions import reconnaitre

MOT_DE_PASSE = "fabrique-demo-2026"
COMPTES = {
    "porteur@demo.test, porteur2@demo.test": "porteurs de projet",
    "evaluateur1@demo.test (puis 2 et 3)": "évaluation",
    "instructeur@demo.test": "instruction",
    "prefet67@demo.test": "préfecture du Bas-Rhin",
    "admin1@demo.test, admin2@demo.test": "administration",
    "auditeur@demo.test": "audit",
}
# Sources of the design system, its sheets for browsers of another age and for one icon family at a time:
# no page loads them, and each costs the rewriting of hundreds of addresses.
SANS_SOURCES = (
    *("component", "core", "layout", "scheme", "legacy", "analytics", "icon-picker", "*.md"),
    *("*.legacy.*", "dsfr/dist/utility/icons/*", "dsfr/dist/utility/colors/*"),
)


class Lanceur:
    """One run, from an empty data folder to the first page."""

    def __init__(self, options: Options, dossier: Dossier, web: socket.socket) -> None:
        self.options = options
        self.dossier = dossier
        self.web = web
        self.superviseur = Superviseur(dossier.journaux)
        self.embarques: dict[str, str] = {}
        self.page_des_courriels: int | None = None
        self.antivirus: Antivirus | None = None

    def executer(self) -> None:
        """Run until `ArretDemande` or `ErreurLanceur`; the caller stops the children."""
        services = self._preparer_les_services()
        statiques = self._rassembler_les_statiques()  # the longest step: first
        for service in services:
            service.demarrer(self.superviseur)
        for service in services:
            self.superviseur.attendre(
                service.repond, delai=60, quoi=f"Le démarrage de {type(service).__name__}"
            )
        migrations = self._gerer("migrations", "migrate", "--noinput", "-v1")
        self.superviseur.attendre_fin(migrations, *statiques)
        (self.dossier.racine / "statiques.empreinte").write_text(empreinte_des_statiques())
        self._lancer_le_web()
        self._charger_la_demonstration()
        self._lancer_le_travail_de_fond()
        self.superviseur.attendre(self._premiere_page, delai=60, quoi="La première page")
        self.superviseur.suivre()
        self.superviseur.seuls_avertissements = True  # the summary stays in sight
        self._annoncer()
        self.superviseur.surveiller()

    @property
    def environnement(self) -> dict[str, str]:
        cle = self.dossier.cle_secrete()
        return environnement_des_enfants(self.options, cle_secrete=cle, embarques=self.embarques)

    def _preparer_les_services(self) -> list[Postgres | Redis]:
        """Choose the addresses of what the person did not provide; PostgreSQL last, it may initialise."""
        services: list[Postgres | Redis] = []
        racine, sockets = self.dossier.racine, self.dossier.sockets
        if not self.options.fourni("AMI_STOCKAGE"):
            self.embarques["AMI_STOCKAGE"] = (racine / "fichiers").as_uri()
        if not self.options.fourni("AMI_CLAMD"):
            self._lancer_l_antivirus()
        if not self.options.fourni("EMAIL_URL"):
            self._lancer_les_courriels()
        if not self.options.fourni("REDIS_URL"):
            redis = Redis(racine / "redis", sockets, self.options.environnement)
            self.embarques["REDIS_URL"] = redis.url
            services.append(redis)
        if not self.options.fourni("DATABASE_URL"):
            postgres = Postgres(
                racine / "postgresql", sockets / "pg", self.options.environnement, verrou=self.dossier.verrou
            )
            self.embarques["DATABASE_URL"] = postgres.url
            services.append(postgres)
        return services

    def _rassembler_les_statiques(self) -> list[Enfant]:
        """Collect static files again only when one has changed: seconds at each start otherwise."""
        temoin = self.dossier.racine / "statiques.empreinte"
        if temoin.exists() and temoin.read_text() == empreinte_des_statiques():
            return []
        temoin.unlink(missing_ok=True)
        options = ["--noinput", "--clear", "-v0", *(mot for motif in SANS_SOURCES for mot in ("-i", motif))]
        return [self._gerer("statiques", "collectstatic", *options)]

    def _lancer_l_antivirus(self) -> None:
        """Not waited for: files wait for it by themselves, and real signatures take half a minute to load."""
        if binaire := trouver_clamd(self.options.environnement):
            dossier, sockets = self.dossier.racine / "antivirus", self.dossier.sockets
            self.antivirus = Antivirus(dossier, sockets, binaire, self.options.environnement)
            self.antivirus.demarrer(self.superviseur)
            self.embarques["AMI_CLAMD"] = self.antivirus.url

    def _lancer_les_courriels(self) -> None:
        try:
            page = reserver(self.options.port_courriels)
        except OSError:
            page = reserver(0)
            dire(f"Le port {self.options.port_courriels} (PORT_COURRIELS) est pris : un autre est choisi.")
        self.page_des_courriels = page.getsockname()[1]
        with page, reserver(0) as smtp:
            self.embarques["EMAIL_URL"] = f"smtp://127.0.0.1:{smtp.getsockname()[1]}"
            commande = [sys.executable, "-m", "ami.local.courriels", "--dossier", str(self.dossier.courriels)]
            commande += ["--smtp", str(smtp.fileno()), "--page", str(page.fileno())]
            self._lancer("courriels", *commande, descripteurs=(smtp.fileno(), page.fileno()))

    def _lancer(
        self,
        nom: str,
        *commande: str,
        descripteurs: tuple[int, ...] = (),
        passager: bool = False,
        application: bool = False,
    ) -> Enfant:
        programme = Programme(
            nom,
            commande,
            environnement=self.environnement,
            dossier=RACINE,
            descripteurs=descripteurs,
            passager=passager,
            application=application,
        )
        return self.superviseur.lancer(programme)

    def _gerer(self, nom: str, *arguments: str) -> Enfant:
        return self._lancer(nom, sys.executable, "manage.py", *arguments, passager=True)

    def _module(self, nom: str, *arguments: str, descripteurs: tuple[int, ...] = ()) -> Enfant:
        commande = (sys.executable, *self._sans_avertissement(nom), "-m", "ami.local.enfant", *arguments)
        return self._lancer(nom, *commande, descripteurs=descripteurs, application=True)

    @staticmethod
    def _sans_avertissement(nom: str) -> tuple[str, ...]:
        """Silence celery about root, and nothing else: on this machine, root is the person's choice."""
        return ("-W", "ignore:You're running the worker with superuser") if nom.startswith("worker") else ()

    def _lancer_le_web(self) -> None:
        ecoute = self.web.fileno()
        options = [
            "--workers=2",
            "--worker-class=ami.serveur.Ouvrier",
            "--threads=4",
            "--timeout=30",
            "--graceful-timeout=5",
        ]
        options += ["--preload", "--no-control-socket", f"--bind=fd://{ecoute}"]
        self._module("web", "gunicorn", "ami.wsgi:application", *options, descripteurs=(ecoute,))
        self.web.close()

    def _lancer_le_travail_de_fond(self) -> None:
        celery = ("celery", "--quiet", "-A", "ami.celery")
        seul = ("-l", "info", "--without-mingle", "--without-gossip")
        self._module("worker", *celery, "worker", "-Q", "vagues,courriels", "-c", "2", *seul)
        # Apart: scans and PDFs are long, and keep neither a closing nor a mail waiting.
        fichiers = ("-Q", "fichiers", "-c", "1", "-n", "fichiers@%h")
        self._module("worker-fichiers", *celery, "worker", *fichiers, *seul)
        self._module("beat", *celery, "beat", "-l", "info", "-s", str(self.dossier.racine / "planning-beat"))

    def _charger_la_demonstration(self) -> None:
        """Load the demonstration once per database, wherever the database is."""
        if not self.options.demonstration:
            return
        base = self.environnement["DATABASE_URL"]
        temoin = self.dossier.racine / f"demonstration-{hashlib.sha256(base.encode()).hexdigest()[:16]}"
        if not temoin.exists():
            self.superviseur.attendre_fin(self._gerer("demo", "charger_demonstration"))
            temoin.touch()

    def _premiere_page(self) -> bool:
        connexion = http.client.HTTPConnection("127.0.0.1", self.options.port, timeout=10)
        try:
            connexion.request("GET", "/")
            statut = connexion.getresponse().status
        except OSError:
            return False
        finally:
            connexion.close()
        if statut >= http.HTTPStatus.BAD_REQUEST:
            raise ErreurLanceur(
                f"La première page répond par l’erreur {statut} : voyez le journal « web » ci-dessus."
            )
        return True

    def _annoncer(self) -> None:
        lignes = ["", f"  L’application répond : {self.environnement['AMI_URL']}/"]
        if self.page_des_courriels:
            lignes.append(f"  Les courriels se lisent : http://127.0.0.1:{self.page_des_courriels}/")
        else:
            lignes.append("  Les courriels partent par le serveur de EMAIL_URL.")
        lignes.append(f"  Antivirus : {self._dire_l_antivirus()}.")
        if self.options.demonstration:
            lignes += ["", f"  Comptes de démonstration, mot de passe « {MOT_DE_PASSE} » :"]
            lignes += [f"    {adresses:<40}{role}" for adresses, role in COMPTES.items()]
        lignes += ["", f"  Données : {self.dossier.racine}"]
        lignes += [f"  Journaux : {self.dossier.journaux} ; seuls les avertissements sont répétés ici."]
        dire("\n".join([*lignes, "  Ctrl-C pour arrêter.", ""]))

    def _dire_l_antivirus(self) -> str:
        if self.options.fourni("AMI_CLAMD"):
            return "celui de AMI_CLAMD"
        if self.antivirus is None:
            return "aucun, les fichiers déposés attendront (installez le paquet « clamav-daemon »)"
        if self.antivirus.de_demonstration:
            return "signatures de démonstration, seul le fichier d’essai EICAR est reconnu"
        return f"signatures de {self.antivirus.systeme}"


def main() -> int:
    """Return 0 after a requested stop, 1 after a failure that has been told."""
    if "MAKELEVEL" in os.environ:
        # Killing `make` alone must not leave the application running behind.
        lier_au_parent(os.getppid(), signal.SIGTERM)
    try:
        options = Options.lire(os.environ)
        dossier = ouvrir(options.donnees)
        if not options.fourni("DATABASE_URL"):
            reconnaitre(dossier.racine)
        lanceur = Lanceur(options, dossier, reserver_pour_le_web(options.port))
    except ErreurLanceur as erreur:
        return _echouer(erreur)
    for numero in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(numero, lanceur.superviseur.demander_l_arret)
    return _mener(lanceur)


def _mener(lanceur: Lanceur) -> int:
    """Run, then stop everything; the reason of a failure is told last, where it is seen."""
    echec: ErreurLanceur | None = None
    try:
        lanceur.executer()
    except (ArretDemande, BrokenPipeError):
        pass
    except ErreurLanceur as erreur:
        echec = erreur
    finally:
        lanceur.superviseur.arreter()
        _vider_les_sockets(lanceur.dossier.sockets)
    return _echouer(echec) if echec else 0


def _vider_les_sockets(sockets: Path) -> None:
    for chemin in (*sockets.glob("pg/.s*"), sockets / "redis.sock", sockets / "clamd.sock"):
        chemin.unlink(missing_ok=True)
    for chemin in (sockets / "pg", sockets):
        if chemin.exists():
            chemin.rmdir()


def _echouer(erreur: ErreurLanceur) -> int:
    sys.stderr.write(f"\n{erreur}\n")
    return 1
