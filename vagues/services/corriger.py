"""Correcting what is announced of a wave to come, and deleting it while nothing hangs on it."""

from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from typing import Any

from django.db import transaction
from django.db.models import ProtectedError

from ami.commun.concurrence import SANS_LECTURE, Lecture, reunir_les_saisies
from ami.commun.ensembles import inserer
from ami.commun.erreurs import ErreurMetier, TransitionInterdite
from ami.comptes.models import Utilisateur
from ami.journal.services import Acte, journaliser
from vagues.actes import ActeVague
from vagues.models import Vague, Volet
from vagues.services.gardes import exiger_conduite
from vagues.services.programmer import (
    ouvrir_les_volets,
    verifier_ce_qui_est_annonce,
    verifier_les_instants,
)
from vagues.states import EtatVague

COLONNES = ("libelle", "ouverture", "cloture", "annonce_prevue", "capacite")
CHAMPS = (*COLONNES, "volets")


@transaction.atomic(durable=True)
def corriger_vague(
    *,
    vague_id: int,
    saisie: Mapping[str, Any],
    par: Utilisateur,
    maintenant: datetime,
    lecture: Lecture = SANS_LECTURE,
) -> list[str]:
    """Change what is announced of a programmed wave (``CHAMPS``). Locks the wave.

    ``lecture``: what the page had read of each, as ``en_textes`` writes it. What another person changed meanwhile and was
    not touched here stays: return the names of those. A track that is no longer opened loses the settings of its form.
    Raises ``DroitInsuffisant``, ``TransitionInterdite``, ``Conflit``, ``ErreurMetier``.
    """
    vague = _a_venir(vague_id, par)
    actuel = ce_qui_est_annonce(vague)
    tapes, ecrits = en_textes(saisie), en_textes(actuel)
    voulus = reunir_les_saisies(tapes, ecrits, lecture)
    final = {nom: saisie[nom] if voulus[nom] != ecrits[nom] else actuel[nom] for nom in CHAMPS}
    if final != actuel:
        _corriger(vague, actuel, final, par, maintenant)
    return [nom for nom in CHAMPS if tapes[nom] != voulus[nom]]


@transaction.atomic(durable=True)
def supprimer_vague(*, vague_id: int, par: Utilisateur, maintenant: datetime) -> str:
    """Delete a programmed wave, with its tracks and its grid; the journal keeps it. Locks the wave. Return its name.

    Raises ``DroitInsuffisant``, ``TransitionInterdite``, ``ErreurMetier``.
    """
    vague = _a_venir(vague_id, par)
    donnees = {"numero": vague.numero, **en_textes(ce_qui_est_annonce(vague))}
    acte = Acte(objet=vague, acte=ActeVague.SUPPRIMEE, par_id=par.pk, de=vague.etat, donnees=donnees)
    journaliser([acte], le=maintenant)
    nom = str(vague)
    try:
        vague.volets_ouverts.all().delete()
        vague.delete()
    except ProtectedError as erreur:
        raise ErreurMetier(
            "Des dossiers se rattachent à cette vague : elle ne peut plus être supprimée."
        ) from erreur
    return nom


def ce_qui_est_annonce(vague: Vague) -> dict[str, Any]:
    """What a correction may change, tracks by code. One query."""
    codes = sorted(vague.volets.values_list("code", flat=True))
    return {nom: getattr(vague, nom) for nom in COLONNES} | {"volets": codes}


def _a_venir(vague_id: int, par: Utilisateur) -> Vague:
    vague = Vague.objects.select_related("appel").verrouiller(pk=vague_id)
    exiger_conduite(vague, par)
    if vague.etat != EtatVague.PROGRAMMEE:
        raise TransitionInterdite(
            f"Cette vague est {vague.get_etat_display().lower()} : son calendrier est figé depuis son ouverture."
        )
    return vague


def _corriger(
    vague: Vague, actuel: Mapping[str, Any], final: dict[str, Any], par: Utilisateur, le: datetime
) -> None:
    if final["ouverture"] != actuel["ouverture"]:
        final["ouverture"] = max(final["ouverture"], le)  # nobody could file before now
    choisis = list(Volet.objects.filter(appel=vague.appel, code__in=final["volets"]))
    if not choisis:
        raise ErreurMetier("Cochez au moins un volet.")
    verifier_ce_qui_est_annonce(
        vague.appel, final["libelle"], final["annonce_prevue"], final["capacite"], choisis
    )
    verifier_les_instants(final["ouverture"], final["cloture"], le)
    for nom in COLONNES:
        setattr(vague, nom, final[nom])
    vague.save(update_fields=[*COLONNES, "modifie_le"])
    _changer_les_volets(vague, choisis)
    change = [nom for nom in CHAMPS if final[nom] != actuel[nom]]
    donnees = {
        "avant": en_textes({nom: actuel[nom] for nom in change}),
        "apres": en_textes({nom: final[nom] for nom in change}),
    }
    journaliser([Acte(objet=vague, acte=ActeVague.CORRIGEE, par_id=par.pk, donnees=donnees)], le=le)


def _changer_les_volets(vague: Vague, choisis: Iterable[Volet]) -> None:
    ouverts = set(vague.volets_ouverts.values_list("volet_id", flat=True))
    vague.volets_ouverts.exclude(volet__in=choisis).delete()
    inserer(ouvrir_les_volets(vague, [volet for volet in choisis if volet.pk not in ouverts]))


def en_textes(valeurs: Mapping[str, Any]) -> dict[str, str]:
    """Values as they are compared and journalled: instants to the minute, as their input shows them."""
    return {nom: _en_texte(valeur) for nom, valeur in valeurs.items()}


def _en_texte(valeur: Any) -> str:
    if valeur is None:
        return ""
    if isinstance(valeur, datetime):
        return valeur.astimezone(UTC).isoformat(timespec="minutes")
    return " ".join(sorted(valeur)) if isinstance(valeur, list) else str(valeur)
