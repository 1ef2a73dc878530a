"""Each way clamd answers, or does not."""

import os
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from io import BytesIO
from threading import Thread

import pytest

from ami.fichiers import antivirus as module
from ami.fichiers.antivirus import Antivirus, AntivirusInjoignable, AntivirusInterrompu, FichierTropLong
from tests.fichiers.fabrication import EICAR, piece


@contextmanager
def faux_clamd(*reponses: bytes, lire_d_abord: bool = True) -> Iterator[Antivirus]:
    """A peer that gives one of these answers per connection, then closes it."""
    ecoute = socket.create_server(("127.0.0.1", 0))

    def servir() -> None:
        for reponse in reponses:
            prise, _ = ecoute.accept()
            with prise:
                if lire_d_abord:
                    prise.recv(1 << 16)
                prise.sendall(reponse)

    fil = Thread(target=servir)
    fil.start()
    yield Antivirus(f"tcp://127.0.0.1:{ecoute.getsockname()[1]}")
    fil.join(5)
    ecoute.close()
    assert not fil.is_alive()


def test_le_fichier_d_essai_est_reconnu_et_lui_seul(clamd: str) -> None:
    moteur = Antivirus(clamd)
    assert moteur.repond()
    assert moteur.signature_trouvee(BytesIO(EICAR)) == "Eicar-Test-Signature.UNOFFICIAL"
    assert moteur.signature_trouvee(BytesIO(piece("valide_1_page.pdf"))) == ""


def test_plus_long_que_clamd_n_accepte(clamd: str) -> None:
    with pytest.raises(FichierTropLong):
        Antivirus(clamd).signature_trouvee(BytesIO(bytes(31 << 20)))


@pytest.mark.parametrize("adresse", ["", "tcp://127.0.0.1:9", "unix:/nulle/part.sock"])
def test_sans_clamd_rien_n_est_sain(adresse: str) -> None:
    moteur = Antivirus(adresse)
    assert not moteur.repond()
    with pytest.raises(AntivirusInjoignable):
        moteur.signature_trouvee(BytesIO(b"a"))


def test_une_erreur_de_clamd_n_est_pas_un_verdict() -> None:
    with faux_clamd(b"stream: Can't allocate memory ERROR\0") as moteur, pytest.raises(AntivirusInjoignable):
        moteur.signature_trouvee(BytesIO(b"a"))


def test_une_coupure_d_un_clamd_qui_repond_encore_met_le_fichier_en_cause() -> None:
    with faux_clamd(b"", b"PONG\0") as moteur, pytest.raises(AntivirusInterrompu):
        moteur.signature_trouvee(BytesIO(b"a"))


def test_une_coupure_d_un_clamd_qui_ne_repond_plus_est_une_panne() -> None:
    with faux_clamd(b"", b"") as moteur, pytest.raises(AntivirusInjoignable):
        moteur.signature_trouvee(BytesIO(b"a"))


def test_un_clamd_muet_est_une_panne(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "_ATTENTE_VERDICT", 0.1)
    with socket.create_server(("127.0.0.1", 0)) as ecoute:
        moteur = Antivirus(f"tcp://127.0.0.1:{ecoute.getsockname()[1]}")
        with pytest.raises(AntivirusInjoignable, match="too slow"):
            moteur.signature_trouvee(BytesIO(os.urandom(10)))
