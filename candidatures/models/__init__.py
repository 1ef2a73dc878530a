"""Applications: who carries them, what they answer, what was filed, what is said about them."""

from candidatures.models.acces import Acces, Interet, RoleAcces
from candidatures.models.candidature import Candidature
from candidatures.models.depot import Depot, Scelle
from candidatures.models.document import Document, GenreDocument, Production
from candidatures.models.echange import Complement, Cote, Message
from candidatures.models.partage import Invitation, Transfert
from candidatures.models.piece import Piece
from candidatures.models.porteur import Porteur
from candidatures.models.reponse import Reponse, ReponseAnterieure
from candidatures.models.resultat import MotifCritere

__all__ = [
    "Acces",
    "Candidature",
    "Complement",
    "Cote",
    "Depot",
    "Document",
    "GenreDocument",
    "Interet",
    "Invitation",
    "Message",
    "MotifCritere",
    "Piece",
    "Porteur",
    "Production",
    "Reponse",
    "ReponseAnterieure",
    "RoleAcces",
    "Scelle",
    "Transfert",
]
