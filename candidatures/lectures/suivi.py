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
from candidatures.permissions import DroitsDuService, est_a_recandidater, peut_rediger
from candidatures.states import RESULTATS, EtatCandidature, EtatComplement
from vagues.models import Vague, VoletOuvert


def suivi_du_depot(
    candidature: Candidature, depot: Depot, *, utilisateur: Utilisateur, maintenant: datetime
) -> dict[str, Any]:
    """Timeline, thread, compléments and result, for the dossier's people. ``depot``: the last filing."""
    envois = chronologie.envois_de(candidature)
    complements = list(Complement.objects.filter(candidature=candidature).order_by("pk"))
    return {
        "chronologie": chronologie.pour_le_porteur(candidature, complements, envois),
        "non_lus": sum(envoi.cote == Cote.SERVICE and envoi.lu_le is None for envoi in envois),
        "complement": next((c for c in complements if c.etat == EtatComplement.OUVERT), None),
        "a_un_resultat": candidature.etat in RESULTATS,
        "depose_le": _depose_le(depot, complements),
        "motifs": motifs_par_critere(candidature.pk) if candidature.etat in RESULTATS else (),
        **_suites(candidature, utilisateur, maintenant),
    }


def suivi_pour_le_service(
    candidature: Candidature, droits: DroitsDuService, visibles: CandidatureQuerySet
) -> dict[str, Any]:
    """Timeline, links to the thread, lineage among ``visibles``, for the agents who read the dossier: two queries."""
    lignee = visibles.filter(Q(pk=candidature.origine_id) | Q(origine=candidature)).order_by("numero", "pk")
    return {
        "chronologie": chronologie.pour_le_service(candidature),
        "peut_echanger": droits.parle,
        "peut_completer": droits.instruit,
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


def _suites(candidature: Candidature, utilisateur: Utilisateur, maintenant: datetime) -> dict[str, Any]:
    """Where a refused dossier may be taken up, and where it already is: nothing for the others."""
    if not est_a_recandidater(candidature):
        return {"reprises": (), "suites": ()}
    suites = list(
        candidature.suites.visibles_par(utilisateur)
        .exclude(etat=EtatCandidature.RETIREE)
        .select_related("vague")
        .order_by("pk")
    )
    if not peut_rediger(utilisateur, candidature):
        return {"reprises": (), "suites": suites}
    ouvertes = Vague.objects.ouvertes(maintenant).exclude(pk__in=[suite.vague_id for suite in suites])
    reprises = VoletOuvert.objects.filter(vague__in=ouvertes).select_related("vague", "volet")
    return {"reprises": list(reprises), "suites": suites}
