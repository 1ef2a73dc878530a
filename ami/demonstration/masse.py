"""Dossiers beyond the forty: many rows at once, as the services would have written them one by one.

They give lists, exports and committees a real size. They are never seen being written: no mail is kept of
their filing. ``tests/demonstration/test_masse.py`` compares them with those the services write.
"""

import uuid
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from random import Random

from ami.commun.etats import passer
from ami.comptes.models import Utilisateur
from ami.demonstration.calendrier import Periode
from ami.demonstration.comptes import charger_porteurs
from ami.demonstration.documents import Coffre, pieces_a_joindre
from ami.demonstration.dossiers import SECTIONS_A_MOITIE, montants_de
from ami.demonstration.redaction import alea_de, rediger
from ami.demonstration.structures import Structure, communes, structure_fictive
from ami.journal.services import Acte, journaliser_a_leurs_dates
from candidatures.actes import ActeCandidature
from candidatures.formulaire.catalogue.champs import Dossier, Reponses
from candidatures.formulaire.controle.budget import montant_demande
from candidatures.formulaire.questionnaire import pieces_demandees, sections
from candidatures.lectures.en_l_etat import cahier_du_volet
from candidatures.models import Acces, Candidature, Depot, Interet, Piece, Porteur, Reponse, RoleAcces
from candidatures.services.deposer import numero_de_dossier
from candidatures.seuils import seuil_atteint
from candidatures.states import TRANSITIONS, EtatCandidature
from candidatures.version_deposee.depots import contenu_a_deposer, depot_de
from vagues.models import Vague, VoletOuvert

LOT = 500
UN_BROUILLON_SUR = 4  # in the open wave, some have not filed yet


@dataclass
class Lot:
    """Rows of a few hundred dossiers, waiting to be written together."""

    porteurs: list[Porteur] = field(default_factory=list)
    candidatures: list[Candidature] = field(default_factory=list)
    acces: list[Acces] = field(default_factory=list)
    interets: list[Interet] = field(default_factory=list)
    reponses: list[Reponse] = field(default_factory=list)
    pieces: list[Piece] = field(default_factory=list)
    depots: list[Depot] = field(default_factory=list)
    journal: list[tuple[Acte, datetime]] = field(default_factory=list)

    def ecrire(self) -> None:
        Porteur.objects.bulk_create(self.porteurs)
        Candidature.objects.bulk_create(self.candidatures)
        Acces.objects.bulk_create(self.acces)
        Interet.objects.bulk_create(self.interets, ignore_conflicts=True)
        Reponse.objects.bulk_create(self.reponses, batch_size=5000)
        Piece.objects.bulk_create(self.pieces, batch_size=5000)
        Depot.objects.bulk_create(self.depots)
        journaliser_a_leurs_dates(self.journal)


@dataclass
class Rang:
    """One dossier being prepared: its rules, answers and documents, who writes it, and when."""

    candidature: Candidature
    ouvert: VoletOuvert
    par: Utilisateur
    dossier: Dossier
    commence_le: datetime
    saisi_le: datetime
    depose_le: datetime


