"""JPEG and PNG: pixels alone are written again, upright; position, author and profile are left behind."""

import warnings
from pathlib import Path

from PIL import Image, ImageOps

from .refus import Raison, Refus

PIXELS_MAX = 50_000_000
FORMATS = {"jpeg": ("JPEG", "MPO"), "png": ("PNG",)}
MODES = {"jpeg": ("L", "RGB"), "png": ("1", "L", "LA", "RGB", "RGBA", "I;16")}


def nettoyer(genre: str, source: Path, cible: Path) -> None:
    """Write the first image of the file again. Raises ``Refus`` when it is too large or unreadable."""
    Image.MAX_IMAGE_PIXELS = PIXELS_MAX
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            propre = _relever(genre, source)
    except (Image.DecompressionBombError, Image.DecompressionBombWarning):
        raise Refus(Raison.TROP_DE_PIXELS) from None
    options = {"quality": 90} if genre == "jpeg" else {}
    propre.save(cible, FORMATS[genre][0], **options)


def _relever(genre: str, source: Path) -> Image.Image:
    with Image.open(source, formats=FORMATS[genre]) as image:
        if image.width * image.height > PIXELS_MAX:
            raise Refus(Raison.TROP_DE_PIXELS)
        return _en_pixels(ImageOps.exif_transpose(image), genre)


def _en_pixels(image: Image.Image, genre: str) -> Image.Image:
    """Return a copy in a plain mode that remembers nothing of its file."""
    image.load()
    if image.mode not in MODES[genre]:
        transparente = genre == "png" and ("transparency" in image.info or "A" in image.getbands())
        image = image.convert("RGBA" if transparente else "RGB")
    propre = image.copy()
    propre.info = {}
    return propre
