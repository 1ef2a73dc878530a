"""Publishing a wave: two administrators, one transaction, all or nothing."""

from collections.abc import Callable
from datetime import datetime

from django.db import transaction
from django.utils.timezone import localdate

from ami.commun.dates import PARIS
from ami.commun.erreurs import DroitInsuffisant, ErreurMetier, TransitionInterdite
from ami.commun.taches import reveiller
from ami.comptes.models import Utilisateur
from ami.journal.services import Acte, journaliser
from ami.notifications.tasks import envoyer_courriels
from evaluation.selection.actes import ActeSelection
from evaluation.selection.lectures.sceau import Sceau, empreinte_du_calendrier
from evaluation.selection.lectures.versions import versions_de_tout
from evaluation.selection.models import Publication
from evaluation.selection.permissions import peut_mener_la_selection
from evaluation.selection.services.preparer import (
    Preparation,
    preparer,
    preparer_les_resultats,
    verrouiller_les_dossiers,
)
from evaluation.selection.states import Sens
from vagues.conditions import empechement
from vagues.models import Vague
from vagues.services import changer_etat
from vagues.services.gardes import exiger_sans_interet
from vagues.states import EtatVague


@transaction.atomic(durable=True)
def demander_publication(
    *,
    vague_id: int,
    par: Utilisateur,
    maintenant: datetime,
    empreinte_lue: str | None = None,
    lu: Preparation | None = None,
) -> Publication:
    """First of the two signatures. Locks the wave. A later request replaces the former.

    ``empreinte_lue`` is the digest of what is on the page that the person signs (``lectures.sceau``). ``lu`` was prepared
    before the lock; without it, or when anything changed since, it is prepared under it.
    """
    vague, lu = _sous_verrou(vague_id, par, lu, lambda: preparer(vague_id))
    _verifier_ce_qui_est_lu(lu.sceau, empreinte_lue)
    publication, _ = Publication.objects.update_or_create(
        vague=vague,
        defaults={"demandee_par": par, "demandee_le": maintenant, "empreinte": lu.sceau.empreinte},
    )
    donnees = {"decisions": len(lu.decisions), "empreinte": publication.empreinte}
    ligne = Acte(objet=vague, acte=ActeSelection.PUBLICATION_DEMANDEE, par_id=par.pk, donnees=donnees)
    journaliser([ligne], le=maintenant)
    return publication


@transaction.atomic(durable=True)
def publier_vague(
    *,
    vague_id: int,
    par: Utilisateur,
    maintenant: datetime,
    empreinte_lue: str | None = None,
    lu: Preparation | None = None,
) -> Vague:
    """Second signature: results written, mails queued, wave published, in one transaction. Locks the wave,
    then its dossiers. What is published is what both administrators read: the first at the request
    (``Publication.empreinte``), the second on the page they sign (``empreinte_lue``). ``lu`` as for the request.
    """
    vague, lu = _sous_verrou(
        vague_id, par, lu, lambda: preparer_les_resultats(vague_id, par=par, le=maintenant)
    )
    _verifier_ce_qui_est_lu(lu.sceau, empreinte_lue)
    publication = _demande_a_confirmer(vague, lu.sceau, par)
    for ecriture in lu.ecritures:
        ecriture.executer()
    publication.confirmee_par, publication.confirmee_le = par, maintenant
    publication.save(update_fields=["confirmee_par", "confirmee_le"])
    vague.publiee_le, vague.annoncee_le = maintenant, localdate(maintenant, PARIS)
    vague.laureats_annonces = sum(decision.sens == Sens.LAUREATE for decision in lu.decisions)
    champs = ["publiee_le", "annoncee_le", "laureats_annonces"]
    changer_etat(vague, EtatVague.PUBLIEE, le=maintenant, par=par, champs=champs)
    _sceller(vague, publication, lu.sceau, le=maintenant)
    reveiller(envoyer_courriels)
    return vague


