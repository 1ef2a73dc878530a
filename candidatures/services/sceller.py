"""After the closing: seal what was filed, tell those who did not file."""

import hashlib
import uuid
from datetime import datetime, timedelta

from django.db import transaction

from ami.commun.taches import reveiller
from ami.journal.services import Acte, journaliser
from ami.notifications.services import mettre_en_file
from ami.notifications.tasks import envoyer_courriels
from candidatures.emails.depot import brouillon_non_depose
from candidatures.models import Candidature, Depot, Scelle
from candidatures.states import EtatCandidature
from vagues.models import Vague
from vagues.states import CLOSES

# Longer than a filing can wait for its two locks (lock_timeout, 15 s each): whatever was received before the
# closing has been answered.
ATTENTE_AVANT_SCELLE = timedelta(seconds=60)


@transaction.atomic(durable=True)
def sceller_vague(*, vague_id: int, maintenant: datetime) -> Scelle | None:
    """Record how many dossiers were filed and the digest of them all. Locks the wave. Silent when done or too early."""
    vague = Vague.objects.verrouiller(pk=vague_id)
    deja = Scelle.objects.filter(vague=vague).first()
    if deja or vague.etat not in CLOSES or maintenant < vague.cloture + ATTENTE_AVANT_SCELLE:
        return deja
    depots = list(
        Depot.objects.filter(candidature__vague=vague)
        .order_by("numero", "version")
        .values_list("numero", "version", "empreinte")
    )
    contenu = "\n".join(f"{numero} {version} {empreinte}" for numero, version, empreinte in depots)
    vague.scellee_le = maintenant
    vague.save(update_fields=["scellee_le"])
    scelle = Scelle.objects.create(
        vague=vague,
        le=maintenant,
        depots=len({numero for numero, _, _ in depots}),
        brouillons=Candidature.objects.filter(vague=vague, etat=EtatCandidature.BROUILLON).count(),
        empreinte=hashlib.sha256(contenu.encode()).hexdigest(),
    )
    donnees = {"depots": scelle.depots, "brouillons": scelle.brouillons, "empreinte": scelle.empreinte}
    journaliser([Acte(objet=vague, acte="vague scellée", donnees=donnees)], le=maintenant)
    return scelle


@transaction.atomic(durable=True)
def prevenir_brouillon(*, candidature_id: uuid.UUID, maintenant: datetime) -> None:
    """Tell the signatory that the draft of a closed wave was not filed. Locks the dossier; once only."""
    candidature = Candidature.objects.verrouiller(candidature_id)
    if candidature.etat != EtatCandidature.BROUILLON or candidature.prevenu_le is not None:
        return
    if candidature.vague.scellee_le is None:  # carried into an open wave since it was selected
        return
    candidature.prevenu_le = maintenant
    candidature.save(update_fields=["prevenu_le"])
    mettre_en_file(brouillon_non_depose(candidature), maintenant=maintenant)
    reveiller(envoyer_courriels)
