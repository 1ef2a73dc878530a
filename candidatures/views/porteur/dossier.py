"""One dossier: its draft or what was filed."""

import uuid
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from ami.comptes.requetes import Requete
from candidatures.formulaire.controle.completude import etat_des_sections
from candidatures.lectures import en_l_etat
from candidatures.lectures.courriels import non_remis
from candidatures.lectures.personnes import personnes_de
from candidatures.lectures.pieces import pieces_lues
from candidatures.lectures.suivi import reprises_possibles, suites_de, suivi_du_depot
from candidatures.models import Candidature, RoleAcces
from candidatures.permissions import est_a_recandidater, est_a_supprimer, est_modifiable, permet_de_rediger
from candidatures.states import EtatCandidature
from candidatures.version_deposee.depots import contenu_de
from candidatures.views.portee import contexte_du_brouillon
from candidatures.views.porteur.depot import gestes_apres_depot
from candidatures.views.porteur.portee import acces_de
from vagues.models import VoletOuvert


@require_safe
def dossier(request: Requete, pk: uuid.UUID) -> HttpResponse:
    acces = acces_de(request, pk)
    candidature, ecrit = acces.candidature, permet_de_rediger(acces.role)
    if not est_modifiable(candidature):
        return _dossier_depose(request, candidature, peut_ecrire=ecrit)
    etats = etat_des_sections(en_l_etat.dossier(candidature))
    contexte = contexte_du_brouillon(candidature, etats, peut_ecrire=ecrit) | {
        "refusees": candidature.pieces.refusees(),
        "ouverte": candidature.vague.est_ouverte(request.recu_le),
        "reports": _reports_possibles(request, candidature),
        "personnes": personnes_de(candidature),
        "peut_supprimer": acces.role == RoleAcces.SIGNATAIRE and est_a_supprimer(candidature),
        "non_remis": non_remis(candidature, request.recu_le),
        **gestes_apres_depot(request, candidature),
    }
    return render(request, "candidatures/porteur/dossier_brouillon.html", contexte)


def _dossier_depose(request: Requete, candidature: Candidature, *, peut_ecrire: bool) -> HttpResponse:
    depot = candidature.depots.latest("version")
    contenu = contenu_de(depot)
    contexte = {
        "candidature": candidature,
        "depot": depot,
        "sections": contenu.presentation,
        "pieces_deposees": pieces_lues(contenu),
        "Etat": EtatCandidature,
        "personnes": personnes_de(candidature),
        "non_remis": non_remis(candidature, request.recu_le),
        **gestes_apres_depot(request, candidature),
        **suivi_du_depot(candidature, depot),
        **_suites(request, candidature, peut_ecrire=peut_ecrire),
    }
    return render(request, "candidatures/porteur/dossier_depose.html", contexte)


def _suites(request: Requete, candidature: Candidature, *, peut_ecrire: bool) -> dict[str, Any]:
    """Where a refused dossier may be taken up, and where it already is: nothing for the others."""
    if not est_a_recandidater(candidature):
        return {"reprises": (), "suites": ()}
    suites = suites_de(candidature, request.user)
    return {"suites": suites, "reprises": reprises_possibles(suites, request.recu_le) if peut_ecrire else ()}


def _reports_possibles(request: Requete, candidature: Candidature) -> list[VoletOuvert]:
    """Tracks of open waves into which a draft of a closed wave may be carried."""
    if candidature.vague.est_ouverte(request.recu_le) or candidature.est_en_remaniement:
        return []
    return list(VoletOuvert.objects.ouverts(request.recu_le))