@transaction.atomic(durable=True)
def reprendre_la_demande(*, vague_id: int, par: Utilisateur, maintenant: datetime) -> Vague:
    """Take one's own request back, until it is confirmed. Locks the wave. Raises ``DroitInsuffisant``, ``TransitionInterdite``."""
    vague = Vague.objects.verrouiller(pk=vague_id)
    publication = Publication.objects.filter(vague=vague, confirmee_le__isnull=True).first()
    if publication is None:
        raise TransitionInterdite("Aucune demande de publication n’attend de confirmation.")
    if publication.demandee_par_id != par.pk:
        raise DroitInsuffisant("Seule la personne qui a demandé la publication reprend sa demande.")
    donnees = {"empreinte": publication.empreinte}
    publication.delete()
    ligne = Acte(objet=vague, acte=ActeSelection.DEMANDE_REPRISE, par_id=par.pk, donnees=donnees)
    journaliser([ligne], le=maintenant)
    return vague


def _demande_a_confirmer(vague: Vague, signe: Sceau, par: Utilisateur) -> Publication:
    """The request of the first administrator. Raises when there is none, when it is one's own, when they could no longer
    make it, or when it is about other data.
    """
    publication = Publication.objects.select_related("demandee_par").filter(vague=vague).first()
    if publication is None:
        raise ErreurMetier("Un premier administrateur doit d’abord demander la publication.")
    if publication.demandee_par_id == par.pk:
        raise DroitInsuffisant(
            "Vous avez demandé cette publication : un autre administrateur doit la confirmer."
        )
    auteur = publication.demandee_par
    if not auteur.is_active or not peut_mener_la_selection(auteur) or empechement(vague, auteur):
        raise ErreurMetier(f"{auteur} ne peut plus signer pour cette vague : redemandez la publication.")
    if publication.empreinte != signe.empreinte:
        raise ErreurMetier("Des décisions ont changé depuis la demande : redemandez la publication.")
    return publication


def _sceller(vague: Vague, publication: Publication, signe: Sceau, *, le: datetime) -> None:
    """Leave in the journal what both have signed; the digests of each dossier are on the line of its result."""
    donnees = {
        "empreinte": signe.empreinte,
        "grille": signe.grille,
        "dossiers": len(signe.dossiers),
        "calendrier": empreinte_du_calendrier(vague),
        "demandee_par": publication.demandee_par_id,
        "confirmee_par": publication.confirmee_par_id,
    }
    ligne = Acte(
        objet=vague,
        acte=ActeSelection.PUBLICATION_SCELLEE,
        par_id=publication.confirmee_par_id,
        donnees=donnees,
    )
    journaliser([ligne], le=le)


def _verifier_ce_qui_est_lu(actuel: Sceau, empreinte_lue: str | None) -> None:
    """None: the caller has read nothing on a page (loader of the demonstration)."""
    if empreinte_lue is not None and empreinte_lue != actuel.empreinte:
        raise ErreurMetier(
            "Les décisions ont changé depuis que vous avez ouvert cette page : relisez-les, puis signez."
        )


def _sous_verrou(
    vague_id: int, par: Utilisateur, lu: Preparation | None, relire: Callable[[], Preparation]
) -> tuple[Vague, Preparation]:
    """The wave, locked, and what was prepared, or prepared again when a decision or a dossier changed meanwhile."""
    if not peut_mener_la_selection(par):
        raise DroitInsuffisant("Seul un administrateur publie une vague.")
    vague = Vague.objects.select_related("appel").verrouiller(pk=vague_id)
    if vague.etat == EtatVague.PUBLIEE:
        raise TransitionInterdite("Cette vague est déjà publiée.")
    exiger_sans_interet(vague, par)
    if vague.etat != EtatVague.EN_DELIBERATION:
        raise TransitionInterdite("Une vague se publie après sa délibération.")
    verrouiller_les_dossiers(vague_id)
    if lu is None or versions_de_tout(vague_id) != lu.versions:
        lu = relire()
    if lu.manques:
        raise ErreurMetier(" ".join(map(str, lu.manques)))
    return vague, lu
