"""Nobody signs what they have not read: what changed since the review is read again, unless it would be too late."""

from copy import deepcopy
from datetime import datetime, timedelta
from typing import Any

import pytest
import time_machine
from django.urls import reverse

from ami.commun.erreurs import Conflit
from candidatures.formulaire.controle.completude import manques
from candidatures.lectures import en_l_etat
from candidatures.models import Candidature, Depot
from candidatures.services.deposer import deposer_candidature
from candidatures.services.enregistrer import enregistrer_reponses
from candidatures.services.remanier import remanier_candidature
from candidatures.services.transferer import accepter_transfert, proposer_transfert
from candidatures.version_deposee.depots import contenu_de
from candidatures.version_deposee.relecture import changees
from tests.candidatures.partage import avec
from tests.candidatures.views.pages import connecter, texte
from tests.conftest import ClientLecteur
from tests.fabriques import CLOTURE, PENDANT
from tests.partage_du_module import Base
from tests.scenarios import brouillon_complet, relue, vague_ouverte

pytestmark = pytest.mark.django_db
PRESQUE = CLOTURE - timedelta(minutes=10)


@pytest.fixture(scope="module")
def brouillon_du_module(base_du_module: Base) -> Candidature:
    with base_du_module():
        return brouillon_complet(vague_ouverte(numero=1))


@pytest.fixture
def brouillon(db: None, brouillon_du_module: Candidature) -> Candidature:
    return deepcopy(brouillon_du_module)


def changer(brouillon: Candidature, le: datetime = PENDANT) -> None:
    redacteur = avec(brouillon).utilisateur
    enregistrer_reponses(
        candidature_id=brouillon.pk, valeurs={"resume": "Changé par un autre."}, par=redacteur, recu_le=le
    )


def deposer(brouillon: Candidature, lue: str, le: datetime = PENDANT) -> Depot:
    return deposer_candidature(candidature_id=brouillon.pk, par=brouillon.cree_par, recu_le=le, relue=lue)


def test_ce_qui_a_change_depuis_la_relecture_se_relit(brouillon: Candidature, contenus: Any) -> None:
    lue = relue(brouillon)
    changer(brouillon)
    avant = contenus()
    with pytest.raises(Conflit, match=r"\(Le projet de Fabrique\)"):
        deposer(brouillon, lue)
    assert contenus() == avant
    assert contenu_de(deposer(brouillon, relue(brouillon))).reponses["resume"] == "Changé par un autre."


def test_une_piece_retiree_depuis_la_relecture_se_relit(brouillon: Candidature) -> None:
    lue = relue(brouillon)
    brouillon.pieces.create(
        code="autres",
        fichier=brouillon.pieces.first().fichier,
        ajoutee_par=brouillon.cree_par,
        ajoutee_le=PENDANT,
    )
    with pytest.raises(Conflit, match="Pièces jointes"):
        deposer(brouillon, lue)


@pytest.mark.parametrize("sans", ["", "  ", "x", "structure:000000000000"])
def test_des_empreintes_absentes_ou_illisibles(sans: str, brouillon: Candidature, contenus: Any) -> None:
    """Nothing sent is nothing read; others than ours are not what was read."""
    avant = contenus()
    with pytest.raises(Conflit):
        deposer(brouillon, sans)
    assert contenus() == avant


def test_dans_les_dix_dernieres_minutes_le_depot_passe_avant(brouillon: Candidature) -> None:
    lue = relue(brouillon)
    changer(brouillon)
    with pytest.raises(Conflit):
        deposer(brouillon, lue, PRESQUE - timedelta(seconds=1))
    assert changees(contenu_de(deposer(brouillon, lue, PRESQUE)).presentation, lue) == [
        "Le projet de Fabrique"
    ]


