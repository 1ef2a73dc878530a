"""Mails about compléments (N10, N11): the labels of what is asked; the message and the answers stay on the site."""

from typing import Any

from ami.notifications.redaction import Message
from candidatures.emails.construction import destinataires, ecrire
from candidatures.emails.echanges import agents_saisis
from candidatures.lectures import en_l_etat
from candidatures.lectures.complements import demandees
from candidatures.models import Candidature, Complement, Depot
from candidatures.states import EtatComplement


def demande(candidature: Candidature, complement: Complement) -> list[Message]:
    """N10: a list of things to complete, with its own due date. Sent again when the request is extended."""
    etape = f"demande:{len(complement.demandes)}:{complement.echeance.isoformat()}"
    return _a_completer(candidature, complement, etape, rappel=False)


def rappel(candidature: Candidature, complement: Complement) -> list[Message]:
    etape = f"rappel:{complement.echeance.isoformat()}"
    return _a_completer(candidature, complement, etape, rappel=True)


def expiration(candidature: Candidature, complement: Complement) -> list[Message]:
    return _au_porteur(candidature, complement, "complements_fermes", "expiration", annulee=False)


def annulation(candidature: Candidature, complement: Complement) -> list[Message]:
    return _au_porteur(candidature, complement, "complements_fermes", "annulation", annulee=True)


def retour_enregistre(candidature: Candidature, depot: Depot) -> list[Message]:
    """Acknowledgement of the completed dossier: when, and the hash of what was received."""
    return ecrire(
        candidature,
        "complements_renvoyes",
        destinataires(candidature),
        cle=f"complements-renvoyes:{candidature.pk}:{depot.version}",
        priorite=1,
        depot=depot,
    )


def complements_recus(candidature: Candidature, complement: Complement) -> list[Message]:
    """N11, to the agents who follow the dossier."""
    return ecrire(
        candidature,
        "complements_recus",
        agents_saisis(candidature),
        cle=f"complements-recus:{complement.pk}",
        page="instruction:complements",
    )


def _a_completer(
    candidature: Candidature, complement: Complement, etape: str, *, rappel: bool
) -> list[Message]:
    cahier = en_l_etat.cahier_du_volet(en_l_etat.volet_ouvert(candidature))
    groupes = demandees(complement, cahier)
    return _au_porteur(candidature, complement, "complements_demandes", etape, rappel=rappel, groupes=groupes)


def _au_porteur(
    candidature: Candidature, complement: Complement, modele: str, etape: str, **contexte: Any
) -> list[Message]:
    ouvert = complement.etat == EtatComplement.OUVERT
    return ecrire(
        candidature,
        modele,
        destinataires(candidature),
        cle=f"complements:{complement.pk}:{etape}",
        page="candidatures:complements" if ouvert else "candidatures:dossier",
        priorite=2,
        complement=complement,
        **contexte,
    )
