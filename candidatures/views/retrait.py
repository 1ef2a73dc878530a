"""The page that says what withdrawing does, before it is done."""

from django.http import HttpResponse
from django.shortcuts import render

from ami.comptes.requetes import Requete
from candidatures.forms.depot import RetraitForm
from candidatures.models import Candidature
from candidatures.permissions import est_a_retirer
from candidatures.views.portee import contexte_du_remaniement


def montrer_le_retrait(
    request: Requete, candidature: Candidature, form: RetraitForm, gabarit: str, statut: int
) -> HttpResponse:
    contexte = {
        "candidature": candidature,
        "form": form,
        "ouverte": candidature.vague.est_ouverte(request.recu_le),
        "retirable": est_a_retirer(candidature, candidature.vague),
        **contexte_du_remaniement(request, candidature, peut_ecrire=True),
    }
    return render(request, gabarit, contexte, status=statut)
