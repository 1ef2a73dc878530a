"""What goes on about a filed dossier, as its people and as the service read it."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.db.models import Q

from ami.comptes.models import Utilisateur
from candidatures.lectures import chronologie
from candidatures.lectures.motifs import motifs_par_critere
from candidatures.models import Candidature, Complement, Cote, Depot
from candidatures.models.candidature import CandidatureQuerySet
from candidatures.states import RESULTATS, EtatCandidature, EtatComplement
from vagues.models import VoletOuvert


def suivi_du_depot(candidature: Candidature, depot: Depot) -> dict[str, Any]:
    """Timeline, thread, compléments and result, for the dossier's people. ``depot``: the last filing."""
    envoyes = chronologie.messages_envoyes(candidature)
    complements = list(Complement.objects.filter(candidature=candidature).order_by("pk"))
    return {
        "chronologie": chronologie.pour_le_porteur(candidature, complements, envoyes),
        "non_lus": sum(envoye.cote == Cote.SERVICE and envoye.lu_le is None for envoye in envoyes),
        "complement": next((c for c in complements if c.etat == EtatComplement.OUVERT), None),
        "a_un_resultat": candidature.etat in RESULTATS,
        "depose_le": _depose_le(depot, complements),
        "motifs": motifs_par_critere(candidature.pk) if candidature.etat in RESULTATS else (),
    }


def suivi_pour_le_service(candidature: Candidature, visibles: CandidatureQuerySet) -> dict[str, Any]:
    """Timeline, lineage among ``visibles``, for the agents who read the dossier: two queries."""
    lignee = visibles.filter(Q(pk=candidature.origine_id) | Q(origine=candidature)).order_by("numero", "pk")
    return {
        "chronologie": chronologie.pour_le_service(candidature),
        "origine": next((autre for autre in lignee if autre.pk == candidature.origine_id), None),
        "suites": [autre for autre in lignee if autre.origine_id == candidature.pk],
    }


def _depose_le(depot: Depot, complements: Sequence[Complement]) -> datetime:
    """When the version that ``depot`` completes was filed; its own instant if it completes none."""
    completes = {complement.depot_id for complement in complements if complement.depot_id is not None}
    if depot.pk not in completes:
        return depot.recu_le
    deposes = Depot.objects.filter(candidature=depot.candidature_id).exclude(pk__in=completes)
    return deposes.order_by("version").values_list("recu_le", flat=True).latest("version")


def suites_de(candidature: Candidature, utilisateur: Utilisateur) -> list[Candidature]:
    """Where a refused dossier was taken up, among what this person may open: one query."""
    suites = candidature.suites.visibles_par(utilisateur).exclude(etat=EtatCandidature.RETIREE)
    return list(suites.select_related("vague").order_by("pk"))


def reprises_possibles(suites: Sequence[Candidature], maintenant: datetime) -> list[VoletOuvert]:
    """Where else it may be taken up, once a wave: one query."""
    deja = [suite.vague_id for suite in suites]
    return list(VoletOuvert.objects.ouverts(maintenant).exclude(vague__in=deja))
