"""Each lock is really taken, first, and what it protects is read after it.

Another connection holds the row and changes the situation while the service waits: a service that did not
lock would end at once (`apres_le_verrou` fails), one that decided on what it had read before would go on.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from functools import partial
from typing import Any

import pytest
import time_machine

from ami.commun.erreurs import ErreurMetier, TransitionInterdite
from ami.comptes.models import Role
from ami.notifications import services
from ami.notifications.models import Courriel
from ami.notifications.states import EtatCourriel
from candidatures import lecture
from candidatures.models import Candidature, Depot, Scelle
from candidatures.questionnaire import sections
from candidatures.services.creer import creer_candidature
from candidatures.services.deposer import deposer_candidature
from candidatures.services.enregistrer import enregistrer_section
from candidatures.services.instruire import declarer_recevable
from candidatures.services.sceller import prevenir_brouillon, sceller_vague
from evaluation.models import Evaluation, Grille
from evaluation.services.affecter import affecter_evaluateur
from evaluation.services.deliberer import decider, ouvrir_deliberation
from evaluation.services.evaluer import NoteSaisie, enregistrer_evaluation, se_deporter
from evaluation.services.grilles import attacher_grille
from evaluation.services.publier import demander_publication, publier_vague
from evaluation.states import Sens
from tests.concurrence.outils import apres_le_verrou, verrous_puis_ecritures
from tests.fabriques import APRES, CLOTURE, PENDANT, UtilisateurFactory
from tests.pannes.outils import file_de_courriels
from tests.scenarios import (
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
from vagues.models import Vague, VoletOuvert
from vagues.services import cloturer_vague, ouvrir_vague
from vagues.states import EtatVague

LE = APRES + timedelta(days=12)
VAGUE, DOSSIER, LECTURE, COURRIEL, DECISION = (
    "vagues_vague",
    "candidatures_candidature",
    "evaluation_evaluation",
    "notifications_courriel",
    "evaluation_decision",
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


def _programmee() -> Monde:
    return Monde(vague_ouverte(etat=EtatVague.PROGRAMMEE))


def _ouverte() -> Monde:
    volet = vague_ouverte()
    return Monde(volet, brouillon_complet(volet))


def _close() -> Monde:
    volet = vague_ouverte()
    grille_de_quatre_criteres(volet.vague)
    monde = Monde(volet, dossier_depose(volet))
    clore(volet.vague)
    monde.evaluation = noter(affecter(monde.dossier), 3, 3, 3, 3, remettre=False)
    return monde


def _brouillon_clos() -> Monde:
    monde = _ouverte()
    clore(monde.vague)
    return monde


def _decidee() -> Monde:
    monde = _close()
    ouvrir_la_deliberation(monde.vague)
    decider_pour(monde.dossier, Sens.LAUREATE, 100_000)
    return monde


def _demandee() -> Monde:
    monde = _decidee()
    demander_publication(vague_id=monde.vague.pk, par=administrateur(), maintenant=LE)
    return monde


def _section(monde: Monde) -> Callable[[], Any]:
    return partial(
        enregistrer_section,
        candidature_id=monde.dossier.pk,
        section=sections(lecture.parametres(monde.dossier))[0],
        valeurs={},
        par=monde.dossier.cree_par,
        recu_le=PENDANT,
    )


def _deposer(monde: Monde) -> Callable[[], Any]:
    return partial(
        deposer_candidature, candidature_id=monde.dossier.pk, par=monde.dossier.cree_par, recu_le=PENDANT
    )


def _noter(monde: Monde) -> Callable[[], Any]:
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


def _deporter(monde: Monde) -> Callable[[], Any]:
    evaluation = monde.evaluation
    assert evaluation
    return partial(
        se_deporter, evaluation_id=evaluation.pk, motif="Un lien.", par=evaluation.evaluateur, maintenant=LE
    )


def _decider(monde: Monde) -> Callable[[], Any]:
    return partial(
        decider,
        candidature_id=monde.dossier.pk,
        sens=Sens.AJOURNEE,
        montant=None,
        motif="À revoir.",
        par=administrateur(),
        maintenant=LE,
    )


def _par_un_administrateur(service: Callable[..., Any]) -> Callable[[Monde], Callable[[], Any]]:
    return lambda monde: partial(service, vague_id=monde.vague.pk, par=administrateur(), maintenant=LE)


def _ouvrir(monde: Monde) -> Callable[[], Any]:
    return partial(ouvrir_vague, vague_id=monde.vague.pk, par=administrateur(), maintenant=PENDANT)


def _affecter(monde: Monde) -> Callable[[], Any]:
    return partial(
        affecter_evaluateur,
        candidature_id=monde.dossier.pk,
        evaluateur=agent(),
        par=administrateur(),
        maintenant=LE,
    )


def _recevable(monde: Monde) -> Callable[[], Any]:
    par = agent(Role.INSTRUCTEUR)
    return partial(declarer_recevable, candidature_id=monde.dossier.pk, par=par, maintenant=LE)


def _creer(monde: Monde) -> Callable[[], Any]:
    return partial(creer_candidature, volet_ouvert=monde.volet, par=UtilisateurFactory(), recu_le=PENDANT)


def _grille(monde: Monde) -> Callable[[], Any]:
    autre = Grille.objects.create(code="autre", libelle="Autre", echelle=["0", "1", "2", "3", "4", "5"])
    return partial(
        attacher_grille, vague_id=monde.vague.pk, grille=autre, par=administrateur(), maintenant=LE
    )


def _vague_a(etat: EtatVague, **champs: Any) -> Callable[[Monde], Any]:
    return lambda monde: Vague.objects.filter(pk=monde.vague.pk).update(etat=etat, **champs)


def _sceller(monde: Monde) -> Any:
    Vague.objects.filter(pk=monde.vague.pk).update(scellee_le=CLOTURE)
    return Scelle.objects.create(
        vague_id=monde.vague.pk, le=CLOTURE, depots=0, brouillons=1, empreinte="0" * 64
    )


EN_DELIBERATION = _vague_a(EtatVague.EN_DELIBERATION, close_le=LE)
CLOSE = _vague_a(EtatVague.CLOSE, close_le=LE)
PUBLIEE = _vague_a(EtatVague.PUBLIEE, publiee_le=LE, annoncee_le=LE.date())
# For each service: a world, the act, the locks it takes before it writes, what changes while it waits for the
# first of them, and the words of its refusal.
SOUS_LE_VERROU_DE_LA_VAGUE = {
    "ouvrir": (_programmee, _ouvrir, [VAGUE], CLOSE, "déjà close"),
    "créer": (_ouverte, _creer, [VAGUE], CLOSE, "ne reçoit plus"),
    "déposer": (_ouverte, _deposer, [VAGUE, DOSSIER], _sceller, "ne reçoit pas de candidatures"),
    "clore": (_ouverte, _par_un_administrateur(cloturer_vague), [VAGUE], CLOSE, "Seule une vague ouverte"),
    "grille": (_ouverte, _grille, [VAGUE], EN_DELIBERATION, "plus à évaluer"),
    "affecter": (_close, _affecter, [VAGUE, DOSSIER], EN_DELIBERATION, "entre la clôture"),
    "recevable": (_close, _recevable, [VAGUE, DOSSIER], PUBLIEE, "entre la clôture"),
    "noter": (_close, _noter, [VAGUE, LECTURE], EN_DELIBERATION, "ne peuvent plus changer"),
    "se déporter": (_close, _deporter, [VAGUE, LECTURE], EN_DELIBERATION, "ne peuvent plus changer"),
    "délibérer": (
        _close,
        _par_un_administrateur(ouvrir_deliberation),
        [VAGUE],
        EN_DELIBERATION,
        "ne peut pas devenir",
    ),
    "décider": (_decidee, _decider, [VAGUE, DOSSIER], PUBLIEE, "pendant la délibération"),
    "demander": (
        _decidee,
        _par_un_administrateur(demander_publication),
        [VAGUE, DECISION],
        PUBLIEE,
        "déjà publiée",
    ),
    "publier": (_demandee, _par_un_administrateur(publier_vague), [VAGUE, DECISION], PUBLIEE, "déjà publiée"),
}
CAS = pytest.mark.parametrize("nom", SOUS_LE_VERROU_DE_LA_VAGUE)


@CAS
def test_la_vague_est_relue_sous_son_verrou(nom: str) -> None:
    monde_de, acte_de, _, changer, mots = SOUS_LE_VERROU_DE_LA_VAGUE[nom]
    monde = monde_de()
    acte = acte_de(monde)

    refus = apres_le_verrou(
        lambda: Vague.objects.verrouiller(pk=monde.vague.pk), lambda: changer(monde), acte
    )

    assert isinstance(refus, ErreurMetier), refus
    assert mots in refus.message


@CAS
def test_les_verrous_se_prennent_dans_l_ordre_et_avant_d_ecrire(nom: str) -> None:
    monde_de, acte_de, verrous, _, _ = SOUS_LE_VERROU_DE_LA_VAGUE[nom]
    acte = acte_de(monde_de())

    assert verrous_puis_ecritures(acte) == (verrous, [])


def _tenir_le_dossier(monde: Monde) -> Callable[[], object]:
    return lambda: Candidature.objects.verrouiller(monde.dossier.pk)


def test_une_section_est_refusee_si_le_dossier_vient_d_etre_depose() -> None:
    monde = _ouverte()

    def deposer_entretemps() -> None:
        Candidature.objects.filter(pk=monde.dossier.pk).update(etat="deposee", numero="X", depose_le=PENDANT)

    refus = apres_le_verrou(_tenir_le_dossier(monde), deposer_entretemps, _section(monde))

    assert isinstance(refus, ErreurMetier)
    assert "déjà déposé" in refus.message


def test_un_depot_qui_attendait_voit_le_texte_enregistre_avant_lui() -> None:
    monde = _ouverte()

    def ecrire_entretemps() -> None:
        monde.dossier.reponses.filter(champ="resume").update(valeur="Mot de la fin.")

    depot = apres_le_verrou(_tenir_le_dossier(monde), ecrire_entretemps, _deposer(monde))

    assert depot.donnees["sections"]["projet"]["resume"] == "Mot de la fin."


def test_un_depot_qui_attendait_refuse_le_dossier_passe_dans_une_autre_vague() -> None:
    monde = _ouverte()
    autre = vague_ouverte(numero=monde.vague.numero + 1)

    def reporter_entretemps() -> None:
        Candidature.objects.filter(pk=monde.dossier.pk).update(vague=autre.vague)

    refus = apres_le_verrou(_tenir_le_dossier(monde), reporter_entretemps, _deposer(monde))

    assert isinstance(refus, TransitionInterdite)
    assert (Depot.objects.count(), Courriel.objects.count()) == (0, 0)


def test_un_brouillon_deja_prevenu_ne_l_est_pas_deux_fois() -> None:
    monde = _brouillon_clos()

    def prevenir_entretemps() -> None:
        Candidature.objects.filter(pk=monde.dossier.pk).update(prevenu_le=LE)

    acte = partial(prevenir_brouillon, candidature_id=monde.dossier.pk, maintenant=LE)
    apres_le_verrou(_tenir_le_dossier(monde), prevenir_entretemps, acte)

    assert not Courriel.objects.exists()


def test_une_cloture_avancee_ne_depasse_jamais_l_instant_annonce() -> None:
    """The click came a second before the announced closing and waited two for the lock: 00:00 stays 00:00."""
    monde = _ouverte()
    acte = partial(
        cloturer_vague,
        vague_id=monde.vague.pk,
        maintenant=CLOTURE - timedelta(seconds=1),
        par=administrateur(),
        motif="Panne.",
    )
    with time_machine.travel(CLOTURE + timedelta(seconds=1), tick=False):
        assert acte().cloture == CLOTURE


def test_un_scelle_pose_entretemps_est_rendu_tel_quel() -> None:
    monde = _ouverte()
    cloturer_vague(vague_id=monde.vague.pk, maintenant=CLOTURE)
    acte = partial(sceller_vague, vague_id=monde.vague.pk, maintenant=LE)

    rendu = apres_le_verrou(
        lambda: Vague.objects.verrouiller(pk=monde.vague.pk), lambda: _sceller(monde), acte
    )

    assert (rendu.empreinte, rendu.le) == ("0" * 64, CLOTURE)


@pytest.mark.parametrize("panne", [False, True])
def test_un_courriel_envoye_entretemps_garde_son_heure(panne: bool) -> None:
    file_de_courriels(1)
    courriel = Courriel.objects.get()
    acte = (
        partial(services.marquer_echec, courriel_id=courriel.pk, erreur=OSError())
        if panne
        else partial(services.marquer_envoye, courriel_id=courriel.pk, maintenant=LE)
    )

    apres_le_verrou(
        lambda: Courriel.objects.select_for_update(no_key=True).get(pk=courriel.pk),
        lambda: Courriel.objects.update(etat=EtatCourriel.ENVOYE, envoye_le=PENDANT),
        acte,
    )

    courriel.refresh_from_db()
    assert (courriel.etat, courriel.envoye_le, courriel.derniere_erreur) == ("envoye", PENDANT, "")
