"""Filling the structure from the company register, where the porteur has written nothing."""

from datetime import datetime

from ami.comptes.models import Utilisateur
from ami.territoires.fiche import Fiche
from candidatures import lecture
from candidatures.concurrence import marque
from candidatures.models import Candidature
from candidatures.services.enregistrer import enregistrer_reponses
from candidatures.structure_declaree import a_preremplir


def preremplir_structure(
    *, candidature: Candidature, fiche: Fiche, par: Utilisateur, recu_le: datetime
) -> tuple[str, ...]:
    """Write what the register says into the empty answers, and return their names, in the order of the form.

    An answer typed meanwhile wins: it is a conflict for ``enregistrer_reponses``, which does not write over it.
    Raises ``TransitionInterdite`` once filed.
    """
    remplies = a_preremplir(lecture.reponses(candidature), fiche)
    if not remplies:
        return ()
    enregistrement = enregistrer_reponses(
        candidature_id=candidature.pk,
        valeurs=remplies,
        par=par,
        recu_le=recu_le,
        lues=dict.fromkeys(remplies, marque(None)),
    )
    return tuple(nom for nom in remplies if nom not in enregistrement.conflits)
