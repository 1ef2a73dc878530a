"""Programming a wave: its number, its instants, its tracks with their amounts and their forms."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import Max

from ami.commun.ensembles import inserer
from ami.commun.erreurs import ErreurMetier
from ami.commun.nombres import entier
from ami.commun.textes import exiger_ligne
from ami.comptes.models import Utilisateur
from ami.journal.services import Acte, journaliser
from vagues.actes import ActeVague
from vagues.models import Appel, Vague, Volet, VoletOuvert
from vagues.models.appel import Montants
from vagues.models.vague import ANNONCE_MAX, LIBELLE_MAX
from vagues.services.gardes import exiger_administrateur

CAPACITE_MAX = 1000
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
    exiger_administrateur(par)
    volets = list(volets)
    verifier_ce_qui_est_annonce(appel, libelle, annonce_prevue, capacite, volets)
    verifier_les_instants(ouverture, cloture, maintenant)
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
    inserer(ouvrir_les_volets(vague, volets))
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


def verifier_ce_qui_est_annonce(
    appel: Appel, libelle: str, annonce_prevue: str, capacite: int | None, volets: list[Volet]
) -> None:
    """What may be written of a wave, typed or corrected. Raises ``ErreurMetier``."""
    exiger_ligne(libelle, LIBELLE_MAX)
    exiger_ligne(annonce_prevue, ANNONCE_MAX)
    if capacite is not None and not 1 <= capacite <= CAPACITE_MAX:
        raise ErreurMetier(f"Le nombre de lauréats envisagé va de 1 à {entier(CAPACITE_MAX)}.")
    if any(volet.appel_id != appel.pk for volet in volets):
        raise ErreurMetier("Un volet choisi n’est pas de cet appel.")


def verifier_les_instants(ouverture: datetime, cloture: datetime, maintenant: datetime) -> None:
    """A wave to come closes after it opens, and not before now. Raises ``ErreurMetier``."""
    if cloture <= ouverture:
        raise ErreurMetier("La clôture doit suivre l’ouverture.")
    if cloture <= maintenant:
        raise ErreurMetier("La clôture est déjà passée.")
