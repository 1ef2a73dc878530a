"""Saving answers of a draft: by the page of a section, as they are typed, or from elsewhere."""

import uuid
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db import connection, transaction

from ami.commun.caracteres import a_des_caracteres_de_controle
from ami.commun.concurrence import SANS_NOM, Envoi, Stockee
from ami.commun.ensembles import inserer
from ami.commun.erreurs import DroitInsuffisant, TransitionInterdite
from ami.commun.lignes import Colonnes
from ami.commun.nombres import entier
from ami.comptes.models import Utilisateur
from candidatures.formulaire.catalogue.champs import Cahier, Reponses
from candidatures.formulaire.concurrence import (
    CARACTERES_MAX,
    LIGNES_STOCKEES_MAX,
    a_conserver,
    departager,
    marque,
    nombre_de_caracteres,
    reunir,
    sans_nul,
)
from candidatures.formulaire.controle.budget import montant_demande
from candidatures.formulaire.controle.validite import valide, vide
from candidatures.formulaire.questionnaire import sections
from candidatures.lectures import en_l_etat
from candidatures.models import Acces, Candidature, Porteur, Reponse, ReponseAnterieure
from candidatures.models.candidature import NOM_MAX
from candidatures.permissions import REDACTEURS, cles_modifiables, est_modifiable
from candidatures.services.interets import retenir_la_saisie, retenir_les_interets
from candidatures.services.verrous import verrouiller_dossier
from candidatures.states import EtatCandidature

DEJA_DEPOSE = "Ce dossier est déjà déposé : il ne peut plus être modifié."
REPETEES = ("siret", "raison_sociale", "type_porteur", "nom_lieu", "departement")

_REPONSE = Colonnes(Reponse, "r")
_LIRE = f"""SELECT {_REPONSE.sql} FROM {Acces._meta.db_table} x
    LEFT JOIN {Reponse._meta.db_table} r ON r.candidature_id = x.candidature_id
    WHERE x.candidature_id = %s AND x.utilisateur_id = %s AND x.role = ANY(%s)"""  # noqa: S608 - names of models


@dataclass(frozen=True)
class Divergence:
    """An answer that somebody else wrote meanwhile: ``saisie`` was not stored, ``valeur`` is.

    ``par`` names who wrote it; ``reunion`` is both at once when the question is a repeatable block.
    """

    saisie: Any
    valeur: Any
    par: str
    le: datetime
    version: int
    reunion: list[Any] | None = None

    @property
    def marque(self) -> str:
        return marque(self.valeur, self.version)


@dataclass(frozen=True)
class Enregistrement:
    """What the dossier holds after the save. ``refusees``: why a field could not be stored at all."""

    candidature: Candidature
    reponses: dict[str, Any]
    versions: dict[str, int]
    conflits: dict[str, Divergence] = field(default_factory=dict)
    refusees: dict[str, str] = field(default_factory=dict)

    def marque(self, nom: str) -> str:
        return marque(self.reponses.get(nom), self.versions.get(nom, 0))


@transaction.atomic(durable=True)
def enregistrer_reponses(
    *,
    candidature_id: uuid.UUID,
    valeurs: Mapping[str, Any],
    par: Utilisateur,
    recu_le: datetime,
    lues: Mapping[str, str] | None = None,
    envoi: Envoi = SANS_NOM,
    conserver: bool = False,
) -> Enregistrement:
    """Save these answers as they were typed, right or wrong, and only these. Locks the dossier.

    ``lues`` are the marks of the answers on the page (``candidatures.formulaire.concurrence``): what it did not touch is left
    alone; what someone else changed meanwhile is not overwritten but told in ``conflits``, the others are saved.
    ``conserver`` keeps every replaced text apart, whatever its age.
    A draft is saved even after the closing: no word typed in the last minute is lost (PRODUCT §1.5).
    Raises ``DroitInsuffisant`` for whoever may not write, ``TransitionInterdite`` as ``exiger_modifiable``.
    """
    candidature = verrouiller_dossier(candidature_id, avec_sa_vague=False)
    exiger_modifiable(candidature, valeurs, recu_le, DEJA_DEPOSE)
    lignes = _lignes_pour(candidature, par)
    refusees, saisies = _trop_longues(valeurs), {nom: sans_nul(valeur) for nom, valeur in valeurs.items()}
    a_ecrire, en_conflit = departager(
        {nom: valeur for nom, valeur in saisies.items() if nom not in refusees},
        {nom: Stockee(r.valeur, r.version, Envoi.relire(r.envoi)) for nom, r in lignes.items()},
        lues or {},
        envoi,
    )
    conflits = _divergences(candidature, {nom: (saisies[nom], lignes.get(nom)) for nom in en_conflit}, par)
    ecrites = {nom: _reponse(candidature, nom, valeur, lignes.get(nom)) for nom, valeur in a_ecrire.items()}
    for reponse in ecrites.values():
        reponse.par, reponse.le, reponse.envoi = par, recu_le, str(envoi)
    _ecrire(lignes, ecrites, conserver=conserver)
    retenir_la_saisie(lignes, ecrites)
    apres = lignes | ecrites
    reponses = {nom: reponse.valeur for nom, reponse in apres.items()}
    if _sont_a_repeter(candidature, ecrites):
        repeter_sur_le_dossier(candidature, en_l_etat.cahier(candidature), reponses)
    versions = {nom: reponse.version for nom, reponse in apres.items()}
    return Enregistrement(candidature, reponses, versions, conflits, refusees)


