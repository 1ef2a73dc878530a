"""One wave seen by everybody: the people of the access table, and the routes they ask for."""

import hashlib
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from django.conf import settings
from django.urls import get_resolver

from ami.comptes.models import Perimetre, Role, Utilisateur
from ami.fichiers import stockage
from ami.fichiers.models import Fichier
from ami.fichiers.states import EtatFichier
from candidatures.models import Candidature, Cote, Document, GenreDocument, RoleAcces
from candidatures.services.echanger import envoyer_message
from candidatures.services.inviter import inviter
from tests.conftest import ClientLecteur
from tests.fabriques import PENDANT, CandidatureFactory, FichierFactory, UtilisateurFactory
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

# Pages of a porteur about what was filed; the others are about the draft.
SUR_LE_DEPOSE = {
    "dossier",
    "recepisse",
    "document",
    "piece",
    "echanges",
    "echanges_lus",
    "echanges_fichier",
    "complements",
    "comparer",
    "recandidater",
    "retirer",
}


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
        """Return a value for each argument of the URL named ``nom``."""
        espace, _, route = nom.rpartition(":")
        sur_le_brouillon = espace == "candidatures" and route not in SUR_LE_DEPOSE
        dossier = self.brouillon if sur_le_brouillon else self.depose
        codes = {"joindre": "statuts"}
        valeurs: dict[str, Callable[[], Any]] = {
            "pk": lambda: dossier.pk,
            "numero": lambda: self.vague.numero,
            "volet": lambda: dossier.volet.code,
            "code": lambda: codes.get(route, "structure"),
            "champ": lambda: "siret",
            "version": lambda: 1,
            "genre": lambda: "dossier",
            "piece": lambda: dossier.pieces.first().pk,
            "acces": lambda: dossier.acces.get().pk,
            "invitation": lambda: self.brouillon.invitations.get().pk,
            "fichier": lambda: self._fichier(route),
        }
        return {argument: valeurs[argument]() for argument in _arguments_de(nom)}

    def _fichier(self, route: str) -> Any:
        """A file of the filed dossier, or of its thread."""
        if route in {"piece", "piece_originale"}:
            return self.depose.pieces.get(code="statuts").fichier_id
        return self.depose.messages.get().fichiers.get().pk


def _arguments_de(nom: str) -> list[str]:
    """Return the names of what the URL takes."""
    *espaces, route = nom.split(":")
    resolveur = get_resolver()
    for espace in espaces:
        resolveur = resolveur.namespace_dict[espace][1]
    possibles: list[str] = resolveur.reverse_dict[route][0][0][1]
    return possibles


def documenter(candidature: Candidature) -> Document:
    """Store what stands for the PDF of the filed dossier."""
    contenu = b"%PDF-1.7 de la version 1"
    stockage.ecrire("documents/essai.pdf", contenu)
    return Document.objects.create(
        depot=candidature.depots.get(),
        genre=GenreDocument.DOSSIER,
        cle="documents/essai.pdf",
        taille=len(contenu),
        empreinte=hashlib.sha256(contenu).hexdigest(),
        produit_le=PENDANT,
    )


def monde() -> Monde:
    """Only the reading is left to do; nothing is decided."""
    volet, autre = vague_ouverte(numero=1), vague_ouverte(numero=2)
    porteur, lecteur = UtilisateurFactory(), agent()
    depose = dossier_depose(volet, par=porteur)
    documenter(depose)
    brouillon = brouillon_complet(autre, rang=2, par=porteur)
    grille_de_quatre_criteres(volet.vague)
    vague = clore(volet.vague)
    noter(affecter(depose, lecteur), 3, 3, 3, 3, remettre=False)
    autre_porteur = CandidatureFactory(vague=autre.vague, volet=autre.volet).cree_par
    gens = {
        "anonyme": None,
        "porteur": porteur,
        "autre_porteur": autre_porteur,
        "evaluateur": lecteur,
        "evaluateur_sans_dossier": agent(),
        "instructeur": agent(Role.INSTRUCTEUR),
        "referent": agent(Role.REFERENT, perimetre=Perimetre.REGION, code="44"),
        "referent_ailleurs": agent(Role.REFERENT, perimetre=Perimetre.DEPARTEMENT, code="974"),
        "administrateur": agent(Role.ADMINISTRATEUR),
        "auditeur": agent(Role.AUDITEUR),
    }
    inviter(
        candidature_id=brouillon.pk,
        adresse=autre_porteur.email,
        role=RoleAcces.REDACTEUR,
        par=porteur,
        recu_le=PENDANT,
    )
    envoyer_message(
        candidature_id=depose.pk,
        cote=Cote.PORTEUR,
        texte="Voici la pièce manquante.",
        fichiers=[FichierFactory(depose_par=porteur, etat="recu", empreinte_servie="", taille_servie=None)],
        par=porteur,
        recu_le=PENDANT,
    )
    # The bytes are nowhere: a file under analysis is refused to whoever is not its author.
    Fichier.objects.filter(pk=depose.pieces.get(code="statuts").fichier_id).update(
        etat=EtatFichier.RECU, empreinte_servie="", taille_servie=None, depose_par=autre_porteur
    )
    return Monde(vague, autre.vague, depose, brouillon, gens)
