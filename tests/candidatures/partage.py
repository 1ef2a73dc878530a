"""A draft with its people, for the tests of sharing: as light as can be."""

from candidatures.models import Acces, Candidature, RoleAcces
from candidatures.services.creer import creer_candidature
from tests.fabriques import PENDANT, AccesFactory, UtilisateurFactory
from tests.scenarios import vague_ouverte
from vagues.models import VoletOuvert

SIREN = "000100016"


def dossier_a_partager(volet: VoletOuvert | None = None, siren: str = SIREN) -> Candidature:
    """Return an empty draft whose signatory is ``cree_par``."""
    candidature = creer_candidature(
        volet_ouvert=volet or vague_ouverte(), par=UtilisateurFactory(), recu_le=PENDANT
    )
    candidature.siren, candidature.nom = siren, "La Halle"
    candidature.save(update_fields=["siren", "nom"])
    return candidature


def avec(candidature: Candidature, role: str = RoleAcces.REDACTEUR) -> Acces:
    return AccesFactory(candidature=candidature, utilisateur=UtilisateurFactory(), role=role)


def roles(candidature: Candidature) -> dict[int, str]:
    """Role of each account that may open the dossier."""
    return dict(candidature.acces.values_list("utilisateur", "role"))
