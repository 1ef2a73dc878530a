"""The same store, in a folder and over S3."""

import errno
import socket
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from threading import Barrier, Thread
from typing import Any, ClassVar

import pytest
from django.core.management import call_command
from django.utils import timezone
from moto.server import ThreadedMotoServer

from ami.comptes.models import Utilisateur
from ami.fichiers import stockage
from ami.fichiers.adresses import lire_stockage
from ami.fichiers.erreurs import ContenuAbsent, FichierRefuse, StockageEnPanne
from ami.fichiers.models import Fichier
from ami.fichiers.reponses import servir
from ami.fichiers.services import analyser_les_recus, empreinte_stockee, supprimer_orphelins
from ami.fichiers.stockage import StockageLocal
from tests.fabriques import FichierFactory
from tests.fichiers.conftest import contenu_du_stockage
from tests.fichiers.fabrication import deposer, honnete, piece

UN_JOUR = timedelta(days=1)


@pytest.fixture(scope="module")
def moto() -> Iterator[str]:
    serveur = ThreadedMotoServer("127.0.0.1", port=0, verbose=False)
    serveur.start()
    hote, port = serveur.get_host_and_port()
    yield f"{hote}:{port}"
    serveur.stop()


@pytest.fixture(params=["dossier", pytest.param("s3", marks=pytest.mark.serveur)])
def magasin(request: pytest.FixtureRequest, settings: Any, racine: Path) -> str:
    """Each test of this module that asks for it runs on both."""
    if request.param == "s3":
        seau = f"seau-{abs(hash(request.node.nodeid))}"
        adresse = f"s3://cle:s%2Fecret@{request.getfixturevalue('moto')}/{seau}?tls=0"
        settings.STORAGES = {**settings.STORAGES, "fichiers": lire_stockage(adresse)}
    call_command("preparer_stockage", verbosity=0)
    return str(request.param)


def test_ecrire_lire_remplacer_effacer(magasin: str) -> None:
    stockage.ecrire("documents/recu.pdf", b"un")
    stockage.ecrire("documents/recu.pdf", b"deux")
    with stockage.lire("documents/recu.pdf") as flux:
        assert flux.read() == b"deux"
    assert stockage.noms("documents") == ([], ["recu.pdf"])
    assert abs(timezone.now() - stockage.ecrit_le("documents/recu.pdf")) < timedelta(minutes=1)
    stockage.effacer("documents/recu.pdf")
    stockage.effacer("documents/recu.pdf")
    with pytest.raises(ContenuAbsent):
        stockage.lire("documents/recu.pdf")
    assert stockage.noms("ailleurs") == ([], [])


@pytest.mark.usefixtures("antivirus")
def test_de_la_reception_au_telechargement(magasin: str, personne: Utilisateur) -> None:
    fichier = deposer(personne, "a.pdf", piece("javascript_openaction.pdf"))
    assert empreinte_stockee(fichier) == fichier.empreinte
    assert analyser_les_recus() == (1, 0)
    fichier.refresh_from_db()
    reponse: Any = servir(fichier, pour=personne)
    assert len(reponse.getvalue()) == fichier.taille_servie
    for fermer in reponse._resource_closers:
        fermer()


def test_les_orphelins_d_un_jour_sont_effaces_et_eux_seuls(
    magasin: str, personne: Utilisateur, racine: Path
) -> None:
    garde = deposer(personne, "a.pdf", honnete("pdf"))
    sain = deposer(personne, "b.pdf", honnete("pdf"))
    Fichier.objects.filter(pk=sain.pk).update(etat="sain", empreinte_servie="a" * 64, taille_servie=1)
    infecte = deposer(personne, "c.pdf", honnete("pdf"))
    Fichier.objects.filter(pk=infecte.pk).update(etat="refuse", motif="Non.", signature="Eicar")
    gardes = ["documents/recu.pdf", garde.cle_originale, sain.cle_originale, f"servis/{sain.pk}-{'a' * 64}"]
    perdus = [infecte.cle_originale, "originaux/sans-ligne", f"servis/{sain.pk}-{'b' * 64}", "servis/rien-x"]
    sain.refresh_from_db()
    assert sain.cle_servie == gardes[3]
    for cle in (gardes[0], gardes[3], *perdus[1:]):
        stockage.ecrire(cle, b"x")
    assert supprimer_orphelins(maintenant=timezone.now() + UN_JOUR - timedelta(minutes=5)) == 0
    assert supprimer_orphelins(maintenant=timezone.now() + UN_JOUR) == 4
    for cle in gardes:
        stockage.lire(cle).close()
    for cle in perdus:
        with pytest.raises(ContenuAbsent):
            stockage.lire(cle)


class StockageQuiCompte(StockageLocal):
    """The folder, and how many times its listing was asked."""

    listes: ClassVar[list[str]] = []

    def listdir(self, path: str) -> tuple[list[str], list[str]]:
        self.listes.append(path)
        return super().listdir(path)


