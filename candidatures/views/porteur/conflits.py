"""Two texts for one question, as people read them: on the page, and in the answer to an autosave."""

import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from ami.commun.dates import PARIS, heure, jour
from ami.commun.nombres import euros
from candidatures.formulaire.catalogue.champs import Champ
from candidatures.formulaire.concurrence import reunir
from candidatures.formulaire.controle import budget
from candidatures.formulaire.controle.validite import vide
from candidatures.formulaire.presentation.dossier import NON_RENSEIGNE, en_clair
from candidatures.formulaire.saisie.valeurs import ecrire
from candidatures.models import Candidature, Reponse
from candidatures.services.enregistrer import Divergence


@dataclass(frozen=True)
class ConflitLu:
    champ: Champ
    divergence: Divergence
    la_mienne: str
    l_autre: str
    quand: str

    @property
    def phrase(self) -> str:
        return (
            f"Cette réponse a été modifiée par {self.divergence.par}, {self.quand} (version "
            f"{self.divergence.version}), pendant que vous écriviez la vôtre."
        )

    @property
    def reunissable(self) -> bool:
        return self.divergence.reunion is not None

    def en_json(self) -> dict[str, Any]:
        """``valeur`` is the stored answer; ``saisie`` what its input shows of it, for the questions of one input."""
        return {
            "libelle": self.champ.libelle,
            "genre": self.champ.genre,
            "texte": self.l_autre,
            "mienne": self.la_mienne,
            "par": self.divergence.par,
            "le": self.quand,
            "version": self.divergence.version,
            "lue": self.divergence.marque,
            "reunir": self.reunissable,
            "valeur": self.divergence.valeur,
            "saisie": ecrire(self.champ.genre, self.divergence.valeur),
        }


def conflits_lus(
    champs: tuple[Champ, ...], divergences: Mapping[str, Divergence], maintenant: datetime
) -> tuple[ConflitLu, ...]:
    """Conflicts in the order of the form."""
    return tuple(
        ConflitLu(
            champ,
            divergence,
            texte_de(champ, divergence.saisie),
            texte_de(champ, divergence.valeur),
            quand(divergence.le, maintenant),
        )
        for champ in champs
        if (divergence := divergences.get(champ.nom))
    )


def reunies(candidature: Candidature | uuid.UUID, nom: str, saisie: Any) -> Any:
    """The rows typed here, then those of the stored answer that are not among them; the former alone beyond 200.

    The button is not offered then. The page's mark still protects the stored rows it has not shown.
    """
    stockee = (
        Reponse.objects.filter(candidature=candidature, champ=nom).values_list("valeur", flat=True).first()
    )
    ensemble = reunir(saisie or [], stockee or [])
    return saisie if ensemble is None else ensemble or None


def texte_de(champ: Champ, valeur: Any) -> str:
    """Everything an answer says; of a budget, each line that holds an amount."""
    if champ.genre != "budget" or vide(valeur):
        return en_clair(champ, valeur)
    annees = range(1, champ.annees + 1)
    lignes = [
        f"{code} {libelle} : {', '.join('–' if m is None else euros(m) for m in montants)}"
        for groupe, postes in budget.POSTES.items()
        for code, libelle in postes
        if any(montants := [budget.cellule(valeur, groupe, code, annee) for annee in annees])
    ]
    return "\n".join(lignes) or NON_RENSEIGNE


def quand(instant: datetime, maintenant: datetime) -> str:
    """« à 22 h 41 » today, « le 3 octobre 2019 à 22 h 41 » before."""
    if instant.astimezone(PARIS).date() == maintenant.astimezone(PARIS).date():
        return f"à {heure(instant)}"
    return f"le {jour(instant)} à {heure(instant)}"
