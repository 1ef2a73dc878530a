"""Filling the section of the structure from the company register."""

import uuid
from http import HTTPStatus

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect

from ami.commun.soumission import agir
from ami.comptes.requetes import Requete
from ami.registre.services import lire_etablissement
from candidatures.formulaire.catalogue.structure import STRUCTURE
from candidatures.formulaire.controle.structure_declaree import LIBELLES, comparer, siret_declare
from candidatures.lectures import en_l_etat
from candidatures.models import Candidature
from candidatures.permissions import est_modifiable
from candidatures.services.preremplir import preremplir_structure
from candidatures.services.verifier_structure import consultation_de
from candidatures.views.porteur.portee import dossier_de, poste_depuis
from candidatures.views.porteur.section import section


@poste_depuis("candidatures:section", STRUCTURE.code)
def preremplir(request: Requete, pk: uuid.UUID) -> HttpResponse:
    """Save the section as it was typed, exactly as its own button does, then ask the register and fill the rest."""
    enregistree = section(request, pk, STRUCTURE.code)
    candidature = dossier_de(request, pk)
    if enregistree.status_code != HTTPStatus.FOUND or not est_modifiable(candidature):
        return enregistree
    return agir(
        request,
        lambda: messages.add_message(request, *_consulter(request, candidature)),
        "",
        redirect("candidatures:section", pk, STRUCTURE.code),
    )


def _consulter(request: Requete, candidature: Candidature) -> tuple[int, str]:
    """Ask the register, outside any transaction, and say what came of it."""
    reponses = en_l_etat.reponses(candidature)
    siret = siret_declare(reponses)
    if not siret:
        return (
            messages.WARNING,
            "Écrivez d’abord les 14 chiffres du numéro SIRET\u00a0: le registre se consulte avec lui.",
        )
    lu = lire_etablissement(siret=siret, maintenant=request.recu_le, compte=request.user.pk)
    if lu is None:
        return messages.WARNING, (
            "Le registre des entreprises ne répond pas\u00a0: continuez, nous vérifierons plus tard. "
            "Ce que vous avez écrit est enregistré."
        )
    if (fiche := lu.fiche_lue) is None or not fiche.actif:
        return messages.WARNING, comparer(reponses, consultation_de(lu)).pour_le_porteur
    remplies = preremplir_structure(
        candidature=candidature, fiche=fiche, par=request.user, recu_le=request.recu_le
    )
    return _dire(remplies)


def _dire(remplies: tuple[str, ...]) -> tuple[int, str]:
    if not remplies:
        return (
            messages.INFO,
            "Le registre des entreprises connaît ce numéro\u00a0; aucune réponse vide n’était à remplir.",
        )
    noms = "\u00a0; ".join(LIBELLES[nom] for nom in remplies)
    return (
        messages.SUCCESS,
        f"Rempli d’après le registre des entreprises\u00a0: {noms}. Relisez et corrigez s’il y a lieu.",
    )
