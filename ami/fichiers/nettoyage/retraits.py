"""What cleaning takes out that a reader would have seen. The child names it; the parent alone turns it into words."""

from collections.abc import Iterable
from enum import StrEnum


class Retrait(StrEnum):
    """Codes are stored with the file: a name never changes its meaning."""

    SIGNATURE = "signature"
    FICHIERS_JOINTS = "fichiers_joints"
    FORMULAIRE_XFA = "formulaire_xfa"
    CALCULS = "calculs"
    LIENS = "liens"
    MEDIAS = "medias"
    CONTENU_EXTERNE = "contenu_externe"
    AUTRES_IMAGES = "autres_images"
    EXTENSIONS = "extensions"


_MOTS = {
    Retrait.SIGNATURE: "la signature électronique",
    Retrait.FICHIERS_JOINTS: "des fichiers joints au document",
    Retrait.FORMULAIRE_XFA: "la version du formulaire propre à Adobe Reader",
    Retrait.CALCULS: "les calculs et contrôles automatiques",
    Retrait.LIENS: "des liens ou boutons qui ouvrent, envoient ou changent autre chose que le document",
    Retrait.MEDIAS: "des sons, vidéos ou objets en 3D",
    Retrait.CONTENU_EXTERNE: "des contenus rangés dans un autre fichier",
    Retrait.AUTRES_IMAGES: "les images qui suivent la première",
    Retrait.EXTENSIONS: "des compléments Office (des volets à côté du document, tenus par un autre site)",
}


def lire_les_codes(codes: Iterable[str]) -> list[Retrait]:
    """Those of our list, in its order: neither the child nor an older version is believed beyond that."""
    donnes = frozenset(codes)
    return [retrait for retrait in Retrait if retrait in donnes]


def en_mots(codes: Iterable[str]) -> str:
    """« la signature électronique, des fichiers joints au document »; empty when nothing was taken out."""
    return ", ".join(_MOTS[retrait] for retrait in lire_les_codes(codes))
