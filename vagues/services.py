"""Opening and closing waves. Each public service locks the wave, then reads, then decides."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import Max
from django.utils import timezone

from ami.commun.erreurs import DroitInsuffisant, ErreurMetier, TransitionInterdite
from ami.commun.etats import passer, verifier_transition
from ami.commun.nombres import entier
from ami.commun.textes import exiger_ligne, normaliser
from ami.comptes.models import Utilisateur
from ami.journal.services import Acte, journaliser
from vagues.actes import ACTE_QUI_MENE_A, ActeVague
from vagues.models import Appel, Vague, Volet, VoletOuvert
from vagues.models.appel import Montants
from vagues.models.vague import ANNONCE_MAX, LIBELLE_MAX
from vagues.permissions import peut_conduire_les_vagues
from vagues.states import TRANSITIONS, EtatVague

CAPACITE_MAX, MOTIF_MAX = 1000, 500
# Of the settings of a form, what is about one wave: the years of its budgets, the départements it aims at.
REGLAGES_D_UNE_VAGUE = frozenset({"annee_debut", "departements"})


@transaction.atomic(durable=True)
def programmer_vague(
    *,
    appel: Appel,
    libelle: str,
    ouverture: datetime,
    cloture: datetime,
    annonce_prevue: str,
    capacite: int | None,
    volets: Iterable[Volet],
    par: Utilisateur,
    maintenant: datetime,
) -> Vague:
    """New wave, numbered after the last, with a copy of the amounts of its tracks. Raises ``ErreurMetier``."""
    _verifier_personne(par)
    volets = list(volets)
    _verifier_ce_qui_est_annonce(appel, libelle, annonce_prevue, capacite, volets)
    if cloture <= ouverture:
        raise ErreurMetier("La clôture doit suivre l’ouverture.")
    if cloture <= maintenant:
        raise ErreurMetier("La clôture est déjà passée.")
    Appel.objects.select_for_update(no_key=True).get(pk=appel.pk)  # two administrators, two numbers
    dernier = Vague.objects.aggregate(dernier=Max("numero"))["dernier"] or 0
    vague = Vague.objects.create(
        appel=appel,
        numero=dernier + 1,
        libelle=libelle,
        ouverture=max(ouverture, maintenant),  # nobody could file before now
        cloture=cloture,
        annonce_prevue=annonce_prevue,
        capacite=capacite,
    )
    VoletOuvert.objects.bulk_create(ouvrir_les_volets(vague, volets))
    journaliser([Acte(objet=vague, acte=ActeVague.PROGRAMMEE, par_id=par.pk, vers=vague.etat)], le=maintenant)
    return vague


def ouvrir_les_volets(vague: Vague, volets: list[Volet]) -> list[VoletOuvert]:
    """Unsaved. The form of each track is that of its latest wave, or of the track when it never had one: one query."""
    precedents = (
        VoletOuvert.objects.filter(volet__in=volets)
        .order_by("volet_id", "-vague__numero")
        .distinct("volet_id")
        .values_list("volet_id", "reglages")
    )
    reglages = {volet: _hors_de_la_vague(connus) for volet, connus in precedents}
    return [volet_ouvert(vague, volet, reglages.get(volet.pk)) for volet in volets]


def _hors_de_la_vague(reglages: dict[str, Any]) -> dict[str, Any]:
    return {nom: valeur for nom, valeur in reglages.items() if nom not in REGLAGES_D_UNE_VAGUE}


def volet_ouvert(vague: Vague, volet: Volet, reglages: dict[str, Any] | None = None) -> VoletOuvert:
    """The track as this wave opens it, unsaved: a copy of its amounts, and of its form unless ``reglages`` is given."""
    copie = {champ.name: getattr(volet, champ.name) for champ in Montants._meta.get_fields()}
    if reglages is not None:
        copie["reglages"] = reglages
    return VoletOuvert(vague=vague, volet=volet, **copie)


@transaction.atomic(durable=True)
def ouvrir_vague(
    *, vague_id: int, maintenant: datetime, par: Utilisateur | None = None, motif: str = ""
) -> Vague:
    """Open a wave whose opening has come; an administrator may open it early, with a reason.

    Silent for the system when it is already open. Raises ``TransitionInterdite``, ``ErreurMetier``.
    """
    vague = Vague.objects.verrouiller(pk=vague_id)
    if par is None and vague.etat != EtatVague.PROGRAMMEE:
        return vague
    _verifier_personne(par)
    exiger_ligne(motif := normaliser(motif), MOTIF_MAX)
    verifier_transition(
        TRANSITIONS,
        EtatVague(vague.etat),
        EtatVague.OUVERTE,
        f"Cette vague est déjà {vague.get_etat_display().lower()}.",
    )
    if not vague.volets_ouverts.exists():
        raise ErreurMetier("Cette vague n’ouvre aucun volet : ajoutez-en un avant de l’ouvrir.")
    if maintenant >= vague.cloture and par is not None:
        raise ErreurMetier("La clôture de cette vague est déjà passée : corrigez son calendrier.")
    donnees = {}
    if vague.ouverture is None or maintenant < vague.ouverture:
        _exiger_motif(
            par, motif, "L’ouverture n’est pas encore venue : indiquez pourquoi vous ouvrez en avance."
        )
        donnees = {"ouverture_prevue": str(vague.ouverture), "ouverture": str(maintenant)}
        vague.ouverture = maintenant
    changer_etat(
        vague, EtatVague.OUVERTE, le=maintenant, par=par, motif=motif, donnees=donnees, champs=["ouverture"]
    )
    return vague


@transaction.atomic(durable=True)
def cloturer_vague(
    *, vague_id: int, maintenant: datetime, par: Utilisateur | None = None, motif: str = ""
) -> Vague:
    """Close a wave whose closing instant has passed.

    An administrator may close before it, with a reason: the closing instant becomes now, so that
    one instant still decides every filing. Silent for the system when already closed or not yet due.
    """
    vague = Vague.objects.verrouiller(pk=vague_id)
    if par is None and (vague.etat != EtatVague.OUVERTE or maintenant < vague.cloture):
        return vague
    _verifier_personne(par)
    exiger_ligne(motif := normaliser(motif), MOTIF_MAX)
    verifier_transition(
        TRANSITIONS, EtatVague(vague.etat), EtatVague.CLOSE, "Seule une vague ouverte peut être close."
    )
    donnees = {}
    if maintenant < vague.cloture:
        _exiger_motif(par, motif, "La clôture n’est pas encore venue : indiquez pourquoi vous l’avancez.")
        # Read again under the lock: whatever was filed before it was granted was received before this instant.
        # Never after the announced closing, which may have passed while this act waited.
        instant = min(vague.cloture, max(maintenant, timezone.now()))
        donnees = {"cloture_prevue": str(vague.cloture), "cloture": str(instant)}
        vague.cloture = instant
    vague.close_le = maintenant
    changer_etat(
        vague,
        EtatVague.CLOSE,
        le=maintenant,
        par=par,
        motif=motif,
        donnees=donnees,
        champs=["cloture", "close_le"],
    )
    return vague


def changer_etat(
    vague: Vague,
    vers: EtatVague,
    *,
    le: datetime,
    par: Utilisateur | None,
    motif: str = "",
    donnees: dict[str, Any] | None = None,
    champs: list[str] | None = None,
) -> None:
    """Save the new state of a locked wave and its journal line. Runs inside the caller's transaction."""
    actuel = EtatVague(vague.etat).label.lower()
    de = passer(vague, TRANSITIONS, vers, f"Une vague {actuel} ne peut pas devenir {vers.label.lower()}.")
    vague.save(update_fields=["etat", "modifie_le", *(champs or [])])
    acte = Acte(
        objet=vague,
        acte=ACTE_QUI_MENE_A[vers],
        par_id=par.pk if par else None,
        de=de,
        vers=vers,
        motif=motif,
        donnees=donnees or {},
    )
    journaliser([acte], le=le)


def _verifier_ce_qui_est_annonce(
    appel: Appel, libelle: str, annonce_prevue: str, capacite: int | None, volets: list[Volet]
) -> None:
    exiger_ligne(libelle, LIBELLE_MAX)
    exiger_ligne(annonce_prevue, ANNONCE_MAX)
    if capacite is not None and not 1 <= capacite <= CAPACITE_MAX:
        raise ErreurMetier(f"Le nombre de lauréats envisagé va de 1 à {entier(CAPACITE_MAX)}.")
    if any(volet.appel_id != appel.pk for volet in volets):
        raise ErreurMetier("Un volet choisi n’est pas de cet appel.")


def _verifier_personne(par: Utilisateur | None) -> None:
    if par is not None and not peut_conduire_les_vagues(par):
        raise DroitInsuffisant("Seul un administrateur conduit les vagues.")


def _exiger_motif(par: Utilisateur | None, motif: str, message: str) -> None:
    if par is None:
        raise TransitionInterdite(message)
    if not motif:
        raise ErreurMetier(message)
