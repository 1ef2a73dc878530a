"""Declaring a filed dossier admissible."""

from copy import deepcopy
from typing import Any

import pytest
from django.urls import reverse

from ami.commun.erreurs import DroitInsuffisant, TransitionInterdite
from ami.comptes.models import Perimetre, Role
from ami.journal.models import Entree
from candidatures.models import Candidature, Reponse
from candidatures.services.instruire import annuler_la_recevabilite, declarer_recevable
from tests.candidatures.echanges import ecrire
from tests.candidatures.views.pages import texte
from tests.conftest import ClientLecteur
from tests.evaluation.dossiers import mettre_a
from tests.fabriques import APRES
from tests.gabarits.page import Page
from tests.partage_du_module import Base
from tests.scenarios import agent, clore, dossier_depose, ecrire_l_etat, vague_ouverte

pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module")
def depose_du_module(base_du_module: Base) -> Candidature:
    with base_du_module():
        dossier = dossier_depose(vague_ouverte())
        clore(dossier.vague)
        return dossier


@pytest.fixture
def depose(db: None, depose_du_module: Candidature) -> Candidature:
    return deepcopy(depose_du_module)


def declarer(dossier: Candidature, par: Any) -> Candidature:
    return declarer_recevable(candidature_id=dossier.pk, par=par, maintenant=APRES)


def test_un_dossier_depose_devient_recevable(depose: Candidature) -> None:
    par = agent(Role.INSTRUCTEUR)
    assert declarer(depose, par).etat == "recevable"
    ligne = Entree.objects.get(acte="recevabilité constatée")
    assert (ligne.de, ligne.vers, ligne.par) == ("deposee", "recevable", par)


def test_une_recevabilite_ne_se_constate_qu_une_fois(depose: Candidature, contenus: Any) -> None:
    par = agent(Role.INSTRUCTEUR)
    declarer(depose, par)
    avant = contenus()
    with pytest.raises(TransitionInterdite, match="une fois par dossier"):
        declarer(depose, par)
    assert contenus() == avant


def annuler(dossier: Candidature, par: Any) -> Candidature:
    return annuler_la_recevabilite(candidature_id=dossier.pk, par=par, maintenant=APRES)


@pytest.mark.parametrize("ancien", ["deposee", "irrecevable"])
def test_la_recevabilite_s_annule_et_rend_l_etat_d_avant(ancien: str, depose: Candidature) -> None:
    par = agent(Role.INSTRUCTEUR)
    ecrire_l_etat(Candidature.objects.filter(pk=depose.pk), ancien)
    declarer(depose, par)
    assert annuler(depose, par).etat == ancien
    ligne = Entree.objects.get(acte="recevabilité annulée")
    assert (ligne.de, ligne.vers, ligne.par) == ("recevable", ancien, par)
    assert declarer(depose, par).etat == "recevable"


@pytest.mark.parametrize("etat", ["en_deliberation", "publiee"])
def test_la_recevabilite_ne_s_annule_plus_des_la_deliberation(
    etat: str, depose: Candidature, contenus: Any
) -> None:
    par = agent(Role.INSTRUCTEUR)
    declarer(depose, par)
    mettre_a(depose.vague, etat)
    avant = contenus()
    with pytest.raises(TransitionInterdite, match="jusqu’à l’ouverture de la délibération"):
        annuler(depose, par)
    assert contenus() == avant


def test_une_recevabilite_jamais_declaree_ne_s_annule_pas(depose: Candidature, contenus: Any) -> None:
    par = agent(Role.INSTRUCTEUR)
    avant = contenus()
    with pytest.raises(TransitionInterdite, match="d’un dossier déclaré recevable"):
        annuler(depose, par)
    assert contenus() == avant


@pytest.mark.parametrize("role", [Role.EVALUATEUR, Role.ADMINISTRATEUR, Role.AUDITEUR])
def test_seul_un_instructeur_annule_la_recevabilite(role: str, depose: Candidature, contenus: Any) -> None:
    declarer(depose, agent(Role.INSTRUCTEUR))
    par = agent(role)
    avant = contenus()
    with pytest.raises(DroitInsuffisant):
        annuler(depose, par)
    assert contenus() == avant


