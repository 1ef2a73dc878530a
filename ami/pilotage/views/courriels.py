"""The mails that reached nobody: those of a wave, and those about no dossier."""

from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST, require_safe

from ami.commun.pagination import page_de
from ami.commun.soumission import agir
from ami.commun.taches import reveiller
from ami.comptes.models import Role
from ami.comptes.permissions import role_requis
from ami.comptes.requetes import Requete
from ami.notifications.models import Courriel
from ami.notifications.services import remettre_en_file
from ami.notifications.tasks import envoyer_courriels
from candidatures.lectures.courriels import courriels_non_remis
from vagues.models import Vague
from vagues.permissions import peut_conduire_les_vagues


@role_requis(Role.ADMINISTRATEUR, Role.AUDITEUR)
@require_safe
def liste(request: Requete, numero: int) -> HttpResponse:
    vague = get_object_or_404(Vague.objects.select_related("appel"), numero=numero)
    contexte = {
        "vague": vague,
        "page": page_de(request, courriels_non_remis(vague, request.user)),
        "peut_renvoyer": peut_conduire_les_vagues(request.user),
    }
    return render(request, "pilotage/courriels.html", contexte)


@role_requis(Role.ADMINISTRATEUR)
@require_POST
def renvoyer(request: Requete, numero: int) -> HttpResponse:
    vague = get_object_or_404(Vague, numero=numero)
    return _remettre(request, courriels_non_remis(vague, request.user), redirect("pilotage:vague", numero))


@role_requis(Role.ADMINISTRATEUR, Role.AUDITEUR)
@require_safe
def hors_dossier(request: Requete) -> HttpResponse:
    contexte = {
        "page": page_de(request, Courriel.objects.non_remis().hors_dossier()),
        "peut_renvoyer": peut_conduire_les_vagues(request.user),
    }
    return render(request, "pilotage/courriels_hors_dossier.html", contexte)


@role_requis(Role.ADMINISTRATEUR)
@require_POST
def renvoyer_hors_dossier(request: Requete) -> HttpResponse:
    return _remettre(request, Courriel.objects.non_remis().hors_dossier(), redirect("pilotage:vagues"))


def _remettre(request: Requete, courriels: QuerySet[Courriel], vers: HttpResponse) -> HttpResponse:
    def remettre() -> None:
        remettre_en_file(courriels=courriels, maintenant=request.recu_le)
        reveiller(envoyer_courriels)

    return agir(request, remettre, "Ces courriels sont de nouveau à envoyer.", vers)
