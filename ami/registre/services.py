"""Reading the company register, and remembering what it said."""

from dataclasses import asdict
from datetime import datetime, timedelta

from django.db import transaction

from ami.registre import disjoncteur
from ami.registre.client import WEB, Patience, RegistreIndisponible, interroger
from ami.registre.fiche import Fiche
from ami.registre.models import Etablissement

FRAICHEUR = timedelta(days=30)
FRAICHEUR_INCONNU = timedelta(days=1)  # a new structure appears in the register within days
_PREMIER_DELAI = timedelta(minutes=5)
_DELAI_MAX = timedelta(hours=6)


def lire_etablissement(
    *, siret: str, maintenant: datetime, patience: Patience = WEB, compte: int | None = None
) -> Etablissement | None:
    """What is known of ``siret``, asked again when it is older than 30 days (1 day when it was unknown).

    None when the register does not answer, or when ``compte``, who wants to know, has just asked.
    Never inside a transaction: it may wait ``patience.total`` seconds.
    """
    connu = _en_memoire(siret)
    if connu is not None and connu.est_frais(maintenant):
        return connu
    if compte is not None and not disjoncteur.laisser_passer(compte):
        return None
    try:
        fiche = interroger(siret, maintenant=maintenant, patience=patience)
    except RegistreIndisponible as erreur:
        if erreur.interroge:
            _remettre_a_plus_tard(siret, connu.tentatives if connu else 0, maintenant)
        return None
    return _retenir(siret, fiche, maintenant)


@transaction.atomic(durable=True)
def _en_memoire(siret: str) -> Etablissement | None:
    """Durable on purpose: it refuses to run where the call that may follow would hold locks."""
    return Etablissement.objects.filter(siret=siret).first()


@transaction.atomic(durable=True)
def _retenir(siret: str, fiche: Fiche | None, maintenant: datetime) -> Etablissement:
    """One statement, whoever else reads the same number."""
    lu = Etablissement(
        siret=siret,
        fiche=None if fiche is None else asdict(fiche),
        trouve=fiche is not None,
        lu_le=maintenant,
        a_verifier_le=maintenant + (FRAICHEUR_INCONNU if fiche is None else FRAICHEUR),
    )
    Etablissement.objects.bulk_create(
        [lu],
        update_conflicts=True,
        unique_fields=["siret"],
        update_fields=["fiche", "trouve", "lu_le", "tentatives", "a_verifier_le"],
    )
    return lu


@transaction.atomic(durable=True)
def _remettre_a_plus_tard(siret: str, tentatives: int, maintenant: datetime) -> None:
    """Keep what was known; the worker asks again in 5, 10, 20… minutes, at most 6 hours."""
    delai = min(_PREMIER_DELAI * (1 << min(tentatives, 10)), _DELAI_MAX)
    Etablissement.objects.bulk_create(
        [Etablissement(siret=siret, tentatives=tentatives + 1, a_verifier_le=maintenant + delai)],
        update_conflicts=True,
        unique_fields=["siret"],
        update_fields=["tentatives", "a_verifier_le"],
    )