def test_la_page_montre_de_nouveau_puis_depose(brouillon: Candidature, client: ClientLecteur) -> None:
    page = reverse("candidatures:deposer", args=[brouillon.pk])
    with time_machine.travel(PENDANT, tick=False):
        connecter(client, brouillon.cree_par)
        lue = client.get(page).context["relue"]
        changer(brouillon)
        refus = client.post(page, {"relue": lue})
        assert refus.status_code == 409
        assert "Le dossier a changé depuis que vous l’avez relu (Le projet de Fabrique)" in texte(refus)
        assert "Changé par un autre." in texte(refus)
        recu = client.post(page, {"relue": refus.context["relue"]}, follow=True)
    assert "a changé juste avant son dépôt" not in texte(recu)
    assert brouillon.depots.get().version == 1


@pytest.mark.parametrize("donnees", [{}, {"relue": ""}, {"relue": " "}], ids=str)
def test_la_page_refuse_un_depot_sans_relecture(
    donnees: dict[str, str], brouillon: Candidature, client: ClientLecteur, contenus: Any
) -> None:
    page = reverse("candidatures:deposer", args=[brouillon.pk])
    with time_machine.travel(PENDANT, tick=False):
        connecter(client, brouillon.cree_par)
        avant = contenus()
        refus = client.post(page, donnees)
        assert refus.status_code == 409
        assert "Le dossier n’a pas été relu sur la page" in texte(refus)
        assert contenus() == avant
        assert client.post(page, {"relue": refus.context["relue"]}).status_code == 302


def test_dans_les_dix_dernieres_minutes_sans_relecture_le_depot_passe_encore(brouillon: Candidature) -> None:
    assert deposer(brouillon, "", PRESQUE).version == 1


def test_l_accuse_dit_ce_qui_a_change_au_dernier_moment(
    brouillon: Candidature, client: ClientLecteur
) -> None:
    page = reverse("candidatures:deposer", args=[brouillon.pk])
    with time_machine.travel(PRESQUE, tick=False):
        connecter(client, brouillon.cree_par)
        lue = client.get(page).context["relue"]
        changer(brouillon)
        recu = client.post(page, {"relue": lue}, follow=True)
    assert "Le dossier a changé juste avant son dépôt (Le projet de Fabrique)" in texte(recu)


def test_qui_signe_confirme_ce_qui_n_est_vrai_que_de_soi(
    brouillon: Candidature, client: ClientLecteur
) -> None:
    nouveau = avec(brouillon)
    proposer_transfert(
        candidature_id=brouillon.pk, acces_id=nouveau.pk, par=brouillon.cree_par, recu_le=PENDANT
    )
    accepter_transfert(candidature_id=brouillon.pk, par=nouveau.utilisateur, recu_le=PENDANT)
    effacees = {
        r.champ: r for r in brouillon.reponses.filter(champ__in=("pouvoir", "signataire_representant"))
    }
    assert {nom: (r.valeur, r.par) for nom, r in effacees.items()} == dict.fromkeys(
        ("pouvoir", "signataire_representant"), (None, nouveau.utilisateur)
    )
    assert set(brouillon.reponses_anterieures.values_list("champ", flat=True)) == set(effacees)
    with time_machine.travel(PENDANT, tick=False):
        page = connecter(client, nouveau.utilisateur).get(
            reverse("candidatures:deposer", args=[brouillon.pk])
        )
    assert "2 points</strong> à compléter" in texte(page)


def test_qui_signe_un_dossier_depose_confirme_avant_de_le_deposer_de_nouveau(brouillon: Candidature) -> None:
    depot = deposer(brouillon, relue(brouillon))
    nouveau = avec(brouillon)
    proposer_transfert(
        candidature_id=brouillon.pk, acces_id=nouveau.pk, par=brouillon.cree_par, recu_le=PENDANT
    )
    accepter_transfert(candidature_id=brouillon.pk, par=nouveau.utilisateur, recu_le=PENDANT)
    remanier_candidature(candidature_id=brouillon.pk, par=nouveau.utilisateur, recu_le=PENDANT)
    assert [m.champ for m in manques(en_l_etat.dossier(brouillon))] == ["signataire_representant", "pouvoir"]
    depot.refresh_from_db()
    assert contenu_de(depot).reponses["pouvoir"] is True
