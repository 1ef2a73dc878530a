"""The house keeps its shape: one-way imports, small files, no inline script."""

import ast
import re
import subprocess
from functools import cache
from pathlib import Path

import pytest

RACINE = Path(__file__).resolve().parent.parent
ETAGES = (  # from the ground up: a floor imports itself and the floors below
    ("ami.commun",),
    ("ami.journal", "ami.notifications"),
    ("ami.comptes",),
    ("ami.fichiers", "ami.territoires"),
    ("vagues",),
    ("candidatures",),
    ("evaluation",),
    (
        "ami.demonstration",
        "ami.accueil",
        "ami.urls",
        "ami.celery",
        "ami.wsgi",
        "ami.settings",
        "ami.journalisation",
        "ami",
    ),
)
LANCEUR = "ami.local"
HORS_DE_DJANGO = (
    "ami/commun/caracteres.py",
    "ami/commun/dates.py",
    "ami/commun/enfant.py",
    "ami/commun/nombres.py",
    "ami/commun/departements.py",
    "ami/fichiers/adresses.py",
    "ami/fichiers/nettoyage/archive.py",
    "ami/fichiers/nettoyage/bureautique.py",
    "ami/fichiers/nettoyage/enfant.py",
    "ami/fichiers/nettoyage/image.py",
    "ami/fichiers/nettoyage/pdf.py",
    "ami/fichiers/nettoyage/refus.py",
    "ami/fichiers/noms.py",
    "ami/fichiers/reconnaissance.py",
    "ami/journal/chaine.py",
    "ami/territoires/fiche.py",
    "candidatures/budget.py",
    "candidatures/champs.py",
    "candidatures/completude.py",
    "candidatures/composition.py",
    "candidatures/concurrence.py",
    "candidatures/differences.py",
    "candidatures/eligibilite.py",
    "candidatures/formats.py",
    "candidatures/manque.py",
    "candidatures/plan_comptable.py",
    "candidatures/presentation.py",
    "candidatures/questionnaire.py",
    "candidatures/questions/__init__.py",
    "candidatures/questions/choix.py",
    "candidatures/questions/consortium.py",
    "candidatures/questions/economie.py",
    "candidatures/questions/engagements.py",
    "candidatures/questions/lieu.py",
    "candidatures/questions/pieces.py",
    "candidatures/questions/situations.py",
    "candidatures/questions/projet.py",
    "candidatures/questions/structure.py",
    "candidatures/questions/territoire.py",
    "candidatures/reglages.py",
    "candidatures/relecture.py",
    "candidatures/reglages_generaux.py",
    "candidatures/regles.py",
    "candidatures/validite.py",
    "candidatures/seuils.py",
    "candidatures/structure_declaree.py",
    "evaluation/classement.py",
)


def _suivis(motif: str) -> list[Path]:
    sortie = subprocess.run(
        ["git", "ls-files", "--cached", "--others", "--exclude-standard", motif],
        cwd=RACINE,
        capture_output=True,
        text=True,
        check=True,
    ).stdout
    return [RACINE / ligne for ligne in sortie.splitlines() if (RACINE / ligne).exists()]


def _module(fichier: Path) -> str:
    return ".".join(fichier.relative_to(RACINE).with_suffix("").parts).removesuffix(".__init__")


def _appartement(module: str) -> str | None:
    """Return the app (or root module) a dotted name belongs to; None outside the project."""
    noms = [nom for etage in ETAGES for nom in etage] + [LANCEUR]
    candidats = [nom for nom in noms if module == nom or module.startswith(f"{nom}.")]
    return max(candidats, key=len, default=None)


@cache
def _sources() -> tuple[Path, ...]:
    return tuple(
        fichier
        for fichier in _suivis("*.py")
        if fichier.relative_to(RACINE).parts[0] in ("ami", "candidatures", "evaluation", "vagues")
    )


def _imports(fichier: Path) -> set[str]:
    trouves = set()
    for noeud in ast.walk(ast.parse(fichier.read_text())):
        if isinstance(noeud, ast.Import):
            trouves |= {alias.name for alias in noeud.names}
        elif isinstance(noeud, ast.ImportFrom) and noeud.module:
            trouves.add(noeud.module)
            trouves |= {f"{noeud.module}.{alias.name}" for alias in noeud.names}
    return trouves


