"""The dossier that a page of the porteur speaks of."""

import uuid
from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.views.decorators.http import require_http_methods

from ami.commun.soumission import nombre_envoye
from ami.comptes.requetes import Requete
from candidatures.models import Acces, Candidature
from vagues.models import VoletOuvert

Vue = Callable[..., HttpResponse]


def dossier_de(request: Requete, pk: uuid.UUID) -> Candidature:
    visibles = Candidature.objects.visibles_par(request.user).select_related(
        "vague__appel", "volet", "porteur"
    )
    return get_object_or_404(visibles, pk=pk)


def acces_de(request: Requete, pk: uuid.UUID) -> Acces:
    """The dossier in scope and the role in it, in one statement."""
    visibles = Acces.objects.filter(utilisateur=request.user).select_related(
        "candidature__vague__appel", "candidature__volet", "candidature__porteur"
    )
    return get_object_or_404(visibles, candidature=pk)


def volet_choisi(request: Requete) -> VoletOuvert:
    """The track of a wave that the button names; the service says whether it receives dossiers."""
    return get_object_or_404(VoletOuvert, pk=nombre_envoye(request.POST.get("volet_ouvert")))


def poste_depuis(route: str, *arguments: str) -> Callable[[Vue], Vue]:
    """A view of POST alone, sent from the page ``route`` of a dossier: whoever reads its address is led to that page."""

    def decorer(vue: Vue) -> Vue:
        @wraps(vue)
        def poster(request: Requete, pk: uuid.UUID, **options: Any) -> HttpResponse:
            if request.method == "POST":
                return vue(request, pk, **options)
            return redirect(route, dossier_de(request, pk).pk, *arguments)

        return require_http_methods(["GET", "HEAD", "POST"])(poster)

    return decorer
