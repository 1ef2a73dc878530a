"""Writing many rows in one statement, whose text and number of parameters do not grow with them.

Django writes a set as one placeholder a value, and an update as one ``CASE`` branch a row: at ten thousand rows PostgreSQL
spends more on reading the statement than on doing it. Here the rows are one JSON parameter, which PostgreSQL reads as a table.
"""

import json
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.db import connection
from django.db.models import Field, JSONField, Lookup, Model


@dataclass(frozen=True)
class Ecriture:
    """One statement and its rows, ready: what computes them need not run under a lock."""

    sql: str
    lignes: str

    def executer(self) -> int:
        """Return how many rows were written. Nothing is sent when there are none to write."""
        if not self.lignes:
            return 0
        with connection.cursor() as curseur:
            curseur.execute(self.sql, [self.lignes])
            return int(curseur.rowcount)


RIEN = Ecriture("", "")


@Field.register_lookup
class Parmi(Lookup):
    """``champ__parmi=valeurs``: ``__in`` with one parameter, however many values there are."""

    lookup_name = "parmi"

    def get_prep_lookup(self) -> list[Any]:
        return [self.lhs.output_field.get_prep_value(valeur) for valeur in self.rhs]

    def as_sql(self, compiler: Any, connection: Any) -> Any:
        gauche, parametres = self.process_lhs(compiler, connection)
        return f"{gauche} = ANY(%s)", [*parametres, self.rhs]


def inserer(
    objets: Iterable[Model],
    *,
    sauf_connus: bool = False,
    cle: Sequence[str] = (),
    remplacer: Sequence[str] = (),
) -> None:
    """Insert rows of one model, as ``insertion`` says."""
    insertion(objets, sauf_connus=sauf_connus, cle=cle, remplacer=remplacer).executer()


def insertion(
    objets: Iterable[Model],
    *,
    sauf_connus: bool = False,
    cle: Sequence[str] = (),
    remplacer: Sequence[str] = (),
) -> Ecriture:
    """Rows of one model to insert. Their keys are not read back.

    ``sauf_connus``: those that meet a unique constraint are left out. ``remplacer``: these fields are written over
    the row that already has the same ``cle``.
    """
    lignes = list(objets)
    if not lignes:
        return RIEN
    meta = lignes[0]._meta
    champs = [champ for champ in meta.concrete_fields if champ is not meta.auto_field]
    noms = ", ".join(map(_nom, champs))
    sql = f"INSERT INTO {_cite(meta.db_table)} ({noms}) SELECT {noms} FROM {_table(champs)}"  # noqa: S608 - names of the model
    if sauf_connus:
        sql += " ON CONFLICT DO NOTHING"
    elif remplacer:
        colonnes = [_nom(meta.get_field(nom)) for nom in remplacer]
        connue = ", ".join(_nom(meta.get_field(nom)) for nom in cle)
        sql += f" ON CONFLICT ({connue}) DO UPDATE SET {', '.join(f'{c} = EXCLUDED.{c}' for c in colonnes)}"
    return Ecriture(sql, _en_lignes(lignes, champs, _a_inserer))


def mettre_a_jour(objets: Iterable[Model], noms: Sequence[str]) -> int:
    """Write these fields of rows of one model, found by their primary key. Return how many were."""
    return mise_a_jour(objets, noms).executer()


def mise_a_jour(objets: Iterable[Model], noms: Sequence[str]) -> Ecriture:
    lignes = list(objets)
    if not lignes:
        return RIEN
    meta = lignes[0]._meta
    champs, cle = [meta.get_field(nom) for nom in noms], meta.pk
    affectations = ", ".join(f"{_nom(champ)} = lu.{_nom(champ)}" for champ in champs)
    cible = _cite(meta.db_table)
    sql = (
        f"UPDATE {cible} SET {affectations} FROM {_table([cle, *champs])} "  # noqa: S608 - names of the model
        f"WHERE {cible}.{_nom(cle)} = lu.{_nom(cle)}"
    )
    return Ecriture(sql, _en_lignes(lignes, [cle, *champs], _tel_quel))


def _en_lignes(lignes: list[Model], champs: list[Any], lire: Callable[[Any, Model], Any]) -> str:
    donnees = [{champ.column: _en_json(champ, lire(champ, ligne)) for champ in champs} for ligne in lignes]
    return json.dumps(donnees, default=str, ensure_ascii=False)


def _a_inserer(champ: Any, ligne: Model) -> Any:
    return champ.pre_save(ligne, add=True)


def _tel_quel(champ: Any, ligne: Model) -> Any:
    return getattr(ligne, champ.attname)


def _en_json(champ: Any, valeur: Any) -> Any:
    if not isinstance(champ, JSONField):
        return champ.get_prep_value(valeur)
    return json.loads(json.dumps(valeur, cls=champ.encoder)) if champ.encoder else valeur


def _table(champs: list[Any]) -> str:
    return f"json_to_recordset(%s) AS lu ({', '.join(f'{_nom(c)} {c.db_type(connection)}' for c in champs)})"


def _nom(champ: Any) -> str:
    return _cite(champ.column)


def _cite(nom: str) -> str:
    return str(connection.ops.quote_name(nom))
