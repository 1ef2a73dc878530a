"""The one function of the lifecycle of a wave."""

from datetime import datetime
from typing import Any

from ami.commun.etats import passer
from ami.comptes.models import Utilisateur
from ami.journal.services import Acte, journaliser
from vagues.actes import ACTE_QUI_MENE_A
from vagues.models import Vague
from vagues.states import TRANSITIONS, EtatVague


def changer_etat(
    vague: Vague,
    vers: EtatVague,
    *,
    le: datetime,
    par: Utilisateur | None,
    motif: str = "",
    donnees: dict[str, Any] | None = None,
    champs: list[str] | None = None,
) -> None:
    """Save the new state of a locked wave and its journal line. Runs inside the caller's transaction."""
    actuel = EtatVague(vague.etat).label.lower()
    de = passer(vague, TRANSITIONS, vers, f"Une vague {actuel} ne peut pas devenir {vers.label.lower()}.")
    vague.save(update_fields=["etat", "modifie_le", *(champs or [])])
    acte = Acte(
        objet=vague,
        acte=ACTE_QUI_MENE_A[vers],
        par_id=par.pk if par else None,
        de=de,
        vers=vers,
        motif=motif,
        donnees=donnees or {},
    )
    journaliser([acte], le=le)
