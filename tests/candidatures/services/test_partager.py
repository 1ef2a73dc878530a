"""Roles, accesses closed at once, leaving, choosing one's reminders."""

from copy import deepcopy
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from ami.commun.erreurs import DroitInsuffisant, ErreurMetier
from ami.journal.models import Entree
from candidatures.models import Candidature, Interet, RoleAcces
from candidatures.permissions import est_juge_et_partie
from candidatures.services.partager import (
    CHANGEMENTS_PAR_JOUR,
    changer_role,
    choisir_rappels,
    quitter_dossier,
    retirer_acces,
)
from candidatures.services.transferer import proposer_transfert
from tests.candidatures.partage import SIREN, avec, dossier_a_partager, roles
from tests.candidatures.views.pages import connecter, texte
from tests.conftest import ClientLecteur
from tests.fabriques import PENDANT, UtilisateurFactory
from tests.partage_du_module import Base
from tests.scenarios import dossier_depose, vague_ouverte

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("pendant_la_vague")]


@pytest.fixture(scope="module")
def dossier_du_module(base_du_module: Base) -> Candidature:
    with base_du_module():
        return dossier_a_partager()


@pytest.fixture
def dossier(db: None, dossier_du_module: Candidature) -> Candidature:
    return deepcopy(dossier_du_module)


def gestes(dossier: Candidature, acces_id: int, par: Any) -> dict[str, Any]:
    commun = {"candidature_id": dossier.pk, "acces_id": acces_id, "par": par, "recu_le": PENDANT}
    return {
        "role": lambda: changer_role(role=RoleAcces.LECTEUR, **commun),
        "retrait": lambda: retirer_acces(**commun),
        "proposition": lambda: proposer_transfert(**commun),
    }


def test_un_redacteur_devient_lecteur_et_n_ecrit_plus(dossier: Candidature, client: ClientLecteur) -> None:
    acces = avec(dossier)
    section = reverse("candidatures:section", args=[dossier.pk, "structure"])
    connecter(client, acces.utilisateur)
    assert client.get(section).status_code == 200

    gestes(dossier, acces.pk, dossier.cree_par)["role"]()

    assert client.get(section)["Location"] == reverse("candidatures:deposer", args=[dossier.pk])
    assert client.post(section, {"sigle": "X"}).status_code == 403
    ligne = Entree.objects.get(acte="rôle changé")
    assert (ligne.de, ligne.vers, ligne.donnees) == (
        "redacteur",
        "lecteur",
        {"compte": acces.utilisateur_id},
    )


def test_changer_pour_le_meme_role_ne_dit_rien(dossier: Candidature, contenus: Any) -> None:
    acces = avec(dossier, RoleAcces.LECTEUR)
    avant = contenus()
    gestes(dossier, acces.pk, dossier.cree_par)["role"]()
    assert contenus() == avant


def test_un_acces_retire_est_ferme_a_la_requete_suivante(dossier: Candidature, client: ClientLecteur) -> None:
    acces = avec(dossier)
    page = reverse("candidatures:personnes", args=[dossier.pk])
    connecter(client, acces.utilisateur)
    assert client.get(page).status_code == 200

    gestes(dossier, acces.pk, dossier.cree_par)["retrait"]()

    for chemin in (page, reverse("candidatures:dossier", args=[dossier.pk])):
        assert client.get(chemin).status_code == 404
    assert client.post(reverse("candidatures:quitter", args=[dossier.pk])).status_code == 404
    assert Entree.objects.get(acte="accès retiré").donnees == {"compte": acces.utilisateur_id}


def test_qui_a_eu_acces_reste_juge_et_partie() -> None:
    dossier = dossier_depose(vague_ouverte())
    acces = avec(dossier)
    gestes(dossier, acces.pk, dossier.cree_par)["retrait"]()
    assert est_juge_et_partie(acces.utilisateur, dossier)


@pytest.mark.parametrize("geste", ["role", "retrait", "proposition"])
@pytest.mark.parametrize("qui", ["redacteur", "lecteur", "etranger"])
def test_seul_le_signataire_decide(geste: str, qui: str, dossier: Candidature, contenus: Any) -> None:
    vise = avec(dossier)
    par = UtilisateurFactory() if qui == "etranger" else avec(dossier, qui).utilisateur
    avant = contenus()
    with pytest.raises(DroitInsuffisant):
        gestes(dossier, vise.pk, par)[geste]()
    assert contenus() == avant


@pytest.mark.parametrize("geste", ["role", "retrait", "proposition"])
@pytest.mark.parametrize("cible", ["signataire", "autre dossier"])
def test_le_signataire_ne_touche_ni_a_son_acces_ni_a_un_autre_dossier(
    geste: str, cible: str, dossier: Candidature, contenus: Any
) -> None:
    vise = dossier.acces.get() if cible == "signataire" else avec(dossier_a_partager())
    avant = contenus()
    with pytest.raises(ErreurMetier):
        gestes(dossier, vise.pk, dossier.cree_par)[geste]()
    assert contenus() == avant


def test_quitter_ferme_son_acces(dossier: Candidature, client: ClientLecteur) -> None:
    acces = avec(dossier, RoleAcces.LECTEUR)
    connecter(client, acces.utilisateur)
    reponse = client.post(reverse("candidatures:quitter", args=[dossier.pk]))
    assert reponse["Location"] == reverse("candidatures:liste")
    assert "Vous avez quitté le dossier" in texte(client.get(reponse["Location"]))
    assert roles(dossier) == {dossier.cree_par_id: "signataire"}
    retenus = Interet.objects.filter(utilisateur=acces.utilisateur)
    assert {(interet.siren, interet.candidature) for interet in retenus} == {(SIREN, None), ("", dossier)}


