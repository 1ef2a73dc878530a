"""What the documents say of the code stays true, as far as a machine can tell."""

import re
from pathlib import Path

import pytest
from django.apps import apps

from ami.demonstration.comptes import COMPTES, MOT_DE_PASSE

RACINE = Path(__file__).resolve().parents[2]
LISEZMOI = (RACINE / "README.md").read_text()
DOCUMENTS = sorted([*RACINE.glob("*.md"), *RACINE.glob("docs/**/*.md")])
# Tests only: not for people.
TUES = {"AMI_ESSAI", "AMI_STATIQUES_SOURCE", "AMI_TEST_POSTGRES"}


def test_le_lisezmoi_decrit_chaque_variable() -> None:
    lues = set(re.findall(r'env\.\w+\("(\w+)"', (RACINE / "ami/settings.py").read_text()))
    for fichier in (RACINE / "ami/local").glob("*.py"):
        lues |= set(re.findall(r'"((?:AMI|PORT)_?[A-Z_]*)"', fichier.read_text()))
    decrites = set(re.findall(r"^\| `(\w+)` \|", LISEZMOI, re.MULTILINE))
    assert decrites == (lues - TUES) | {"PORTS_WEB"}


def test_le_lisezmoi_donne_les_comptes_de_demonstration() -> None:
    assert f"`{MOT_DE_PASSE}`" in LISEZMOI
    assert set(re.findall(r"\w+@demo\.test", LISEZMOI)) == {compte.email for compte in COMPTES}


def test_le_glossaire_nomme_chaque_modele() -> None:
    glossaire = (RACINE / "docs/glossary.md").read_text()
    maison = {
        "comptes",
        "notifications",
        "journal",
        "fichiers",
        "registre",
        "territoires",
        "vagues",
        "candidatures",
        "evaluation",
        "selection",
    }
    modeles = [modele.__name__ for modele in apps.get_models() if modele._meta.app_label in maison]
    assert len(modeles) > 20
    assert [nom for nom in modeles if f"`{nom}`" not in glossaire] == []


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda d: str(d.relative_to(RACINE)))
def test_chaque_lien_mene_quelque_part(document: Path) -> None:
    texte = document.read_text()
    liens = re.findall(r"(?<!!)\[[^\]]+\]\((?!https?:)([^)#]+)\)", texte)
    assert [lien for lien in liens if not (document.parent / lien).exists()] == []
    assert len(texte.splitlines()) <= 300


@pytest.mark.parametrize("document", ["docs/architecture.md", "CONTRIBUTING.md"])
def test_chaque_fichier_nomme_existe(document: str) -> None:
    """A reader looks for a rule where the page says it is."""
    nommes = re.findall(
        r"`((?:ami|candidatures|evaluation|vagues|templates|static|tests|docs)/[a-z_/.*]*)`",
        (RACINE / document).read_text(),
    )
    assert len(nommes) > 5
    assert [nom for nom in nommes if not list(RACINE.glob(nom))] == []


def test_chaque_decision_est_dans_l_index() -> None:
    index = (RACINE / "docs/adr/README.md").read_text()
    decisions = sorted(RACINE.glob("docs/adr/0*.md"))
    assert [int(decision.name[:4]) for decision in decisions] == list(range(1, len(decisions) + 1))
    for decision in decisions:
        titre = decision.read_text().splitlines()[0].partition(" – ")[2]
        assert f"[{decision.name[:4]}]({decision.name}) | {titre} |" in index
