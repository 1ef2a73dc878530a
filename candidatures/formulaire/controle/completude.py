"""What a dossier still lacks before it can be filed, and what it should look at again. No Django import."""

from collections.abc import Iterator
from dataclasses import dataclass

from candidatures.formulaire.catalogue.champs import Champ, Dossier, PieceDemandee, Section
from candidatures.formulaire.catalogue.pieces import PIECE
from candidatures.formulaire.controle import coherence
from candidatures.formulaire.controle.manque import Manque
from candidatures.formulaire.controle.validite import erreurs, vide
from candidatures.formulaire.questionnaire import pieces_demandees, sections

__all__ = ["EtatSection", "Manque", "alertes", "etat_des_sections", "manques", "reponses_utiles"]


@dataclass(frozen=True)
class EtatSection:
    """``manques``: what is absent or wrong; ``facultative``: nothing in it is required of this dossier."""

    section: Section
    manques: tuple[Manque, ...]
    commencee: bool
    facultative: bool = False

    @property
    def complete(self) -> bool:
        return not self.manques

    @property
    def absents(self) -> int:
        """How many answers are to be given."""
        return sum(manque.absente for manque in self.manques)

    @property
    def a_corriger(self) -> int:
        """How many answers were given that are wrong."""
        return len(self.manques) - self.absents

    @property
    def reste(self) -> str:
        """How much is left to do, in words."""
        if self.section.code == "pieces":
            return f"{_compte(self.absents, 'pièce')} à joindre"
        comptes = ((self.absents, "à donner"), (self.a_corriger, "à corriger"))
        return ", ".join(f"{_compte(nombre, 'réponse')} {suite}" for nombre, suite in comptes if nombre)

    @property
    def mots(self) -> str:
        """The state of the section in words."""
        if self.complete:
            return "Complète" if self.commencee or not self.facultative else "Facultative"
        return self.reste if self.commencee else "À commencer"


def _compte(nombre: int, nom: str) -> str:
    return f"{nombre} {nom}{'s' if nombre > 1 else ''}"


def etat_des_sections(dossier: Dossier) -> tuple[EtatSection, ...]:
    """Each section with what it lacks, in the order of the form."""
    formulaire = sections(dossier.cahier)
    presents = frozenset(champ.nom for section in formulaire for champ in section.champs)
    bloquants = [manque for manque in coherence.blocages(dossier) if manque.champ in presents]
    return tuple(
        _etat_des_pieces(section, dossier) if section.code == "pieces" else _etat(section, dossier, bloquants)
        for section in formulaire
    )


def manques(dossier: Dossier) -> tuple[Manque, ...]:
    """Everything that keeps the dossier from being filed."""
    return tuple(manque for etat in etat_des_sections(dossier) for manque in etat.manques)


def alertes(dossier: Dossier) -> tuple[Manque, ...]:
    """What is odd without keeping the dossier from being filed: an agent will look at it."""
    presents = {champ.nom for section in sections(dossier.cahier) for champ in section.champs}
    return tuple(alerte for alerte in coherence.alertes(dossier) if alerte.champ in presents)


def reponses_utiles(dossier: Dossier) -> dict[str, dict[str, object]]:
    """Answers that apply, by section: what is filed, and nothing typed for a case that no longer holds."""
    return {
        section.code: {
            champ.nom: dossier.reponses[champ.nom]
            for champ in section.champs
            if champ.nom in dossier.reponses and champ.s_applique(dossier.reponses)
        }
        for section in sections(dossier.cahier)
    }


def _etat(section: Section, dossier: Dossier, bloquants: list[Manque]) -> EtatSection:
    reponses = dossier.reponses
    poses = [champ for champ in section.champs if champ.s_applique(reponses)]
    return EtatSection(
        section,
        (
            *(manque for champ in poses for manque in _du_champ(section, champ, reponses.get(champ.nom))),
            *(manque for manque in bloquants if manque.section == section.code),
        ),
        any(not vide(reponses.get(champ.nom)) for champ in section.champs),
        not any(champ.requis for champ in poses),
    )


def _du_champ(section: Section, champ: Champ, valeur: object) -> Iterator[Manque]:
    if champ.requis and vide(valeur):
        yield Manque(section.code, champ.nom, champ.libelle, absente=True)
    for erreur in erreurs(champ, valeur):
        ou = f"{champ.libelle}, {erreur.lieu}" if erreur.lieu else champ.libelle
        yield Manque(section.code, champ.nom, f"{ou} : {erreur.message}", erreur.chemin)


def _etat_des_pieces(section: Section, dossier: Dossier) -> EtatSection:
    demandees = [piece for piece in pieces_demandees(dossier.cahier) if piece.est_requise(dossier.reponses)]
    return EtatSection(
        section,
        tuple(manque for piece in demandees for manque in _de_la_piece(piece, dossier)),
        bool(dossier.pieces),
        not demandees,
    )


def _de_la_piece(demandee: PieceDemandee, dossier: Dossier) -> Iterator[Manque]:
    jointes = sum(piece.code == demandee.code for piece in dossier.pieces)
    if jointes < demandee.nombre:
        message = demandee.libelle
        if demandee.nombre > 1:
            message += f" : {demandee.nombre} demandées, {jointes} jointe{'s' if jointes > 1 else ''}"
        yield Manque("pieces", f"{PIECE}{demandee.code}", message, absente=True)
