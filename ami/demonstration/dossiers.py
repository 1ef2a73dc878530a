"""The forty dossiers, written by the services a porteur's clicks go through."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from ami.commun.etats import verifier_transition
from ami.comptes.models import Utilisateur
from ami.demonstration.calendrier import Periode
from ami.demonstration.donnees import lire
from ami.demonstration.redaction import Montants, alea_de, rediger
from ami.demonstration.scenario import FICHES, Fiche
from ami.demonstration.structures import Structure, commune_de, structure_fictive
from ami.demonstration.transaction_unique import rejoindre
from ami.journal.services import Acte, journaliser
from candidatures.champs import Section
from candidatures.lecture import parametres_du_volet
from candidatures.models import Candidature
from candidatures.questionnaire import sections
from candidatures.services.creer import creer_candidature
from candidatures.services.deposer import deposer_candidature
from candidatures.services.enregistrer import enregistrer_section
from candidatures.services.instruire import declarer_recevable
from candidatures.services.sceller import prevenir_brouillon
from candidatures.states import TRANSITIONS, EtatCandidature
from vagues.models import VoletOuvert

# A half-filled draft stops in the middle of the form: structure, place and territory.
SECTIONS_A_MOITIE = 3
PART_DES_FICHES = 0.6  # they are filed first; the mass, if any, comes in the rest of the period


@dataclass
class Dossier:
    """A line of the scenario with its dossier, its author, and its rank in the whole scenario (from 1)."""

    fiche: Fiche
    rang: int
    par: Utilisateur
    candidature: Candidature


def montants_de(ouvert: VoletOuvert) -> Montants:
    return Montants(
        annees=ouvert.nombre_annees,
        min_annuel=ouvert.montant_min_total / ouvert.nombre_annees,
        max_annuel=ouvert.montant_max_annuel,
        prime_max=ouvert.prime_investissement_max,
        numerique=ouvert.volet.numerique,
    )


def structure_de(fiche: Fiche, rang: int) -> Structure:
    """The same structure in all the dossiers of one of the two porteurs; another for each other dossier."""
    repere = next(
        (n for n, autre in enumerate(FICHES, start=1) if fiche.compte and autre.compte == fiche.compte), rang
    )
    alea = alea_de("structure", repere)
    ville = bool(fiche.compte) or fiche.volet == "FNT" or rang % 2 == 0
    return structure_fictive(repere, commune_de(fiche.departement, ville=ville), alea)


class Depositaire:
    """Fills the dossiers of one wave: one service call for each click."""

    def __init__(self, periode: Periode, ouverts: Iterable[VoletOuvert]) -> None:
        self.periode = periode
        self.ouverts = {ouvert.volet.code: ouvert for ouvert in ouverts}

    def remplir(self, fiche: Fiche, rang: int, par: Utilisateur, depose_le: datetime) -> Dossier:
        """Create the dossier, fill it, and file it unless it remains a draft."""
        ouvert = self.ouverts[fiche.volet]
        commence_le = self.periode.debut_de_saisie(depose_le)
        candidature = rejoindre(creer_candidature)(volet_ouvert=ouvert, par=par, recu_le=commence_le)
        dossier = Dossier(fiche, rang, par, candidature)
        if fiche.remplissage != "vide":
            self._saisir(dossier, self.periode.fin_de_saisie(depose_le))
        if fiche.est_deposee:
            rejoindre(deposer_candidature)(candidature_id=candidature.pk, par=par, recu_le=depose_le)
        return dossier

    def _saisir(self, dossier: Dossier, le: datetime) -> None:
        """Save all the sections at once, as one: the service takes any set of questions, in one transaction."""
        ouvert = self.ouverts[dossier.fiche.volet]
        structure = structure_de(dossier.fiche, dossier.rang)
        reponses = rediger(
            structure, dossier.par.email, montants_de(ouvert), alea_de("dossier", dossier.rang)
        )
        formulaire = sections(parametres_du_volet(ouvert))
        nombre = len(formulaire) if dossier.fiche.remplissage == "complet" else SECTIONS_A_MOITIE
        champs = tuple(champ for section in formulaire[:nombre] for champ in section.champs)
        rejoindre(enregistrer_section)(
            candidature_id=dossier.candidature.pk,
            section=Section("dossier", "Dossier entier", champs),
            valeurs={champ.nom: reponses.get(champ.nom) for champ in champs},
            par=dossier.par,
            recu_le=le,
        )


def instruire(dossier: Dossier, par: Utilisateur, le: datetime) -> None:
    """Bring a filed dossier to the state of its line.

    Only recevabilité has its service; for the other states (compléments, withdrawal) the same rules are kept here,
    transition table and journal line in the same transaction, until theirs exist.
    """
    vers = dossier.fiche.destin
    if vers == EtatCandidature.RECEVABLE:
        rejoindre(declarer_recevable)(candidature_id=dossier.candidature.pk, par=par, maintenant=le)
        return
    candidature = Candidature.objects.verrouiller(dossier.candidature.pk)
    de = EtatCandidature(candidature.etat)
    verifier_transition(TRANSITIONS, de, vers, f"{de} → {vers}")
    candidature.etat = vers
    candidature.save(update_fields=["etat", "modifie_le"])
    acte = Acte(
        objet=candidature,
        acte=f"candidature {vers.label.lower()}",
        par_id=par.pk,
        de=de,
        vers=vers,
        motif=alea_de("instruction", dossier.rang).choice(lire("lectures")["instruction"][vers.value]),
    )
    journaliser([acte], le=le)


INSTRUITS = (EtatCandidature.RECEVABLE, EtatCandidature.IRRECEVABLE, EtatCandidature.A_COMPLETER)


def instruire_la_vague(dossiers: Iterable[Dossier], periode: Periode, instructeur: Utilisateur) -> None:
    """Recevabilité by the instructeur three days after the closing; withdrawals by the porteur; drafts told."""
    for dossier in dossiers:
        if dossier.fiche.destin in INSTRUITS:
            instruire(dossier, instructeur, periode.apres_cloture(3))
        elif dossier.fiche.destin == EtatCandidature.RETIREE:
            instruire(dossier, dossier.par, periode.apres_cloture(2))
        elif not dossier.fiche.est_deposee:
            rejoindre(prevenir_brouillon)(
                candidature_id=dossier.candidature.pk,
                maintenant=periode.cloture + timedelta(minutes=3),
            )
