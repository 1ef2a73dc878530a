"""A dossier whose signatory has left, given to another by an agent."""

from copy import deepcopy
from typing import Any

import pytest
import time_machine
from allauth.account.models import EmailAddress
from django.urls import reverse

from ami.commun.erreurs import DroitInsuffisant, Incomplet
from ami.comptes.models import Role, Utilisateur
from ami.journal.models import Entree
from ami.notifications.models import Courriel
from candidatures.models import Acces, Candidature, Interet, RoleAcces
from candidatures.services.inviter import inviter
from candidatures.services.reprendre import reprendre_dossier
from candidatures.services.transferer import proposer_transfert
from tests.candidatures.partage import SIREN, avec, dossier_a_partager, roles
from tests.candidatures.views.pages import connecter, texte
from tests.conftest import ClientLecteur
from tests.fabriques import PENDANT, UtilisateurFactory
from tests.partage_du_module import Base
from tests.scenarios import agent, dossier_depose, vague_ouverte

pytestmark = pytest.mark.django_db
PAGE = "/instruction/reprise/"


def compte_verifie(**champs: Any) -> Utilisateur:
    compte: Utilisateur = UtilisateurFactory(**champs)
    EmailAddress.objects.create(user=compte, email=compte.email, verified=True, primary=True)
    return compte


@pytest.fixture(scope="module")
def dossier_du_module(base_du_module: Base) -> Candidature:
    with base_du_module():
        return dossier_a_partager()


@pytest.fixture
def dossier(db: None, dossier_du_module: Candidature) -> Candidature:
    return deepcopy(dossier_du_module)


@pytest.fixture
def alix() -> Utilisateur:
    return compte_verifie(email="alix@exemple.test")


def reprendre(dossier: Candidature, **options: Any) -> Candidature:
    return reprendre_dossier(
        candidature_id=dossier.pk,
        **{
            "adresse": "alix@exemple.test",
            "motif": "Départ de la directrice.",
            "preuve": "PV du 3 mars 2027",
            "par": agent(Role.INSTRUCTEUR) if "par" not in options else options["par"],
            "maintenant": PENDANT,
            **options,
        },
    )


def test_une_adresse_qui_ressemble_n_est_pas_cette_adresse(dossier: Candidature) -> None:
    """For PostgreSQL, « ı » and « i » have the same capital: « iexact » would give the dossier to the other."""
    compte_verifie(email="alıx@exemple.test")
    with pytest.raises(Incomplet):
        reprendre(dossier)
    alix = compte_verifie(email="alix@exemple.test")
    reprendre(dossier)
    assert dossier.acces.get(role=RoleAcces.SIGNATAIRE).utilisateur == alix


def test_l_ancien_est_ferme_le_nouveau_signe_les_autres_restent(
    dossier: Candidature, alix: Utilisateur, client: ClientLecteur
) -> None:
    redacteur, ancien, par = avec(dossier), dossier.cree_par, agent(Role.ADMINISTRATEUR)
    connecter(client, ancien)
    page = reverse("candidatures:dossier", args=[dossier.pk])
    assert client.get(page).status_code == 200

    reprendre(dossier, adresse=" Alix@EXEMPLE.test ", par=par)

    assert client.get(page).status_code == 404
    assert roles(dossier) == {redacteur.utilisateur_id: "redacteur", alix.pk: "signataire"}
    ligne = Entree.objects.get(acte="dossier repris")
    assert (ligne.par_id, ligne.motif, ligne.donnees) == (
        par.pk,
        "Départ de la directrice.",
        {"de": ancien.pk, "vers": alix.pk, "preuve": "PV du 3 mars 2027"},
    )
    assert set(Interet.objects.values_list("utilisateur", "siren", "candidature")) == {
        (ancien.pk, SIREN, None),
        (ancien.pk, "", dossier.pk),
        (alix.pk, "", dossier.pk),
    }


def test_la_reprise_previent_les_deux(dossier: Candidature, alix: Utilisateur) -> None:
    reprendre(dossier)
    courriels = {c.destinataire: c for c in Courriel.objects.filter(modele="reprise")}
    assert set(courriels) == {alix.email, dossier.cree_par.email}
    assert courriels[alix.email].objet == "Un dossier vous est confié – Fabriques de territoire"
    assert "Départ de la directrice." not in courriels[alix.email].texte
    ancien = courriels[dossier.cree_par.email]
    assert ancien.objet == "Votre accès à un dossier est fermé – Fabriques de territoire"
    assert "Départ de la directrice." in ancien.texte
    assert str(dossier.pk) not in ancien.texte