def test_imports_vont_dans_un_seul_sens() -> None:
    rang = {nom: niveau for niveau, etage in enumerate(ETAGES) for nom in etage}
    toit = len(ETAGES) - 1
    fautes = []
    for fichier in _sources():
        maison = _appartement(_module(fichier))
        assert maison is not None, f"{fichier} has no floor"
        if maison == LANCEUR or rang[maison] == toit or "migrations" in fichier.parts:
            continue
        cibles = {(importe, _appartement(importe)) for importe in _imports(fichier)}
        fautes += [
            f"{_module(fichier)} → {importe}"
            for importe, cible in cibles
            if cible not in (None, maison, "ami") and (cible == LANCEUR or rang[cible] >= rang[maison])
        ]
    assert fautes == []


def test_le_lanceur_ne_connait_ni_django_ni_les_applications() -> None:
    for fichier in _sources():
        if _appartement(_module(fichier)) == LANCEUR:
            etrangers = {m for m in _imports(fichier) if _appartement(m) not in (None, LANCEUR, "ami")}
            assert not etrangers, fichier
            assert not [m for m in _imports(fichier) if m.split(".")[0] == "django"], fichier


def test_les_modules_purs_ignorent_django() -> None:
    for nom in HORS_DE_DJANGO:
        importes = _imports(RACINE / nom)
        assert not [m for m in importes if m.split(".")[0] in ("django", "celery")], nom
        locaux = {
            m for m in importes if _appartement(m) and (RACINE / (m.replace(".", "/") + ".py")).exists()
        }
        assert {m.replace(".", "/") + ".py" for m in locaux} <= set(HORS_DE_DJANGO), nom


def test_aucun_fichier_ne_depasse_300_lignes() -> None:
    longs = {
        str(fichier.relative_to(RACINE)): lignes
        for fichier in (*_suivis("*.py"), *_suivis("*.html"), *_suivis("static/ami/*"))
        if "migrations" not in fichier.parts and (lignes := len(fichier.read_text().splitlines())) > 300
    }
    assert longs == {}


def test_aucune_fonction_ne_depasse_30_lignes() -> None:
    """Signature and docstring apart: what one reads to understand what it does."""
    longues = {}
    for fichier in _sources():
        for noeud in ast.walk(ast.parse(fichier.read_text())):
            if isinstance(noeud, ast.FunctionDef) and "migrations" not in fichier.parts:
                corps = noeud.body[1:] if ast.get_docstring(noeud) and len(noeud.body) > 1 else noeud.body
                lignes = (noeud.end_lineno or 0) - corps[0].lineno + 1
                if lignes > 30:
                    longues[f"{_module(fichier)}.{noeud.name}"] = lignes
    assert longues == {}


def test_aucun_script_ni_style_en_ligne() -> None:
    interdit = re.compile(r"<script(?![^>]*\bsrc=)|<style\b|\sstyle=|\son[a-z]+=|javascript:", re.IGNORECASE)
    fautes = [
        str(gabarit.relative_to(RACINE))
        for gabarit in _suivis("templates/*.html")
        if "emails" not in gabarit.parts and interdit.search(gabarit.read_text())
    ]
    assert fautes == []


def test_chaque_gabarit_sert() -> None:
    textes = "\n".join(f.read_text() for f in (*_sources(), *_suivis("templates/*")))
    inutiles = [
        nom
        for gabarit in _suivis("templates/*.html")
        if not (nom := str(gabarit.relative_to(RACINE / "templates"))).startswith(
            ("account/", "emails/", "pages/", "crispy_dsfr/")
        )
        and f'"{nom}"' not in textes
        and f"'{nom}'" not in textes
    ]
    assert inutiles == []


def test_aucun_signal_ni_save_surcharge() -> None:
    for fichier in _sources():
        texte = fichier.read_text()
        assert "django.dispatch" not in texte, fichier
        assert not re.search(r"^\s+def save\(self", texte, re.MULTILINE), fichier


@pytest.mark.parametrize("fichier", sorted((RACINE / "requirements").glob("*.txt")), ids=lambda f: f.name)
def test_aucune_adresse_de_depot_dans_les_dependances(fichier: Path) -> None:
    assert "://" not in fichier.read_text()
