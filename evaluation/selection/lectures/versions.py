"""Which versions of the rows of a wave are stored: what was computed from them is right as long as they are the same."""

from django.db import connection
from django.db.models import Model

from ami.commun.lignes import versions
from ami.journal.models import Entree
from candidatures.models import Acces, Candidature
from evaluation.models import Evaluation
from evaluation.selection.models import Decision, MotifDecision

Versions = tuple[str, ...]
_DOSSIERS = Candidature._meta.db_table
_SOMME = versions("t")


def _du_dossier(modele: type[Model], cle: str) -> str:
    table = modele._meta.db_table
    return (
        f"(SELECT {_SOMME} FROM {table} t JOIN {_DOSSIERS} c ON c.id = t.{cle} WHERE c.vague_id = %(vague)s)"  # noqa: S608 - names of models
    )


_DECIDES = [
    f"(SELECT {_SOMME} FROM {_DOSSIERS} t WHERE vague_id = %(vague)s)",  # noqa: S608 - name of a model
    _du_dossier(Decision, "candidature_id"),
]
_CLES = f"SELECT id::text FROM {_DOSSIERS} WHERE vague_id = %(vague)s"  # noqa: S608 - name of a model
_TOUT = [
    *_DECIDES,
    _du_dossier(Acces, "candidature_id"),
    _du_dossier(Evaluation, "candidature_id"),
    _du_dossier(MotifDecision, "decision_id"),
    f"(SELECT {_SOMME} FROM {Entree._meta.db_table} t WHERE objet_type = %(nom)s AND objet_id IN ({_CLES}))",  # noqa: S608 - names of models
]


def versions_des_decisions(vague_id: int) -> Versions:
    """Of its dossiers and of their decisions, one of which any act of the deliberation rewrites: one query."""
    return _lire(_DECIDES, vague_id)


def versions_de_tout(vague_id: int) -> Versions:
    """Of all that a publication reads, whom it writes to and the journal of the dossiers included: one query."""
    return _lire(_TOUT, vague_id)


def _lire(sommes: list[str], vague_id: int) -> Versions:
    with connection.cursor() as curseur:
        curseur.execute(f"SELECT {', '.join(sommes)}", {"vague": vague_id, "nom": Candidature.NOM_AU_JOURNAL})
        return tuple(curseur.fetchone() or ())
