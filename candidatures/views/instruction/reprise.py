"""Taking a dossier over by decision of an agent: nothing of its content is shown."""

import uuid

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from ami.commun.erreurs import Incomplet
from ami.commun.soumission import reussir, saisie, soumettre
from ami.comptes.models import Role
from ami.comptes.permissions import role_requis
from ami.comptes.requetes import Requete
from candidatures.forms.partage import RepriseForm
from candidatures.models import Candidature
from candidatures.services.reprendre import reprendre_dossier

REPRIS = "Le dossier a un nouveau signataire. Les deux personnes sont prévenues par courriel."
INCONNU = "Aucun dossier ne porte ce numéro ni cette adresse."


@role_requis(Role.INSTRUCTEUR, Role.ADMINISTRATEUR)
@require_http_methods(["GET", "HEAD", "POST"])
def reprise(request: Requete) -> HttpResponse:
    """Name the dossier, drafts included, its new signatory, the reason and the proof seen."""
    initial = {"dossier": request.GET.get("dossier", "")[:300]}
    form = RepriseForm(saisie(request), initial=initial)
    return soumettre(
        request,
        form,
        lambda: _reprendre(request, **form.cleaned_data),
        page=lambda statut: render(
            request, "candidatures/instruction/reprise.html", {"form": form}, status=statut
        ),
        vers=lambda _: reussir(request, REPRIS, redirect("instruction:reprise")),
    )


def _reprendre(request: Requete, *, dossier: uuid.UUID | str, adresse: str, motif: str, preuve: str) -> None:
    critere = {"pk": dossier} if isinstance(dossier, uuid.UUID) else {"numero": dossier}
    candidature = Candidature.objects.filter(**critere).values_list("pk", flat=True).first()
    if candidature is None:
        raise Incomplet(INCONNU, ("dossier",))
    reprendre_dossier(
        candidature_id=candidature,
        adresse=adresse,
        motif=motif,
        preuve=preuve,
        par=request.user,
        maintenant=request.recu_le,
    )
