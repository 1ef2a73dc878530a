"""Mails about compléments (N10, N11): the labels of what is asked; the message and the answers stay on the site."""

from typing import Any

from ami.notifications.services import Message
from candidatures.emails.destinataires import destinataires, lien
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
    contexte = {
        "candidature": candidature,
        "depot": depot,
        "appel": candidature.vague.appel,
        "lien": lien("candidatures:dossier", candidature),
    }
    return [
        Message(
            cle=f"complements-renvoyes:{candidature.pk}:{depot.version}:{compte}",
            modele="complements_renvoyes",
            destinataire=adresse,
            contexte=contexte,
            priorite=1,
        )
        for compte, adresse in destinataires(candidature)
    ]


def complements_recus(candidature: Candidature, complement: Complement) -> list[Message]:
    """N11, to the agents who follow the dossier."""
    contexte = {
        "candidature": candidature,
        "appel": candidature.vague.appel,
        "lien": lien("instruction:complements", candidature),
    }
    return [
        Message(
            cle=f"complements-recus:{complement.pk}:{compte}",
            modele="complements_recus",
            destinataire=adresse,
            contexte=contexte,
        )
        for compte, adresse in agents_saisis(candidature)
    ]


def _a_completer(
    candidature: Candidature, complement: Complement, etape: str, *, rappel: bool
) -> list[Message]:
    cahier = en_l_etat.cahier_du_volet(en_l_etat.volet_ouvert(candidature))
    groupes = demandees(complement, cahier)
    return _au_porteur(candidature, complement, "complements_demandes", etape, rappel=rappel, groupes=groupes)


def _au_porteur(
    candidature: Candidature, complement: Complement, modele: str, etape: str, **contexte: Any
) -> list[Message]:
    contexte |= {
        "candidature": candidature,
        "complement": complement,
        "appel": candidature.vague.appel,
        "lien": lien(
            "candidatures:complements"
            if complement.etat == EtatComplement.OUVERT
            else "candidatures:dossier",
            candidature,
        ),
    }
    return [
        Message(
            cle=f"complements:{complement.pk}:{etape}:{compte}",
            modele=modele,
            destinataire=adresse,
            contexte=contexte,
            priorite=2,
        )
        for compte, adresse in destinataires(candidature)
    ]
