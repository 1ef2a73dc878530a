"""Names for ever: the objects the journal speaks of, and the acts it tells. Lines already written hold them."""

import ast
from importlib import import_module

import pytest
from django.apps import apps

from ami.journal.actes import NomDActe
from tests.architecture.maison import RACINE, arbre, module, sources

# A class that moves or is renamed keeps its name here. A line of this table never changes.
OBJETS = {
    "candidatures.Candidature": "candidature",
    "comptes.Utilisateur": "compte",
    "candidatures.Depot": "depot",
    "evaluation.Evaluation": "evaluation",
    "fichiers.Fichier": "fichier",
    "selection.Decision": "decision",
    "vagues.Vague": "vague",
}
# A text may be added. One that was written never changes: the story of a dossier and its proofs look for it.
ACTES = {
    "ami.comptes.actes": {"administrateur créé"},
    "ami.fichiers.actes": {"fichier vérifié", "fichier refusé"},
    "vagues.actes": {
        "vague programmée",
        "vague corrigée",
        "vague supprimée",
        "ouverture empêchée",
        "vague ouverte",
        "clôture anticipée demandée",
        "demande de clôture retirée",
        "vague close",
        "vague en_deliberation",
        "vague publiee",
        "vague archivee",
        "vague antérieure reprise",
    },
    "candidatures.actes": {
        "candidature créée",
        "candidature déposée",
        "version inchangée",
        "dossier rouvert",
        "version déposée conservée à la clôture",
        "brouillon supprimé",
        "candidature retirée",
        "candidature retirée d’office",
        "brouillon reporté",
        "brouillon rappelé",
        "recevabilité constatée",
        "recevabilité annulée",
        "candidature irrecevable",
        "pièce jointe",
        "précision d’une pièce changée",
        "pièce retirée",
        "message envoyé",
        "document produit",
        "compléments demandés",
        "compléments étendus",
        "compléments renvoyés",
        "compléments non renvoyés",
        "compléments annulés",
        "invitation envoyée",
        "invitation acceptée",
        "invitation déclinée",
        "invitation annulée",
        "rôle changé",
        "accès retiré",
        "accès quitté",
        "rappels acceptés",
        "rappels refusés",
        "changement de signataire proposé",
        "signataire changé",
        "changement de signataire décliné",
        "changement de signataire annulé",
        "dossier repris",
        "formulaire réglé",
        "vague scellée",
    },
    "evaluation.actes": {
        "évaluation affectée",
        "absence de conflit déclarée",
        "évaluation remise",
        "évaluation confirmée pour une nouvelle version",
        "déport",
        "grille attachée",
    },
    "evaluation.selection.actes": {
        "décision enregistrée",
        "publication demandée",
        "publication reprise",
        "publication scellée",
        "résultat publié",
    },
}


def test_chaque_modele_journalise_garde_son_nom() -> None:
    noms = {
        modele._meta.label: modele.NOM_AU_JOURNAL  # type: ignore[attr-defined]  # filtered just below
        for modele in apps.get_models()
        if hasattr(modele, "NOM_AU_JOURNAL")
    }
    assert noms == OBJETS
    assert len(set(noms.values())) == len(noms)


def _enumerations() -> dict[str, type[NomDActe]]:
    """The enum of each app, by the module that holds it."""
    return {
        module(fichier): enum
        for fichier in sources()
        if fichier.name == "actes.py"
        for enum in vars(import_module(module(fichier))).values()
        if isinstance(enum, type)
        and issubclass(enum, NomDActe)
        and enum is not NomDActe
        and enum.__module__ == module(fichier)
    }


def test_un_seul_enum_d_actes_par_app_et_chaque_texte_reste() -> None:
    assert {nom: {str(acte) for acte in enum} for nom, enum in _enumerations().items()} == ACTES
    textes = [texte for actes in ACTES.values() for texte in actes]
    assert len(set(textes)) == len(textes)
    assert {enum.__module__ for enum in NomDActe.__subclasses__()} == set(ACTES)


def test_chaque_acte_sert() -> None:
    """Named somewhere in the product, apart from where it is declared."""
    nommes = {
        (noeud.value.id, noeud.attr)
        for fichier in sources()
        for noeud in ast.walk(arbre(fichier))
        if isinstance(noeud, ast.Attribute) and isinstance(noeud.value, ast.Name)
    }
    declares = {(enum.__name__, acte.name) for enum in _enumerations().values() for acte in enum}
    assert declares - nommes == set()


def _est_un_texte(noeud: ast.AST) -> bool:
    if isinstance(noeud, ast.Tuple | ast.List | ast.Set):
        return any(_est_un_texte(element) for element in noeud.elts)
    return isinstance(noeud, ast.JoinedStr) or (
        isinstance(noeud, ast.Constant) and isinstance(noeud.value, str) and noeud.value != ""
    )


def _designe_un_acte(noeud: ast.AST) -> bool:
    nom = noeud.attr if isinstance(noeud, ast.Attribute) else getattr(noeud, "id", "")
    return nom == "acte"


def _textes_libres(arbre_du_module: ast.Module) -> list[int]:
    """Lines where an act is given, or compared, as a text rather than as a member of an enum."""
    lignes = []
    for noeud in ast.walk(arbre_du_module):
        if isinstance(noeud, ast.keyword) and noeud.arg and noeud.arg.split("__")[0] == "acte":
            suspect = _est_un_texte(noeud.value)
        elif isinstance(noeud, ast.Compare):
            cotes = (noeud.left, *noeud.comparators)
            suspect = any(map(_designe_un_acte, cotes)) and any(map(_est_un_texte, cotes))
        elif isinstance(noeud, ast.Dict):
            suspect = any(
                isinstance(cle, ast.Constant) and cle.value == "acte" and _est_un_texte(valeur)
                for cle, valeur in zip(noeud.keys, noeud.values, strict=True)
            )
        else:
            continue
        if suspect:
            lignes.append(noeud.lineno)  # type: ignore[attr-defined]  # these three have one
    return lignes


def test_aucun_acte_n_est_un_texte_libre() -> None:
    trouves = {
        str(fichier.relative_to(RACINE)): lignes
        for fichier in sources()
        if (lignes := _textes_libres(arbre(fichier)))
    }
    assert trouves == {}


@pytest.mark.parametrize(
    "texte",
    [
        'Acte(objet=vague, acte="vague close")',
        'Acte(objet=vague, acte=f"vague {vers}")',
        'Entree.objects.filter(acte__in=["vague close"])',
        'if entree.acte == "vague close": pass',
        'if acte in ("vague close", "vague ouverte"): pass',
        'Entree(**{"acte": "vague close"})',
    ],
)
def test_un_texte_libre_serait_trouve(texte: str) -> None:
    assert _textes_libres(ast.parse(texte)) == [1]
