"""Pages are compressed for who takes it; files are not, nor is a page made of nothing."""

import gzip
from collections.abc import Iterator

import pytest
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.test import RequestFactory

from ami.commun.middleware import ComprimerLesPages
from tests.conftest import ClientLecteur


@pytest.mark.django_db
def test_une_page_est_compressee_pour_qui_l_accepte(client: ClientLecteur) -> None:
    entiere = client.get("/")
    reponse = client.get("/", headers={"accept-encoding": "gzip"})
    assert reponse["Content-Encoding"] == "gzip"
    assert len(reponse.content) < len(entiere.content) / 2
    assert gzip.decompress(reponse.content)[:15] == entiere.content[:15]
    assert "Content-Encoding" not in entiere


def _morceaux() -> Iterator[bytes]:
    yield b"x" * 1000


@pytest.mark.parametrize(
    "reponse",
    [
        HttpResponse(b"%PDF" + b"x" * 1000, content_type="application/pdf"),
        StreamingHttpResponse(_morceaux(), content_type="text/csv"),
    ],
    ids=["pdf", "flux"],
)
def test_un_fichier_part_tel_quel(reponse: HttpResponse) -> None:
    def vue(_: HttpRequest) -> HttpResponse:
        return reponse

    requete = RequestFactory().get("/", headers={"accept-encoding": "gzip"})
    assert "Content-Encoding" not in ComprimerLesPages(vue)(requete)
