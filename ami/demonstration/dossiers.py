"""The forty dossiers, written by the services a porteur's clicks go through."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from ami.comptes.models import Utilisateur
from ami.demonstration.calendrier import Periode, instant
from ami.demonstration.documents import Coffre, pieces_a_joindre
from ami.demonstration.donnees import lire
from ami.demonstration.redaction import Montants, alea_de, rediger
from ami.demonstration.scenario import FICHES, Fiche
from ami.demonstration.structures import Structure, commune_de, structure_fictive
from ami.demonstration.transaction_unique import rejoindre
from candidatures.actes import ActeCandidature
from candidatures.formulaire.catalogue.champs import PieceDemandee
from candidatures.formulaire.catalogue.pieces import PIECE
from candidatures.formulaire.questionnaire import pieces_demandees, sections
from candidatures.lectures.en_l_etat import cahier_du_volet
from candidatures.models import Candidature
from candidatures.services.completer import demander_complements
from candidatures.services.creer import creer_candidature
from candidatures.services.deposer import deposer_candidature
from candidatures.services.enregistrer import enregistrer_reponses
from candidatures.services.etats import changer_etat
from candidatures.services.instruire import declarer_recevable
from candidatures.services.joindre import joindre_piece
from candidatures.services.retirer import retirer_candidature
from candidatures.services.sceller import prevenir_brouillon
from candidatures.services.verrous import verrouiller_dossier
from candidatures.states import EtatCandidature
from vagues.models import VoletOuvert

# A half-filled draft stops in the middle of the form: structure, consortium, place and territory.
SECTIONS_A_MOITIE = 4
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
        annee=ouvert.vague.cloture.year + 1,
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

    def __init__(self, periode: Periode, ouverts: Iterable[VoletOuvert], coffre: Coffre) -> None:
        self.periode, self.coffre = periode, coffre
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
        alea = alea_de("dossier", dossier.rang)
        reponses = rediger(structure, dossier.par.email, montants_de(ouvert), alea)
        complet = dossier.fiche.remplissage == "complet"
        formulaire = sections(cahier_du_volet(ouvert))[: None if complet else SECTIONS_A_MOITIE]
        rejoindre(enregistrer_reponses)(
            candidature_id=dossier.candidature.pk,
            valeurs={
                champ.nom: reponses.get(champ.nom) for section in formulaire for champ in section.champs
            },
            par=dossier.par,
            recu_le=le,
        )
        if complet:
            demandees = pieces_a_joindre(pieces_demandees(cahier_du_volet(ouvert)), reponses, alea)
            self._joindre(dossier, demandees, structure.raison_sociale, le)

    def _joindre(
        self, dossier: Dossier, demandees: Iterable[PieceDemandee], structure: str, le: datetime
    ) -> None:
        """One document of each kind, a few minutes after the answers."""
        alea = alea_de("pieces", dossier.rang)
        for rang, demandee in enumerate(demandees, start=1):
            recu_le = le + timedelta(minutes=4 * rang)
            fichier = self.coffre.fichier(demandee.libelle, structure, alea, dossier.par, recu_le)
            fichier.save(force_insert=True)
            rejoindre(joindre_piece)(
                candidature_id=dossier.candidature.pk,
                code=demandee.code,
                fichier=fichier,
                legende="",
                par=dossier.par,
                recu_le=recu_le,
            )


def instruire(dossier: Dossier, par: Utilisateur, le: datetime) -> None:
    """Bring a filed dossier to the state of its line: by its service where there is one.

    Irrecevabilité has none yet: only its transition and its journal line are written here.
    """
    vers = dossier.fiche.destin
    motif = alea_de("instruction", dossier.rang).choice(lire("evaluations")["instruction"][vers.value])
    if vers == EtatCandidature.RECEVABLE:
        rejoindre(declarer_recevable)(candidature_id=dossier.candidature.pk, par=par, maintenant=le)
    elif vers == EtatCandidature.RETIREE:
        rejoindre(retirer_candidature)(
            candidature_id=dossier.candidature.pk, par=par, recu_le=le, motif=motif
        )
    else:
        _changer_d_etat(dossier, vers, par, motif, le)


def _changer_d_etat(
    dossier: Dossier, vers: EtatCandidature, par: Utilisateur, motif: str, le: datetime
) -> None:
    candidature = verrouiller_dossier(dossier.candidature.pk)
    changer_etat(candidature, vers, ActeCandidature.IRRECEVABLE, par_id=par.pk, le=le, motif=motif)


def demander(dossier: Dossier, periode: Periode, instructeur: Utilisateur) -> None:
    """A request for compléments that still waits for its answer on the day of the load."""
    rejoindre(demander_complements)(
        candidature_id=dossier.candidature.pk,
        demandes=DEMANDES,
        message=alea_de("instruction", dossier.rang).choice(
            lire("evaluations")["instruction"]["a_completer"]
        ),
        echeance=instant(periode.jour + timedelta(days=13)),
        par=instructeur,
        maintenant=periode.apres_cloture(3),
    )


DEMANDES = ("budget", "perimetre", f"{PIECE}pouvoir")
INSTRUITS = (EtatCandidature.RECEVABLE, EtatCandidature.IRRECEVABLE)


def instruire_la_vague(dossiers: Iterable[Dossier], periode: Periode, instructeur: Utilisateur) -> None:
    """Recevabilité by the instructeur three days after the closing; withdrawals by the porteur; drafts told."""
    for dossier in dossiers:
        if dossier.fiche.destin in INSTRUITS:
            instruire(dossier, instructeur, periode.apres_cloture(3))
        elif dossier.fiche.destin == EtatCandidature.A_COMPLETER:
            demander(dossier, periode, instructeur)
        elif dossier.fiche.destin == EtatCandidature.RETIREE:
            instruire(dossier, dossier.par, periode.apres_cloture(2))
        elif not dossier.fiche.est_deposee:
            rejoindre(prevenir_brouillon)(
                candidature_id=dossier.candidature.pk,
                maintenant=periode.cloture + timedelta(minutes=3),
            )
