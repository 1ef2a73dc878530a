"""Checking declared structures against the company register, before and after filing. Never blocks anything."""

from datetime import datetime

from django.db.models import Exists, Min, OuterRef, TextField
from django.db.models.functions import Cast, Substr

from ami.registre.client import OUVRIER, est_disponible
from ami.registre.models import Etablissement
from ami.registre.services import lire_etablissement
from candidatures.formulaire.catalogue.champs import Reponses
from candidatures.formulaire.controle.structure_declaree import (
    Consultation,
    Verification,
    comparer,
    siret_declare,
)
from candidatures.models import Reponse
from candidatures.states import EtatCandidature
from vagues.states import EtatVague

PAR_PASSAGE = 10  # at 4 seconds at most, they end before the next tick


def verification_de(reponses: Reponses) -> Verification:
    """What is known of the structure these answers declare: at most one query, no call."""
    siret = siret_declare(reponses)
    connu = Etablissement.objects.filter(siret=siret).first() if siret else None
    return comparer(reponses, consultation_de(connu))


def consultation_de(etablissement: Etablissement | None) -> Consultation | None:
    """The register's last answer; None while it has given none."""
    if etablissement is None or etablissement.lu_le is None:
        return None
    return Consultation(etablissement.fiche_lue, etablissement.lu_le)


def sirets_a_verifier(maintenant: datetime) -> list[str]:
    """The next declared numbers to ask about, the oldest declaration first; none while the register is left alone.

    Drafts and filed dossiers until their wave is published; a withdrawn one concerns nobody any more.
    """
    if not est_disponible(maintenant):
        return []
    frais = Etablissement.objects.a_jour(maintenant).filter(siret=OuterRef("siret"))
    declares = (
        Reponse.objects.filter(champ="siret")
        .exclude(candidature__etat=EtatCandidature.RETIREE)
        .exclude(candidature__vague__etat__in=[EtatVague.PUBLIEE, EtatVague.ARCHIVEE])
        .annotate(texte=Cast("valeur", TextField()))
        .filter(texte__regex=r'^"[0-9]{14}"$')
        .annotate(siret=Substr("texte", 2, 14))
        .filter(~Exists(frais))
    )
    les_plus_anciens = (
        declares.order_by().values("siret").annotate(depuis=Min("le")).order_by("depuis", "siret")
    )
    return list(les_plus_anciens.values_list("siret", flat=True)[:PAR_PASSAGE])


def verifier_structure(*, siret: str, maintenant: datetime) -> Etablissement | None:
    """Ask the register with a worker's patience; None when it does not answer: the number waits. No transaction."""
    return lire_etablissement(siret=siret, maintenant=maintenant, patience=OUVRIER)