def effacer_reponses(
    candidature: Candidature, noms: Iterable[str], *, par: Utilisateur, le: datetime
) -> None:
    """Empty these answers of a draft, each kept apart. Runs inside the caller's transaction, under its lock."""
    anciennes = {reponse.champ: reponse for reponse in candidature.reponses.filter(champ__in=noms)}
    donnees = {nom: ligne for nom, ligne in anciennes.items() if not vide(ligne.valeur)}
    nouvelles = {nom: _reponse(candidature, nom, None, ligne) for nom, ligne in donnees.items()}
    for reponse in nouvelles.values():
        reponse.par, reponse.le = par, le
    if nouvelles:
        _ecrire(donnees, nouvelles, conserver=True)


def exiger_modifiable(candidature: Candidature, cles: Iterable[str], le: datetime, refus: str) -> None:
    """Raise ``TransitionInterdite`` but for a draft, and for what compléments reopen until their due instant.

    ``cles``: names of questions, or ``piece:<code>``.
    """
    if est_modifiable(candidature):
        return
    modifiables = cles_modifiables(candidature, le)
    if candidature.etat == EtatCandidature.A_COMPLETER and not modifiables:
        raise TransitionInterdite(
            "Le délai pour compléter ce dossier est passé : il ne peut plus être modifié."
        )
    if not modifiables or not set(cles) <= modifiables:
        raise TransitionInterdite(refus)


def _lignes_pour(candidature: Candidature, par: Utilisateur) -> dict[str, Reponse]:
    """The answers, and the right to write them, in one statement under the lock: an access may just have been closed."""
    with connection.cursor() as curseur:
        curseur.execute(_LIRE, [candidature.pk, par.pk, list(REDACTEURS)])
        lignes = curseur.fetchall()
    if not lignes:
        raise DroitInsuffisant("Vous ne pouvez plus écrire dans ce dossier : votre accès a changé.")
    lues = (_REPONSE.lire(iter(ligne)) for ligne in lignes)
    return {reponse.champ: reponse for reponse in lues if reponse}


def _trop_longues(valeurs: Mapping[str, Any]) -> dict[str, str]:
    """Whatever the limit of the question, a draft keeps a text of one hundred thousand characters, not a library.

    Nor more than a hundred rows: each one costs its inputs to every page of the section.
    """
    tailles = {nom: nombre_de_caracteres(valeur) for nom, valeur in valeurs.items()}
    return {
        nom: (
            f"Cette liste compte plus de {LIGNES_STOCKEES_MAX} lignes : elle n’est pas enregistrée, car un brouillon "
            f"n’en garde pas davantage. Retirez des lignes, puis enregistrez de nouveau."
        )
        for nom, valeur in valeurs.items()
        if isinstance(valeur, list) and len(valeur) > LIGNES_STOCKEES_MAX
    } | {
        nom: (
            f"Cette réponse compte {entier(taille)} caractères : elle n’est pas enregistrée, car un brouillon "
            f"n’en garde pas plus de {entier(CARACTERES_MAX)}. Retirez-en {entier(taille - CARACTERES_MAX)} ou "
            "plus : elle reste affichée ici."
        )
        for nom, taille in tailles.items()
        if taille > CARACTERES_MAX
    }


def _reponse(candidature: Candidature, nom: str, valeur: Any, ancienne: Reponse | None) -> Reponse:
    """The next version of an answer, which the caller signs and dates."""
    version = ancienne.version + 1 if ancienne else 1
    return Reponse(candidature=candidature, champ=nom, valeur=valeur, version=version)


