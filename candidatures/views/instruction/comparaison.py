"""What changed between two versions of a dossier, or since the dossier that it takes up."""

import uuid

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from ami.commun.soumission import nombre_envoye
from ami.comptes.models import Role
from ami.comptes.permissions import role_requis
from ami.comptes.requetes import Requete
from candidatures.models import Candidature, Depot
from candidatures.version_deposee.depots import contenu_de
from candidatures.version_deposee.differences import differences

ORIGINE = "origine"


@role_requis(Role.INSTRUCTEUR, Role.REFERENT, Role.ADMINISTRATEUR)
@require_safe
def comparer(request: Requete, pk: uuid.UUID) -> HttpResponse:
    """The last version beside another: ``?avec=<version>``, ``?avec=origine``; the previous one by default."""
    visibles = Candidature.objects.instruites_par(request.user)
    candidature = get_object_or_404(visibles.select_related("volet"), pk=pk)
    versions = list(candidature.depots.select_related("par").order_by("-version"))
    # A référent follows some départements: the former dossier may be in another.
    precedent = visibles.filter(suites=candidature).first()
    origine = _derniere(precedent) if precedent else None
    choix = request.GET.get("avec", "")
    avec = _choisir(versions, origine, choix)
    contexte = {
        "candidature": candidature,
        "depot": versions[0],
        "versions": versions[1:],
        "origine": origine,
        "avec": avec,
        "differences": differences(contenu_de(avec), contenu_de(versions[0])) if avec else (),
    }
    return render(request, "candidatures/instruction/comparaison.html", contexte)


def _derniere(candidature: Candidature) -> Depot:
    return candidature.depots.latest("version")


def _choisir(versions: list[Depot], origine: Depot | None, choix: str) -> Depot | None:
    if choix == ORIGINE:
        if origine is None:
            raise Http404
        return origine
    if choix:
        demandee = next((depot for depot in versions[1:] if depot.version == nombre_envoye(choix)), None)
        if demandee is None:
            raise Http404
        return demandee
    return versions[1] if len(versions) > 1 else origine
