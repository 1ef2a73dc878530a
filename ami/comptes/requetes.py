"""The request as views of this project receive it (types only)."""

from datetime import datetime

from django.http import HttpRequest

from ami.comptes.models import Utilisateur


class Requete(HttpRequest):
    """Request of a signed-in person; ``recu_le`` is the instant of its reception (aware)."""

    user: Utilisateur
    recu_le: datetime
