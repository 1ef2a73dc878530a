"""Saving a section of a draft."""

import uuid
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import transaction

from ami.commun.erreurs import Conflit, Incomplet, TransitionInterdite
from ami.comptes.models import Utilisateur
from candidatures import lecture
from candidatures.champs import Parametres, Section
from candidatures.completude import message_de_depassement
from candidatures.concurrence import departager
from candidatures.models import Candidature, Interet, Porteur, Reponse
from candidatures.questionnaire import montant_demande
from candidatures.states import EtatCandidature


@transaction.atomic(durable=True)
def enregistrer_section(
    *,
    candidature_id: uuid.UUID,
    section: Section,
    valeurs: Mapping[str, Any],
    par: Utilisateur,
    recu_le: datetime,
    lues: Mapping[str, str] | None = None,
) -> Candidature:
    """Save the answers of one section, typed or emptied. Locks the dossier.

    ``lues`` are the marks of the answers on the page (``candidatures.concurrence``): what it did not touch is left
    alone, and ``Conflit`` says what someone else changed meanwhile. A draft is saved even after the closing: no
    word typed in the last minute is lost (PRODUCT §1.5).
    Raises ``TransitionInterdite`` once filed, ``Incomplet`` (field ``montant_an_1``) when the total goes over
    the maximum of the track.
    """
    candidature = Candidature.objects.verrouiller(candidature_id)
    if candidature.etat != EtatCandidature.BROUILLON:
        raise TransitionInterdite("Ce dossier est déjà déposé : il ne peut plus être modifié.")
    parametres = lecture.parametres(candidature)
    anciennes = {reponse.champ: reponse for reponse in candidature.reponses.all()}
    actuelles = {nom: reponse.valeur for nom, reponse in anciennes.items()}
    saisies = {champ.nom: valeurs.get(champ.nom) for champ in section.champs}
    nouvelles, conflits = departager(saisies, actuelles, lues or {})
    if conflits:
        raise Conflit("Une réponse a été modifiée ailleurs pendant que vous écriviez.", conflits)
    toutes = actuelles | nouvelles
    if depassement := message_de_depassement(parametres, toutes):
        raise Incomplet(depassement, ("montant_an_1",))
    _ecrire_reponses(candidature, anciennes, nouvelles, par, recu_le)
    _reporter(candidature, parametres, toutes)
    return candidature


def _ecrire_reponses(
    candidature: Candidature,
    anciennes: Mapping[str, Reponse],
    nouvelles: Mapping[str, Any],
    par: Utilisateur,
    le: datetime,
) -> None:
    """One statement for all changed answers; unchanged ones keep their version and author."""
    changees = [
        Reponse(
            candidature=candidature,
            champ=nom,
            valeur=valeur,
            version=anciennes[nom].version + 1 if nom in anciennes else 1,
            par=par,
            le=le,
        )
        for nom, valeur in nouvelles.items()
        if (nom in anciennes and anciennes[nom].valeur != valeur)
        or (nom not in anciennes and valeur not in (None, "", []))
    ]
    Reponse.objects.bulk_create(
        changees,
        update_conflicts=True,
        unique_fields=["candidature", "champ"],
        update_fields=["valeur", "version", "par", "le"],
    )


def _reporter(candidature: Candidature, parametres: Parametres, toutes: Mapping[str, Any]) -> None:
    """Repeat on the dossier the answers that lists and constraints need."""
    siret, raison_sociale = toutes.get("siret") or "", toutes.get("raison_sociale") or ""
    candidature.porteur = (
        Porteur.objects.get_or_create(
            siret=siret, raison_sociale=raison_sociale, type_porteur=toutes.get("type_porteur") or ""
        )[0]
        if siret and raison_sociale
        else None
    )
    if siret[:9] != candidature.siren:
        _retenir_les_interets(candidature, candidature.siren, siret[:9])
    candidature.siren = siret[:9]
    candidature.nom = toutes.get("nom_lieu") or ""
    candidature.departement = toutes.get("departement") or ""
    candidature.montant_demande = montant_demande(parametres, toutes)
    candidature.save(
        update_fields=["porteur", "siren", "nom", "departement", "montant_demande", "modifie_le"]
    )


def _retenir_les_interets(candidature: Candidature, *sirens: str) -> None:
    """Whoever may open the dossier is interested in its former SIREN and in the new one, for ever."""
    comptes = list(candidature.acces.values_list("utilisateur_id", flat=True))
    interets = [
        Interet(utilisateur_id=compte, siren=siren) for compte in comptes for siren in sirens if siren
    ]
    Interet.objects.bulk_create(interets, ignore_conflicts=True)
