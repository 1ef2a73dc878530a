"""Templates: none without a page, no script nor style inside; and no registry in the locks."""

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
