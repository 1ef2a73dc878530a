"""Templates: none without a page, no script nor style inside; and no registry in the locks."""

import json
import re
from pathlib import Path

import pytest

from tests.architecture.maison import RACINE, sources, suivis


def test_aucun_script_ni_style_en_ligne() -> None:
    interdit = re.compile(r"<script(?![^>]*\bsrc=)|<style\b|\sstyle=|\son[a-z]+=|javascript:", re.IGNORECASE)
    fautes = [
        str(gabarit.relative_to(RACINE))
        for gabarit in suivis("templates/*.html")
        if "emails" not in gabarit.parts and interdit.search(gabarit.read_text())
    ]
    assert fautes == []


def test_chaque_gabarit_sert() -> None:
    textes = "\n".join(f.read_text() for f in (*sources(), *suivis("templates/*")))
    inutiles = [
        nom
        for gabarit in suivis("templates/*.html")
        if not (nom := str(gabarit.relative_to(RACINE / "templates"))).startswith(
            ("account/", "emails/", "pages/", "crispy_dsfr/")
        )
        and f'"{nom}"' not in textes
        and f"'{nom}'" not in textes
    ]
    assert inutiles == []


@pytest.mark.parametrize("fichier", sorted((RACINE / "requirements").glob("*.txt")), ids=lambda f: f.name)
def test_aucune_adresse_de_depot_dans_les_dependances(fichier: Path) -> None:
    assert "://" not in fichier.read_text()


def test_aucune_adresse_de_depot_dans_le_verrou_des_scripts() -> None:
    """An address would be that of one machine; the hash is enough to know an archive again."""
    verrou = json.loads((RACINE / "package-lock.json").read_text())
    paquets = {nom: paquet for nom, paquet in verrou["packages"].items() if nom}
    assert not [nom for nom, paquet in paquets.items() if "resolved" in paquet]
    assert not [nom for nom, paquet in paquets.items() if not paquet["integrity"].startswith("sha512-")]
