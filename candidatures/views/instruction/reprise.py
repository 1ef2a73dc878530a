"""Taking a dossier over by decision of an agent: nothing of its content is shown."""

import uuid
from http import HTTPStatus

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from ami.commun.erreurs import ErreurMetier, Incomplet
from ami.comptes.models import Role
from ami.comptes.permissions import role_requis
from ami.comptes.requetes import Requete
from candidatures.forms.partage import RepriseForm
from candidatures.models import Candidature
from candidatures.services.reprendre import reprendre_dossier

INCONNU = "Aucun dossier ne porte ce numéro ni cette adresse."


@role_requis(Role.INSTRUCTEUR, Role.ADMINISTRATEUR)
@require_http_methods(["GET", "HEAD", "POST"])
def reprise(request: Requete) -> HttpResponse:
    """Name the dossier, drafts included, its new signatory, the reason and the proof seen."""
    initial = {"dossier": request.GET.get("dossier", "")[:300]}
    form = RepriseForm(request.POST if request.method == "POST" else None, initial=initial)
    statut: int = HTTPStatus.OK
    if request.method == "POST":
        statut = _decider(request, form)
        if statut == HTTPStatus.OK:
            messages.success(
                request, "Le dossier a un nouveau signataire. Les deux personnes sont prévenues par courriel."
            )
            return redirect("instruction:reprise")
    return render(request, "candidatures/reprise.html", {"form": form}, status=statut)


def _decider(request: Requete, form: RepriseForm) -> int:
    """Return the status of the answer; what a rule refuses becomes an error of the form, which keeps the text."""
    if not form.is_valid():
        return HTTPStatus.UNPROCESSABLE_ENTITY
    donnees = form.cleaned_data
    candidature = _designe(donnees.pop("dossier"))
    if candidature is None:
        form.signaler(INCONNU, ("dossier",))
        return HTTPStatus.UNPROCESSABLE_ENTITY
    try:
        reprendre_dossier(candidature_id=candidature, par=request.user, maintenant=request.recu_le, **donnees)
    except ErreurMetier as erreur:
        form.signaler(erreur.message, erreur.manques if isinstance(erreur, Incomplet) else ())
        return erreur.statut
    return HTTPStatus.OK


def _designe(dossier: uuid.UUID | str) -> uuid.UUID | None:
    critere = {"pk": dossier} if isinstance(dossier, uuid.UUID) else {"numero": dossier}
    return Candidature.objects.filter(**critere).values_list("pk", flat=True).first()
