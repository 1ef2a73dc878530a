"""What the pages of a dossier share, whoever reads them: the banner of a draft, the sentence of a save."""

from datetime import datetime
from typing import Any

from django.urls import reverse

from ami.comptes.requetes import Requete
from candidatures.formulaire.catalogue.champs import Section
from candidatures.formulaire.catalogue.pieces import PIECE
from candidatures.formulaire.controle.completude import EtatSection, etat_des_sections
from candidatures.lectures import en_l_etat
from candidatures.models import Candidature
from candidatures.permissions import cles_rouvertes, est_modifiable


def contexte_du_brouillon(
    candidature: Candidature, etats: tuple[EtatSection, ...], *, peut_ecrire: bool = True
) -> dict[str, Any]:
    """``sommaire``: each section with its address, empty when this person may not open it on this dossier as it stands."""
    rouvertes = cles_rouvertes(candidature)
    adresse = reverse("candidatures:section", args=[candidature.pk, "CODE"])
    return {
        "candidature": candidature,
        "etats": etats,
        "sommaire": [
            (
                etat,
                adresse.replace("/CODE/", f"/{etat.section.code}/")
                if peut_ecrire and (est_modifiable(candidature) or _est_rouverte(etat.section, rouvertes))
                else "",
            )
            for etat in etats
        ],
        "peut_ecrire": peut_ecrire,
        "nombre_de_completes": sum(etat.complete for etat in etats),
        "nombre_de_manques": sum(len(etat.manques) for etat in etats),
    }


def sort_du_brouillon(candidature: Candidature, le: datetime) -> str:
    """What is said of a draft that was just saved: saving does not file, and after the closing nothing will."""
    if candidature.vague.est_ouverte(le):
        return (
            "Vos modifications ne sont pas encore déposées."
            if candidature.numero
            else "Votre dossier n’est pas encore déposé."
        )
    if candidature.numero:
        return "La vague est close : la version déposée compte, sans ces modifications."
    return "La vague est close : ce dossier ne peut plus y être déposé."


def contexte_du_remaniement(
    request: Requete, candidature: Candidature, *, peut_ecrire: bool
) -> dict[str, Any]:
    """What the banner of a draft needs on the pages of a dossier filed then taken back: four queries; else nothing."""
    if not candidature.est_en_remaniement:
        return {}
    etats = etat_des_sections(en_l_etat.dossier(candidature))
    ouverte = candidature.vague.est_ouverte(request.recu_le)
    return contexte_du_brouillon(candidature, etats, peut_ecrire=peut_ecrire) | {"ouverte": ouverte}


def _est_rouverte(section: Section, rouvertes: frozenset[str]) -> bool:
    """Whether open compléments ask for something of this section."""
    if section.code == "pieces":
        return any(cle.startswith(PIECE) for cle in rouvertes)
    return any(champ.nom in rouvertes for champ in section.champs)
