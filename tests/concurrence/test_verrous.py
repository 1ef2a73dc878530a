"""Each lock is really taken, first, and what it protects is read after it.

Another connection holds the row and changes the situation while the service waits: a service that did not
lock would end at once (`apres_le_verrou` fails), one that decided on what it had read before would go on.
"""

from collections.abc import Callable
from functools import partial

import pytest

from ami.commun.erreurs import ErreurMetier, TransitionInterdite
from ami.notifications import services
from ami.notifications.models import Courriel
from ami.notifications.states import EtatCourriel
from candidatures.models import Candidature, Depot
from candidatures.services.sceller import prevenir_brouillon, sceller_vague
from candidatures.version_deposee.depots import contenu_de
from evaluation.selection.services.deliberer import ouvrir_deliberation
from evaluation.selection.services.publier import demander_publication, publier_vague
from tests.concurrence.actes import (
    DOSSIER,
    LE,
    LECTURE,
    VAGUE,
    Monde,
    acte_affecter,
    acte_annuler_la_recevabilite,
    acte_confirmer_la_cloture,
    acte_corriger,
    acte_creer,
    acte_decider,
    acte_demander_la_cloture,
    acte_deporter,
    acte_deposer,
    acte_deposer_ce_qui_est_pret,
    acte_grille,
    acte_noter,
    acte_ouvrir,
    acte_recevable,
    acte_remanier,
    acte_retirer,
    acte_section,
    acte_supprimer,
    brouillon_de_vague_close,
    par_un_administrateur,
    sceller,
    vague_a,
    vague_a_remplir,
    vague_au_dossier_depose,
    vague_au_dossier_recevable,
    vague_close,
    vague_decidee,
    vague_demandee,
    vague_dont_la_cloture_est_demandee,
    vague_programmee,
)
from tests.concurrence.outils import apres_le_verrou, verrous_puis_ecritures
from tests.fabriques import CLOTURE, PENDANT
from tests.pannes.outils import file_de_courriels
from tests.scenarios import (
    vague_ouverte,
)
from vagues.models import Vague
from vagues.services import cloturer_vague
from vagues.states import EtatVague

