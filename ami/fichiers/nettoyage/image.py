"""JPEG and PNG: pixels alone are written again, upright; position, author and profile are left behind."""

import warnings
from contextlib import suppress
from pathlib import Path

from PIL import Image, ImageOps

from .refus import Raison, Refus
from .retraits import Retrait

PIXELS_MAX = 50_000_000
VUES_MAX = 20
FORMATS = {"jpeg": ("JPEG", "MPO"), "png": ("PNG",)}
MODES = {"jpeg": ("L", "RGB"), "png": ("1", "L", "LA", "RGB", "RGBA", "I;16")}


def nettoyer(genre: str, source: Path, cible: Path) -> set[Retrait]:
    """Write the first image of the file again; tell whether others follow. Raises ``Refus`` when it is too large or unreadable."""
    Image.MAX_IMAGE_PIXELS = PIXELS_MAX
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            propre, suite = _relever(genre, source)
    except (Image.DecompressionBombError, Image.DecompressionBombWarning):
        raise Refus(Raison.TROP_DE_PIXELS) from None
    options = {"quality": 90} if genre == "jpeg" else {}
    propre.save(cible, FORMATS[genre][0], **options)
    return {Retrait.AUTRES_IMAGES} if suite else set()


def _relever(genre: str, source: Path) -> tuple[Image.Image, bool]:
    with Image.open(source, formats=FORMATS[genre]) as image:
        if image.width * image.height > PIXELS_MAX:
            raise Refus(Raison.TROP_DE_PIXELS)
        return _en_pixels(ImageOps.exif_transpose(image), genre), _a_une_suite(image)


def _a_une_suite(image: Image.Image) -> bool:
    """Tell whether other images follow: an animation, or views as large as the first.

    Smaller ones belong to it: telephones add what the screen needs to make it brighter.
    """
    nombre = getattr(image, "n_frames", 1)
    if image.format != "MPO":
        return nombre > 1
    taille = image.size
    with suppress(EOFError, OSError, SyntaxError, ValueError):  # what announces them lies
        for rang in range(1, min(nombre, VUES_MAX)):
            image.seek(rang)
            if image.size == taille:
                return True
    return False


def _en_pixels(image: Image.Image, genre: str) -> Image.Image:
    """Return a copy in a plain mode that remembers nothing of its file."""
    image.load()
    if image.mode not in MODES[genre]:
        transparente = genre == "png" and ("transparency" in image.info or "A" in image.getbands())
        image = image.convert("RGBA" if transparente else "RGB")
    propre = image.copy()
    propre.info = {}
    return propre
