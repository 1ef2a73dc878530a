"""Former texts of one answer: reading them, taking one back."""

import json
import uuid
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from ami.commun.erreurs import Conflit, ErreurMetier
from ami.commun.pagination import page_de
from ami.commun.soumission import nombre_envoye, refuser, reussir, tenter
from ami.comptes.requetes import Requete
from candidatures.formulaire.catalogue.champs import Champ
from candidatures.formulaire.concurrence import lues_par_la_page, marque
from candidatures.formulaire.controle.completude import etat_des_sections
from candidatures.formulaire.controle.validite import vide
from candidatures.formulaire.questionnaire import sections
from candidatures.lectures import en_l_etat
from candidatures.models import Candidature, Reponse, ReponseAnterieure
from candidatures.permissions import permet_de_rediger
from candidatures.services.enregistrer import enregistrer_reponses
from candidatures.views.portee import contexte_du_brouillon
from candidatures.views.porteur.conflits import quand, texte_de
from candidatures.views.porteur.portee import acces_de

PAR_PAGE = 20


@dataclass(frozen=True)
class VersionLue:
    numero: int
    qui: str
    quand: str
    texte: str
    actuelle: bool


@require_http_methods(["GET", "HEAD", "POST"])
def anterieures(request: Requete, pk: uuid.UUID, code: str, champ: str) -> HttpResponse:
    """The answer as it is and as it was; POST takes a former text back, and the present one is kept in its turn."""
    acces = acces_de(request, pk)
    if not permet_de_rediger(acces.role):
        raise PermissionDenied
    candidature = acces.candidature
    dossier = en_l_etat.dossier(candidature)
    section = next((s for s in sections(dossier.cahier) if s.code == code), None)
    question = next((c for c in section.champs if c.nom == champ), None) if section else None
    if question is None:
        raise Http404
    if request.method == "POST":
        return _reprendre(request, candidature, code, question)
    contexte = contexte_du_brouillon(candidature, etat_des_sections(dossier)) | {
        "ouverte": candidature.vague.est_ouverte(request.recu_le),
        "section": section,
        "champ": question,
        **_versions(candidature, question, request),
    }
    return render(request, "candidatures/porteur/anterieures.html", contexte)


def _reprendre(request: Requete, candidature: Candidature, code: str, champ: Champ) -> HttpResponse:
    ancienne = get_object_or_404(
        ReponseAnterieure,
        candidature=candidature,
        champ=champ.nom,
        version=nombre_envoye(request.POST.get("version")),
    )
    section = redirect(reverse("candidatures:section", args=[candidature.pk, code]) + f"#id_{champ.nom}")
    phrase = f"« {champ.libelle} » : la version {ancienne.version} est reprise."

    def refus(erreur: ErreurMetier) -> HttpResponse:
        """An answer that has changed is read again here; what keeps one from being written is said where one writes."""
        return refuser(request, erreur, redirect(request.path) if isinstance(erreur, Conflit) else section)

    return tenter(
        lambda: _enregistrer(request, candidature, champ, ancienne),
        vers=lambda _: reussir(request, phrase, section),
        refus=refus,
    )


def _enregistrer(
    request: Requete, candidature: Candidature, champ: Champ, ancienne: ReponseAnterieure
) -> None:
    """Raises ``ErreurMetier``, for an answer that the form no longer takes too."""
    resultat = enregistrer_reponses(
        candidature_id=candidature.pk,
        valeurs={champ.nom: ancienne.valeur},
        par=request.user,
        recu_le=request.recu_le,
        conserver=True,
        lues=lues_par_la_page([champ.nom], request.POST.get("lues", "")),
    )
    if divergence := resultat.conflits.get(champ.nom):
        raise Conflit(
            f"Cette réponse a été modifiée par {divergence.par}, {quand(divergence.le, request.recu_le)}, depuis que vous "
            "avez ouvert cette page. Rien n’est repris : relisez-la, puis choisissez de nouveau.",
            {champ.nom: divergence.valeur},
        )
    if refus := resultat.refusees.get(champ.nom):
        raise ErreurMetier(refus)


def _versions(candidature: Candidature, champ: Champ, request: Requete) -> dict[str, Any]:
    """The present answer first, then those that were kept, the latest first, a page at a time."""
    anciennes = (
        ReponseAnterieure.objects.filter(candidature=candidature, champ=champ.nom)
        .select_related("par")
        .order_by("-version")
    )
    page = page_de(request, anciennes, PAR_PAGE)
    actuelle = Reponse.objects.filter(candidature=candidature, champ=champ.nom).select_related("par").first()
    presente = (
        [_lue(actuelle, champ, request.recu_le, actuelle=True)] if actuelle and page.number == 1 else []
    )
    return {
        "lues": json.dumps(
            {champ.nom: marque(actuelle.valeur, actuelle.version) if actuelle else marque(None)}
        ),
        "page": page,
        "versions": [*presente, *(_lue(ancienne, champ, request.recu_le) for ancienne in page)],
    }


def _lue(
    ligne: Reponse | ReponseAnterieure, champ: Champ, maintenant: datetime, *, actuelle: bool = False
) -> VersionLue:
    texte = "Réponse vide" if vide(ligne.valeur) else texte_de(champ, ligne.valeur)
    return VersionLue(ligne.version, str(ligne.par), quand(ligne.le, maintenant), texte, actuelle)
