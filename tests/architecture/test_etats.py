"""A state is written in one place for each lifecycle, which reads its table of transitions."""

import ast
from collections.abc import Callable, Iterator

import pytest

from ami.fichiers.services.analyse import FICHIERS
from ami.fichiers.states import EN_COURS, TRANSITIONS, EtatFichier
from tests.architecture.maison import RACINE, arbre, sources

# The function of each lifecycle: it calls ``passer``, then saves. Sets of mails and dossiers have their own form.
ECRIVENT_UN_ETAT = {
    ("ami/commun/etats.py", "passer"),
    ("ami/fichiers/services/analyse.py", "_changer_etat"),
    ("ami/notifications/services.py", "_changer_etat"),
    ("ami/notifications/services.py", "tenir_pour_envoyes"),
    ("candidatures/services/etats.py", "_passer"),
    ("candidatures/services/etats.py", "changer_etat"),
    ("candidatures/services/etats.py", "changements_d_etat"),
    ("candidatures/services/etats.py", "fermer"),
    ("candidatures/services/etats.py", "repondre_au_transfert"),
    ("candidatures/services/etats.py", "repondre_aux_invitations"),
    ("evaluation/services/evaluer.py", "_changer_etat"),
    ("vagues/services/etats.py", "changer_etat"),
}
# Waves of before this service enter as history: it is where their life begins here.
NAISSENT_AILLEURS = {("ami/demonstration/appel.py", "_vague_historique")}
# Thousands of rows that the demonstration makes at once: it reads the tables too, then inserts.
DEMONSTRATION = {
    ("ami/demonstration/documents.py", "fichier"),
    ("ami/demonstration/masse.py", "_deposer"),
    ("ami/demonstration/masse_evaluations.py", "_remettre"),
}
# What the queue of files writes with a claim and with a return, as its declaration says (checked just below).
FILES = {("ami/fichiers/services/analyse.py", "")}
# The door, the manager behind it, and the sets: the seal, the publication.
VERROUILLENT_UN_DOSSIER = {
    ("candidatures/models/candidature.py", "verrouiller"),
    ("candidatures/services/sceller.py", "_conserver_les_versions_deposees"),
    ("candidatures/services/verrous.py", "verrouiller_dossier"),
    ("candidatures/services/verrous.py", "verrouiller_pour_deposer"),
    ("evaluation/selection/services/preparer.py", "verrouiller_les_dossiers"),
}
# A call, a wave, a reading, a file, a mail, a row of a queue.
VERROUILLENT_AUTRE_CHOSE = {
    ("ami/commun/file_d_attente.py", "prendre"),
    ("ami/commun/file_d_attente.py", "tenir"),
    ("ami/comptes/adaptateur.py", "save_user"),
    ("ami/comptes/services.py", "_verrouiller"),
    ("ami/comptes/services.py", "oublier_l_inscription"),
    ("ami/fichiers/services/oubli.py", "_supprimer_les_lignes"),
    ("ami/notifications/services.py", "marquer_envoye"),
    ("ami/notifications/services.py", "remettre_en_file"),
    ("candidatures/services/creer.py", "creer_candidature"),
    ("candidatures/services/oublier.py", "oublier_fichier"),
    ("candidatures/services/recandidater.py", "recandidater"),
    ("candidatures/services/regler.py", "regler_formulaire"),
    ("candidatures/services/reporter.py", "reporter_brouillon"),
    ("candidatures/services/sceller.py", "sceller_vague"),
    ("candidatures/services/verrous.py", "verrouiller_la_vague_de"),
    ("evaluation/selection/services/deliberer.py", "ouvrir_deliberation"),
    ("evaluation/selection/services/publier.py", "_sous_verrou"),
    ("evaluation/selection/services/publier.py", "reprendre_la_demande"),
    ("evaluation/services/prevenir.py", "annoncer_les_affectations"),
    ("evaluation/services/prevenir.py", "prevenir_d_une_nouvelle_version"),
    ("evaluation/services/verrous.py", "verrouiller_evaluation"),
    ("evaluation/services/grilles.py", "attacher_grille"),
    ("vagues/models/vague.py", "verrouiller"),
    ("vagues/services/anticiper.py", "_ouverte_et_non_echue"),
    ("vagues/services/anticiper.py", "retirer_la_demande"),
    ("vagues/services/conduire.py", "cloturer_vague"),
    ("vagues/services/conduire.py", "ouvrir_vague"),
    ("vagues/services/corriger.py", "_a_venir"),
    ("vagues/services/programmer.py", "programmer_vague"),
}
MODELES = {
    "Candidature",
    "Complement",
    "Courriel",
    "Evaluation",
    "Fichier",
    "Invitation",
    "Transfert",
    "Vague",
}
ECRITURES = {
    "bulk_create",
    "bulk_update",
    "create",
    "get_or_create",
    "save",
    "update",
    "update_or_create",
} | {
    "inserer",
    "insertion",
    "mettre_a_jour",
    "mise_a_jour",
}


def _nom(appel: ast.Call) -> str:
    fonction = appel.func
    return fonction.attr if isinstance(fonction, ast.Attribute) else getattr(fonction, "id", "")


def _nomme_l_etat(noeud: ast.AST) -> bool:
    return any(isinstance(n, ast.Constant) and n.value == "etat" for n in ast.walk(noeud))


def _cibles(noeud: ast.AST) -> Iterator[ast.AST]:
    if isinstance(noeud, ast.Assign):
        for cible in noeud.targets:
            yield from ast.walk(cible)
    elif isinstance(noeud, ast.AugAssign | ast.AnnAssign | ast.For):
        yield from ast.walk(noeud.target)