def test_le_signataire_ne_quitte_pas(dossier: Candidature, contenus: Any) -> None:
    avant = contenus()
    with pytest.raises(ErreurMetier, match="garde son accès"):
        quitter_dossier(candidature_id=dossier.pk, par=dossier.cree_par, recu_le=PENDANT)
    assert contenus() == avant


@pytest.mark.parametrize("depart", ["retrait", "depart"])
def test_un_depart_annule_la_signature_proposee(depart: str, dossier: Candidature) -> None:
    acces = avec(dossier)
    gestes(dossier, acces.pk, dossier.cree_par)["proposition"]()
    if depart == "retrait":
        gestes(dossier, acces.pk, dossier.cree_par)["retrait"]()
    else:
        quitter_dossier(candidature_id=dossier.pk, par=acces.utilisateur, recu_le=PENDANT)
    transfert = dossier.transferts.get()
    assert transfert.etat == "annule"
    ligne = Entree.objects.latest("pk")
    assert ligne.acte == {"retrait": "accès retiré", "depart": "accès quitté"}[depart]
    assert ligne.donnees == {"compte": acces.utilisateur_id, "transfert_annule": transfert.pk}


def test_chacun_regle_ses_rappels(dossier: Candidature, client: ClientLecteur, contenus: Any) -> None:
    acces = avec(dossier)
    connecter(client, acces.utilisateur)
    chemin = reverse("candidatures:rappels", args=[dossier.pk])
    client.post(chemin, {"rappels": "non"})
    acces.refresh_from_db()
    assert (acces.rappels, dossier.acces.get(role="signataire").rappels) == (False, True)
    assert "que le rappel de l’avant-veille" in texte(
        client.get(reverse("candidatures:personnes", args=[dossier.pk]))
    )
    avant = contenus()
    choisir_rappels(candidature_id=dossier.pk, rappels=False, par=acces.utilisateur, recu_le=PENDANT)
    assert contenus() == avant
    client.post(chemin, {"rappels": "oui"})
    acces.refresh_from_db()
    assert acces.rappels


def test_changer_sans_cesse_ne_remplit_pas_le_journal(dossier: Candidature, contenus: Any) -> None:
    acces, par = avec(dossier), dossier.cree_par
    commun = {"candidature_id": dossier.pk, "par": par}
    for rang in range(CHANGEMENTS_PAR_JOUR):
        role = RoleAcces.REDACTEUR if rang % 2 else RoleAcces.LECTEUR
        changer_role(acces_id=acces.pk, role=role, recu_le=PENDANT, **commun)
        for rappels in (False, True):
            choisir_rappels(rappels=rappels, recu_le=PENDANT, **commun)
    avant = contenus()
    with pytest.raises(ErreurMetier, match="refaites-le demain"):
        changer_role(acces_id=acces.pk, role=RoleAcces.LECTEUR, recu_le=PENDANT, **commun)
    with pytest.raises(ErreurMetier, match="refaites-le demain"):
        choisir_rappels(rappels=False, recu_le=PENDANT, **commun)
    assert contenus() == avant
    demain = PENDANT + timedelta(days=1)
    changer_role(acces_id=acces.pk, role=RoleAcces.LECTEUR, recu_le=demain, **commun)
    assert roles(dossier)[acces.utilisateur_id] == RoleAcces.LECTEUR


def test_la_signature_proposee_se_lit_en_haut_du_dossier(dossier: Candidature, client: ClientLecteur) -> None:
    acces, autre = avec(dossier), avec(dossier)
    page = reverse("candidatures:dossier", args=[dossier.pk])
    proposer_transfert(candidature_id=dossier.pk, acces_id=acces.pk, par=dossier.cree_par, recu_le=PENDANT)
    offre, mention = "vous propose de prendre sa place", "(signature proposée)"
    for compte, lue in ((acces.utilisateur, True), (autre.utilisateur, False), (dossier.cree_par, False)):
        contenu = texte(connecter(client, compte).get(page))
        assert (offre in contenu, contenu.count(mention)) == (lue, 1)


def _requetes(client: ClientLecteur, dossier: Candidature) -> int:
    with CaptureQueriesContext(connection) as requetes:
        page = client.get(reverse("candidatures:personnes", args=[dossier.pk]))
    assert page.status_code == 200
    return len(requetes)


def test_la_page_coute_autant_pour_1_et_3_personnes(dossier: Candidature, client: ClientLecteur) -> None:
    connecter(client, dossier.cree_par)
    avec(dossier)
    une = _requetes(client, dossier)
    avec(dossier, RoleAcces.LECTEUR)
    avec(dossier)
    assert (une, _requetes(client, dossier)) == (8, 8)


@pytest.mark.parametrize("role", ["signataire", "redacteur", "lecteur"])
def test_la_page_ne_propose_a_chacun_que_ses_gestes(
    role: str, dossier: Candidature, client: ClientLecteur
) -> None:
    avec(dossier)
    compte = dossier.cree_par if role == "signataire" else avec(dossier, role).utilisateur
    page = texte(connecter(client, compte).get(reverse("candidatures:personnes", args=[dossier.pk])))
    assert ("Envoyer l’invitation" in page) is (role == "signataire")
    assert ("Fermer son accès" in page) is (role == "signataire")
    assert ("Quitter ce dossier" in page) is (role != "signataire")
    assert ("Mes rappels" in page) is (role != "lecteur")
    assert "Brouillon – non déposé" in page
