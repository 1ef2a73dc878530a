"""The house as it is drawn: floors, and what git tracks of each."""

import ast
import subprocess
from functools import cache
from pathlib import Path

RACINE = Path(__file__).resolve().parents[2]
# From the ground up: a room imports itself and the floors below. An inner room is named before the app that holds it.
ETAGES = (
    ("ami.commun",),
    ("ami.territoires",),
    ("ami.journal", "ami.notifications"),
    ("ami.comptes",),
    ("ami.fichiers", "ami.registre"),
    ("vagues",),
    ("candidatures.formulaire.catalogue",),
    ("candidatures.formulaire.reglages",),
    ("candidatures.formulaire.questionnaire",),
    ("candidatures.formulaire.controle",),
    ("candidatures.formulaire.presentation", "candidatures.formulaire.concurrence"),
    ("candidatures.formulaire.saisie", "candidatures.formulaire"),
    ("candidatures.actes", "candidatures.seuils", "candidatures.states"),
    ("candidatures.models",),
    ("candidatures.version_deposee",),
    ("candidatures.lectures",),
    ("candidatures.permissions",),
    ("candidatures.emails",),
    ("candidatures.services",),
    ("candidatures.forms",),
    ("candidatures.views",),
    ("candidatures.urls", "candidatures.tasks", "candidatures.management"),
    ("candidatures",),
    ("evaluation",),
    ("evaluation.selection",),
    ("ami.pilotage",),
    (
        "ami.demonstration",
        "ami.urls",
        "ami.celery",
        "ami.wsgi",
        "ami.settings",
        "ami.journalisation",
        "ami",
    ),
)
LANCEUR = "ami.local"
# Rooms of an app that name no route: they know neither its pages nor their addresses.
SCELLEES = ("candidatures.formulaire", "candidatures.version_deposee")
RANGS = {nom: niveau for niveau, etage in enumerate(ETAGES) for nom in etage}
TOIT = len(ETAGES) - 1
# Computation alone: folders and modules that import no Django, nor anything that does.
SANS_DJANGO = (
    "ami/commun/adresses.py",
    "ami/commun/canonique.py",
    "ami/commun/caracteres.py",
    "ami/commun/concurrence.py",
    "ami/commun/dates.py",
    "ami/commun/enfant.py",
    "ami/commun/erreurs.py",
    "ami/commun/nombres.py",
    "ami/commun/ports.py",
    "ami/commun/reception.py",
    "ami/fichiers/adresses.py",
    "ami/fichiers/nettoyage/archive.py",
    "ami/fichiers/nettoyage/bureautique.py",
    "ami/fichiers/nettoyage/enfant.py",
    "ami/fichiers/nettoyage/image.py",
    "ami/fichiers/nettoyage/pdf.py",
    "ami/fichiers/nettoyage/refus.py",
    "ami/fichiers/noms.py",
    "ami/fichiers/reconnaissance.py",
    "ami/journal/actes.py",
    "ami/journal/chaine.py",
    "ami/registre/fiche.py",
    "ami/territoires/codes_postaux.py",
    "ami/territoires/departements.py",
    "ami/territoires/numeros.py",
    "ami/territoires/heures.py",
    "ami/territoires/perimetres.py",
    "candidatures/formulaire/__init__.py",
    "candidatures/formulaire/catalogue/",
    "candidatures/formulaire/concurrence.py",
    "candidatures/formulaire/controle/",
    "candidatures/formulaire/presentation/",
    "candidatures/formulaire/questionnaire.py",
    "candidatures/formulaire/reglages/",
    "candidatures/seuils.py",
    "candidatures/version_deposee/composition.py",
    "candidatures/version_deposee/contenu.py",
    "candidatures/version_deposee/differences.py",
    "candidatures/version_deposee/recepisse.py",
    "candidatures/version_deposee/relecture.py",
    "evaluation/notes.py",
    "evaluation/selection/classement.py",
    "evaluation/synthese.py",
)


def suivis(motif: str) -> list[Path]:
    """Files that git tracks, or would."""
    commande = ["git", "ls-files", "--cached", "--others", "--exclude-standard", motif]
    sortie = subprocess.run(commande, cwd=RACINE, capture_output=True, text=True, check=True).stdout
    return [RACINE / ligne for ligne in sortie.splitlines() if (RACINE / ligne).exists()]


def module(fichier: Path) -> str:
    return ".".join(fichier.relative_to(RACINE).with_suffix("").parts).removesuffix(".__init__")


@cache
def piece(nom: str) -> str | None:
    """The room that a dotted name belongs to; None outside the project."""
    candidats = [n for n in (*RANGS, LANCEUR) if nom == n or nom.startswith(f"{n}.")]
    return max(candidats, key=len, default=None)


@cache
def sources() -> tuple[Path, ...]:
    """Python files of the product: neither tests nor benchmarks."""
    racines = ("ami", "candidatures", "evaluation", "vagues")
    return tuple(f for f in suivis("*.py") if f.relative_to(RACINE).parts[0] in racines)


@cache
def arbre(fichier: Path) -> ast.Module:
    return ast.parse(fichier.read_text())


def imports(fichier: Path) -> set[str]:
    trouves = set()
    for noeud in ast.walk(arbre(fichier)):
        if isinstance(noeud, ast.Import):
            trouves |= {alias.name for alias in noeud.names}
        elif isinstance(noeud, ast.ImportFrom) and noeud.module:
            trouves.add(noeud.module)
            trouves |= {f"{noeud.module}.{alias.name}" for alias in noeud.names}
    return trouves


def etage_des_routes(maison: str) -> int:
    """The floor whose routes a room may name: that of its app, unless it is sealed; mails and services give links."""
    ouverte = maison.startswith("candidatures.") and not maison.startswith(SCELLEES)
    return RANGS["candidatures" if ouverte else maison]


def est_de_django(nom: str) -> bool:
    return nom.split(".", maxsplit=1)[0] in ("django", "celery")
