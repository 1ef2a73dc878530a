"""All that a publication reads, before anything is locked: others wait for what it writes, not for what it computes."""

from dataclasses import dataclass, replace
from datetime import datetime

from ami.commun.ensembles import Ecriture
from ami.comptes.models import Utilisateur
from ami.notifications.services import mise_en_file
from candidatures.models import Candidature
from candidatures.services.etats import changements_d_etat
from candidatures.states import EN_LICE, EtatCandidature
from evaluation.selection import emails
from evaluation.selection.actes import ActeSelection
from evaluation.selection.lectures.obstacles import Obstacle, obstacles
from evaluation.selection.lectures.publication import decisions_de
from evaluation.selection.lectures.sceau import Sceau, sceau
from evaluation.selection.lectures.versions import Versions, versions_de_tout
from evaluation.selection.models import Decision
from evaluation.selection.services.motiver import publication_des_motifs
from vagues.models import Vague


@dataclass(frozen=True)
class Preparation:
    """``versions`` tell, under the lock of the wave, whether the rest is still what is stored."""

    versions: Versions
    manques: list[Obstacle]
    decisions: list[Decision]
    sceau: Sceau
    ecritures: tuple[Ecriture, ...] = ()


def preparer(vague_id: int) -> Preparation:
    """Read the decisions of a wave and seal them. The versions come first: what changes while the rest is read shows."""
    avant = versions_de_tout(vague_id)
    vague = Vague.objects.get(pk=vague_id)
    decisions = decisions_de(vague, EN_LICE)
    return Preparation(avant, obstacles(vague), decisions, sceau(vague, decisions))


def preparer_les_resultats(vague_id: int, *, par: Utilisateur, le: datetime) -> Preparation:
    """The same, with all that the publication writes of each dossier: its result, its line of the journal, its reasons, its mails.

    Nothing of it when something is missing.
    """
    lu = preparer(vague_id)
    if lu.manques:
        return lu
    vague = Vague.objects.select_related("appel").get(pk=vague_id)
    changements = []
    for decision in lu.decisions:
        candidature = decision.candidature
        candidature.montant_accorde, candidature.motif_resultat = decision.montant, decision.motif
        changements.append((candidature, EtatCandidature(decision.sens)))
    resultats = changements_d_etat(
        changements,
        ActeSelection.RESULTAT_PUBLIE,
        par_id=par.pk,
        le=le,
        champs=["montant_accorde", "motif_resultat"],
        donnees={pk: {"sceau": dossier} for pk, dossier in lu.sceau.dossiers.items()},
    )
    motifs = publication_des_motifs(lu.decisions)
    courriels = mise_en_file(emails.resultats(vague, lu.decisions), maintenant=le)
    return replace(lu, ecritures=(*resultats, motifs, *courriels))


def verrouiller_les_dossiers(vague_id: int) -> None:
    """Every dossier of a wave that is locked: nothing is added to their journal any more."""
    dossiers = Candidature.objects.filter(vague=vague_id).order_by("pk")
    list(dossiers.select_for_update(of=("self",), no_key=True).values_list("pk", flat=True))
