"""What cleaning keeps, takes away and refuses: images; and the child process in which it runs."""

import os
import subprocess
import sys
import zlib
from io import BytesIO
from pathlib import Path

import pytest
from PIL import Image

from ami.fichiers import bac
from ami.fichiers.nettoyage import enfant
from ami.fichiers.nettoyage.refus import Raison, Refus
from tests.fichiers.fabrication import (
    image,
    photo,
)
from tests.fichiers.inertie import verifier
from tests.fichiers.nettoyage import nettoyer, nettoyer_a_part, raison


def test_photo_redressee_sans_lieu_ni_auteur() -> None:
    copie = nettoyer("jpeg", photo(orientation=6))
    verifier("jpeg", copie)
    assert not [mot for mot in (b"Exif", b"telephone", b"secret") if mot in copie]
    with Image.open(BytesIO(copie)) as droite:
        assert droite.size == (48, 64)


@pytest.mark.parametrize("mode", ["1", "L", "LA", "P", "RGB", "RGBA", "I;16"])
def test_png_de_chaque_mode_garde_ses_pixels(mode: str) -> None:
    source = Image.new(mode, (3, 2), 1) if mode in {"1", "P", "I;16"} else Image.new(mode, (3, 2), "white")
    sortie = BytesIO()
    source.save(sortie, "png")
    copie = nettoyer("png", sortie.getvalue() + b"<script>alert(1)</script>")
    verifier("png", copie)
    with Image.open(BytesIO(copie)) as relue:
        assert relue.convert("RGBA").tobytes() == source.convert("RGBA").tobytes()


def test_jpeg_en_quadrichromie_devient_affichable() -> None:
    sortie = BytesIO()
    Image.new("CMYK", (4, 4)).save(sortie, "jpeg")
    with Image.open(BytesIO(nettoyer("jpeg", sortie.getvalue()))) as relue:
        assert relue.mode == "RGB"


def test_image_immense_est_refusee_sans_etre_ouverte() -> None:
    sortie = BytesIO()
    Image.new("1", (8_000, 7_000)).save(sortie, "png")
    assert raison("png", sortie.getvalue()) is Raison.TROP_DE_PIXELS
    debut = b"IHDR" + (60_000).to_bytes(4) * 2 + image("png")[24:29]
    menteuse = image("png")[:12] + debut + zlib.crc32(debut).to_bytes(4) + image("png")[33:]
    assert raison("png", menteuse) is Raison.TROP_DE_PIXELS


@pytest.mark.parametrize("genre", ["jpeg", "png"])
def test_image_coupee_est_refusee(genre: str) -> None:
    brut = image(genre)
    with pytest.raises(Exception, match=r"truncated|Truncated|broken"):
        nettoyer(genre, brut[: len(brut) * 2 // 3])
    with pytest.raises(Refus) as refus:
        nettoyer_a_part(genre, brut[: len(brut) * 2 // 3])
    assert refus.value.raison is Raison.ILLISIBLE


def test_l_enfant_n_a_ni_secret_ni_dossier_de_l_application(monkeypatch: pytest.MonkeyPatch) -> None:
    """It is told its own environment and its modules by a clean file read through the same door."""
    espion = (
        "import os, sys; sys.path.append(sys.argv.pop(1)); import nettoyage.enfant, nettoyage.pdf;"
        "open(sys.argv[4], 'w').write(repr((dict(os.environ), sorted(sys.modules), sys.path)))"
    )
    monkeypatch.setattr(bac, "AMORCE", espion)
    environnement, modules, chemins = eval(nettoyer_a_part("pdf", b"x"))  # noqa: S307 - written by the line above
    assert set(environnement) <= {"LC_ALL", "LC_CTYPE", "PWD"}
    assert not [m for m in modules if m.split(".")[0] in {"ami", "django", "celery"}]
    assert "" not in chemins


BORNES = {
    "mémoire": "bytearray(2 << 30)",
    "processeur": "exec('while True: pass')",
    "disque": "[f.write(bytes(1 << 20)) for f in [open('gros', 'wb')] for _ in range(300)]",
}


@pytest.mark.parametrize("cas", BORNES)
def test_le_noyau_borne_l_enfant(cas: str, tmp_path: Path) -> None:
    programme = (
        "import os, sys; from ami.fichiers.nettoyage import enfant; enfant.SECONDES = 1;"
        f"enfant.se_borner(os.getppid()); {BORNES[cas]}"
    )
    fini = subprocess.run(
        [sys.executable, "-c", f"import sys; sys.path.insert(0, {str(Path.cwd())!r}); {programme}"],
        cwd=tmp_path,
        env=os.environ,
        capture_output=True,
        timeout=30,
        check=False,
    )
    assert fini.returncode != 0
    attendu = {"mémoire": b"MemoryError", "processeur": b"", "disque": b"File too large"}[cas]
    assert attendu in fini.stderr


def test_un_enfant_orphelin_s_en_va() -> None:
    fini = subprocess.run(
        [sys.executable, "-c", "from ami.fichiers.nettoyage.enfant import se_borner; se_borner(1)"],
        check=False,
    )
    assert fini.returncode == enfant.EMPECHE
