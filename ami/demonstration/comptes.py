"""Accounts of the demonstration: one password, printed on the home page of the demonstration, for each role."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from allauth.account.models import EmailAddress
from django.contrib.auth.hashers import make_password

from ami.comptes.authentification import DOMAINE_DEMO
from ami.comptes.models import Attribution, Perimetre, Role, Utilisateur
from ami.demonstration.redaction import alea_de, personne

MOT_DE_PASSE = "fabrique-demo-2026"

CLE_PORTEUR, CLE_PORTEUR_2 = "porteur", "porteur2"


@dataclass(frozen=True)
class Compte:
    cle: str
    prenom: str
    nom: str
    role: Role | None = None
    perimetre: Perimetre = Perimetre.NATIONAL
    code: str = ""

    @property
    def email(self) -> str:
        return f"{self.cle}@{DOMAINE_DEMO}"


COMPTES = (
    Compte(CLE_PORTEUR, "Paule", "Rivière"),
    Compte(CLE_PORTEUR_2, "Malik", "Fontaine"),
    Compte("evaluateur1", "Agathe", "Lemoine", Role.EVALUATEUR),
    Compte("evaluateur2", "Bastien", "Costa", Role.EVALUATEUR),
    Compte("evaluateur3", "Coumba", "Diallo", Role.EVALUATEUR),
    Compte("instructeur", "Irène", "Tessier", Role.INSTRUCTEUR),
    Compte("prefet67", "Rémi", "Klein", Role.REFERENT, Perimetre.DEPARTEMENT, "67"),
    Compte("admin1", "Anne", "Dumont", Role.ADMINISTRATEUR),
    Compte("admin2", "Adrien", "Sauvage", Role.ADMINISTRATEUR),
    Compte("auditeur", "Aude", "Perrot", Role.AUDITEUR),
)


def charger_comptes(inscrit_le: datetime) -> dict[str, Utilisateur]:
    """The accounts above, by key, with a verified address. Runs inside the loader's transaction."""
    empreinte = make_password(MOT_DE_PASSE)  # once: the hash is slow on purpose
    comptes = Utilisateur.objects.bulk_create(
        Utilisateur(
            email=compte.email,
            prenom=compte.prenom,
            nom=compte.nom,
            password=empreinte,
            inscrit_le=inscrit_le,
        )
        for compte in COMPTES
    )
    EmailAddress.objects.bulk_create(
        EmailAddress(user=compte, email=compte.email, verified=True, primary=True) for compte in comptes
    )
    Attribution.objects.bulk_create(
        Attribution(utilisateur=compte, role=prevu.role, perimetre=prevu.perimetre, code=prevu.code)
        for compte, prevu in zip(comptes, COMPTES, strict=True)
        if prevu.role is not None
    )
    return {prevu.cle: compte for compte, prevu in zip(comptes, COMPTES, strict=True)}


def charger_porteurs(rangs: Sequence[int], inscrit_le: datetime) -> list[Utilisateur]:
    """Fictitious porteurs ``demo-NNN@demo.test``, who cannot sign in. Runs inside the loader's transaction."""
    inutilisable = make_password(None)
    porteurs = []
    for rang in rangs:
        prenom, nom = personne(alea_de("porteur", rang))
        porteurs.append(
            Utilisateur(
                email=f"demo-{rang:03d}@{DOMAINE_DEMO}",
                prenom=prenom,
                nom=nom,
                password=inutilisable,
                inscrit_le=inscrit_le,
            )
        )
    return Utilisateur.objects.bulk_create(porteurs)
