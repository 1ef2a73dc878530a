"""Removing from the store what no row speaks of."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

import structlog

from ami.fichiers import stockage
from ami.fichiers.erreurs import ContenuAbsent, StockageEnPanne
from ami.fichiers.models import Fichier

journal = structlog.get_logger(__name__)
AGE_MIN = timedelta(days=1)  # a reception or a cleaning in progress is far from it
_LOT = 500
_UUID = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}")
_LONGUEUR_UUID = 36  # a served copy is « <identifier>-<hash> »: one listing for all of them


def supprimer_orphelins(*, maintenant: datetime) -> int:
    """Erase the objects older than a day that no row needs. Return how many.

    Written then never recorded; cleaned twice; infected while the store was down. Documents stored by other
    apps are left alone.
    """
    effaces = 0
    for cle in _candidats():
        try:
            if maintenant - stockage.ecrit_le(cle) >= AGE_MIN:
                stockage.effacer(cle)
                effaces += 1
        except ContenuAbsent:
            continue
        except StockageEnPanne:
            break
    if effaces:
        journal.info("objets orphelins effacés", effaces=effaces)
    return effaces


def _candidats() -> Iterator[str]:
    yield from (f"{stockage.PROVISOIRES}/{nom}" for nom in stockage.noms(stockage.PROVISOIRES)[1])
    for lot in _lots(stockage.noms("originaux")[1]):
        connus = _lignes(lot)
        yield from (f"originaux/{nom}" for nom in lot if not connus.get(nom, _ABSENTE).garde_l_original)
    for lot in _lots(stockage.noms("servis")[1]):
        connus = _lignes(tuple(nom[:_LONGUEUR_UUID] for nom in lot))
        servies = {ligne.cle_servie for ligne in connus.values()}
        yield from (cle for nom in lot if (cle := f"servis/{nom}") not in servies)


@dataclass(frozen=True)
class _Ligne:
    """What the row of a file still needs in the store."""

    garde_l_original: bool
    cle_servie: str


_ABSENTE = _Ligne(garde_l_original=False, cle_servie="")


def _lignes(noms: tuple[str, ...]) -> dict[str, _Ligne]:
    lignes = Fichier.objects.filter(pk__in={nom for nom in noms if _UUID.fullmatch(nom)})
    return {
        str(ligne.pk): _Ligne(not ligne.signature, ligne.cle_servie)
        for ligne in lignes.only("pk", "signature", "empreinte_servie")
    }


def _lots(noms: list[str]) -> Iterator[tuple[str, ...]]:
    return (tuple(noms[debut : debut + _LOT]) for debut in range(0, len(noms), _LOT))
