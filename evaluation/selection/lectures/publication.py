"""What a publication would send, what keeps it from being signed, and how its sending goes."""

from collections import Counter
from collections.abc import Iterable
from decimal import Decimal

from django.db.models import Count, Q

from ami.comptes.models import Utilisateur
from ami.notifications.models import Courriel
from ami.notifications.states import EtatCourriel
from candidatures.models import Candidature
from candidatures.states import EN_LICE, RESULTATS, EtatCandidature
from evaluation.selection.emails import lot_des_resultats
from evaluation.selection.lectures.motifs import refus_sans_motif
from evaluation.selection.models import Decision
from evaluation.selection.states import Sens
from vagues.models import Vague

NUMEROS_MONTRES = 10


def decisions_de(vague: Vague) -> list[Decision]:
    """What is, or was, to be published: all at once, as the fingerprint needs them."""
    return list(
        Decision.objects.filter(candidature__vague=vague, candidature__etat__in=[*EN_LICE, *RESULTATS])
        .select_related("candidature__porteur", "candidature__volet")
        .prefetch_related("motifs__critere")
        .order_by("candidature__numero", "pk")
    )


def lisibles_par(par: Utilisateur, vague: Vague, decisions: Iterable[Decision]) -> list[Decision]:
    """An administrator who files for a structure does not read its result before publication."""
    sans_interet = Candidature.objects.filter(vague=vague).sans_interet_de(par)
    permises = set(sans_interet.values_list("pk", flat=True))
    return [decision for decision in decisions if decision.candidature_id in permises]


def totaux(decisions: list[Decision]) -> list[tuple[str, int, Decimal | None]]:
    """For each kind of result: how many, and the amount granted to laureates."""
    nombres = Counter(decision.sens for decision in decisions)
    engage = sum((decision.montant for decision in decisions if decision.montant), Decimal(0))
    return [(str(sens.label), nombres[sens], engage if sens == Sens.LAUREATE else None) for sens in Sens]


def envois(vague: Vague) -> dict[str, int]:
    """Progress of the result mails of a published wave."""
    compte = {etat: Count("pk", filter=Q(etat=etat)) for etat in EtatCourriel.values}
    return Courriel.objects.filter(lot=lot_des_resultats(vague)).aggregate(**compte)


def obstacles(vague: Vague) -> list[str]:
    """What still keeps the wave from being published, in sentences."""
    trouves = []
    sans_decision = Candidature.objects.en_lice(vague).filter(decision__isnull=True).count()
    if sans_decision:
        trouves.append(
            f"Il manque une décision pour {sans_decision} dossier{'s' if sans_decision > 1 else ''}."
        )
    a_completer = Candidature.objects.filter(vague=vague, etat=EtatCandidature.A_COMPLETER).count()
    if a_completer:
        trouves.append(f"{a_completer} dossier{'s' if a_completer > 1 else ''} à compléter.")
    if sans_motif := refus_sans_motif(vague):
        reste = len(sans_motif) - NUMEROS_MONTRES
        trouves.append(
            "Un refus motive chaque critère sous le seuil de la grille : complétez "
            f"{', '.join(sans_motif[:NUMEROS_MONTRES])}"
            f"{'' if reste < 1 else ' et 1 autre' if reste == 1 else f' et {reste} autres'}."
        )
    if not sans_decision and not Candidature.objects.en_lice(vague).exists():
        trouves.append("Aucun dossier déposé n’attend de résultat dans cette vague.")
    return trouves
