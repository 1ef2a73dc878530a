"""The call as the public reads it. Every number comes from the database."""

from datetime import datetime
from typing import Any

from django.db.models import Case, QuerySet, When
from django.utils import timezone

from evaluation.models import Critere, GrilleVague
from vagues.models import Appel, Vague, VoletOuvert
from vagues.states import EtatVague

# Words of the calendar. « En délibération » is nobody's business before publication: the wave is close.
_MOTS = {
    EtatVague.PROGRAMMEE: "À venir",
    EtatVague.OUVERTE: "Ouverte",
    EtatVague.CLOSE: "Close, sélection en cours",
    EtatVague.EN_DELIBERATION: "Close, sélection en cours",
    EtatVague.PUBLIEE: "Résultats publiés",
    EtatVague.ARCHIVEE: "Terminée",
}


def presenter_l_appel(appel: Appel, maintenant: datetime) -> dict[str, Any]:
    """What the home page says of the call at this instant: five queries, however many waves there are."""
    vagues = list(appel.vagues.order_by("-numero"))
    ouvertes = sorted((v for v in vagues if v.est_ouverte(maintenant)), key=lambda vague: vague.cloture)
    return {
        "appel": appel,
        "objectif": appel.objectif_au(timezone.localdate(maintenant)),
        "roles_du_lieu": list(appel.roles_du_lieu.order_by("ordre")),
        "volets": _volets(appel, ouvertes),
        "criteres": list(_criteres(appel, ouvertes)),
        "vagues_ouvertes": ouvertes,
        "prochaine": _prochaine(vagues, maintenant),
        "calendrier": [(vague, _mot(vague, maintenant)) for vague in vagues],
    }


def _volets(appel: Appel, ouvertes: list[Vague]) -> list[dict[str, Any]]:
    """Tracks with their amounts: frozen ones of the open waves, else those proposed to the next."""
    if not ouvertes:
        return [
            {"volet": volet, "montants": volet, "vague": None}
            for volet in appel.volets.order_by("ordre", "pk")
        ]
    ouverts = VoletOuvert.objects.filter(vague__in=ouvertes).select_related("volet", "vague")
    plusieurs = len(ouvertes) > 1
    return [
        {"volet": ouvert.volet, "montants": ouvert, "vague": ouvert.vague if plusieurs else None}
        for ouvert in ouverts.order_by("volet__ordre", "vague__cloture", "pk")
    ]


def _criteres(appel: Appel, ouvertes: list[Vague]) -> QuerySet[Critere]:
    """Criteria of the open wave that closes first, else of the latest wave that has a grid."""
    grilles = GrilleVague.objects.filter(vague__appel=appel).order_by("-vague__numero")
    if ouvertes:
        grilles = grilles.order_by(Case(When(vague=ouvertes[0], then=0), default=1), "-vague__numero")
    return Critere.objects.filter(grille_id__in=grilles.values("grille_id")[:1]).order_by("ordre")


def _prochaine(vagues: list[Vague], maintenant: datetime) -> Vague | None:
    """The next wave to open; its hour may have come a minute ago."""
    a_venir = [v for v in vagues if v.etat == EtatVague.PROGRAMMEE and v.ouverture and v.cloture > maintenant]
    return min(a_venir, key=lambda vague: (vague.cloture, vague.pk), default=None)


def _mot(vague: Vague, maintenant: datetime) -> str:
    if vague.etat == EtatVague.OUVERTE and not vague.est_ouverte(maintenant):
        return _MOTS[EtatVague.CLOSE]
    return _MOTS[EtatVague(vague.etat)]