def _designe_passer(noeud: ast.AST) -> bool:
    """Called, handed on, or imported under another name."""
    if isinstance(noeud, ast.alias):
        return noeud.name == "passer" and noeud.asname is not None
    return getattr(noeud, "id", getattr(noeud, "attr", "")) == "passer"


def _ecrit(noeud: ast.AST) -> bool:
    """``passer``, an assignment of ``x.etat``, a ``setattr``, a statement of the ORM or a new row that names ``etat``."""
    cibles = _cibles(noeud)
    if _designe_passer(noeud) or any(getattr(cible, "attr", "") == "etat" for cible in cibles):
        return True
    if not isinstance(noeud, ast.Call):
        return False
    if _nom(noeud) == "setattr":
        return _nomme_l_etat(noeud)
    if _nom(noeud) == "FileDAttente":
        return any(_nomme_l_etat(k.value) for k in noeud.keywords if k.arg in {"prise", "rendue"})
    if _nom(noeud) not in ECRITURES | MODELES:
        return False
    arguments = [
        *noeud.args,
        *(
            k.value
            for k in noeud.keywords
            if k.arg in {None, "defaults", "update_fields", "fields", "remplacer"}
        ),
    ]
    return any(k.arg == "etat" for k in noeud.keywords) or any(map(_nomme_l_etat, arguments))


def _verrouille(noeud: ast.AST) -> bool:
    return isinstance(noeud, ast.Attribute) and noeud.attr in {"verrouiller", "select_for_update"}


def _fonctions_ou(noeud: ast.AST, predicat: Callable[[ast.AST], bool], fonction: str = "") -> Iterator[str]:
    """Functions that hold such a node; an empty name outside any function."""
    if isinstance(noeud, ast.FunctionDef):
        fonction = noeud.name
    if predicat(noeud):
        yield fonction
    for enfant in ast.iter_child_nodes(noeud):
        yield from _fonctions_ou(enfant, predicat, fonction)


def _ecritures(module: ast.Module) -> set[str]:
    return set(_fonctions_ou(module, _ecrit))


def test_un_etat_ne_s_ecrit_que_dans_la_fonction_de_son_cycle() -> None:
    trouvees = {
        (str(fichier.relative_to(RACINE)), fonction)
        for fichier in sources()
        if "migrations" not in fichier.parts
        for fonction in _ecritures(arbre(fichier))
    }
    assert trouvees == ECRIVENT_UN_ETAT | NAISSENT_AILLEURS | DEMONSTRATION | FILES


def test_la_file_des_fichiers_suit_leur_cycle() -> None:
    prise, rendue = (EtatFichier(etats["etat"]) for etats in (FICHIERS.prise, FICHIERS.rendue))
    assert set(EN_COURS) == {prise, rendue}
    assert all(prise in TRANSITIONS[de] for de in EN_COURS)
    assert rendue in TRANSITIONS[prise]


@pytest.mark.parametrize(
    "texte",
    [
        "passer(dossier, TRANSITIONS, E.RETIREE, ''); dossier.save()",
        "etats.passer(dossier, TRANSITIONS, E.RETIREE, '')",
        "retirer = partial(passer, transitions=TRANSITIONS)",
        "from ami.commun.etats import passer as aller",
        "dossier.etat = vers",
        "de, dossier.etat = dossier.etat, vers",
        "setattr(dossier, 'etat', vers)",
        "Candidature.objects.filter(pk=1).update(etat=vers)",
        "Candidature.objects.filter(pk=1).update(**{'etat': vers})",
        "dossier.save(update_fields=['etat', 'modifie_le'])",
        "dossier.save(update_fields=[*champs, 'etat'])",
        "Candidature.objects.bulk_update(dossiers, ['etat'])",
        "mettre_a_jour(dossiers, ['etat'])",
        "inserer(dossiers, cle=['pk'], remplacer=['etat'])",
        "Candidature.objects.create(vague=vague, etat=vers)",
        "Candidature.objects.update_or_create(pk=1, defaults={'etat': vers})",
        "Candidature(vague=vague, etat=vers)",
    ],
)
def test_une_ecriture_d_un_etat_serait_trouvee(texte: str) -> None:
    assert _ecritures(ast.parse(f"def f():\n    {texte}")) == {"f"}


@pytest.mark.parametrize(
    "texte",
    [
        "Candidature.objects.filter(etat=vers)",
        "if dossier.etat == vers: pass",
        "dossier.save(update_fields=['nom'])",
    ],
)
def test_lire_un_etat_n_est_pas_l_ecrire(texte: str) -> None:
    assert _ecritures(ast.parse(f"def f():\n    {texte}")) == set()


def test_un_dossier_ne_se_verrouille_que_par_verrouiller_dossier() -> None:
    """But for sets: the reopened dossiers of a wave that is sealed, those of a wave that is published.

    A join may lock a dossier through another table: every lock of the product is declared, whatever it is on.
    """
    trouves = {
        (str(fichier.relative_to(RACINE)), fonction)
        for fichier in sources()
        for fonction in _fonctions_ou(arbre(fichier), _verrouille)
    }
    assert trouves == VERROUILLENT_UN_DOSSIER | VERROUILLENT_AUTRE_CHOSE


@pytest.mark.parametrize(
    "texte",
    [
        "Candidature.objects.verrouiller(pk)",
        "Decision.objects.filter(pk=pk).select_for_update(of=('self', 'candidature'), no_key=True)",
        "prendre = dossiers.select_for_update",
    ],
)
def test_un_verrou_serait_trouve(texte: str) -> None:
    assert set(_fonctions_ou(ast.parse(f"def f():\n    {texte}"), _verrouille)) == {"f"}
