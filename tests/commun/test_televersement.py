"""Forms that carry files: received whole on the routes that say so, by people signed in, and nowhere else."""

import errno
from datetime import UTC, datetime, timedelta
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.files.uploadhandler import TemporaryFileUploadHandler
from django.http import HttpRequest, HttpResponse
from django.test import Client, RequestFactory
from django.test.client import BOUNDARY, MULTIPART_CONTENT, encode_multipart
from django.urls import path
from django.views.decorators.http import require_POST

from ami.commun import televersement
from ami.commun.middleware import noter_la_reception
from ami.commun.televersement import accepte_des_fichiers
from ami.urls import handler400
from ami.urls import urlpatterns as du_site
from tests.commun.test_reception import CorpsLent
from tests.fabriques import UtilisateurFactory

LIMITE = 3_000_000
MIDI = datetime(2027, 2, 15, 12, 0, tzinfo=UTC)
INSECABLE = "\u00a0"


@accepte_des_fichiers(taille_max_totale=LIMITE)
@require_POST
def deposer(request: HttpRequest) -> HttpResponse:
    fichiers = request.FILES.getlist("fichier")
    return HttpResponse(" ".join(f"{f.name}:{f.size}" for f in fichiers) + request.POST.get("texte", ""))


urlpatterns = [path("essai/deposer/", deposer), *du_site]
__all__ = ["handler400"]


@pytest.fixture(autouse=True)
def routes(settings: Any, tmp_path: Path) -> Path:
    settings.ROOT_URLCONF = __name__
    settings.FILE_UPLOAD_TEMP_DIR = tmp_path
    return tmp_path


@pytest.fixture
def connecte(db: None) -> Client:
    client = Client()
    client.force_login(UtilisateurFactory())
    return client


def _fichier(taille: int = 10, nom: str = "a.pdf") -> SimpleUploadedFile:
    return SimpleUploadedFile(nom, b"x" * taille)


def _envoyer(client: Client, *fichiers: SimpleUploadedFile, **champs: str) -> Any:
    return client.post("/essai/deposer/", {"fichier": list(fichiers), **champs})


def _phrase(reponse: Any) -> str:
    """What the page of a refusal says, which keeps its protections."""
    assert "<h1>Envoi non reçu</h1>" in reponse.content.decode()
    assert "default-src 'none'" in reponse["Content-Security-Policy"]
    return reponse.content.decode().replace(INSECABLE, " ")


def test_un_formulaire_et_ses_fichiers_sont_recus(connecte: Client, routes: Path) -> None:
    reponse = _envoyer(connecte, _fichier(2_700_000, "gros.pdf"), _fichier(12), texte=" et un mot")
    assert (reponse.status_code, reponse.content) == (200, b"gros.pdf:2700000 a.pdf:12 et un mot")
    assert list(routes.iterdir()) == [], "nothing temporary is left"


@pytest.mark.django_db
def test_la_reception_est_celle_du_dernier_octet_du_dernier_fichier() -> None:
    corps = encode_multipart(BOUNDARY, {"fichier": _fichier(1000)})
    recus: list[datetime] = []

    def vue(request: HttpRequest) -> HttpResponse:
        recus.append(request.recu_le)  # type: ignore[attr-defined]
        assert request.FILES["fichier"].size == 1000  # type: ignore[union-attr]
        return HttpResponse()

    with time_machine.travel(MIDI, tick=False) as horloge:
        client = Client()
        client.force_login(UtilisateurFactory())
        requete = RequestFactory().generic("POST", "/essai/deposer/", b"", CONTENT_TYPE=MULTIPART_CONTENT)
        requete.META["CONTENT_LENGTH"] = str(len(corps))
        requete.COOKIES = {"session": client.cookies["session"].value}
        requete._stream = CorpsLent(corps, horloge)  # type: ignore[attr-defined]
        noter_la_reception(vue)(requete)
    assert recus == [MIDI + timedelta(seconds=20)]


@pytest.mark.django_db
@pytest.mark.parametrize("biscuit", ["", "a" * 32, "court"])
def test_sans_session_pas_un_octet_n_est_lu(biscuit: str) -> None:
    """A cookie that is made up opens nothing."""
    corps = BytesIO(encode_multipart(BOUNDARY, {"fichier": _fichier(2_000_000)}))
    client = Client()
    client.cookies["session"] = biscuit
    entetes: dict[str, Any] = {
        "CONTENT_TYPE": MULTIPART_CONTENT,
        "CONTENT_LENGTH": "2000200",
        "wsgi.input": corps,
    }
    reponse = client.generic("POST", "/essai/deposer/", b"", **entetes)
    assert reponse.status_code == 401
    assert "Votre session a expiré : vos fichiers n’ont pas été reçus." in _phrase(reponse)
    assert corps.tell() == 0


