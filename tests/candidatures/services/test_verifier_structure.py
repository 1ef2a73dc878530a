"""Declared SIRETs are checked by the worker, a few at a time, and never hold anything up."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

import pytest
import time_machine
from django.urls import reverse

from ami.comptes.models import Role
from ami.registre.models import Etablissement
from candidatures.formulaire.controle.structure_declaree import EtatVerification
from candidatures.lectures import en_l_etat
from candidatures.models import Candidature, Reponse
from candidatures.services.verifier_structure import sirets_a_verifier, verification_de
from candidatures.states import EtatCandidature
from candidatures.tasks import verifier_structures_declarees
from tests.conftest import ClientLecteur
from tests.fabriques import PENDANT, CandidatureFactory, VagueFactory, siret
from tests.registre import pair
from tests.registre.pair import ASSOCIATION, COMMUNE, DINUM, EPCI, Pair, registre
from tests.scenarios import agent, brouillon_complet, deposer, vague_ouverte
from vagues.states import EtatVague

__all__ = ["registre"]
pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def un_jour_de_la_vague() -> Iterator[time_machine.Traveller]:
    with time_machine.travel(PENDANT) as voyage:
        yield voyage


def declarer(numero: Any, *, le: datetime = PENDANT, **champs: Any) -> Candidature:
    candidature = CandidatureFactory(**champs)
    Reponse.objects.create(
        candidature=candidature, champ="siret", valeur=numero, par=candidature.cree_par, le=le
    )
    return candidature


def etat(candidature: Candidature) -> EtatVerification:
    return verification_de(en_l_etat.reponses(candidature)).etat


def test_chaque_numero_declare_est_demande_une_fois(registre: Pair) -> None:
    vague = VagueFactory()
    for numero in (ASSOCIATION, ASSOCIATION, COMMUNE):
        declarer(numero, vague=vague)
    verifier_structures_declarees()
    verifier_structures_declarees()
    assert sorted(registre.sirets) == sorted([ASSOCIATION, COMMUNE])
    assert set(Etablissement.objects.values_list("siret", "trouve")) == {(ASSOCIATION, True), (COMMUNE, True)}


@pytest.mark.parametrize("numero", [None, "", "pas un numéro", "1300252650001", [DINUM], "130025265 00013"])
def test_ce_qui_n_est_pas_un_numero_n_est_pas_demande(numero: Any, registre: Pair) -> None:
    declarer(numero)
    assert sirets_a_verifier(PENDANT) == []


def test_les_dossiers_sans_suite_ne_sont_pas_verifies(registre: Pair) -> None:
    declarer(
        DINUM,
        vague=VagueFactory(etat=EtatVague.PUBLIEE, close_le=PENDANT, publiee_le=PENDANT, annoncee_le=PENDANT),
    )
    depose = brouillon_complet(vague_ouverte(), siret=ASSOCIATION)
    deposer(depose)
    assert sirets_a_verifier(PENDANT) == [ASSOCIATION]
    Candidature.objects.filter(pk=depose.pk).update(etat=EtatCandidature.RETIREE)
    assert sirets_a_verifier(PENDANT) == []


def test_dix_numeros_par_passage_les_plus_anciens_d_abord(registre: Pair) -> None:
    vague = VagueFactory()
    numeros = [siret(rang) for rang in range(12)]
    for rang, numero in enumerate(numeros):
        declarer(numero, vague=vague, le=PENDANT - timedelta(days=rang))
    assert sirets_a_verifier(PENDANT) == numeros[:1:-1]


def test_un_numero_qui_echoue_ne_retient_pas_les_autres(registre: Pair) -> None:
    vague = VagueFactory()
    for rang, numero in enumerate((DINUM, COMMUNE, EPCI)):
        declarer(numero, vague=vague, le=PENDANT + timedelta(minutes=rang))
    registre.repondre(pair.statut(500), pair.trouve)
    verifier_structures_declarees()
    assert registre.sirets == [DINUM, COMMUNE, EPCI]
    assert sirets_a_verifier(PENDANT + timedelta(minutes=4)) == []
    assert sirets_a_verifier(PENDANT + timedelta(minutes=6)) == [DINUM]


def test_un_registre_en_panne_n_est_appele_que_trois_fois(registre: Pair) -> None:
    vague = VagueFactory()
    for rang in range(6):
        declarer(siret(rang), vague=vague)
    registre.repondre(pair.statut(500))
    verifier_structures_declarees()
    assert len(registre.appels) == 3
    assert sirets_a_verifier(PENDANT + timedelta(seconds=30)) == []
    assert len(sirets_a_verifier(PENDANT + timedelta(minutes=2))) == 3


def test_depose_pendant_la_panne_puis_verifie(
    registre: Pair, un_jour_de_la_vague: time_machine.Traveller
) -> None:
    registre.repondre(pair.statut(500))
    declaration = {
        "type_porteur": "association",
        "raison_sociale": "Fictive Tiers-lieu de l’Exemple",
        "sigle": None,
        "rna": "W633000000",
    }
    brouillon = brouillon_complet(
        vague_ouverte(), siret=ASSOCIATION, adresse_siege="1 rue de l’Exemple, 63300 Thiers", **declaration
    )
    verifier_structures_declarees()
    depot = deposer(brouillon)
    assert depot.numero
    contenu = depot.contenu
    assert etat(brouillon) == EtatVerification.DECLAREE
    registre.repondre(pair.trouve)
    un_jour_de_la_vague.shift(timedelta(minutes=6))
    verifier_structures_declarees()
    assert etat(brouillon) == EtatVerification.VERIFIEE
    assert brouillon.depots.get().contenu == contenu


def test_ce_que_le_registre_dit_se_lit_en_une_requete(registre: Pair, django_assert_num_queries: Any) -> None:
    declarer(DINUM)
    verifier_structures_declarees()
    with django_assert_num_queries(1):
        assert verification_de({"siret": DINUM}).etat == EtatVerification.VERIFIEE
    with django_assert_num_queries(0):
        assert verification_de({"siret": "?"}).etat == EtatVerification.ABSENTE


def test_l_instructeur_lit_ce_que_le_registre_dit_du_dossier_depose(
    registre: Pair, client: ClientLecteur
) -> None:
    depose = brouillon_complet(vague_ouverte(), siret=ASSOCIATION, type_porteur="fondation")
    deposer(depose)
    client.force_login(agent(Role.INSTRUCTEUR))
    chemin = reverse("instruction:dossier", args=[depose.pk])
    assert "pas encore vérifié au registre" in client.get(chemin).content.decode()
    verifier_structures_declarees()
    texte = " ".join(client.get(chemin).content.decode().replace("&nbsp;", " ").split())
    assert "Déclaration différente du registre des entreprises" in texte
    assert "Type de structure : déclaré « Fondation », le registre dit « Association »." in texte
    assert "preremplir" not in texte
