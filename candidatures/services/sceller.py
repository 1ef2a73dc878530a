"""After the closing: seal what was filed, tell those who did not file."""

import uuid
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Count, Q

from ami.commun.taches import reveiller
from ami.journal.services import Acte, journaliser
from ami.notifications.services import mettre_en_file
from ami.notifications.tasks import envoyer_courriels
from candidatures.actes import ActeCandidature
from candidatures.emails.depot import brouillon_non_depose, cloture_anticipee, version_conservee
from candidatures.models import Candidature, Scelle
from candidatures.services.etats import changer_etats
from candidatures.services.verrous import verrouiller_dossier
from candidatures.states import SANS_EFFET, EtatCandidature
from candidatures.version_deposee.scelle import empreinte_des_depots
from vagues.models import Vague
from vagues.states import CLOSES

# Longer than a filing can wait for its two locks (lock_timeout, 15 s each): whatever was received before the
# closing has been answered.
ATTENTE_AVANT_SCELLE = timedelta(seconds=60)


@transaction.atomic(durable=True)
def sceller_vague(*, vague_id: int, maintenant: datetime) -> Scelle | None:
    """Record how many dossiers are filed and the digest of every filing. Silent when done or too early.

    Locks the wave, then the dossiers that were taken back and not filed again: their last filed version counts.
    """
    vague = Vague.objects.select_related("appel").verrouiller(pk=vague_id)
    deja = Scelle.objects.filter(vague=vague).first()
    if deja or vague.etat not in CLOSES or maintenant < vague.cloture + ATTENTE_AVANT_SCELLE:
        return deja
    remaniees = _conserver_les_versions_deposees(vague, maintenant)
    if vague.cloture_annoncee is not None:
        _dire_la_cloture_anticipee(vague, remaniees, maintenant)
    vague.scellee_le = maintenant
    vague.save(update_fields=["scellee_le"])
    scelle = Scelle.objects.create(
        vague=vague,
        le=maintenant,
        empreinte=empreinte_des_depots(vague),
        **Candidature.objects.filter(vague=vague).aggregate(
            depots=Count("pk", filter=~Q(etat__in=SANS_EFFET)),
            brouillons=Count("pk", filter=Q(etat=EtatCandidature.BROUILLON)),
        ),
    )
    donnees = {"depots": scelle.depots, "brouillons": scelle.brouillons, "empreinte": scelle.empreinte}
    journaliser([Acte(objet=vague, acte=ActeCandidature.VAGUE_SCELLEE, donnees=donnees)], le=maintenant)
    return scelle


def _conserver_les_versions_deposees(vague: Vague, maintenant: datetime) -> list[Candidature]:
    """Make filed again the dossiers that their signatory had taken back, and say so. Statements: always as many."""
    remaniees = list(
        Candidature.objects.filter(vague=vague, etat=EtatCandidature.BROUILLON, numero__isnull=False)
        .select_for_update(of=("self",), no_key=True)
        .order_by("pk")
    )
    if not remaniees:
        return []
    for candidature in remaniees:
        candidature.vague = vague
    changer_etats(
        [(candidature, EtatCandidature.DEPOSEE) for candidature in remaniees],
        ActeCandidature.VERSION_CONSERVEE,
        le=maintenant,
    )
    mettre_en_file(version_conservee(remaniees), maintenant=maintenant)
    reveiller(envoyer_courriels)
    return remaniees


def _dire_la_cloture_anticipee(vague: Vague, remaniees: list[Candidature], maintenant: datetime) -> None:
    """Drafts left behind, and dossiers that were being reworked, are told by a mail of their own, which says it too."""
    deposes = list(
        Candidature.objects.filter(vague=vague)
        .exclude(etat__in=SANS_EFFET)
        .exclude(pk__in=[candidature.pk for candidature in remaniees])
        .order_by("numero")
    )
    for candidature in deposes:
        candidature.vague = vague
    mettre_en_file(cloture_anticipee(deposes), maintenant=maintenant)
    reveiller(envoyer_courriels)


@transaction.atomic(durable=True)
def prevenir_brouillon(*, candidature_id: uuid.UUID, maintenant: datetime) -> None:
    """Tell the signatory that the draft of a closed wave was not filed. Locks the dossier; once only."""
    candidature = verrouiller_dossier(candidature_id, avec_sa_vague=False)
    if candidature.etat != EtatCandidature.BROUILLON or candidature.prevenu_le is not None:
        return
    if candidature.vague.scellee_le is None:  # carried into an open wave since it was selected
        return
    candidature.prevenu_le = maintenant
    candidature.save(update_fields=["prevenu_le"])
    ouvertes = list(Vague.objects.ouvertes(maintenant).order_by("cloture", "pk"))
    mettre_en_file(brouillon_non_depose(candidature, ouvertes), maintenant=maintenant)
    reveiller(envoyer_courriels)
