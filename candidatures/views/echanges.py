"""The thread of a dossier, for its people and for the service: the same page seen from two sides."""

import uuid
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render

from ami.commun.erreurs import Conflit, ErreurMetier
from ami.commun.pagination import page_de
from ami.commun.soumission import nombre_ou_rien
from ami.comptes.requetes import Requete
from ami.fichiers.models import Fichier
from ami.fichiers.reponses import servir
from ami.fichiers.services import oublier, recevoir
from candidatures.forms.echanges import MessageForm
from candidatures.models import Candidature, Cote, Message
from candidatures.models.echange import MessageQuerySet
from candidatures.services.echanger import FICHIERS_MAX, enregistrer_message, envoyer_message, marquer_lus
from candidatures.views.pieces import Serveur
from candidatures.views.portee import contexte_du_remaniement

PAR_PAGE = 50


@dataclass(frozen=True)
class Fil:
    """A thread as one person sees it: from which side, and whether they may write."""

    candidature: Candidature
    cote: Cote
    peut_ecrire: bool

    @property
    def messages(self) -> MessageQuerySet:
        return Message.objects.filter(candidature=self.candidature)

    @property
    def espace(self) -> str:
        """URL namespace of this side."""
        return "candidatures" if self.cote == Cote.PORTEUR else "instruction"


def echanger(request: Requete, fil: Fil) -> HttpResponse:
    """Read the thread; save or send a message."""
    if request.method != "POST":
        return _page(request, fil)
    if not fil.peut_ecrire:
        raise PermissionDenied
    form = MessageForm(request.POST)
    if not form.is_valid():
        return _page(request, fil, form, HTTPStatus.UNPROCESSABLE_ENTITY)
    recus, refus = _recevoir(request, fil)
    try:  # not ``tenter``: whatever comes of it, the files that no message took are forgotten after the answer
        envoye = _agir(request, fil, form.cleaned_data["texte"], recus, envoyer=not refus)
    except ErreurMetier as erreur:
        form.add_error("texte", _dire(erreur, recus))
        return _page(request, fil, form, erreur.statut)
    finally:
        oublier(fichiers=recus)  # but those that the message has taken
    if refus:
        for phrase in refus:
            form.add_error(None, phrase)
        return _page(request, fil, form, HTTPStatus.UNPROCESSABLE_ENTITY)
    phrase = "Votre message est envoyé." if envoye else "Message enregistré, non envoyé."
    messages.success(request, phrase, extra_tags="saisie-enregistree")
    return redirect(f"{fil.espace}:echanges", fil.candidature.pk)


def _agir(request: Requete, fil: Fil, texte: str, recus: list[Fichier], *, envoyer: bool) -> bool:
    """Save or send, as the button says; a message that cannot be sent is kept with its files."""
    commun: dict[str, Any] = {
        "candidature_id": fil.candidature.pk,
        "cote": fil.cote,
        "texte": texte,
        "par": request.user,
        "recu_le": request.recu_le,
        "fichiers": recus,
        "lu": request.POST.get("lu"),
    }
    if not envoyer or "envoyer" not in request.POST:
        enregistrer_message(**commun, retires=_identifiants(request.POST.getlist("retirer")))
        return False
    try:
        envoyer_message(**commun, apres=nombre_ou_rien(request.POST.get("apres")))
    except Conflit:
        raise
    except ErreurMetier:
        enregistrer_message(**commun)
        raise
    return True


def _recevoir(request: Requete, fil: Fil) -> tuple[list[Fichier], list[str]]:
    """Each file is kept or refused on its own: the files, then the sentences of the refusals."""
    recus: list[Fichier] = []
    refus: list[str] = []
    envoyes = request.FILES.getlist("fichiers")
    places = _places(request, fil) if envoyes else 0
    for envoye in envoyes:
        try:
            if len(recus) >= places:
                raise ErreurMetier(f"« {envoye.name} » n’est pas joint : {FICHIERS_MAX} fichiers au plus.")
            recus.append(recevoir(contenu=envoye, par=request.user, recu_le=request.recu_le))
        except ErreurMetier as erreur:
            refus.append(erreur.message)
    return recus, refus


