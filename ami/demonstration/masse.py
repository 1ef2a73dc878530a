"""Dossiers beyond the forty: many rows at once, as the services would have written them one by one.

They give lists, exports and committees a real size. They are never seen being written: no mail is kept of
their filing. ``tests/demonstration/test_masse.py`` compares them with those the services write.
"""

import hashlib
import uuid
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from random import Random
from typing import Any

from ami.comptes.models import Utilisateur
from ami.demonstration.calendrier import Periode
from ami.demonstration.comptes import charger_porteurs
from ami.demonstration.dossiers import SECTIONS_A_MOITIE, montants_de
from ami.demonstration.masse_journal import JournalDeMasse
from ami.demonstration.redaction import alea_de, rediger
from ami.demonstration.structures import Structure, communes, structure_fictive
from ami.journal.chaine import canonique
from ami.journal.services import Acte
from candidatures.completude import reponses_utiles
from candidatures.lecture import parametres_du_volet
from candidatures.models import Acces, Candidature, Depot, Interet, Porteur, Reponse, RoleAcces
from candidatures.questionnaire import montant_demande, sections
from candidatures.states import EtatCandidature
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
    depots: list[Depot] = field(default_factory=list)
    journal: JournalDeMasse = field(default_factory=JournalDeMasse)

    def ecrire(self) -> None:
        Porteur.objects.bulk_create(self.porteurs)
        Candidature.objects.bulk_create(self.candidatures)
        Acces.objects.bulk_create(self.acces)
        Interet.objects.bulk_create(self.interets, ignore_conflicts=True)
        Reponse.objects.bulk_create(self.reponses, batch_size=5000)
        Depot.objects.bulk_create(self.depots)
        self.journal.ecrire()


class Masse:
    """Writes the mass of one wave, after the dossiers that already have a number in it."""

    def __init__(self, vague: Vague, periode: Periode, ouverts: Sequence[VoletOuvert]) -> None:
        self.vague, self.periode, self.ouverts = vague, periode, ouverts
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
        reponses = self._reponses(structure, ouvert, par, alea, brouillon=brouillon)
        candidature = self._candidature(lot, structure, ouvert, par, reponses, alea)
        commence_le, saisi_le = self.periode.debut_de_saisie(le), self.periode.fin_de_saisie(le)
        lot.journal.noter(
            Acte(objet=candidature, acte="candidature créée", par_id=par.pk, vers=candidature.etat),
            commence_le,
        )
        lot.acces.append(Acces(candidature=candidature, utilisateur=par, role=RoleAcces.SIGNATAIRE))
        if candidature.siren:
            lot.interets.append(Interet(utilisateur=par, siren=candidature.siren))
        lot.reponses.extend(
            Reponse(candidature=candidature, champ=champ, valeur=valeur, par=par, le=saisi_le)
            for champ, valeur in reponses.items()
        )
        if not brouillon:
            self._deposer(lot, candidature, ouvert, reponses, par, le)

    def _reponses(
        self, structure: Structure, ouvert: VoletOuvert, par: Utilisateur, alea: Random, *, brouillon: bool
    ) -> dict[str, Any]:
        """Answers given, an empty one being no row; a draft stops in the middle of the form."""
        toutes = rediger(structure, par.email, montants_de(ouvert), alea)
        formulaire = sections(parametres_du_volet(ouvert))
        retenues = formulaire[:SECTIONS_A_MOITIE] if brouillon else formulaire
        noms = [champ.nom for section in retenues for champ in section.champs]
        return {nom: toutes[nom] for nom in noms if toutes.get(nom) is not None}

    def _candidature(
        self,
        lot: Lot,
        structure: Structure,
        ouvert: VoletOuvert,
        par: Utilisateur,
        reponses: dict[str, Any],
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
            montant_demande=montant_demande(parametres_du_volet(ouvert), reponses),
        )
        lot.porteurs.append(porteur)
        lot.candidatures.append(candidature)
        return candidature

    def _deposer(
        self,
        lot: Lot,
        candidature: Candidature,
        ouvert: VoletOuvert,
        reponses: dict[str, Any],
        par: Utilisateur,
        le: datetime,
    ) -> None:
        """Filed: state, next number, copy and journal line, as ``deposer_candidature`` leaves them."""
        self.dernier_rang += 1
        de = candidature.etat
        candidature.etat, candidature.depose_le = EtatCandidature.DEPOSEE, le
        candidature.numero = (
            f"{self.vague.appel.code.upper()}-{self.vague.numero:02d}-{self.dernier_rang:04d}"
        )
        depot = self._copie(candidature, candidature.numero, ouvert, reponses, par, le)
        lot.depots.append(depot)
        acte = Acte(
            objet=candidature,
            acte="candidature déposée",
            par_id=par.pk,
            de=de,
            vers=candidature.etat,
            donnees={"numero": depot.numero, "version": depot.version, "empreinte": depot.empreinte},
        )
        lot.journal.noter(acte, le)

    def _copie(
        self,
        candidature: Candidature,
        numero: str,
        ouvert: VoletOuvert,
        reponses: dict[str, Any],
        par: Utilisateur,
        le: datetime,
    ) -> Depot:
        contenu = canonique(
            {
                "candidature": str(candidature.pk),
                "numero": numero,
                "version": 1,
                "recu_le": le,
                "vague": self.vague.numero,
                "volet": ouvert.volet.code,
                "sections": reponses_utiles(parametres_du_volet(ouvert), reponses),
            }
        )
        empreinte = hashlib.sha256(contenu.encode()).hexdigest()
        commun = {"candidature": candidature, "numero": numero, "recu_le": le, "par": par}
        return Depot(**commun, version=1, contenu=contenu, empreinte=empreinte)


def par_lots(candidatures: Sequence[Candidature]) -> Iterator[Sequence[Candidature]]:
    for debut in range(0, len(candidatures), LOT):
        yield candidatures[debut : debut + LOT]