EN_DELIBERATION = vague_a(EtatVague.EN_DELIBERATION, close_le=LE)
OUVERTE = vague_a(EtatVague.OUVERTE)
CLOSE = vague_a(EtatVague.CLOSE, close_le=LE)
PUBLIEE = vague_a(EtatVague.PUBLIEE, publiee_le=LE, annoncee_le=LE.date())
# For each service: a world, the act, the locks it takes before it writes, what changes while it waits for the
# first of them, and the words of its refusal.
SOUS_LE_VERROU_DE_LA_VAGUE = {
    "ouvrir": (vague_programmee, acte_ouvrir, [VAGUE], CLOSE, "déjà close"),
    "créer": (vague_a_remplir, acte_creer, [VAGUE], CLOSE, "ne reçoit plus"),
    "déposer": (vague_a_remplir, acte_deposer, [VAGUE, DOSSIER], sceller, "ne reçoit pas de candidatures"),
    "déposer ce qui est prêt": (
        vague_a_remplir,
        acte_deposer_ce_qui_est_pret,
        [VAGUE, DOSSIER],
        sceller,
        "ne reçoit pas de candidatures",
    ),
    "remanier": (vague_au_dossier_depose, acte_remanier, [VAGUE, DOSSIER], CLOSE, "Il reste déposé"),
    "retirer": (vague_close, acte_retirer, [VAGUE, DOSSIER], PUBLIEE, "ne peut plus être retiré"),
    "clore": (
        vague_a_remplir,
        par_un_administrateur(cloturer_vague),
        [VAGUE],
        CLOSE,
        "Seule une vague ouverte",
    ),
    "demander la clôture": (
        vague_a_remplir,
        acte_demander_la_cloture,
        [VAGUE],
        CLOSE,
        "Seule une vague ouverte",
    ),
    "confirmer la clôture": (
        vague_dont_la_cloture_est_demandee,
        acte_confirmer_la_cloture,
        [VAGUE],
        CLOSE,
        "Seule une vague ouverte",
    ),
    "corriger": (vague_programmee, acte_corriger, [VAGUE], OUVERTE, "figé depuis son ouverture"),
    "supprimer": (
        vague_programmee,
        acte_supprimer,
        [VAGUE],
        OUVERTE,
        "figé depuis son ouverture",
    ),
    "grille": (vague_programmee, acte_grille, [VAGUE], OUVERTE, "figée depuis l’ouverture"),
    "affecter": (vague_close, acte_affecter, [VAGUE, DOSSIER], EN_DELIBERATION, "entre la clôture"),
    "recevable": (vague_close, acte_recevable, [VAGUE, DOSSIER], PUBLIEE, "entre la clôture"),
    "annuler la recevabilité": (
        vague_au_dossier_recevable,
        acte_annuler_la_recevabilite,
        [VAGUE, DOSSIER],
        EN_DELIBERATION,
        "jusqu’à l’ouverture de la délibération",
    ),
    "noter": (vague_close, acte_noter, [VAGUE, LECTURE], EN_DELIBERATION, "ne peuvent plus changer"),
    "se déporter": (vague_close, acte_deporter, [VAGUE, LECTURE], EN_DELIBERATION, "ne peuvent plus changer"),
    "délibérer": (
        vague_close,
        par_un_administrateur(ouvrir_deliberation),
        [VAGUE],
        EN_DELIBERATION,
        "ne peut pas devenir",
    ),
    "décider": (vague_decidee, acte_decider, [VAGUE, DOSSIER], PUBLIEE, "pendant la délibération"),
    "demander": (
        vague_decidee,
        par_un_administrateur(demander_publication),
        [VAGUE, DOSSIER],
        PUBLIEE,
        "déjà publiée",
    ),
    "publier": (
        vague_demandee,
        par_un_administrateur(publier_vague),
        [VAGUE, DOSSIER],
        PUBLIEE,
        "déjà publiée",
    ),
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
    monde = vague_a_remplir()

    def deposer_entretemps() -> None:
        Candidature.objects.filter(pk=monde.dossier.pk).update(etat="deposee", numero="X", depose_le=PENDANT)

    refus = apres_le_verrou(_tenir_le_dossier(monde), deposer_entretemps, acte_section(monde))

    assert isinstance(refus, ErreurMetier)
    assert "déjà déposé" in refus.message


def test_un_depot_qui_attendait_voit_le_texte_enregistre_avant_lui() -> None:
    monde = vague_a_remplir()

    def ecrire_entretemps() -> None:
        monde.dossier.reponses.filter(champ="resume").update(valeur="Mot de la fin.")

    depot = apres_le_verrou(_tenir_le_dossier(monde), ecrire_entretemps, acte_deposer(monde))

    assert contenu_de(depot).reponses["resume"] == "Mot de la fin."


def test_un_depot_qui_attendait_refuse_le_dossier_passe_dans_une_autre_vague() -> None:
    monde = vague_a_remplir()
    autre = vague_ouverte(numero=monde.vague.numero + 1)

    def reporter_entretemps() -> None:
        Candidature.objects.filter(pk=monde.dossier.pk).update(vague=autre.vague)

    refus = apres_le_verrou(_tenir_le_dossier(monde), reporter_entretemps, acte_deposer(monde))

    assert isinstance(refus, TransitionInterdite)
    assert (Depot.objects.count(), Courriel.objects.filter(modele="recepisse").count()) == (0, 0)


def test_un_brouillon_deja_prevenu_ne_l_est_pas_deux_fois() -> None:
    monde = brouillon_de_vague_close()

    def prevenir_entretemps() -> None:
        Candidature.objects.filter(pk=monde.dossier.pk).update(prevenu_le=LE)

    acte = partial(prevenir_brouillon, candidature_id=monde.dossier.pk, maintenant=LE)
    apres_le_verrou(_tenir_le_dossier(monde), prevenir_entretemps, acte)

    assert not Courriel.objects.filter(modele="brouillon_non_depose").exists()


def test_un_scelle_pose_entretemps_est_rendu_tel_quel() -> None:
    monde = vague_a_remplir()
    cloturer_vague(vague_id=monde.vague.pk, maintenant=CLOTURE)
    acte = partial(sceller_vague, vague_id=monde.vague.pk, maintenant=LE)

    rendu = apres_le_verrou(
        lambda: Vague.objects.verrouiller(pk=monde.vague.pk), lambda: sceller(monde), acte
    )

    assert (rendu.empreinte, rendu.le) == ("0" * 64, CLOTURE)


@pytest.mark.parametrize("panne", [False, True])
def test_un_courriel_envoye_entretemps_garde_son_heure(panne: bool) -> None:
    file_de_courriels(1)
    courriel = Courriel.objects.get()
    acte = (
        partial(services.marquer_echec, courriel_id=courriel.pk, prise=0, erreur=OSError())
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