def test_trop_lourd_est_refuse_avant_le_premier_octet(connecte: Client, routes: Path) -> None:
    reponse = _envoyer(connecte, _fichier(2_000_000), _fichier(2_000_000))
    assert reponse.status_code == 413
    assert "Cet envoi pèse 4 Mo : la limite est de 3 Mo en une fois." in _phrase(reponse)
    assert list(routes.iterdir()) == []


def test_trop_de_fichiers_est_refuse_avec_une_phrase(connecte: Client, routes: Path) -> None:
    assert _envoyer(connecte, *[_fichier()] * 20).status_code == 200
    reponse = _envoyer(connecte, *[_fichier()] * 21)
    assert reponse.status_code == 413
    assert "Un envoi compte au plus 20 fichiers." in _phrase(reponse)
    assert list(routes.iterdir()) == []


def test_disque_plein_est_dit_et_ne_laisse_rien(
    connecte: Client, routes: Path, monkeypatch: pytest.MonkeyPatch, settings: Any
) -> None:
    def plein(*_arguments: object) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    settings.FILE_UPLOAD_MAX_MEMORY_SIZE = 0
    monkeypatch.setattr(TemporaryFileUploadHandler, "receive_data_chunk", plein)
    reponse = _envoyer(connecte, _fichier())
    assert reponse.status_code == 503
    assert "Le serveur manque de place" in _phrase(reponse)
    assert list(routes.iterdir()) == []


@pytest.mark.parametrize(
    "corps",
    [b"--x\r\npas un formulaire", b"", encode_multipart(BOUNDARY, {"texte": "a" * 2_000_000})],
    ids=["illisible", "vide", "champ immense"],
)
def test_un_formulaire_mal_fait_n_est_jamais_une_erreur_du_serveur(connecte: Client, corps: bytes) -> None:
    reponse = connecte.generic("POST", "/essai/deposer/", corps, content_type=MULTIPART_CONTENT)
    assert reponse.status_code in {200, 400}


@pytest.mark.parametrize("longueur", ["-1", "999999999999999999999"])
def test_une_longueur_mensongere_n_est_jamais_une_erreur_du_serveur(connecte: Client, longueur: str) -> None:
    reponse = connecte.generic(
        "POST", "/essai/deposer/", b"x", content_type=MULTIPART_CONTENT, CONTENT_LENGTH=longueur
    )
    assert reponse.status_code in {400, 413}


def test_le_jeton_reste_exige(db: None) -> None:
    client = Client(enforce_csrf_checks=True)
    client.force_login(UtilisateurFactory())
    assert _envoyer(client, _fichier()).status_code == 403


def test_sur_la_meme_route_un_corps_sans_fichier_garde_sa_limite(connecte: Client) -> None:
    longue = "texte=" + "a" * 2_000_000
    reponse = connecte.generic(
        "POST", "/essai/deposer/", longue, content_type="application/x-www-form-urlencoded"
    )
    assert reponse.status_code == 413


def test_un_compte_n_envoie_pas_sans_fin(
    connecte: Client, routes: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whatever becomes of the files: the server reads them before the view knows who may send them there."""
    monkeypatch.setattr(televersement, "OCTETS_PAR_HEURE", 2_000)
    assert _envoyer(connecte, _fichier(1_000)).status_code == 200
    assert _envoyer(connecte, _fichier(1_000)).status_code == 413
    assert list(routes.iterdir()) == []
    autre = Client()
    autre.force_login(UtilisateurFactory())
    assert _envoyer(autre, _fichier(1_000)).status_code == 200


@pytest.mark.parametrize("blanc", ["\u00a0", "\u202f", "\u2009", "\u3000", "\u2028", "\t", " ", "&nbsp;"])
def test_un_blanc_dans_un_nom_reste_un_blanc(connecte: Client, blanc: str) -> None:
    reponse = connecte.post("/essai/deposer/", {"fichier": _fichier(nom=f"Budget{blanc}2027.pdf")})
    assert reponse.content.decode() == "Budget 2027.pdf:10"


@pytest.mark.parametrize("invisible", ["\u200b", "\u202e", "\x07"])
def test_un_signe_invisible_dans_un_nom_disparait(connecte: Client, invisible: str) -> None:
    reponse = connecte.post("/essai/deposer/", {"fichier": _fichier(nom=f"Bud{invisible}get.pdf")})
    assert reponse.content.decode() == "Budget.pdf:10"


def test_un_texte_trop_lourd_le_dit_a_qui_l_envoie(connecte: Client) -> None:
    reponse = connecte.post(
        "/essai/deposer/", "texte=" + "é" * 1_000_000, content_type="application/x-www-form-urlencoded"
    )
    page = reponse.content.decode()
    assert reponse.status_code == 413
    assert f"pèse 2{INSECABLE}Mo{INSECABLE}: la limite est de 1,5{INSECABLE}Mo" in page
    assert "Se déconnecter" in page
    assert "Se connecter" not in page
