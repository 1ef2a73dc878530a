"""Imports go one way, down; nothing is called back."""

import ast
import re
from pathlib import Path

from tests.architecture.maison import (
    LANCEUR,
    RACINE,
    RANGS,
    SANS_DJANGO,
    TOIT,
    arbre,
    est_de_django,
    imports,
    module,
    piece,
    sources,
)

# What the sealed form engine may know of the platform: values and computation, never a row.
CONNUS_DU_FORMULAIRE = re.compile(
    r"ami\.(commun|territoires)(\.|$)|ami\.fichiers\.reconnaissance|ami\.journal\.chaine|ami\.registre\.fiche"
)


def test_imports_vont_dans_un_seul_sens() -> None:
    fautes = []
    for fichier in sources():
        maison = piece(module(fichier))
        assert maison is not None, f"{fichier} has no floor"
        if maison == LANCEUR or RANGS[maison] == TOIT or "migrations" in fichier.parts:
            continue
        cibles = {(importe, piece(importe)) for importe in imports(fichier)}
        fautes += [
            f"{module(fichier)} → {importe}"
            for importe, cible in cibles
            if cible not in (None, maison, "ami")
            and not maison.startswith(f"{importe}.")  # the package that holds the room
            and (cible == LANCEUR or RANGS[cible] >= RANGS[maison])
        ]
    assert fautes == []


def test_le_formulaire_est_scelle() -> None:
    """Neither table, nor anything of the rest of ``candidatures``, nor of the waves."""
    fautes = [
        f"{module(fichier)} → {importe}"
        for fichier in sources()
        if module(fichier).startswith("candidatures.formulaire")
        for importe in imports(fichier)
        if piece(importe)
        and not importe.startswith("candidatures.formulaire")
        and not CONNUS_DU_FORMULAIRE.match(importe)
        and importe not in {"ami.fichiers", "ami.journal", "ami.registre"}
    ]
    assert fautes == []
    assert not list((RACINE / "candidatures/formulaire").rglob("models.py"))


def test_le_lanceur_ne_connait_ni_django_ni_les_applications() -> None:
    for fichier in sources():
        if piece(module(fichier)) == LANCEUR:
            etrangers = {m for m in imports(fichier) if piece(m) not in (None, LANCEUR, "ami")}
            assert not etrangers, fichier
            assert not [m for m in imports(fichier) if est_de_django(m)], fichier


def test_le_calcul_ignore_django() -> None:
    purs = [f for f in sources() if str(f.relative_to(RACINE)).startswith(SANS_DJANGO)]
    for nom in SANS_DJANGO:
        assert (RACINE / nom).exists(), nom
    for fichier in purs:
        importes = imports(fichier)
        assert not [m for m in importes if est_de_django(m)], fichier
        locaux = {chemin for m in importes if piece(m) and (chemin := _fichier(m)) is not None}
        assert locaux <= {*purs, *_paquets(locaux)}, fichier


def test_qui_se_dit_sans_django_est_de_la_liste() -> None:
    disent = {
        str(fichier.relative_to(RACINE))
        for fichier in sources()
        if "No Django import" in (ast.get_docstring(arbre(fichier)) or "")
    }
    assert {"evaluation/notes.py", "ami/commun/reception.py"} <= disent
    assert {nom for nom in disent if not nom.startswith(SANS_DJANGO)} == set()


def _fichier(nom: str) -> Path | None:
    chemin = RACINE / (nom.replace(".", "/") + ".py")
    return chemin if chemin.exists() else None


def _paquets(fichiers: set[Path]) -> set[Path]:
    return {f for f in fichiers if f.name == "__init__.py"}


def test_aucun_signal_ni_save_surcharge() -> None:
    for fichier in sources():
        texte = fichier.read_text()
        assert "django.dispatch" not in texte, fichier
        assert not re.search(r"^\s+def save\(self", texte, re.MULTILINE), fichier
