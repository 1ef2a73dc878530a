"""Waves at each stage, and the act of each service on them, for the tests of locks."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from functools import partial
from typing import Any

from ami.comptes.models import Role
from candidatures.models import Candidature, Scelle
from candidatures.services.creer import creer_candidature
from candidatures.services.deposer import deposer_candidature
from candidatures.services.enregistrer import enregistrer_reponses
from candidatures.services.instruire import annuler_la_recevabilite, declarer_recevable
from candidatures.services.preparer import preparer_depot
from candidatures.services.remanier import remanier_candidature
from candidatures.services.retirer import retirer_candidature
from evaluation.models import Evaluation, Grille
from evaluation.notes import NoteSaisie
from evaluation.selection.services.deliberer import decider
from evaluation.selection.services.publier import demander_publication
from evaluation.selection.states import Sens
from evaluation.services.affecter import affecter_evaluateur
from evaluation.services.evaluer import enregistrer_evaluation, se_deporter
from evaluation.services.grilles import attacher_grille
from tests.fabriques import APRES, CLOTURE, PENDANT, UtilisateurFactory
from tests.scenarios import (
    SANS_EVALUATION,
    administrateur,
    affecter,
    agent,
    brouillon_complet,
    clore,
    decider_pour,
    dossier_depose,
    grille_de_quatre_criteres,
    noter,
    ouvrir_la_deliberation,
    vague_ouverte,
)
from tests.scenarios import vague_programmee as une_vague_programmee
from vagues.models import Vague, VoletOuvert
from vagues.services import (
    confirmer_cloture,
    corriger_vague,
    demander_cloture,
    ouvrir_vague,
    supprimer_vague,
)
from vagues.services.corriger import ce_qui_est_annonce
from vagues.states import EtatVague

LE = APRES + timedelta(days=12)
VAGUE, DOSSIER, LECTURE, COURRIEL, DECISION = (
    "vagues_vague",
    "candidatures_candidature",
    "evaluation_evaluation",
    "notifications_courriel",
    "selection_decision",
)


@dataclass
class Monde:
    """One wave at some stage, with what the acts below need."""

    volet: VoletOuvert
    depose_ou_non: Candidature | None = None
    evaluation: Evaluation | None = None

    @property
    def dossier(self) -> Candidature:
        assert self.depose_ou_non
        return self.depose_ou_non

    @property
    def vague(self) -> Vague:
        return self.volet.vague


def vague_programmee() -> Monde:
    return Monde(une_vague_programmee())


def vague_a_remplir() -> Monde:
    volet = vague_ouverte()
    return Monde(volet, brouillon_complet(volet))


def vague_dont_la_cloture_est_demandee() -> Monde:
    monde = Monde(vague_ouverte())
    acte_demander_la_cloture(monde)()
    return monde


def vague_au_dossier_depose() -> Monde:
    volet = vague_ouverte()
    return Monde(volet, dossier_depose(volet))


def vague_close() -> Monde:
    volet = vague_ouverte()
    grille_de_quatre_criteres(volet.vague)
    monde = Monde(volet, dossier_depose(volet))
    clore(volet.vague)
    monde.evaluation = noter(affecter(monde.dossier), 3, 3, 3, 3, remettre=False)
    return monde


def vague_au_dossier_recevable() -> Monde:
    monde = vague_close()
    acte_recevable(monde)()
    return monde


def brouillon_de_vague_close() -> Monde:
    monde = vague_a_remplir()
    clore(monde.vague)
    return monde


def vague_decidee() -> Monde:
    monde = vague_close()
    ouvrir_la_deliberation(monde.vague)
    decider_pour(monde.dossier, Sens.LAUREATE, 100_000)
    return monde


def vague_demandee() -> Monde:
    monde = vague_decidee()
    demander_publication(vague_id=monde.vague.pk, par=administrateur(), maintenant=LE)
    return monde


def acte_section(monde: Monde) -> Callable[[], Any]:
    return partial(
        enregistrer_reponses,
        candidature_id=monde.dossier.pk,
        valeurs={"instances": "Autre texte"},
        par=monde.dossier.cree_par,
        recu_le=PENDANT,
    )


def acte_deposer(monde: Monde) -> Callable[[], Any]:
    return partial(
        deposer_candidature, candidature_id=monde.dossier.pk, par=monde.dossier.cree_par, recu_le=PENDANT
    )


def deposer_comme_la_page(**commun: Any) -> Any:
    """Prepared before the locks, as the page does."""
    return deposer_candidature(**commun, pret=preparer_depot(**commun))


def acte_deposer_ce_qui_est_pret(monde: Monde) -> Callable[[], Any]:
    return partial(
        deposer_comme_la_page, candidature_id=monde.dossier.pk, par=monde.dossier.cree_par, recu_le=PENDANT
    )


def acte_remanier(monde: Monde) -> Callable[[], Any]:
    return partial(
        remanier_candidature, candidature_id=monde.dossier.pk, par=monde.dossier.cree_par, recu_le=PENDANT
    )


def acte_retirer(monde: Monde) -> Callable[[], Any]:
    return partial(
        retirer_candidature, candidature_id=monde.dossier.pk, par=monde.dossier.cree_par, recu_le=LE
    )


def acte_noter(monde: Monde) -> Callable[[], Any]:
    evaluation = monde.evaluation
    assert evaluation
    saisies = {
        n.critere_id: NoteSaisie(4, ne_se_prononce_pas=False, justification="Oui.")
        for n in evaluation.notes.all()
    }
    return partial(
        enregistrer_evaluation,
        evaluation_id=evaluation.pk,
        saisies=saisies,
        remettre=True,
        par=evaluation.evaluateur,
        maintenant=LE,
    )


def acte_deporter(monde: Monde) -> Callable[[], Any]:
    evaluation = monde.evaluation
    assert evaluation
    return partial(
        se_deporter, evaluation_id=evaluation.pk, motif="Un lien.", par=evaluation.evaluateur, maintenant=LE
    )


def acte_decider(monde: Monde) -> Callable[[], Any]:
    return partial(
        decider,
        candidature_id=monde.dossier.pk,
        sens=Sens.AJOURNEE,
        montant=None,
        motif="À revoir.",
        precisions=SANS_EVALUATION,
        par=administrateur(),
        maintenant=LE,
    )


def par_un_administrateur(service: Callable[..., Any]) -> Callable[[Monde], Callable[[], Any]]:
    return lambda monde: partial(service, vague_id=monde.vague.pk, par=administrateur(), maintenant=LE)


def acte_ouvrir(monde: Monde) -> Callable[[], Any]:
    return partial(ouvrir_vague, vague_id=monde.vague.pk, par=administrateur(), maintenant=PENDANT)


def acte_demander_la_cloture(monde: Monde) -> Callable[[], Any]:
    return partial(
        demander_cloture, vague_id=monde.vague.pk, motif="Panne.", par=administrateur(), maintenant=PENDANT
    )


def acte_confirmer_la_cloture(monde: Monde) -> Callable[[], Any]:
    return partial(confirmer_cloture, vague_id=monde.vague.pk, par=administrateur(), maintenant=PENDANT)


def acte_corriger(monde: Monde) -> Callable[[], Any]:
    return partial(
        corriger_vague,
        vague_id=monde.vague.pk,
        saisie=ce_qui_est_annonce(monde.vague) | {"libelle": "Vague d’hiver"},
        par=administrateur(),
        maintenant=PENDANT,
    )


def acte_supprimer(monde: Monde) -> Callable[[], Any]:
    return partial(supprimer_vague, vague_id=monde.vague.pk, par=administrateur(), maintenant=PENDANT)


def acte_affecter(monde: Monde) -> Callable[[], Any]:
    return partial(
        affecter_evaluateur,
        candidature_id=monde.dossier.pk,
        evaluateur=agent(),
        par=administrateur(),
        maintenant=LE,
    )


def acte_recevable(monde: Monde) -> Callable[[], Any]:
    par = agent(Role.INSTRUCTEUR)
    return partial(declarer_recevable, candidature_id=monde.dossier.pk, par=par, maintenant=LE)


def acte_annuler_la_recevabilite(monde: Monde) -> Callable[[], Any]:
    par = agent(Role.INSTRUCTEUR)
    return partial(annuler_la_recevabilite, candidature_id=monde.dossier.pk, par=par, maintenant=LE)


def acte_creer(monde: Monde) -> Callable[[], Any]:
    return partial(creer_candidature, volet_ouvert=monde.volet, par=UtilisateurFactory(), recu_le=PENDANT)


def acte_grille(monde: Monde) -> Callable[[], Any]:
    autre = Grille.objects.create(code="autre", libelle="Autre", echelle=["0", "1", "2", "3", "4", "5"])
    return partial(
        attacher_grille, vague_id=monde.vague.pk, grille=autre, par=administrateur(), maintenant=LE
    )


def vague_a(etat: EtatVague, **champs: Any) -> Callable[[Monde], Any]:
    return lambda monde: Vague.objects.filter(pk=monde.vague.pk).update(etat=etat, **champs)


def sceller(monde: Monde) -> Any:
    Vague.objects.filter(pk=monde.vague.pk).update(scellee_le=CLOTURE)
    return Scelle.objects.create(
        vague_id=monde.vague.pk, le=CLOTURE, depots=0, brouillons=1, empreinte="0" * 64
    )
