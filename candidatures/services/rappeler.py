"""Reminding the people of a draft that it is not a filing."""

import uuid
from collections.abc import Iterator
from datetime import datetime

from django.db import transaction

from ami.commun.taches import reveiller
from ami.journal.services import Acte, journaliser
from ami.notifications.services import jamais_ecrits, mettre_en_file
from ami.notifications.tasks import envoyer_courriels
from candidatures.actes import ActeCandidature
from candidatures.emails.rappels import rappel
from candidatures.formulaire.controle.completude import etat_des_sections
from candidatures.lectures import en_l_etat
from candidatures.models import Candidature
from candidatures.services.verrous import verrouiller_dossier
from candidatures.seuils import seuil_atteint
from candidatures.states import EtatCandidature
from vagues.models import Vague

PAR_PASSAGE = 500  # the next tick, a minute later, takes those that follow


def brouillons_a_rappeler(maintenant: datetime) -> Iterator[uuid.UUID]:
    """Drafts of open waves that have not been told of the last threshold reached.

    ``dernier_rappel`` other than this threshold, even smaller, is due: the closing has been postponed since.
    """
    for vague in Vague.objects.ouvertes(maintenant).order_by("cloture", "pk"):
        seuil = seuil_atteint(vague.cloture, maintenant)
        if seuil is not None:
            brouillons = Candidature.objects.filter(vague=vague, etat=EtatCandidature.BROUILLON)
            dus = brouillons.exclude(dernier_rappel=seuil)  # keeps NULL: never reminded
            yield from dus.order_by("pk").values_list("pk", flat=True)[:PAR_PASSAGE]


@transaction.atomic(durable=True)
def rappeler_brouillon(*, candidature_id: uuid.UUID, maintenant: datetime) -> None:
    """Queue the reminder of the last threshold reached, once. Locks the dossier.

    Silent when it is filed, when its wave no longer receives anything, or when this threshold has been told.
    """
    candidature = verrouiller_dossier(candidature_id, avec_sa_vague=False)
    vague = candidature.vague
    if candidature.etat != EtatCandidature.BROUILLON or not vague.est_ouverte(maintenant):
        return
    seuil = seuil_atteint(vague.cloture, maintenant)
    if seuil is None or seuil == candidature.dernier_rappel:
        return
    candidature.dernier_rappel = seuil
    candidature.save(update_fields=["dernier_rappel"])
    etats = etat_des_sections(en_l_etat.dossier(candidature))
    nouveaux = jamais_ecrits(rappel(candidature, seuil, etats, maintenant))
    if not nouveaux:  # nobody wants it, or the closing has come back to where it was when they were told
        return
    mettre_en_file(nouveaux, maintenant=maintenant)
    acte = Acte(objet=candidature, acte=ActeCandidature.RAPPELEE, donnees={"jours_avant_la_cloture": seuil})
    journaliser([acte], le=maintenant)
    reveiller(envoyer_courriels)
