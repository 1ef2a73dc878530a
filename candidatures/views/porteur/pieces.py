"""Documents of a dossier: reading the list, sending, taking away, downloading."""

import uuid
from collections.abc import Iterable
from dataclasses import dataclass, field
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
from ami.comptes.requetes import Requete
from ami.fichiers.reconnaissance import EXTENSIONS
from ami.fichiers.services import oublier, recevoir
from candidatures.forms.pieces import LegendeForm
from candidatures.formulaire.catalogue.champs import Dossier, PieceDemandee
from candidatures.formulaire.catalogue.situations import en_mots
from candidatures.formulaire.controle.completude import etat_des_sections
from candidatures.formulaire.questionnaire import pieces_demandees
from candidatures.lectures import en_l_etat
from candidatures.lectures.motifs import motifs_d_origine
from candidatures.models import Candidature, Piece
from candidatures.permissions import (
    champs_demandes,
    champs_rouverts,
    est_modifiable,
    peut_rediger,
)
from candidatures.services.joindre import joindre_piece, retirer_piece, taille_max, verifier_la_place
from candidatures.views.pieces import servir_la_piece
from candidatures.views.portee import contexte_du_brouillon
from candidatures.views.porteur.portee import dossier_de, poste_depuis


@dataclass
class Demande:
    """One kind of document on the page, with what was given for it."""

    piece: PieceDemandee
    requise: bool
    jointes: list[Piece] = field(default_factory=list)
    erreurs: list[str] = field(default_factory=list)
    legende: str = ""  # as it was typed with what was refused

    @property
    def formats(self) -> str:
        """Those taken, when they are not all."""
        return ", ".join(genre.upper() for genre in self.piece.formats)

    @property
    def a_joindre(self) -> int:
        """How many files are still missing; a refused one does not count."""
        jointes = sum(not jointe.fichier.est_refuse for jointe in self.jointes)
        return max(self.piece.nombre - jointes, 0) if self.requise else 0

    @property
    def exigence(self) -> str:
        """Of whom it is required, when it is not of all."""
        return "" if self.piece.requise else en_mots(self.piece.requise_si)

    @property
    def extensions(self) -> str:
        """For the file dialog of the browser."""
        genres = self.piece.formats or EXTENSIONS.values()
        return ",".join(f".{extension}" for extension, genre in EXTENSIONS.items() if genre in genres)

    @property
    def taille_max(self) -> int:
        return taille_max(self.piece)


def _demandes(
    candidature: Candidature, dossier: Dossier, codes: Iterable[str] | None = None
) -> list[Demande]:
    """Kinds that apply to this dossier, and those for which something was given, or is asked, all the same."""
    exigees = frozenset() if codes is None else _exigees(candidature)
    jointes: dict[str, list[Piece]] = {}
    for piece in candidature.pieces.presentes().select_related("fichier"):
        jointes.setdefault(piece.code, []).append(piece)
    return [
        Demande(demandee, demandee.est_requise(dossier.reponses), jointes.get(demandee.code, []))
        for demandee in pieces_demandees(dossier.cahier)
        if (demandee.s_applique(dossier.reponses) or demandee.code in jointes or demandee.code in exigees)
        and (codes is None or demandee.code in codes)
    ]


def _exigees(candidature: Candidature) -> frozenset[str]:
    """Kinds that an agent asks by name: they may apply to no answer of the dossier."""
    demandes = candidature.complements.ouverts().values_list("demandes", flat=True)
    return frozenset(
        cle.removeprefix("piece:") for cles in demandes for cle in cles if cle.startswith("piece:")
    )


def _rouvertes(candidature: Candidature) -> frozenset[str] | None:
    """Kinds that compléments reopen on a filed dossier, even too late; None for a draft, all of which is open."""
    if est_modifiable(candidature):
        return None
    return frozenset(
        cle.removeprefix("piece:") for cle in champs_demandes(candidature) if cle.startswith("piece:")
    )