def _ecrire(anciennes: Mapping[str, Reponse], nouvelles: Mapping[str, Reponse], *, conserver: bool) -> None:
    """One statement for all changed answers, two more when a former text is to be kept."""
    remplacees = [(anciennes[nom], nouvelle) for nom, nouvelle in nouvelles.items() if nom in anciennes]
    gardees = [
        ReponseAnterieure(
            candidature_id=ancienne.candidature_id,
            champ=ancienne.champ,
            version=ancienne.version,
            valeur=ancienne.valeur,
            par_id=ancienne.par_id,
            le=ancienne.le,
        )
        for ancienne, nouvelle in remplacees
        if (conserver and not vide(ancienne.valeur))
        or a_conserver(
            ancienne.valeur,
            nouvelle.valeur,
            meme_auteur=ancienne.par_id == nouvelle.par_id,
            age=nouvelle.le - ancienne.le,
        )
    ]
    ReponseAnterieure.objects.garder(gardees)
    inserer(
        nouvelles.values(),
        cle=["candidature", "champ"],
        remplacer=["valeur", "version", "par", "le", "envoi"],
    )


def _divergences(
    candidature: Candidature, conflits: Mapping[str, tuple[Any, Reponse | None]], par: Utilisateur
) -> dict[str, Divergence]:
    """Who wrote what meanwhile: one statement when there is a conflict, none otherwise."""
    auteurs = {ligne.par_id for _, ligne in conflits.values() if ligne} - {par.pk}
    acces = candidature.acces.filter(utilisateur__in=auteurs).select_related("utilisateur") if auteurs else ()
    noms = {a.utilisateur_id: str(a.utilisateur) for a in acces} | {par.pk: "vous, sur une autre page"}
    return {
        nom: Divergence(
            saisie=saisie,
            valeur=ligne.valeur,
            par=noms.get(ligne.par_id, "une personne qui n’a plus accès au dossier"),
            le=ligne.le,
            version=ligne.version,
            reunion=reunir(saisie, ligne.valeur),
        )
        for nom, (saisie, ligne) in conflits.items()
        if ligne
    }


def _sont_a_repeter(candidature: Candidature, noms: Iterable[str]) -> bool:
    """Reopened, a dossier keeps the columns of its filed version, which still counts."""
    if not est_modifiable(candidature) or candidature.numero is not None:
        return False
    return any(nom in REPETEES or nom.startswith("montant_an_") for nom in noms)


def repeter_sur_le_dossier(candidature: Candidature, cahier: Cahier, reponses: Reponses) -> None:
    """Repeat on the dossier the right answers that lists and constraints need; inside a transaction, under its lock."""
    valides = _valides(cahier, reponses)
    siret, raison_sociale = valides.get("siret", ""), valides.get("raison_sociale", "")
    candidature.porteur = (
        Porteur.objects.get_or_create(
            siret=siret, raison_sociale=raison_sociale, type_porteur=valides.get("type_porteur", "")
        )[0]
        if siret and raison_sociale
        else None
    )
    if candidature.numero and siret[:9] != candidature.siren:  # it was filed for the former one
        comptes = list(candidature.acces.values_list("utilisateur_id", flat=True))
        retenir_les_interets(comptes, siren=candidature.siren)
    candidature.siren = siret[:9]
    candidature.nom = valides.get("nom_lieu") or _debut_du_nom(reponses.get("nom_lieu"))
    candidature.departement = valides.get("departement", "")
    candidature.montant_demande = montant_demande(cahier, reponses)
    candidature.save(
        update_fields=["porteur", "siren", "nom", "departement", "montant_demande", "modifie_le"]
    )


def _debut_du_nom(saisi: Any) -> str:
    """What lists call a draft whose place has a name that is too long: its beginning."""
    if not isinstance(saisi, str) or a_des_caracteres_de_controle(saisi):
        return ""
    nom = " ".join(saisi.split())
    return nom if len(nom) <= NOM_MAX else f"{nom[: NOM_MAX - 1].rstrip()}…"


def _valides(cahier: Cahier, reponses: Reponses) -> dict[str, str]:
    """Answers repeated on the dossier, those that are given and right."""
    champs = {champ.nom: champ for section in sections(cahier) for champ in section.champs}
    return {
        nom: reponses[nom]
        for nom in REPETEES
        if nom in champs and not vide(reponses.get(nom)) and valide(champs[nom], reponses[nom])
    }
