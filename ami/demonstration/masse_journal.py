"""Journal lines of many new objects, each with its own instant, in one statement."""

from datetime import datetime

from ami.journal.chaine import empreinte
from ami.journal.models import Entree
from ami.journal.services import Acte


class JournalDeMasse:
    """Chains lines in memory: right only for objects created in this transaction, which nobody else sees."""

    def __init__(self) -> None:
        self._entrees: list[Entree] = []
        self._dernieres: dict[tuple[str, str], tuple[int, str]] = {}

    def noter(self, acte: Acte, le: datetime) -> None:
        cle = acte.cle
        rang, precedente = self._dernieres.get(cle, (0, ""))
        champs = {
            "objet_type": cle[0],
            "objet_id": cle[1],
            "rang": rang + 1,
            "acte": acte.acte,
            "par_id": acte.par_id,
            "le": le,
            "de": acte.de,
            "vers": acte.vers,
            "motif": acte.motif,
            "donnees": acte.donnees,
        }
        trace = empreinte(champs, precedente)
        self._entrees.append(Entree(**champs, empreinte_precedente=precedente, empreinte=trace))
        self._dernieres[cle] = rang + 1, trace

    def ecrire(self) -> None:
        Entree.objects.bulk_create(self._entrees, batch_size=1000)
        self._entrees.clear()
