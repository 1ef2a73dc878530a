"""Review of everything as it will be read, filing, receipt, taking back to rework."""

import uuid
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from ami.commun.erreurs import ErreurMetier
from ami.commun.soumission import agir, tenter
from ami.comptes.requetes import Requete
from ami.territoires.heures import horodatage
from candidatures.emails.depot import COPIES_PAR_JOUR, copies_retenues
from candidatures.formulaire.catalogue.champs import Dossier
from candidatures.formulaire.controle.budget import montant_demande
from candidatures.formulaire.controle.completude import alertes, etat_des_sections
from candidatures.formulaire.presentation.dossier import presenter
from candidatures.lectures import en_l_etat
from candidatures.lectures.a_deposer import a_deposer
from candidatures.models import Acces, Candidature, Depot, RoleAcces
from candidatures.permissions import (
    est_a_remanier,
    est_a_retirer,
    est_modifiable,
    permet_de_rediger,
    peut_deposer,
)
from candidatures.services.deposer import deposer_candidature
from candidatures.services.preparer import Composition, Preparation, preparer_depot
from candidatures.services.remanier import remanier_candidature
from candidatures.services.verifier_structure import verification_de
from candidatures.version_deposee.depots import contenu_de, recepisse_de
from candidatures.version_deposee.relecture import changees, empreintes_lues, trop_tard_pour_relire
from candidatures.views.portee import contexte_du_brouillon, contexte_du_remaniement
from candidatures.views.porteur.portee import acces_de, dossier_de, poste_depuis


@require_http_methods(["GET", "HEAD", "POST"])
def deposer(request: Requete, pk: uuid.UUID) -> HttpResponse:
    """Review of everything as it will be read, by everyone of the dossier; its signatory then files."""
    if request.method == "POST":
        return _deposer(request, pk)
    acces = acces_de(request, pk)
    if not est_modifiable(acces.candidature):
        return redirect("candidatures:recepisse", pk)
    return _relire(request, acces)


def _deposer(request: Requete, pk: uuid.UUID) -> HttpResponse:
    """The dossier in scope, the role in it and all that is filed are read in one statement, before anything is locked."""
    lu, relue = a_deposer(pk), request.POST.get("relue", "")
    role = lu.role_de(request.user) if lu else None
    if lu is None or role is None:
        raise Http404
    if role != RoleAcces.SIGNATAIRE:
        raise PermissionDenied
    commun: dict[str, Any] = {
        "candidature_id": pk,
        "par": request.user,
        "recu_le": request.recu_le,
        "relue": relue,
    }

    def acte() -> tuple[Preparation, Depot]:
        pret = preparer_depot(**commun, lu=lu)
        return pret, deposer_candidature(**commun, pret=pret)

    return tenter(
        acte,
        vers=lambda fait: _accuser(request, *fait, relue),
        refus=lambda erreur: _relire(request, acces_de(request, pk), erreur),
    )


def _accuser(request: Requete, pret: Preparation, depot: Depot, relue: str) -> HttpResponse:
    """To the receipt, with what it alone would not make plain."""
    candidature, suite = pret.lu.candidature, pret.suite
    if depot.recu_le != request.recu_le:
        recu = horodatage(depot.recu_le, candidature.departement)
        messages.info(request, f"Cette version est déjà déposée : elle a été reçue le {recu}.")
        return redirect("candidatures:recepisse", candidature.pk)
    if titres := _ce_qui_n_a_pas_ete_relu(candidature, depot, relue):
        messages.warning(
            request,
            f"Le dossier a changé juste avant son dépôt ({', '.join(titres)}). Relisez la version déposée, ci-dessous.",
        )
    saturees = isinstance(suite, Composition) and suite.saturees
    if saturees and (retenues := copies_retenues(depot, pret.lu.acces)):
        messages.info(
            request,
            f"Aucune copie de l’accusé de réception ne part à {', '.join(retenues)} : {COPIES_PAR_JOUR} copies par adresse "
            "sont déjà parties en 24 heures. Transmettez celui que vous recevez.",
        )
    return redirect("candidatures:recepisse", candidature.pk)


def _ce_qui_n_a_pas_ete_relu(candidature: Candidature, depot: Depot, relue: str) -> list[str]:
    """Sections changed since they were read, which the last minutes alone let through."""
    if not trop_tard_pour_relire(depot.recu_le, candidature.vague.cloture):
        return []
    return changees(contenu_de(depot).presentation, relue)


def _relire(request: Requete, acces: Acces, erreur: ErreurMetier | None = None) -> HttpResponse:
    candidature, ecrit = acces.candidature, permet_de_rediger(acces.role)
    pieces = list(candidature.pieces.presentes().select_related("fichier"))
    utiles = [piece for piece in pieces if not piece.fichier.est_refuse]
    dossier = Dossier(  # as ``en_l_etat.dossier``, its documents being read already
        en_l_etat.cahier(candidature),
        en_l_etat.reponses(candidature),
        tuple(map(en_l_etat.piece_lue, utiles)),
    )
    contexte = contexte_du_brouillon(candidature, etat_des_sections(dossier), peut_ecrire=ecrit) | {
        "peut_signer": acces.role == RoleAcces.SIGNATAIRE,
        "refusees": [piece for piece in pieces if piece.fichier.est_refuse],
        "sections": (lues := presenter(dossier)),
        "relue": empreintes_lues(lues),
        "pieces": utiles,
        "alertes": alertes(dossier),
        "verification": verification_de(dossier.reponses),
        "montant": montant_demande(dossier.cahier, dossier.reponses),
        "ouverte": candidature.vague.est_ouverte(request.recu_le),
        "erreur": erreur,
    }
    return render(
        request, "candidatures/porteur/deposer.html", contexte, status=erreur.statut if erreur else 200
    )


@require_safe
def recepisse(request: Requete, pk: uuid.UUID) -> HttpResponse:
    """Acknowledgement of the last filed version, and every version with its documents."""
    acces = acces_de(request, pk)
    candidature = acces.candidature
    depots = list(candidature.depots.defer("contenu").prefetch_related("documents").order_by("-version"))
    if not depots:
        raise Http404
    contexte = {
        "candidature": candidature,
        "depot": depots[0],
        "depots": depots,
        "recepisse": recepisse_de(depots[0]),
        "ouverte": candidature.vague.est_ouverte(request.recu_le),
        **gestes_apres_depot(request, candidature),
        **contexte_du_remaniement(request, candidature, peut_ecrire=permet_de_rediger(acces.role)),
    }
    return render(request, "candidatures/porteur/recepisse.html", contexte)


def gestes_apres_depot(request: Requete, candidature: Candidature) -> dict[str, Any]:
    """What the signatory may still do with a filed dossier: take it back, withdraw it."""
    vague = candidature.vague
    remaniable = est_a_remanier(candidature, ouverte=vague.est_ouverte(request.recu_le))
    retirable = est_a_retirer(candidature, vague)
    signe = (remaniable or retirable) and peut_deposer(request.user, candidature)
    return {"peut_remanier": remaniable and signe, "peut_retirer": retirable and signe}


@poste_depuis("candidatures:dossier")
def remanier(request: Requete, pk: uuid.UUID) -> HttpResponse:
    candidature = dossier_de(request, pk)
    if not peut_deposer(request.user, candidature):
        raise PermissionDenied
    return agir(
        request,
        lambda: remanier_candidature(candidature_id=pk, par=request.user, recu_le=request.recu_le),
        "Vous pouvez modifier le dossier. La version déposée compte jusqu’à ce que vous le déposiez de nouveau.",
        redirect("candidatures:dossier", pk),
    )
