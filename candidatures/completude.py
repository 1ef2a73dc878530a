"""What a dossier still lacks before it can be filed. No Django import."""

from dataclasses import dataclass
from decimal import Decimal

from ami.commun.nombres import euros
from candidatures.champs import Parametres, Reponses, Section
from candidatures.questionnaire import montant_demande, sections


@dataclass(frozen=True)
class Manque:
    """One thing to do: the section and field to go to, and the sentence that says it."""

    section: str
    champ: str
    message: str


@dataclass(frozen=True)
class EtatSection:
    section: Section
    manques: tuple[Manque, ...]
    commencee: bool

    @property
    def complete(self) -> bool:
        return not self.manques


def etat_des_sections(parametres: Parametres, reponses: Reponses) -> tuple[EtatSection, ...]:
    """Each section with what it lacks, in the order of the form."""
    bornes = _manques_de_montant(parametres, reponses)
    return tuple(
        EtatSection(
            section,
            (*_manques_de_section(section, reponses), *(m for m in bornes if m.section == section.code)),
            any(champ.nom in reponses for champ in section.champs),
        )
        for section in sections(parametres)
    )


def manques(parametres: Parametres, reponses: Reponses) -> tuple[Manque, ...]:
    """Everything that keeps the dossier from being filed."""
    return tuple(manque for etat in etat_des_sections(parametres, reponses) for manque in etat.manques)


def _manques_de_section(section: Section, reponses: Reponses) -> tuple[Manque, ...]:
    return tuple(
        Manque(section.code, champ.nom, champ.libelle)
        for champ in section.champs
        if champ.requis and champ.s_applique(reponses) and reponses.get(champ.nom) in (None, "", [], False)
    )


def _manques_de_montant(parametres: Parametres, reponses: Reponses) -> tuple[Manque, ...]:
    """Bounds of the track, checked again at filing: a draft may come from a wave with other amounts."""
    trop_forts = tuple(
        Manque(section.code, champ.nom, f"{champ.libelle} : au plus {euros(champ.maximum)}")
        for section in sections(parametres)
        for champ in section.champs
        if champ.maximum is not None
        and (valeur := reponses.get(champ.nom))
        and Decimal(valeur) > champ.maximum
    )
    message = message_de_montant(parametres, reponses)
    return (*trop_forts, Manque("budget", "montant_an_1", message)) if message else trop_forts


def message_de_montant(parametres: Parametres, reponses: Reponses) -> str:
    """Sentence when the total asked is out of the bounds of the track; empty when it is within or unknown."""
    total = montant_demande(parametres, reponses)
    if total is None:
        return ""
    if total < parametres.montant_min_total:
        return f"Demandez au moins {euros(parametres.montant_min_total)} au total : la demande est de {euros(total)}."
    return message_de_depassement(parametres, reponses)


def message_de_depassement(parametres: Parametres, reponses: Reponses) -> str:
    """Sentence when the total asked is over the maximum: refused already in a draft."""
    total = montant_demande(parametres, reponses)
    if total is not None and total > parametres.montant_max_total:
        return f"Demandez au plus {euros(parametres.montant_max_total)} au total : la demande est de {euros(total)}."
    return ""


def reponses_utiles(parametres: Parametres, reponses: Reponses) -> dict[str, dict[str, object]]:
    """Answers that apply, by section: what is filed, and nothing typed for a case that no longer holds."""
    return {
        section.code: {
            champ.nom: reponses[champ.nom]
            for champ in section.champs
            if champ.nom in reponses and champ.s_applique(reponses)
        }
        for section in sections(parametres)
    }
