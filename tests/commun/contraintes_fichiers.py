"""How each constraint of ``ami.fichiers`` is broken (see ``contraintes``)."""

from typing import Any

from tests.commun.contraintes import enfreint
from tests.fabriques import FichierFactory

_FICHIERS_FAUX: dict[str, dict[str, Any]] = {
    "fichier_non_vide": {"taille": 0},
    "fichier_empreinte_sha256": {"empreinte": "A" * 64},
    "fichier_sain_servi": {"empreinte_servie": ""},
    "fichier_refuse_motive": {"etat": "refuse", "motif": ""},
    "fichier_infecte_refuse": {"signature": "Eicar"},
    "fichier_retraits_d_une_copie": {"etat": "refuse", "motif": "Perdu.", "retraits": ["signature"]},
}


@enfreint(*_FICHIERS_FAUX)
def _(nom: str) -> None:
    FichierFactory(**_FICHIERS_FAUX[nom])