class Masse:
    """Writes the mass of one wave, after the dossiers that already have a number in it."""

    def __init__(
        self, vague: Vague, periode: Periode, ouverts: Sequence[VoletOuvert], coffre: Coffre
    ) -> None:
        self.vague, self.periode, self.ouverts, self.coffre = vague, periode, ouverts, coffre
        self.dernier_rang = 0
        self.communes = communes()

    def deposer(self, rangs: range, *, avec_brouillons: bool) -> None:
        """One dossier for each rank, filed in order during the last part of the period."""
        instants = self.periode.depots(len(rangs), 0.6, 1, alea_de("masse", self.vague.numero))
        self.dernier_rang = Vague.objects.values_list("dernier_rang", flat=True).get(pk=self.vague.pk)
        for debut in range(0, len(rangs), LOT):
            self._ecrire_lot(rangs[debut : debut + LOT], instants[debut : debut + LOT], avec_brouillons)
        Vague.objects.filter(pk=self.vague.pk).update(dernier_rang=self.dernier_rang)

    def _ecrire_lot(self, rangs: range, instants: Sequence[datetime], avec_brouillons: bool) -> None:  # noqa: FBT001
        lot = Lot()
        comptes = charger_porteurs(rangs, self.periode.ouverture)
        for rang, le, par in zip(rangs, instants, comptes, strict=True):
            brouillon = avec_brouillons and rang % UN_BROUILLON_SUR == 0
            self._preparer(lot, rang, le, par, brouillon=brouillon)
        lot.ecrire()

    def _preparer(self, lot: Lot, rang: int, le: datetime, par: Utilisateur, *, brouillon: bool) -> None:
        alea = alea_de("dossier", rang)
        structure = structure_fictive(rang, alea.choice(self.communes), alea)
        ouvert = alea.choice(self.ouverts) if structure.commune.est_ville else self.ouverts[0]
        dossier = self._dossier(structure, ouvert, par, alea, brouillon=brouillon)
        candidature = self._candidature(lot, structure, ouvert, par, dossier.reponses, alea)
        debut, fin = self.periode.debut_de_saisie(le), self.periode.fin_de_saisie(le)
        candidature.dernier_rappel = seuil_atteint(self.vague.cloture, debut)
        en_cours = Rang(candidature, ouvert, par, dossier, debut, fin, le)
        self._saisir(lot, en_cours)
        if not brouillon:
            self._deposer(lot, en_cours)

    def _dossier(
        self, structure: Structure, ouvert: VoletOuvert, par: Utilisateur, alea: Random, *, brouillon: bool
    ) -> Dossier:
        """Answers given, an empty one being no row; a draft stops in the middle of the form, without documents."""
        cahier = cahier_du_volet(ouvert)
        toutes = rediger(structure, par.email, montants_de(ouvert), alea)
        retenues = sections(cahier)[: SECTIONS_A_MOITIE if brouillon else None]
        noms = [champ.nom for section in retenues for champ in section.champs]
        reponses = {nom: toutes[nom] for nom in noms if toutes.get(nom) is not None}
        demandees = () if brouillon else pieces_a_joindre(pieces_demandees(cahier), reponses, alea)
        lues = [
            self.coffre.partage(demandee, par, self.periode.ouverture).lue(rang, demandee.code)
            for rang, demandee in enumerate(sorted(demandees, key=lambda piece: piece.code))
        ]
        return Dossier(cahier, reponses, tuple(lues))

    def _candidature(
        self,
        lot: Lot,
        structure: Structure,
        ouvert: VoletOuvert,
        par: Utilisateur,
        reponses: Reponses,
        alea: Random,
    ) -> Candidature:
        porteur = Porteur(
            siret=structure.siret,
            raison_sociale=structure.raison_sociale,
            type_porteur=structure.type_porteur,
        )
        candidature = Candidature(
            id=uuid.UUID(int=alea.getrandbits(128), version=4),
            vague=self.vague,
            volet=ouvert.volet,
            cree_par=par,
            porteur=porteur,
            siren=structure.siren,
            nom=structure.nom_du_lieu,
            departement=structure.commune.departement,
            montant_demande=montant_demande(cahier_du_volet(ouvert), reponses),
        )
        lot.porteurs.append(porteur)
        lot.candidatures.append(candidature)
        return candidature

    def _saisir(self, lot: Lot, rang: Rang) -> None:
        """Created, filled and documented: rows and journal lines, as the services of the draft leave them."""
        candidature, par = rang.candidature, rang.par
        creation = Acte(objet=candidature, acte=ActeCandidature.CREEE, par_id=par.pk, vers=candidature.etat)
        lot.journal.append((creation, rang.commence_le))
        lot.acces.append(Acces(candidature=candidature, utilisateur=par, role=RoleAcces.SIGNATAIRE))
        lot.interets.append(Interet(utilisateur=par, candidature=candidature))
        lot.interets.append(Interet(utilisateur=par, siren=candidature.siren))
        lot.reponses.extend(
            Reponse(candidature=candidature, champ=champ, valeur=valeur, par=par, le=rang.saisi_le)
            for champ, valeur in rang.dossier.reponses.items()
        )
        for lue in rang.dossier.pieces:
            piece = Piece(
                candidature=candidature,
                code=lue.code,
                fichier_id=lue.fichier,
                ajoutee_par=par,
                ajoutee_le=rang.saisi_le,
            )
            lot.pieces.append(piece)
            donnees = {"code": lue.code, "empreinte": lue.empreinte}
            acte = Acte(objet=candidature, acte=ActeCandidature.PIECE_JOINTE, par_id=par.pk, donnees=donnees)
            lot.journal.append((acte, rang.saisi_le))

    def _deposer(self, lot: Lot, rang: Rang) -> None:
        """Filed: state, next number, copy and journal line, as ``deposer_candidature`` leaves them."""
        self.dernier_rang += 1
        candidature = rang.candidature
        de = passer(candidature, TRANSITIONS, EtatCandidature.DEPOSEE, "brouillon → déposée")
        candidature.depose_le = rang.depose_le
        candidature.numero = numero_de_dossier(self.vague, self.dernier_rang)
        depot = self._copie(rang)
        lot.depots.append(depot)
        acte = Acte(
            objet=candidature,
            acte=ActeCandidature.DEPOSEE,
            par_id=rang.par.pk,
            de=de,
            vers=candidature.etat,
            donnees={"numero": depot.numero, "version": depot.version, "empreinte": depot.empreinte},
        )
        lot.journal.append((acte, rang.depose_le))

    def _copie(self, rang: Rang) -> Depot:
        contenu = contenu_a_deposer(
            rang.candidature, rang.dossier, version=1, par=rang.par, recu_le=rang.depose_le, motif="depot"
        )
        return depot_de(rang.candidature, contenu, par=rang.par)


def par_lots(candidatures: Sequence[Candidature]) -> Iterator[Sequence[Candidature]]:
    for debut in range(0, len(candidatures), LOT):
        yield candidatures[debut : debut + LOT]