def test_la_page_annule_la_recevabilite_d_un_geste(depose: Candidature, client: ClientLecteur) -> None:
    client.force_login(agent(Role.INSTRUCTEUR))
    adresse = f"/instruction/{depose.pk}/"
    assert "Annuler la recevabilité" not in texte(client.get(adresse))
    assert "Annuler la recevabilité" in texte(client.post(f"{adresse}recevable/", follow=True))
    lue = texte(client.post(f"{adresse}recevable/annuler/", follow=True))
    assert "Le dossier n’est plus déclaré recevable." in lue
    assert "Déclarer le dossier recevable" in lue


def test_une_vague_ouverte_ne_s_instruit_pas(contenus: Any) -> None:
    dossier, par = dossier_depose(vague_ouverte()), agent(Role.INSTRUCTEUR)
    avant = contenus()
    with pytest.raises(TransitionInterdite, match="entre la clôture et la publication"):
        declarer(dossier, par)
    assert contenus() == avant


@pytest.mark.parametrize("role", [Role.EVALUATEUR, Role.AUDITEUR])
def test_seul_un_instructeur_se_prononce(role: str, depose: Candidature, contenus: Any) -> None:
    par = agent(role)
    avant = contenus()
    with pytest.raises(DroitInsuffisant):
        declarer(depose, par)
    assert contenus() == avant


def test_un_instructeur_porteur_ne_se_prononce_pas_sur_son_dossier(
    depose: Candidature, contenus: Any
) -> None:
    par = agent(Role.INSTRUCTEUR, utilisateur=depose.cree_par)
    avant = contenus()
    with pytest.raises(DroitInsuffisant):
        declarer(depose, par)
    assert contenus() == avant


@pytest.mark.parametrize("role", [Role.INSTRUCTEUR, Role.ADMINISTRATEUR, Role.REFERENT])
def test_l_agent_lit_les_alertes_du_dossier_depose(
    role: str, client: ClientLecteur, django_assert_max_num_queries: Any
) -> None:
    alertes: dict[str, Any] = {
        "implantation": "autre",
        "activite_economique": "oui",
        "aides_de_minimis": "290000.00",
        "de_minimis": True,
    }
    dossier = dossier_depose(vague_ouverte(), **alertes)
    perimetre = {"perimetre": Perimetre.DEPARTEMENT, "code": "67"} if role == Role.REFERENT else {}
    client.force_login(agent(role, **perimetre))
    with django_assert_max_num_queries(12):
        page = Page(client.get(reverse("instruction:dossier", args=[dossier.pk])).content.decode())
    section = page.un("section", aria_labelledby="a-verifier")
    assert "À vérifier par l’instructeur" in section.texte
    assert "hors des grands centres urbains" in section.texte
    assert "les aides de minimis feraient" in section.texte
    assert "pas encore vérifié au registre" in section.texte
    menent = [a.attributs.get("href") or "" for a in page.tous("a")]
    assert not [lien for lien in menent if "territoire" in lien and not lien.startswith("#")]


def test_les_alertes_sont_celles_de_la_version_deposee(client: ClientLecteur) -> None:
    """Not of what is typed since: the answers asked in compléments count once they are returned."""
    dossier = dossier_depose(vague_ouverte())
    Reponse.objects.filter(candidature=dossier, champ="implantation").update(valeur="autre")
    client.force_login(agent(Role.INSTRUCTEUR))
    page = texte(client.get(reverse("instruction:dossier", args=[dossier.pk])))
    assert "Rien d’autre à signaler" in page
    assert "hors des grands centres urbains :" not in page


def test_la_page_de_l_agent_compte_les_messages_que_le_service_n_a_pas_lus(client: ClientLecteur) -> None:
    dossier = dossier_depose(vague_ouverte())
    client.force_login(agent(Role.INSTRUCTEUR))
    page = reverse("instruction:dossier", args=[dossier.pk])
    assert "non lu" not in texte(client.get(page))
    for rang in range(2):
        ecrire(dossier, f"Message {rang}.")
    assert "Échanges avec le porteur – 2 messages non lus" in texte(client.get(page))
