"""Filling the structure from the company register, where the porteur has written nothing."""

from datetime import datetime

from ami.comptes.models import Utilisateur
from ami.registre.fiche import Fiche
from candidatures.formulaire.concurrence import marque
from candidatures.formulaire.controle.structure_declaree import a_preremplir
from candidatures.lectures import en_l_etat
from candidatures.models import Candidature
from candidatures.services.enregistrer import enregistrer_reponses


def preremplir_structure(
    *, candidature: Candidature, fiche: Fiche, par: Utilisateur, recu_le: datetime
) -> tuple[str, ...]:
    """Write what the register says into the empty answers, and return their names, in the order of the form.

    An answer typed meanwhile wins: it is a conflict for ``enregistrer_reponses``, which does not write over it.
    Raises ``TransitionInterdite`` once filed.
    """
    remplies = a_preremplir(en_l_etat.reponses(candidature), fiche)
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
