"""Documents of a dossier: reading the list, sending, taking away, downloading."""

import uuid
from collections.abc import Callable
from http import HTTPStatus
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.files.uploadedfile import UploadedFile
from django.http import Http404, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from ami.commun.erreurs import ErreurMetier
from ami.commun.soumission import agir
from ami.commun.televersement import accepte_des_fichiers
from ami.commun.textes import sur_une_ligne
from ami.comptes.requetes import Requete
from ami.fichiers.services import oublier, recevoir
from candidatures.formulaire.catalogue.pieces import PIECE
from candidatures.formulaire.controle.completude import etat_des_sections
from candidatures.formulaire.questionnaire import pieces_demandees
from candidatures.lectures import en_l_etat
from candidatures.lectures.motifs import motifs_d_origine
from candidatures.lectures.pieces import pieces_attendues
from candidatures.models import Candidature, Piece
from candidatures.models.piece import LEGENDE_MAX
from candidatures.permissions import (
    cles_modifiables,
    peut_rediger,
    pieces_rouvertes,
)
from candidatures.services.joindre import joindre_piece, legender_piece, retirer_piece, verifier_la_place
from candidatures.views.pieces import servir_la_piece
from candidatures.views.portee import contexte_du_brouillon, sort_du_brouillon
from candidatures.views.porteur.portee import dossier_de, poste_depuis


@require_safe
def pieces(request: Requete, pk: uuid.UUID) -> HttpResponse:
    candidature = dossier_de(request, pk)
    if not peut_rediger(request.user, candidature):
        raise PermissionDenied
    rouvertes = pieces_rouvertes(candidature)
    if rouvertes is not None and not (rouvertes and cles_modifiables(candidature, request.recu_le)):
        return redirect("candidatures:dossier", pk)
    return _page(request, candidature, rouvertes)


def _page(
    request: Requete,
    candidature: Candidature,
    rouvertes: frozenset[str] | None,
    refus: tuple[str, tuple[str, ...]] = ("", ()),
) -> HttpResponse:
    dossier = en_l_etat.dossier(candidature)
    attendues = pieces_attendues(candidature, dossier, rouvertes)
    for attendue in attendues:
        if attendue.piece.code == refus[0]:
            attendue.erreurs = list(refus[1])
            attendue.legende = request.POST.get("legende", "")
    etats = etat_des_sections(dossier)
    contexte = contexte_du_brouillon(candidature, etats) | {
        "attendues": attendues,
        "section": next(etat.section for etat in etats if etat.section.code == "pieces"),
        "ouverte": candidature.vague.est_ouverte(request.recu_le),
        "taille_max": settings.FICHIER_TAILLE_MAX,
        "legende_max": LEGENDE_MAX,
        "en_erreur": bool(refus[1]),
        "motifs": motifs_d_origine(candidature),
    }
    statut = HTTPStatus.UNPROCESSABLE_ENTITY if refus[1] else HTTPStatus.OK
    return render(request, "candidatures/porteur/pieces.html", contexte, status=statut)


@accepte_des_fichiers()
@poste_depuis("candidatures:pieces")
def joindre(request: Requete, pk: uuid.UUID, code: str) -> HttpResponse:
    """Take every file sent for one kind: each is kept or refused on its own."""
    candidature = dossier_de(request, pk)
    if not peut_rediger(request.user, candidature):
        raise PermissionDenied
    rouvertes = pieces_rouvertes(candidature)
    connues = {p.code for p in pieces_demandees(en_l_etat.cahier(candidature))}
    if code not in (connues if rouvertes is None else connues & rouvertes):
        raise Http404
    legende = sur_une_ligne(request.POST.get("legende", ""))
    envoyes = request.FILES.getlist("fichiers")
    refus = [refus for envoye in envoyes if (refus := _joindre(request, candidature, code, envoye, legende))]
    if not envoyes:
        refus = ["Choisissez d’abord un fichier sur votre appareil, puis envoyez-le."]
    if refus:
        return _page(request, candidature, rouvertes, (code, tuple(refus)))
    sort = sort_du_brouillon(candidature, request.recu_le) if rouvertes is None else ""
    messages.success(request, _dire_ce_qui_est_joint(len(envoyes), sort))
    return redirect(f"{reverse('candidatures:pieces', args=[pk])}#id_{PIECE}{code}")


def _dire_ce_qui_est_joint(nombre: int, sort: str) -> str:
    """``sort``: what becomes of the draft; empty while compléments are answered."""
    joints = f"{nombre} fichiers sont joints" if nombre > 1 else "Le fichier est joint"
    if sort:
        return f"{joints} au brouillon. {sort}"
    return f"{joints}. Le dossier complété n’est pas encore renvoyé au service."


def _joindre(
    request: Requete, candidature: Candidature, code: str, envoye: "UploadedFile[Any]", legende: str
) -> str:
    """Receive one file and attach it; return the sentence of the refusal, or nothing."""
    recus = []
    try:
        verifier_la_place(candidature)
        recus.append(recevoir(contenu=envoye, par=request.user, recu_le=request.recu_le))
        joindre_piece(
            candidature_id=candidature.pk,
            code=code,
            fichier=recus[0],
            legende=legende,
            par=request.user,
            recu_le=request.recu_le,
        )
    except ErreurMetier as erreur:
        return erreur.message
    finally:
        oublier(fichiers=recus)  # unless the dossier has taken it
    return ""


@require_POST
def retirer(request: Requete, pk: uuid.UUID, piece: int) -> HttpResponse:
    def acte(jointe: Piece, **commun: Any) -> Piece:
        return retirer_piece(piece_id=jointe.pk, **commun)

    return _agir_sur(request, pk, piece, acte, "« {} » n’est plus joint au dossier.")


@require_POST
def remettre(request: Requete, pk: uuid.UUID, piece: int) -> HttpResponse:
    """Join again what was taken away, without sending it again."""

    def acte(retiree: Piece, **commun: Any) -> Piece:
        return joindre_piece(code=retiree.code, fichier=retiree.fichier, legende=retiree.legende, **commun)

    return _agir_sur(request, pk, piece, acte, "« {} » est de nouveau joint au dossier.")


@require_POST
def legender(request: Requete, pk: uuid.UUID, piece: int) -> HttpResponse:
    legende = sur_une_ligne(request.POST.get("legende", ""))

    def acte(jointe: Piece, **commun: Any) -> Piece:
        return legender_piece(piece_id=jointe.pk, legende=legende, **commun)

    return _agir_sur(request, pk, piece, acte, "La précision de « {} » est enregistrée.")


def _agir_sur(
    request: Requete, pk: uuid.UUID, piece: int, acte: Callable[..., Piece], succes: str
) -> HttpResponse:
    """One act on one document of the dossier, then its card. ``acte``: the document, then what every service takes."""
    candidature = dossier_de(request, pk)
    if not peut_rediger(request.user, candidature):
        raise PermissionDenied
    visee = get_object_or_404(candidature.pieces.select_related("fichier"), pk=piece)
    return agir(
        request,
        lambda: acte(visee, candidature_id=candidature.pk, par=request.user, recu_le=request.recu_le),
        succes.format(visee),
        redirect(f"{reverse('candidatures:pieces', args=[pk])}#id_{PIECE}{visee.code}"),
    )


@require_safe
def telecharger(request: Requete, pk: uuid.UUID, fichier: uuid.UUID) -> HttpResponseBase:
    """Serve a file that was once joined to the dossier to whoever may open it as porteur."""
    candidature = dossier_de(request, pk)
    return servir_la_piece(request, candidature, candidature.pieces.filter(fichier=fichier))
