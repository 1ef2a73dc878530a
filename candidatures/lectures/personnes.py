"""The people of a dossier."""

from django.db.models import Exists, OuterRef

from candidatures.models import Acces, Candidature, RoleAcces, Transfert

_RANGS = {RoleAcces.SIGNATAIRE: 0, RoleAcces.REDACTEUR: 1, RoleAcces.LECTEUR: 2}


def personnes_de(candidature: Candidature) -> list[Acces]:
    """Who may open the dossier, its signatory first, and whether they are asked to sign (``pressenti``): one query."""
    offres = Transfert.objects.en_attente().filter(
        candidature=OuterRef("candidature"), vers=OuterRef("utilisateur")
    )
    tous = candidature.acces.select_related("utilisateur").annotate(pressenti=Exists(offres)).order_by("pk")
    return sorted(tous, key=lambda acces: _RANGS[RoleAcces(acces.role)])
