"""Applications: who carries them, what they answer, what was filed."""

from candidatures.models.acces import Acces, Interet, RoleAcces
from candidatures.models.candidature import Candidature
from candidatures.models.depot import Depot, Scelle
from candidatures.models.porteur import Porteur
from candidatures.models.reponse import Reponse

__all__ = ["Acces", "Candidature", "Depot", "Interet", "Porteur", "Reponse", "RoleAcces", "Scelle"]
