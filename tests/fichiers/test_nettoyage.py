"""What cleaning keeps, takes away and refuses: images."""

import zlib
from io import BytesIO

import pytest
from PIL import Image

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
