"""Writing the audit trail."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db import connection

from ami.commun.ensembles import Ecriture, insertion
from ami.journal.actes import Journalise, NomDActe
from ami.journal.chaine import empreinte
from ami.journal.models import Entree

# The head of each chain: by the index of its objects, and written once, since every act of the house reads it.
_DERNIERES = f"""SELECT lu.objet_type, lu.objet_id, tete.rang, tete.empreinte
    FROM unnest(%s::text[], %s::text[]) AS lu (objet_type, objet_id), LATERAL (
        SELECT rang, empreinte FROM {Entree._meta.db_table} e
        WHERE e.objet_type = lu.objet_type AND e.objet_id = lu.objet_id ORDER BY rang DESC LIMIT 1
    ) tete"""  # noqa: S608 - name of the model


@dataclass(frozen=True, kw_only=True)
class Acte:
    """What happened to ``objet``; ``par_id`` is None for the system. Neither secret nor content in ``donnees``."""

    objet: Journalise
    acte: NomDActe
    par_id: int | None = None
    de: str = ""
    vers: str = ""
    motif: str = ""
    donnees: dict[str, Any] = field(default_factory=dict)

    @property
    def cle(self) -> tuple[str, str]:
        """Which chain the line belongs to. Raises ``TypeError`` for a model that declares no name."""
        nom = getattr(self.objet, "NOM_AU_JOURNAL", None)
        if nom is None:
            raise TypeError(f"{type(self.objet).__name__} declares no NOM_AU_JOURNAL.")
        return nom, str(self.objet.pk)


def journaliser(actes: Sequence[Acte], *, le: datetime) -> None:
    """Append ``actes``, all of the same instant, in two statements whatever their number.

    Runs inside the transaction of the act, under the lock of each object, which keeps its chain straight;
    without that lock two writers meet ``entree_rang_unique`` and one of them fails.
    """
    journaliser_a_leurs_dates([(acte, le) for acte in actes])


def journaliser_a_leurs_dates(actes: Sequence[tuple[Acte, datetime]]) -> None:
    """The same for acts of several instants; those of one object follow one another as they are given."""
    if not connection.in_atomic_block:
        raise RuntimeError("The journal is written only inside the transaction of the act.")
    lignes_du_journal(actes).executer()


def lignes_du_journal(actes: Sequence[tuple[Acte, datetime]]) -> Ecriture:
    """Those lines, to be written by an act that prepares itself before its locks: it makes sure, under them, that none was
    added to these chains since.
    """
    dernieres = _dernieres_entrees([acte for acte, _ in actes])
    entrees = []
    for acte, le in actes:
        entree = _entree(acte, le, dernieres.get(acte.cle))
        dernieres[acte.cle] = entree.rang, entree.empreinte
        entrees.append(entree)
    return insertion(entrees)


def _dernieres_entrees(actes: Sequence[Acte]) -> dict[tuple[str, str], tuple[int, str]]:
    types, identifiants = zip(*{acte.cle for acte in actes}, strict=True) if actes else ((), ())
    with connection.cursor() as curseur:
        curseur.execute(_DERNIERES, [list(types), list(identifiants)])
        return {
            (objet_type, objet_id): (rang, trace) for objet_type, objet_id, rang, trace in curseur.fetchall()
        }


def _entree(acte: Acte, le: datetime, derniere: tuple[int, str] | None) -> Entree:
    rang, precedente = derniere or (0, "")
    objet_type, objet_id = acte.cle
    champs = {
        "objet_type": objet_type,
        "objet_id": objet_id,
        "rang": rang + 1,
        "acte": acte.acte,
        "par_id": acte.par_id,
        "le": le,
        "de": acte.de,
        "vers": acte.vers,
        "motif": acte.motif,
        "donnees": acte.donnees,
    }
    return Entree(**champs, empreinte_precedente=precedente, empreinte=empreinte(champs, precedente))