def test_qui_avait_deja_un_acces_devient_signataire(dossier: Candidature, alix: Utilisateur) -> None:
    Acces.objects.create(candidature=dossier, utilisateur=alix, role=RoleAcces.LECTEUR)
    reprendre(dossier)
    assert roles(dossier) == {alix.pk: "signataire"}


def test_la_reprise_annule_ce_que_l_ancien_avait_laisse(dossier: Candidature, alix: Utilisateur) -> None:
    redacteur = avec(dossier)
    commun: dict[str, Any] = {"candidature_id": dossier.pk, "par": dossier.cree_par, "recu_le": PENDANT}
    invitation = inviter(adresse="retour@exemple.test", role=RoleAcces.REDACTEUR, **commun)
    transfert = proposer_transfert(acces_id=redacteur.pk, **commun)
    reprendre(dossier)
    invitation.refresh_from_db()
    transfert.refresh_from_db()
    assert (invitation.etat, transfert.etat) == ("annulee", "annule")
    donnees = Entree.objects.get(acte="dossier repris").donnees
    assert (donnees["invitations_annulees"], donnees["transfert_annule"]) == ([invitation.pk], transfert.pk)


@pytest.mark.parametrize("role", [Role.EVALUATEUR, Role.REFERENT, Role.AUDITEUR, None])
def test_seul_un_instructeur_ou_un_administrateur_decide(
    role: str | None, dossier: Candidature, alix: Utilisateur, contenus: Any
) -> None:
    par = agent(role) if role and role != Role.REFERENT else UtilisateurFactory()
    avant = contenus()
    with pytest.raises(DroitInsuffisant):
        reprendre(dossier, par=par)
    assert contenus() == avant


def test_un_agent_partie_au_dossier_ne_decide_pas(
    dossier: Candidature, alix: Utilisateur, contenus: Any
) -> None:
    par = agent(Role.INSTRUCTEUR)
    Interet.objects.create(utilisateur=par, siren=SIREN)
    avant = contenus()
    with pytest.raises(DroitInsuffisant, match="sans intérêt"):
        reprendre(dossier, par=par)
    assert contenus() == avant


@pytest.mark.parametrize(
    ("cas", "champ"),
    [
        ("inconnu", "adresse"),
        ("non verifie", "adresse"),
        ("inactif", "adresse"),
        ("deja signataire", "adresse"),
        ("soi", "adresse"),
        ("sans motif", "motif"),
        ("sans preuve", "preuve"),
    ],
)
def test_une_reprise_sans_garantie_est_refusee(
    cas: str, champ: str, dossier: Candidature, alix: Utilisateur, contenus: Any
) -> None:
    par = compte_verifie(email="agent@exemple.test")
    par.attributions.create(role=Role.INSTRUCTEUR)
    EmailAddress.objects.create(user=dossier.cree_par, email=dossier.cree_par.email, verified=True)
    options: dict[str, Any] = {
        "inconnu": {"adresse": "personne@exemple.test"},
        "non verifie": {"adresse": UtilisateurFactory().email},
        "inactif": {"adresse": compte_verifie(email="parti@exemple.test", is_active=False).email},
        "deja signataire": {"adresse": dossier.cree_par.email},
        "soi": {"adresse": par.email},
        "sans motif": {"motif": "  "},
        "sans preuve": {"preuve": ""},
    }[cas]
    avant = contenus()
    with pytest.raises(Incomplet) as refus:
        reprendre(dossier, par=par, **options)
    assert refus.value.manques == (champ,)
    assert contenus() == avant


