"""One wave seen by everybody: the people of the access table, and the routes they ask for."""

from dataclasses import dataclass, field
from typing import Any

from django.conf import settings

from ami.comptes.models import Perimetre, Role, Utilisateur
from candidatures.models import Candidature
from tests.conftest import ClientLecteur
from tests.fabriques import CandidatureFactory, UtilisateurFactory
from tests.scenarios import (
    affecter,
    agent,
    brouillon_complet,
    clore,
    dossier_depose,
    grille_de_quatre_criteres,
    noter,
    vague_ouverte,
)
from vagues.models import Vague

ROLES = (
    "anonyme",
    "porteur",
    "autre_porteur",
    "evaluateur",
    "evaluateur_sans_dossier",
    "instructeur",
    "referent",
    "referent_ailleurs",
    "administrateur",
    "auditeur",
)


@dataclass
class Monde:
    """A closed wave with one dossier being read, and an open one with a draft of the same porteur."""

    vague: Vague
    ouverte: Vague
    depose: Candidature
    brouillon: Candidature
    gens: dict[str, Utilisateur | None] = field(default_factory=dict)
    avant: dict[str, str] = field(default_factory=dict)
    clients: dict[str, tuple[ClientLecteur, str]] = field(default_factory=dict)

    def client(self, role: str) -> ClientLecteur:
        """Return the browser of this person, signed in; the same one each time."""
        if role not in self.clients:
            client = ClientLecteur()
            if compte := self.gens[role]:
                client.force_login(compte)
            jeton = client.cookies.get(settings.SESSION_COOKIE_NAME)
            self.clients[role] = client, jeton.value if jeton else ""
        client, session = self.clients[role]
        client.cookies.clear()
        if session:
            client.cookies[settings.SESSION_COOKIE_NAME] = session
        return client

    def arguments(self, nom: str) -> dict[str, Any]:
        """Return the arguments of the URL named ``nom``: the draft for a porteur's pages of writing."""
        espace, _, route = nom.rpartition(":")
        if espace in {"vagues", "selection"} and route not in {"liste", "programmer"}:
            return {"numero": self.vague.numero, **({"pk": self.depose.pk} if route == "decision" else {})}
        if route == "section":
            return {"pk": self.brouillon.pk, "code": "structure"}
        if route in {"dossier", "recepisse", "recevable", "evaluer", "declarer", "deport"}:
            return {"pk": self.depose.pk}
        if route in {"deposer", "reporter"}:
            return {"pk": self.brouillon.pk}
        return {}


def monde() -> Monde:
    """Only the reading is left to do; nothing is decided."""
    volet, autre = vague_ouverte(numero=1), vague_ouverte(numero=2)
    porteur, lecteur = UtilisateurFactory(), agent()
    depose = dossier_depose(volet, par=porteur)
    brouillon = brouillon_complet(autre, rang=2, par=porteur)
    grille_de_quatre_criteres(volet.vague)
    vague = clore(volet.vague)
    noter(affecter(depose, lecteur), 3, 3, 3, 3, remettre=False)
    gens = {
        "anonyme": None,
        "porteur": porteur,
        "autre_porteur": CandidatureFactory(vague=autre.vague, volet=autre.volet).cree_par,
        "evaluateur": lecteur,
        "evaluateur_sans_dossier": agent(),
        "instructeur": agent(Role.INSTRUCTEUR),
        "referent": agent(Role.REFERENT, perimetre=Perimetre.REGION, code="44"),
        "referent_ailleurs": agent(Role.REFERENT, perimetre=Perimetre.DEPARTEMENT, code="974"),
        "administrateur": agent(Role.ADMINISTRATEUR),
        "auditeur": agent(Role.AUDITEUR),
    }
    return Monde(vague, autre.vague, depose, brouillon, gens)
