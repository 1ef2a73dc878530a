"""What still keeps a wave from being published, over the dossiers that one reader may know."""

import re
import uuid
from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Exists, OuterRef, QuerySet

from ami.comptes.models import Utilisateur
from candidatures.models import Candidature
from candidatures.states import EN_LICE, EtatCandidature
from evaluation.models import Evaluation
from evaluation.selection.lectures.motifs import defavorables_sans_motif
from evaluation.selection.models import Decision, MotifDecision
from evaluation.selection.states import Sens
from evaluation.states import EtatEvaluation
from vagues.models import Vague

NUMEROS_MONTRES = 10
AUCUN = "Aucun dossier déposé n’attend de résultat dans cette vague."
_MOT = re.compile(r"[^\W\d_]{2}")


@dataclass(frozen=True)
class Obstacle:
    """One reason, and the dossiers that it is about, by number."""

    phrase: str
    dossiers: tuple[Candidature, ...] = ()

    @property
    def montres(self) -> tuple[Candidature, ...]:
        return self.dossiers[:NUMEROS_MONTRES]

    @property
    def reste(self) -> int:
        return max(0, len(self.dossiers) - NUMEROS_MONTRES)

    def __str__(self) -> str:
        if not self.dossiers:
            return self.phrase
        numeros = ", ".join(str(dossier.numero) for dossier in self.montres)
        suite = f" et {self.reste} autre{'s' if self.reste > 1 else ''}" if self.reste else ""
        return f"{self.phrase} ({numeros}{suite})"


def obstacles(vague: Vague, par: Utilisateur | None = None) -> list[Obstacle]:
    """Everything that is missing; ``par``: over the dossiers in which this person has no interest, and no other.

    As many queries whatever there is to say.
    """
    connus = Candidature.objects.filter(vague=vague).order_by("numero", "pk")
    if par is not None:
        connus = connus.sans_interet_de(par)
    a_publier = connus.filter(etat__in=EN_LICE)
    en_lice = list(a_publier.select_related("decision"))
    decides = {dossier.pk: dossier for dossier in en_lice if hasattr(dossier, "decision")}
    trouves = [
        _sans_decision([dossier for dossier in en_lice if dossier.pk not in decides]),
        _a_completer(list(connus.filter(etat=EtatCandidature.A_COMPLETER))),
        _du_lot(
            "Une décision défavorable motive chaque critère sous le seuil de la grille : il en manque",
            decides,
            defavorables_sans_motif(a_publier),
        ),
        _du_lot(
            "Un dossier que personne n’a évalué est décidé sans dire pourquoi", decides, _non_lues(a_publier)
        ),
        *_textes(decides, a_publier),
    ]
    restants = [obstacle for obstacle in trouves if obstacle]
    return restants or ([] if en_lice else [Obstacle(AUCUN)])


def _sans_decision(dossiers: list[Candidature]) -> Obstacle | None:
    pluriel = "s" if len(dossiers) > 1 else ""
    phrase = f"Il manque une décision pour {len(dossiers)} dossier{pluriel}."
    return Obstacle(phrase, tuple(dossiers)) if dossiers else None


def _a_completer(dossiers: list[Candidature]) -> Obstacle | None:
    pluriel = "s" if len(dossiers) > 1 else ""
    phrase = f"{len(dossiers)} dossier{pluriel} à compléter."
    return Obstacle(phrase, tuple(dossiers)) if dossiers else None


def _du_lot(
    phrase: str, decides: dict[uuid.UUID, Candidature], vises: Iterable[uuid.UUID]
) -> Obstacle | None:
    """``vises`` may be in any order: they are named by number."""
    cles = set(vises)
    dossiers = tuple(dossier for pk, dossier in decides.items() if pk in cles)
    return Obstacle(phrase, dossiers) if dossiers else None


def _non_lues(dossiers: QuerySet[Candidature]) -> QuerySet[Decision, uuid.UUID]:
    remises = Evaluation.objects.filter(candidature=OuterRef("candidature"), etat=EtatEvaluation.REMISE)
    muettes = Decision.objects.filter(candidature__in=dossiers.order_by(), sans_evaluation="").exclude(
        Exists(remises)
    )
    return muettes.values_list("pk", flat=True)


def _textes(
    decides: dict[uuid.UUID, Candidature], dossiers: QuerySet[Candidature]
) -> tuple[Obstacle | None, Obstacle | None]:
    """Reasons that say nothing, and those of an unfavourable decision that another one has word for word."""
    generaux = [(pk, dossier.decision.motif) for pk, dossier in decides.items()]
    ecrits = MotifDecision.objects.filter(decision__candidature__in=dossiers.order_by()).order_by()
    par_critere = ecrits.values_list("decision", "motif")
    textes = [*generaux, *par_critere]
    defavorables = {pk for pk, dossier in decides.items() if dossier.decision.sens != Sens.LAUREATE}
    par_texte: dict[str, set[uuid.UUID]] = {}
    for pk, texte in textes:
        if pk in defavorables:
            par_texte.setdefault(_mots(texte), set()).add(pk)
    copies = {pk for dossiers in par_texte.values() if len(dossiers) > 1 for pk in dossiers}
    vides = {pk for pk, texte in textes if not _MOT.search(texte)}
    return (
        _du_lot("Un motif ne dit rien : écrivez-le", decides, vides),
        _du_lot(
            "Des décisions défavorables ont un même motif, mot pour mot : écrivez à chacun", decides, copies
        ),
    )


def _mots(texte: str) -> str:
    """The words alone: neither case, nor spaces, nor punctuation make another text."""
    return " ".join(re.findall(r"\w+", texte.casefold()))