def _places(request: Requete, fil: Fil) -> int:
    """How many files the draft of this person may still take."""
    brouillon = Message.objects.brouillon_de(fil.candidature, fil.cote, request.user)
    if brouillon is None:
        return FICHIERS_MAX
    retires = _identifiants(request.POST.getlist("retirer"))
    return FICHIERS_MAX - brouillon.fichiers.exclude(pk__in=retires).count()


def _dire(erreur: ErreurMetier, recus: list[Fichier]) -> str:
    if not isinstance(erreur, Conflit):
        return erreur.message
    fichiers = " Choisissez aussi de nouveau vos fichiers : ils ne sont pas joints." if recus else ""
    return (
        f"{erreur.message} L’autre texte : « {erreur.actuelles['texte'] or 'vide'} ». Le vôtre est affiché "
        f"ici, non enregistré : enregistrez ou envoyez de nouveau pour le garder.{fichiers}"
    )


def _page(
    request: Requete, fil: Fil, form: MessageForm | None = None, statut: int = HTTPStatus.OK
) -> HttpResponse:
    """The last messages first; on each page, in the order they were sent."""
    page = page_de(request, fil.messages.recents(), PAR_PAGE)
    lus = list(page)[::-1]
    miens = fil.messages.envoyes().filter(cote=fil.cote, auteur=request.user)
    brouillon = (
        Message.objects.brouillon_de(fil.candidature, fil.cote, request.user) if fil.peut_ecrire else None
    )
    contexte = {
        "candidature": fil.candidature,
        "fil": fil,
        "page": page,
        "echanges": lus,
        "non_lus": [m for m in lus if m.cote != fil.cote and m.lu_le is None],
        "nombre_de_non_lus": fil.messages.non_lus_par(fil.cote).count(),
        "brouillon": brouillon,
        "jointes": list(brouillon.fichiers.all()) if brouillon else [],
        "form": form or MessageForm(initial={"texte": brouillon.texte if brouillon else ""}),
        "lu": brouillon.empreinte if brouillon else Message(texte="").empreinte,
        "apres": miens.values_list("pk", flat=True).last() or 0,
        "maintenant": request.recu_le,
        "taille_max": settings.FICHIER_TAILLE_MAX,
        **_bandeau(request, fil),
    }
    return render(request, "candidatures/echanges.html", contexte, status=statut)


def _bandeau(request: Requete, fil: Fil) -> dict[str, Any]:
    """That of a draft, for its people: the service sees nothing of a dossier taken back."""
    if fil.cote == Cote.SERVICE:
        return {}
    return contexte_du_remaniement(request, fil.candidature, peut_ecrire=fil.peut_ecrire)


def lire(request: Requete, fil: Fil) -> HttpResponse:
    """Mark as read the messages that the page showed."""
    if not fil.peut_ecrire:
        raise PermissionDenied
    marquer_lus(
        candidature_id=fil.candidature.pk,
        cote=fil.cote,
        messages=[n for n in map(nombre_ou_rien, request.POST.getlist("messages")) if n],
        par=request.user,
        recu_le=request.recu_le,
    )
    return redirect(f"{fil.espace}:echanges", fil.candidature.pk)


def servir_le_fichier(request: Requete, fil: Fil, pk: uuid.UUID, par: Serveur = servir) -> HttpResponseBase:
    """A file of a message sent, or of the person's own draft."""
    lisibles = fil.messages.lisibles_par(request.user, fil.cote)
    fichier = Fichier.objects.filter(pk=pk, messages__in=lisibles).first()
    if fichier is None:
        raise Http404
    try:
        return par(fichier, pour=request.user)
    except ErreurMetier as erreur:
        messages.error(request, erreur.message)
        return redirect(f"{fil.espace}:echanges", fil.candidature.pk)


def _identifiants(textes: list[str]) -> list[uuid.UUID]:
    trouves = []
    for texte in textes:
        try:
            trouves.append(uuid.UUID(texte))
        except ValueError as erreur:
            raise Http404 from erreur
    return trouves
