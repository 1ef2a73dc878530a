"""Asking the company register (API Recherche d’entreprises) about one SIRET."""

import json
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from http import HTTPStatus
from math import inf
from time import monotonic
from urllib.parse import urlencode

import structlog
from django.conf import settings

from ami.registre import disjoncteur
from ami.registre.fiche import Fiche, fiche_de
from ami.registre.requete import Reponse, RequeteManquee, lire

journal = structlog.get_logger(__name__)
_PARTIES = "siege,complements,matching_etablissements"  # no director


class RegistreIndisponible(Exception):
    """The register says nothing now. ``interroge``: it was really asked, and failed on this question."""

    def __init__(self, message: str, *, interroge: bool) -> None:
        super().__init__(message)
        self.interroge = interroge


@dataclass(frozen=True)
class Patience:
    """Seconds for each step of a call, for the whole question, how many calls it may take, and seconds to wait for
    the turn of each (``ami.registre.disjoncteur``).
    """

    etape: float
    total: float
    essais: int
    tour: float = inf


WEB = Patience(etape=2, total=3, essais=2, tour=1)
OUVRIER = Patience(etape=4, total=4, essais=1)


def est_disponible(maintenant: datetime) -> bool:
    """Configured, and not left alone after failures."""
    return bool(settings.AMI_REGISTRE_URL) and not disjoncteur.est_au_repos(maintenant)


def interroger(siret: str, *, maintenant: datetime, patience: Patience = WEB) -> Fiche | None:
    """What the register says of this establishment; None when it does not know it.

    Never longer than ``patience.total``. Raises ``RegistreIndisponible``.
    """
    fin = monotonic() + patience.total
    message, interroge = "register switched off, or left alone after failures", False
    for _ in range(patience.essais):
        fin_du_tour = min(fin, monotonic() + patience.tour)
        if not est_disponible(maintenant) or not disjoncteur.attendre_son_tour(fin_du_tour):
            break
        interroge = True
        try:
            reponse = lire(_adresse(siret), delai=patience.etape, total=max(fin - monotonic(), 0))
            return _comprendre(siret, reponse, maintenant)
        except (RequeteManquee, ValueError, RecursionError) as erreur:
            message = f"{type(erreur).__name__}: {erreur}"[:200]
            disjoncteur.noter_echec(maintenant)
            journal.warning("registre des entreprises muet", erreur=message)
    raise RegistreIndisponible(message, interroge=interroge)


def _adresse(siret: str) -> str:
    demande = {"q": siret, "minimal": "true", "include": _PARTIES, "per_page": 1}
    return f"{settings.AMI_REGISTRE_URL.rstrip('/')}/search?{urlencode(demande, safe=',')}"


def _comprendre(siret: str, reponse: Reponse, maintenant: datetime) -> Fiche | None:
    """Read a good answer. ``RequeteManquee`` or ``ValueError``: worth another call; ``RegistreIndisponible``: not."""
    if reponse.statut == HTTPStatus.OK:
        return fiche_de(siret, json.loads(reponse.corps))
    if secondes := _secondes_demandees(reponse, maintenant):
        disjoncteur.mettre_au_repos(maintenant, secondes)
    elif reponse.statut >= HTTPStatus.INTERNAL_SERVER_ERROR:
        raise RequeteManquee(f"status {reponse.statut}")
    journal.warning("registre des entreprises : refus", statut=reponse.statut)
    raise RegistreIndisponible(f"status {reponse.statut}", interroge=not secondes)


def _secondes_demandees(reponse: Reponse, maintenant: datetime) -> float:
    """How long the register asks to be left alone: 0 when it does not."""
    trop = reponse.statut == HTTPStatus.TOO_MANY_REQUESTS
    if not trop and reponse.statut != HTTPStatus.SERVICE_UNAVAILABLE:
        return 0
    demande = reponse.reessayer.strip()
    if demande.isascii() and demande.isdecimal() and len(demande) < 10:  # noqa: PLR2004 - beyond, nonsense
        return float(demande)
    try:
        instant = parsedate_to_datetime(demande)
    except ValueError:
        return disjoncteur.REPOS if trop else 0
    return max((instant.replace(tzinfo=instant.tzinfo or UTC) - maintenant).total_seconds(), 0)