@pytest.mark.parametrize("role", Role.values)
def test_la_signature_ne_se_donne_pas_au_compte_d_un_agent(
    role: str, dossier: Candidature, alix: Utilisateur, contenus: Any
) -> None:
    """It would keep this person from judging, for ever, and nobody has asked them."""
    territoire = {"perimetre": "departement", "code": "25"} if role == Role.REFERENT else {}
    alix.attributions.create(role=role, **territoire)
    par, avant = agent(Role.INSTRUCTEUR), contenus()
    with pytest.raises(Incomplet, match="celui d’un agent") as refus:
        reprendre(dossier, par=par)
    assert (refus.value.manques, contenus()) == (("adresse",), avant)


# --- In the page ----------------------------------------------------------------------------------


@pytest.fixture
def instructeur(client: ClientLecteur) -> Any:
    with time_machine.travel(PENDANT, tick=False):
        yield connecter(client, agent(Role.INSTRUCTEUR))


def formulaire(dossier: str, **champs: str) -> dict[str, str]:
    return {"dossier": dossier, "adresse": "alix@exemple.test", "motif": "Départ.", "preuve": "PV", **champs}


@pytest.mark.parametrize("designation", ["numero", "adresse", "identifiant"])
def test_un_dossier_se_designe_par_son_numero_ou_son_adresse(
    designation: str, instructeur: ClientLecteur, alix: Utilisateur
) -> None:
    dossier = dossier_depose(vague_ouverte())
    mots = {
        "numero": f" {str(dossier.numero).lower()} ",
        "adresse": f"https://exemple.test/candidatures/{dossier.pk}/budget/",
        "identifiant": str(dossier.pk),
    }
    reponse = instructeur.post(PAGE, formulaire(mots[designation]))
    assert (reponse.status_code, reponse["Location"]) == (302, PAGE)
    assert roles(dossier) == {alix.pk: "signataire"}


def test_le_contenu_d_un_brouillon_n_est_jamais_montre(
    instructeur: ClientLecteur, dossier: Candidature, alix: Utilisateur
) -> None:
    reponses = [
        instructeur.get(PAGE, {"dossier": str(dossier.pk)}),
        instructeur.post(PAGE, formulaire(str(dossier.pk), adresse="personne@exemple.test")),
        instructeur.post(PAGE, formulaire(str(dossier.pk)), follow=True),
    ]
    assert [reponse.status_code for reponse in reponses] == [200, 422, 200]
    for reponse in reponses:
        page = texte(reponse)
        assert "La Halle" not in page
        assert dossier.cree_par.email not in page
    assert "a un nouveau signataire" in texte(reponses[-1])


@pytest.mark.parametrize(
    ("champs", "statut", "phrase"),
    [
        ({"dossier": "FDT-99-0001"}, 422, "Aucun dossier ne porte ce numéro"),
        ({"dossier": "00000000-0000-4000-8000-000000000000"}, 422, "Aucun dossier ne porte ce numéro"),
        ({"dossier": ""}, 422, "Indiquez le numéro du dossier"),
        ({"adresse": "x"}, 422, "Écrivez une adresse complète"),
        ({"motif": ""}, 422, "Indiquez le motif"),
        ({"preuve": ""}, 422, "Indiquez la référence"),
        ({"adresse": "personne@exemple.test"}, 422, "Aucun compte n’a vérifié cette adresse"),
    ],
)
def test_une_reprise_mal_remplie_garde_ce_qui_est_ecrit(
    champs: dict[str, str],
    statut: int,
    phrase: str,
    instructeur: ClientLecteur,
    dossier: Candidature,
    alix: Utilisateur,
    contenus: Any,
) -> None:
    avant = contenus()
    donnees = {**formulaire(str(dossier.pk)), **champs}
    reponse = instructeur.post(PAGE, donnees)
    assert reponse.status_code == statut
    assert phrase in texte(reponse)
    for valeur in filter(None, donnees.values()):
        assert valeur in texte(reponse)
    assert contenus() == avant


def test_un_agent_partie_au_dossier_lit_pourquoi(
    instructeur: ClientLecteur, dossier: Candidature, alix: Utilisateur, contenus: Any
) -> None:
    par = Utilisateur.objects.get(attributions__role=Role.INSTRUCTEUR)
    Interet.objects.create(utilisateur=par, siren=SIREN)
    avant = contenus()
    reponse = instructeur.post(PAGE, formulaire(str(dossier.pk)))
    assert reponse.status_code == 403
    assert "sans intérêt dans ce dossier" in texte(reponse)
    assert contenus() == avant