@pytest.mark.parametrize("nombre", [1, 3])
def test_le_menage_liste_chaque_dossier_une_fois_quel_que_soit_le_nombre_de_fichiers(
    nombre: int, settings: Any, racine: Path, personne: Utilisateur, django_assert_num_queries: Any
) -> None:
    entree = {"BACKEND": f"{__name__}.{StockageQuiCompte.__name__}", "OPTIONS": {"location": str(racine)}}
    settings.STORAGES = {**settings.STORAGES, "fichiers": entree}
    for _ in range(nombre):
        fichier = FichierFactory(depose_par=personne)
        stockage.ecrire(fichier.cle_originale, b"x")
        stockage.ecrire(fichier.cle_servie, b"x")
    StockageQuiCompte.listes.clear()
    with django_assert_num_queries(2):
        assert supprimer_orphelins(maintenant=timezone.now() + UN_JOUR) == 0
    assert StockageQuiCompte.listes == ["provisoires", "originaux", "servis"]


def test_preparer_le_stockage_deux_fois_ne_change_rien(
    magasin: str, capsys: pytest.CaptureFixture[str]
) -> None:
    call_command("preparer_stockage")
    assert capsys.readouterr().out == "Stockage déjà prêt.\n"


def test_s3_arrete_refuse_avec_une_phrase(settings: Any, personne: Utilisateur, contenus: Any) -> None:
    adresse = "s3://cle:secret@127.0.0.1:9/seau?tls=0"
    settings.STORAGES = {**settings.STORAGES, "fichiers": lire_stockage(adresse)}
    avant = contenus()
    with pytest.raises(FichierRefuse, match=r"ne répond pas pour le moment\. Rien n’a été enregistré"):
        deposer(personne, "a.pdf", honnete("pdf"))
    assert contenus() == avant


def test_s3_muet_est_une_panne_et_non_une_attente(settings: Any) -> None:
    with socket.create_server(("127.0.0.1", 0)) as ecoute:
        adresse = f"s3://cle:secret@127.0.0.1:{ecoute.getsockname()[1]}/seau?tls=0"
        reglage = lire_stockage(adresse)
        reglage["OPTIONS"]["client_config"] = reglage["OPTIONS"]["client_config"].merge(
            type(reglage["OPTIONS"]["client_config"])(read_timeout=0.2, retries={"max_attempts": 0})
        )
        settings.STORAGES = {**settings.STORAGES, "fichiers": reglage}
        with pytest.raises(StockageEnPanne):
            stockage.lire("originaux/a")


def test_un_fichier_du_dossier_est_entier_ou_absent(racine: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    stockage.ecrire("documents/a", b"ancien")

    def plein(_descripteur: int) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(stockage.os, "fsync", plein)  # type: ignore[attr-defined]
    with pytest.raises(StockageEnPanne):
        stockage.ecrire("documents/a", b"nouveau")
    assert (racine / "documents/a").read_bytes() == b"ancien"
    assert contenu_du_stockage(racine) == {"documents/a"}


def test_deux_ecritures_ensemble_laissent_l_une_des_deux_entiere(racine: Path) -> None:
    depart = Barrier(2)

    def ecrire(contenu: bytes) -> None:
        depart.wait(5)
        stockage.ecrire("documents/a", contenu)

    fils = [Thread(target=ecrire, args=(lettre * 3_000_000,)) for lettre in (b"a", b"b")]
    for fil in fils:
        fil.start()
    for fil in fils:
        fil.join(10)
    assert (racine / "documents/a").read_bytes() in {b"a" * 3_000_000, b"b" * 3_000_000}


def test_le_dossier_n_est_lisible_que_par_l_application(racine: Path) -> None:
    stockage.ecrire("originaux/a", b"x")
    assert (racine / "originaux").stat().st_mode & 0o777 == 0o700
    assert (racine / "originaux/a").stat().st_mode & 0o777 == 0o600


@pytest.mark.parametrize("cle", ["../dehors", "/etc/passwd", "originaux/../../x"])
def test_une_cle_ne_sort_pas_du_dossier(cle: str) -> None:
    with pytest.raises(StockageEnPanne):
        stockage.ecrire(cle, b"x")


def test_adresse_d_un_dossier() -> None:
    assert lire_stockage("file:///srv/mes%20fichiers") == {
        "BACKEND": "ami.fichiers.stockage.StockageLocal",
        "OPTIONS": {"location": "/srv/mes fichiers"},
    }


def test_adresse_s3_complete() -> None:
    options = lire_stockage("s3://cl%C3%A9:a%2Fb@s3.exemple.test/seau?region=fr-par")["OPTIONS"]
    attendu = {
        "access_key": "clé",
        "secret_key": "a/b",
        "bucket_name": "seau",
        "endpoint_url": "https://s3.exemple.test",
        "region_name": "fr-par",
        "use_ssl": True,
        "default_acl": None,
        "querystring_auth": False,
    }
    assert {nom: options[nom] for nom in attendu} == attendu


@pytest.mark.parametrize(
    "adresse", ["", "/srv/x", "file:///", "file://hote/x", "s3://cle:tres-secret@hote", "ftp://x/y"]
)
def test_adresse_incomprise_arrete_sans_repeter_de_secret(adresse: str) -> None:
    with pytest.raises(ValueError, match="AMI_STOCKAGE must be") as erreur:
        lire_stockage(adresse)
    assert "tres-secret" not in str(erreur.value)
