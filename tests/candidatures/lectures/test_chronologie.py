"""The story of a dossier, told to its people and to the service."""

from copy import deepcopy
from datetime import timedelta

import pytest

from ami.comptes.models import Role
from candidatures.lectures import chronologie
from candidatures.lectures.complements import fin_du_jour
from candidatures.models import Candidature, Complement, Cote
from candidatures.services.completer import demander_complements, rendre_complements
from candidatures.services.echanger import envoyer_message
from candidatures.services.enregistrer import enregistrer_reponses
from candidatures.services.instruire import declarer_recevable
from candidatures.services.refermer import ATTENTE, refermer_complement
from candidatures.services.remanier import remanier_candidature
from candidatures.services.retirer import retirer_candidature
from evaluation.selection.services.publier import demander_publication, publier_vague
from tests.fabriques import APRES, PENDANT
from tests.partage_du_module import Base
from tests.scenarios import (
    administrateur,
    agent,
    brouillon_complet,
    clore,
    decider_pour,
    deposer,
    dossier_depose,
    ouvrir_la_deliberation,
    vague_ouverte,
)

pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module")
def depose_du_module(base_du_module: Base) -> Candidature:
    with base_du_module():
        dossier = dossier_depose(vague_ouverte(numero=1))
        Candidature.objects.update(cree_le=PENDANT - timedelta(days=1))
        dossier.refresh_from_db()
        return dossier


@pytest.fixture
def depose(db: None, depose_du_module: Candidature) -> Candidature:
    return deepcopy(depose_du_module)


def histoire(dossier: Candidature) -> list[str]:
    dossier = Candidature.objects.select_related("vague").get(pk=dossier.pk)
    complements = list(Complement.objects.filter(candidature=dossier).order_by("pk"))
    evenements = chronologie.pour_le_porteur(dossier, complements, chronologie.messages_envoyes(dossier))
    return [evenement.libelle for evenement in evenements]


def test_un_depot_une_reouverture_un_second_depot(depose: Candidature) -> None:
    remanier_candidature(candidature_id=depose.pk, par=depose.cree_par, recu_le=PENDANT + timedelta(hours=1))
    deposer(depose, le=PENDANT + timedelta(hours=2))
    assert histoire(depose) == [
        "Dossier créé",
        "Dossier déposé",
        "Dossier repris pour modification",
        "Dossier déposé de nouveau",
    ]


def test_une_modification_non_deposee_est_dite(depose: Candidature) -> None:
    remanier_candidature(candidature_id=depose.pk, par=depose.cree_par, recu_le=PENDANT + timedelta(hours=1))
    clore(depose.vague)
    assert histoire(depose)[2:] == [
        "Dossier repris pour modification",
        "Vague 1 close",
        "Modification non déposée",
    ]


def test_de_la_cloture_au_resultat(depose: Candidature) -> None:
    instructeur = agent(Role.INSTRUCTEUR)
    clore(depose.vague)
    declarer_recevable(candidature_id=depose.pk, par=instructeur, maintenant=APRES)
    for minutes in (1, 2):
        envoyer_message(
            candidature_id=depose.pk,
            cote=Cote.SERVICE,
            texte="Bonjour.",
            par=instructeur,
            recu_le=APRES + timedelta(minutes=minutes),
        )
    for jours in (1, 20):
        complement = demander_complements(
            candidature_id=depose.pk,
            demandes=("resume",),
            message="Précisez.",
            echeance=fin_du_jour(APRES, jours + 3),
            par=instructeur,
            maintenant=APRES + timedelta(days=jours),
        )
        if jours == 20:
            refermer_complement(complement_id=complement.pk, maintenant=complement.echeance + ATTENTE)
            break
        le = APRES + timedelta(days=2)
        enregistrer_reponses(
            candidature_id=depose.pk, valeurs={"resume": "Mieux."}, par=depose.cree_par, recu_le=le
        )
        rendre_complements(candidature_id=depose.pk, par=depose.cree_par, recu_le=le)
    attendue = [
        "Dossier créé",
        "Dossier déposé",
        "Vague 1 close",
        "Le service vous a écrit",
        "Compléments demandés",
        "Dossier complété renvoyé",
        "Compléments demandés",
        "Délai des compléments passé",
    ]
    assert histoire(depose) == attendue
    ouvrir_la_deliberation(depose.vague)
    decider_pour(depose)
    assert histoire(depose) == attendue  # nothing of what is decided
    publie_le = APRES + timedelta(days=40)
    for signer in (demander_publication, publier_vague):
        signer(vague_id=depose.vague_id, par=administrateur(), maintenant=publie_le)
    assert histoire(depose) == [*attendue, "Résultat publié"]


def test_un_retrait_termine_l_histoire(depose: Candidature) -> None:
    retirer_candidature(candidature_id=depose.pk, par=depose.cree_par, recu_le=PENDANT + timedelta(hours=1))
    clore(depose.vague)
    assert histoire(depose) == ["Dossier créé", "Dossier déposé", "Dossier retiré"]


def test_un_retrait_apres_la_cloture_ne_l_efface_pas(depose: Candidature) -> None:
    clore(depose.vague)
    retirer_candidature(candidature_id=depose.pk, par=depose.cree_par, recu_le=APRES + timedelta(days=1))
    assert histoire(depose) == ["Dossier créé", "Dossier déposé", "Vague 1 close", "Dossier retiré"]


def test_le_service_lit_le_journal_depuis_le_depot_avec_les_noms() -> None:
    depose = brouillon_complet(vague_ouverte())
    deposer(depose, le=PENDANT + timedelta(hours=1))
    instructeur = agent(Role.INSTRUCTEUR, utilisateur__prenom="Alix", utilisateur__nom="Petit")
    clore(depose.vague)
    declarer_recevable(candidature_id=depose.pk, par=instructeur, maintenant=APRES)
    faits = chronologie.pour_le_service(depose)
    assert [(fait.libelle, fait.detail) for fait in faits] == [
        ("Candidature déposée", str(depose.cree_par)),
        ("Recevabilité constatée", "Alix Petit"),
    ]