@require_safe
def pieces(request: Requete, pk: uuid.UUID) -> HttpResponse:
    candidature = dossier_de(request, pk)
    if not peut_rediger(request.user, candidature):
        raise PermissionDenied
    rouvertes = _rouvertes(candidature)
    if rouvertes is not None and not (rouvertes and champs_rouverts(candidature, request.recu_le)):
        return redirect("candidatures:dossier", pk)
    return _page(request, candidature, rouvertes)


def _page(
    request: Requete,
    candidature: Candidature,
    rouvertes: frozenset[str] | None,
    refus: tuple[str, tuple[str, ...]] = ("", ()),
) -> HttpResponse:
    dossier = en_l_etat.dossier(candidature)
    demandes = _demandes(candidature, dossier, rouvertes)
    for demande in demandes:
        if demande.piece.code == refus[0]:
            demande.erreurs = list(refus[1])
            demande.legende = request.POST.get("legende", "")
    etats = etat_des_sections(dossier)
    contexte = contexte_du_brouillon(candidature, etats) | {
        "demandes": demandes,
        "section": next(etat.section for etat in etats if etat.section.code == "pieces"),
        "ouverte": candidature.vague.est_ouverte(request.recu_le),
        "taille_max": settings.FICHIER_TAILLE_MAX,
        "en_erreur": bool(refus[1]),
        "motifs": motifs_d_origine(candidature),
    }
    statut = HTTPStatus.UNPROCESSABLE_ENTITY if refus[1] else HTTPStatus.OK
    return render(request, "candidatures/pieces.html", contexte, status=statut)


@accepte_des_fichiers()
@poste_depuis("candidatures:pieces")
def joindre(request: Requete, pk: uuid.UUID, code: str) -> HttpResponse:
    """Take every file sent for one kind: each is kept or refused on its own."""
    candidature = dossier_de(request, pk)
    if not peut_rediger(request.user, candidature):
        raise PermissionDenied
    rouvertes = _rouvertes(candidature)
    connues = {p.code for p in pieces_demandees(en_l_etat.cahier(candidature))}
    if code not in (connues if rouvertes is None else connues & rouvertes):
        raise Http404
    legende = LegendeForm(request.POST)
    texte = legende.cleaned_data["legende"] if legende.is_valid() else ""
    envoyes = request.FILES.getlist("fichiers")
    refus = [refus for envoye in envoyes if (refus := _joindre(request, candidature, code, envoye, texte))]
    if not envoyes:
        refus = ["Choisissez d’abord un fichier sur votre appareil, puis envoyez-le."]
    if refus:
        return _page(request, candidature, rouvertes, (code, tuple(refus)))
    messages.success(request, _accuser(len(envoyes), brouillon=rouvertes is None))
    return redirect(f"{reverse('candidatures:pieces', args=[pk])}#id_piece:{code}")


def _accuser(nombre: int, *, brouillon: bool) -> str:
    joints = f"{nombre} fichiers sont joints" if nombre > 1 else "Le fichier est joint"
    if brouillon:
        return f"{joints} au brouillon. Votre dossier n’est pas encore déposé."
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
    candidature = dossier_de(request, pk)
    if not peut_rediger(request.user, candidature):
        raise PermissionDenied
    retiree = get_object_or_404(candidature.pieces.select_related("fichier"), pk=piece)
    return agir(
        request,
        lambda: retirer_piece(
            candidature_id=candidature.pk, piece_id=retiree.pk, par=request.user, recu_le=request.recu_le
        ),
        f"« {retiree} » n’est plus joint au dossier.",
        redirect(f"{reverse('candidatures:pieces', args=[pk])}#id_piece:{retiree.code}"),
    )


@require_safe
def telecharger(request: Requete, pk: uuid.UUID, fichier: uuid.UUID) -> HttpResponseBase:
    """Serve a file that was once joined to the dossier to whoever may open it as porteur."""
    candidature = dossier_de(request, pk)
    return servir_la_piece(request, candidature, candidature.pieces.filter(fichier=fichier))
