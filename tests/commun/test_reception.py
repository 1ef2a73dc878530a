"""A request is received when its last byte is; a refusal keeps its security headers; no file is kept."""

from datetime import UTC, datetime, timedelta
from io import BytesIO
from typing import Any

import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import HttpRequest, HttpResponse
from django.test import Client, RequestFactory

from ami.commun.middleware import noter_la_reception

MIDI = datetime(2027, 2, 15, 12, 0, tzinfo=UTC)


class CorpsLent(BytesIO):
    """A body whose end comes twenty seconds later."""

    def __init__(self, contenu: bytes, horloge: Any) -> None:
        super().__init__(contenu)
        self.horloge = horloge

    def read(self, *tailles: Any) -> bytes:
        morceau = super().read(*tailles)
        if morceau:
            self.horloge.shift(timedelta(seconds=20))
        return morceau


@pytest.mark.parametrize("genre", ["application/x-www-form-urlencoded", "multipart/form-data; boundary=x"])
def test_la_reception_est_celle_du_dernier_octet(genre: str) -> None:
    corps = b"nom=valeur"
    with time_machine.travel(MIDI, tick=False) as horloge:
        requete = RequestFactory().generic(
            "POST", "/", b"", content_type=genre, CONTENT_LENGTH=str(len(corps))
        )
        requete._stream = CorpsLent(corps, horloge)  # type: ignore[attr-defined]
        recus: list[datetime] = []

        def vue(request: HttpRequest) -> HttpResponse:
            recus.append(request.recu_le)  # type: ignore[attr-defined]
            return HttpResponse()

        noter_la_reception(vue)(requete)
    assert recus == [MIDI + timedelta(seconds=20)]


@pytest.mark.django_db
def test_deux_megaoctets_sont_refuses_avec_les_protections_de_la_page() -> None:
    reponse = Client().post("/comptes/connexion/", {"login": "a" * 2_000_000, "password": "b"})
    assert reponse.status_code == 413
    assert "default-src 'none'" in reponse["Content-Security-Policy"]
    assert reponse["X-Content-Type-Options"] == "nosniff"
    assert reponse["X-Frame-Options"] == "DENY"


@pytest.mark.django_db
def test_un_fichier_est_refuse_avant_son_premier_octet() -> None:
    fichier = SimpleUploadedFile("statuts.pdf", b"%PDF-1.7")
    assert Client().post("/comptes/connexion/", {"login": "a", "fichier": fichier}).status_code == 400


@pytest.mark.django_db
@pytest.mark.parametrize("charset", ["base64", "idna", "hex", "undefined", "unicode_escape", "utf-16"])
def test_le_jeu_de_caracteres_annonce_ne_casse_rien(charset: str) -> None:
    """Python knows codecs that are no charset of a form."""
    corps = b'--x\r\nContent-Disposition: form-data; name="login"\r\n\r\n\\ud800a\r\n--x--\r\n'
    genre = f"multipart/form-data; boundary=x; charset={charset}"
    assert Client().generic("POST", "/comptes/connexion/", corps, content_type=genre).status_code == 200
