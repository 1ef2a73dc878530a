"""Changing the signatory: proposed, accepted or declined."""

from copy import deepcopy
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.urls import reverse

from ami.commun.erreurs import ErreurMetier, TransitionInterdite
from ami.journal.models import Entree
from ami.notifications.models import Courriel
from candidatures.models import Acces, Candidature, RoleAcces, Transfert
from candidatures.services.transferer import (
    accepter_transfert,
    annuler_transfert,
    decliner_transfert,
    proposer_transfert,
)
from tests.candidatures.partage import avec, dossier_a_partager, roles
from tests.candidatures.views.pages import connecter, texte
from tests.conftest import ClientLecteur
from tests.fabriques import PENDANT, UtilisateurFactory
from tests.partage_du_module import Base

pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module")
def dossier_du_module(base_du_module: Base) -> Candidature:
    with base_du_module():
        return dossier_a_partager()


@pytest.fixture
def dossier(db: None, dossier_du_module: Candidature) -> Candidature:
    return deepcopy(dossier_du_module)


@pytest.fixture
def alix(dossier: Candidature) -> Acces:
    return avec(dossier)


def proposer(dossier: Candidature, acces: Acces) -> Transfert:
    return proposer_transfert(
        candidature_id=dossier.pk, acces_id=acces.pk, par=dossier.cree_par, recu_le=PENDANT
    )


def test_proposer_ne_change_rien_d_autre(dossier: Candidature, alix: Acces) -> None:
    transfert = proposer(dossier, alix)
    assert roles(dossier) == {dossier.cree_par_id: "signataire", alix.utilisateur_id: "redacteur"}
    courriel = Courriel.objects.get(cle=f"transfert-propose:{transfert.pk}:{alix.utilisateur_id}")
    assert courriel.destinataire == alix.utilisateur.email
    assert "La Halle" not in courriel.objet
    assert dossier.cree_par.nom_complet in courriel.texte


def test_une_seule_proposition_attend(dossier: Candidature, alix: Acces, contenus: Any) -> None:
    proposer(dossier, alix)
    autre = avec(dossier)
    avant = contenus()
    with pytest.raises(TransitionInterdite, match="attend déjà"):
        proposer(dossier, autre)
    assert contenus() == avant


@pytest.mark.parametrize("role", [RoleAcces.REDACTEUR, RoleAcces.LECTEUR])
def test_accepter_echange_les_roles_et_previent_les_deux(role: str, dossier: Candidature) -> None:
    alix = avec(dossier, role)
    transfert = proposer(dossier, alix)

    accepter_transfert(candidature_id=dossier.pk, par=alix.utilisateur, recu_le=PENDANT)

    assert roles(dossier) == {dossier.cree_par_id: "redacteur", alix.utilisateur_id: "signataire"}
    transfert.refresh_from_db()
    assert (transfert.etat, transfert.repondu_le) == ("accepte", PENDANT)
    ligne = Entree.objects.get(acte="signataire changé")
    assert (ligne.par_id, ligne.donnees) == (
        alix.utilisateur_id,
        {"de": dossier.cree_par_id, "vers": alix.utilisateur_id},
    )
    courriels = dict(Courriel.objects.filter(modele="transfert_accepte").values_list("destinataire", "texte"))
    assert "Vous êtes maintenant signataire" in courriels[alix.utilisateur.email]
    assert "Vous gardez le rôle de rédacteur" in courriels[dossier.cree_par.email]


def test_decliner_previent_le_signataire(dossier: Candidature, alix: Acces) -> None:
    transfert = proposer(dossier, alix)
    decliner_transfert(candidature_id=dossier.pk, par=alix.utilisateur, recu_le=PENDANT)
    assert roles(dossier)[dossier.cree_par_id] == "signataire"
    courriel = Courriel.objects.get(cle=f"transfert-decline:{transfert.pk}:{dossier.cree_par_id}")
    assert courriel.destinataire == dossier.cree_par.email
    proposer(dossier, alix)  # another proposal may follow


def test_on_ne_propose_que_trois_fois_par_jour_a_la_meme_personne(
    dossier: Candidature, alix: Acces, contenus: Any
) -> None:
    commun: dict[str, Any] = {"candidature_id": dossier.pk, "par": dossier.cree_par}
    for _ in range(3):
        proposer(dossier, alix)
        annuler_transfert(**commun, recu_le=PENDANT)
    avant = contenus()
    demain = PENDANT + timedelta(days=1)
    with pytest.raises(ErreurMetier, match="3 fois la signature"):
        proposer_transfert(**commun, acces_id=alix.pk, recu_le=demain - timedelta(seconds=1))
    assert contenus() == avant
    proposer(dossier, avec(dossier))  # to somebody else
    annuler_transfert(**commun, recu_le=PENDANT)
    proposer_transfert(**commun, acces_id=alix.pk, recu_le=demain)


@pytest.mark.parametrize("cas", ["rien", "annule", "deja", "un autre"])
def test_sans_proposition_en_attente_personne_ne_signe(
    cas: str, dossier: Candidature, alix: Acces, contenus: Any
) -> None:
    par = alix.utilisateur
    if cas != "rien":
        proposer(dossier, alix)
    if cas == "annule":
        annuler_transfert(candidature_id=dossier.pk, par=dossier.cree_par, recu_le=PENDANT)
    elif cas == "deja":
        accepter_transfert(candidature_id=dossier.pk, par=par, recu_le=PENDANT)
    elif cas == "un autre":
        par = avec(dossier).utilisateur
    avant = contenus()
    for geste in (accepter_transfert, decliner_transfert):
        with pytest.raises(TransitionInterdite):
            geste(candidature_id=dossier.pk, par=par, recu_le=PENDANT)
    assert contenus() == avant


def test_le_changement_dans_les_pages(dossier: Candidature, alix: Acces, client: ClientLecteur) -> None:
    with time_machine.travel(PENDANT, tick=False):
        page = reverse("candidatures:personnes", args=[dossier.pk])
        connecter(client, dossier.cree_par)
        client.post(reverse("candidatures:proposer_signataire", args=[dossier.pk]), {"acces": alix.pk})
        assert "Annuler la proposition" in texte(client.get(page))

        connecter(client, alix.utilisateur)
        assert "Changement de signataire" in texte(client.get(reverse("candidatures:liste")))
        assert "Accepter de signer ce dossier" in texte(client.get(page))
        client.post(reverse("candidatures:accepter_signature", args=[dossier.pk]))
        assert "Vous êtes maintenant signataire" in texte(client.get(page))
        assert client.post(reverse("candidatures:deposer", args=[dossier.pk])).status_code == 422

        connecter(client, dossier.cree_par)
        assert client.post(reverse("candidatures:deposer", args=[dossier.pk])).status_code == 403


def test_proposer_a_quelqu_un_d_autre_dossier_est_introuvable(
    dossier: Candidature, client: ClientLecteur, contenus: Any
) -> None:
    ailleurs, etranger = avec(dossier_a_partager()), UtilisateurFactory()
    connecter(client, dossier.cree_par)
    avant = contenus()
    chemin = reverse("candidatures:proposer_signataire", args=[dossier.pk])
    for acces in (ailleurs.pk, "", "x", "9" * 12):
        assert client.post(chemin, {"acces": acces}).status_code == 404
    connecter(client, etranger)
    assert client.post(chemin, {"acces": ailleurs.pk}).status_code == 404
    assert contenus() == avant
