"""Mails about a draft that waits: it is created, it is not a filing."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

from ami.commun.dates import duree
from ami.notifications.redaction import Destinataire, Message, lien
from candidatures.emails.construction import destinataires, ecrire, vers
from candidatures.formulaire.controle.completude import EtatSection
from candidatures.models import Candidature
from candidatures.seuils import SEUIL_OBLIGATOIRE


def brouillon_cree(candidature: Candidature) -> list[Message]:
    """N02, to whoever created it."""
    return _du_brouillon(
        candidature, "brouillon_cree", [vers(candidature.cree_par)], f"brouillon-cree:{candidature.pk}"
    )


def brouillon_repris(candidature: Candidature) -> list[Message]:
    """To the other people who write a dossier that somebody took up after a refusal."""
    autres = [d for d in destinataires(candidature) if d.qui != candidature.cree_par_id]
    return _du_brouillon(candidature, "brouillon_repris", autres, f"brouillon-repris:{candidature.pk}")


def rappel(
    candidature: Candidature, seuil: int, etats: Sequence[EtatSection], maintenant: datetime
) -> list[Message]:
    """N04, to those who write the dossier. One key per threshold and closing: postponed, it is told again.

    Whoever wants no reminder gets the last one all the same.
    """
    cloture = candidature.vague.cloture
    parmi = {} if seuil == SEUIL_OBLIGATOIRE else {"rappels": True}
    return _du_brouillon(
        candidature,
        "rappel",
        destinataires(candidature, **parmi),
        f"rappel:{candidature.pk}:{cloture:%Y%m%d%H%M}:{seuil}",
        obligatoire=seuil == SEUIL_OBLIGATOIRE,
        reste=duree(cloture - maintenant),
        incompletes=[etat for etat in etats if etat.manques],
        nombre_de_manques=sum(len(etat.manques) for etat in etats),
    )


def _du_brouillon(
    candidature: Candidature, modele: str, a_qui: Iterable[Destinataire], cle: str, **precisions: Any
) -> list[Message]:
    rappels = lien("candidatures:personnes", candidature.pk)
    return ecrire(candidature, modele, a_qui, cle=cle, lien_des_rappels=rappels, **precisions)
