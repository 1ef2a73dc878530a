"""The call, its tracks, its grids, and the eight real waves of 2019-2021 as the public sources tell them."""

from datetime import datetime
from typing import Any

from ami.commun.dates import PARIS
from ami.demonstration.donnees import lire
from ami.journal.services import Acte, journaliser
from evaluation.models import Critere, Grille, GrilleVague
from vagues.actes import ActeVague
from vagues.models import Appel, ObjectifAppel, RoleDuLieu, Vague, Volet, VoletOuvert
from vagues.services import volet_ouvert
from vagues.states import EtatVague

MONTANTS = {
    "montant_min_total": 75_000,
    "montant_max_total": 150_000,
    "montant_max_annuel": 50_000,
    "duree_mois": 36,
}


def charger_appel() -> Appel:
    """The call with its objectives, roles and tracks. Runs inside the loader's transaction."""
    donnees = lire("appel")
    appel = Appel.objects.create(
        **{nom: _propre(valeur) for nom, valeur in donnees["appel"].items()}, a_valider=True
    )
    ObjectifAppel.objects.bulk_create(
        ObjectifAppel(appel=appel, **objectif) for objectif in donnees["objectifs"]
    )
    RoleDuLieu.objects.bulk_create(
        RoleDuLieu(appel=appel, ordre=ordre, **role) for ordre, role in enumerate(donnees["roles"], start=1)
    )
    Volet.objects.bulk_create(
        Volet(appel=appel, ordre=ordre, **MONTANTS, **volet)
        for ordre, volet in enumerate(donnees["volets"], start=1)
    )
    return appel


def _propre(valeur: Any) -> Any:
    return valeur.strip() if isinstance(valeur, str) else valeur


def charger_grilles() -> dict[str, Grille]:
    """Grids by code, all criteria of the same weight. Runs inside the loader's transaction."""
    donnees = lire("appel")
    grilles = {}
    for grille in donnees["grilles"]:
        grilles[grille["code"]] = Grille.objects.create(
            code=grille["code"], libelle=grille["libelle"], echelle=donnees["echelle"]["libelles"]
        )
        Critere.objects.bulk_create(
            Critere(grille=grilles[grille["code"]], ordre=ordre, **donnees["criteres"][cle])
            for ordre, cle in enumerate(grille["criteres"], start=1)
        )
    return grilles


def charger_vagues_historiques(appel: Appel, grilles: dict[str, Grille], le: datetime) -> list[Vague]:
    """Waves 1 to 8, archived: they were run before this service, so neither dossier nor decision is in it.

    Their closing and publication were not recorded here: ``close_le`` and ``publiee_le`` stay empty.
    """
    donnees = lire("appel")["vagues"]
    vagues = Vague.objects.bulk_create(_vague_historique(appel, ligne) for ligne in donnees)
    volets = {volet.code: volet for volet in appel.volets.all()}
    VoletOuvert.objects.bulk_create(
        volet_ouvert(vague, volets[code])
        for vague, ligne in zip(vagues, donnees, strict=True)
        for code in ligne["volets"]
    )
    GrilleVague.objects.bulk_create(
        GrilleVague(vague=vague, grille=grilles[ligne["grille"]])
        for vague, ligne in zip(vagues, donnees, strict=True)
    )
    journaliser([Acte(objet=vague, acte=ActeVague.REPRISE, vers=vague.etat) for vague in vagues], le=le)
    return vagues


def _vague_historique(appel: Appel, ligne: dict[str, Any]) -> Vague:
    ouverture: datetime | None = ligne.get("ouverture")
    return Vague(
        appel=appel,
        numero=ligne["numero"],
        libelle=ligne["libelle"],
        ouverture=ouverture.replace(tzinfo=PARIS) if ouverture else None,
        cloture=ligne["cloture"].replace(tzinfo=PARIS),
        annonce_prevue=ligne.get("annonce_prevue", ""),
        annoncee_le=ligne.get("annoncee_le"),
        laureats_annonces=ligne.get("laureats_annonces"),
        etat=EtatVague.ARCHIVEE,
    )
