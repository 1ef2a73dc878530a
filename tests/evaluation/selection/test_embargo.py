"""Before publication, nothing of what was scored or decided is on any page of a porteur or of the public."""

from collections.abc import Iterable
from copy import deepcopy
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.urls import reverse

from candidatures.models import Candidature
from evaluation.models import Evaluation
from evaluation.selection.services.deliberer import decider
from evaluation.selection.services.publier import demander_publication, publier_vague
from evaluation.selection.states import Sens
from tests.conftest import ClientLecteur
from tests.evaluation.conftest import PLUS_TARD, VagueClose, vague_close
from tests.fabriques import APRES
from tests.partage_du_module import Base
from tests.scenarios import SANS_EVALUATION, administrateur, affecter, agent, noter, ouvrir_la_deliberation

pytestmark = pytest.mark.django_db
SECRETS = ("MOTIF-SOUS-EMBARGO", "123 456", "Parce que c1", "3,25", "laureate", "non_retenue")
MOTS = ("Lauréat", "Non retenu", "Liste complémentaire", "Ajourné")
PUBLIQUES = ("/", "/laureats/", "/plan-du-site/", "/sante/")


@pytest.fixture(scope="module")
def deliberation_du_module(base_du_module: Base) -> VagueClose:
    with base_du_module():
        close = vague_close(2)
        noter(affecter(close.dossiers[0]), 3, 3, 3, 4)
        close.vague = ouvrir_la_deliberation(close.vague)
        par = administrateur()
        for dossier, sens, montant in zip(
            close.dossiers, (Sens.LAUREATE, Sens.NON_RETENUE), (123_456, None), strict=True
        ):
            decider(
                candidature_id=dossier.pk,
                sens=sens,
                montant=montant,
                motif="MOTIF-SOUS-EMBARGO",
                precisions=SANS_EVALUATION,
                par=par,
                maintenant=PLUS_TARD,
            )
        return close


@pytest.fixture
def deliberation(db: None, deliberation_du_module: VagueClose) -> VagueClose:
    return deepcopy(deliberation_du_module)


def publier(close: VagueClose) -> None:
    demander_publication(vague_id=close.vague.pk, par=administrateur(), maintenant=APRES + timedelta(days=20))
    publier_vague(vague_id=close.vague.pk, par=administrateur(), maintenant=APRES + timedelta(days=20))


def pages(*dossiers: Candidature) -> list[str]:
    """Return, for each dossier, everything that its porteur and the public can open."""
    publiques = _lues(ClientLecteur(), PUBLIQUES)
    return [_pages_du_porteur(dossier) + publiques for dossier in dossiers]


def _pages_du_porteur(dossier: Candidature) -> str:
    client = ClientLecteur()
    client.force_login(dossier.cree_par)
    codes = ("structure", "budget")
    chemins = [
        "/candidatures/",
        "/candidatures/nouvelle/",
        f"/candidatures/{dossier.pk}/",
        f"/candidatures/{dossier.pk}/recepisse/",
        f"/candidatures/{dossier.pk}/deposer/",
        *(f"/candidatures/{dossier.pk}/{code}/" for code in codes),
    ]
    return _lues(client, chemins)


def _lues(client: ClientLecteur, chemins: Iterable[str]) -> str:
    reponses = [client.get(chemin, follow=True) for chemin in chemins]
    assert {reponse.status_code for reponse in reponses} == {200}
    textes = "".join(reponse.content.decode() + "\n" for reponse in reponses)
    return textes.replace("\xa0", " ").replace("\u202f", " ")


@pytest.mark.parametrize("demandee", [False, True], ids=["décidée", "publication demandée"])
def test_rien_d_une_decision_ne_se_voit_avant_la_publication(
    deliberation: VagueClose, *, demandee: bool
) -> None:
    with time_machine.travel(APRES + timedelta(days=12), tick=False):
        if demandee:
            demander_publication(
                vague_id=deliberation.vague.pk, par=administrateur(), maintenant=APRES + timedelta(days=12)
            )
        for vues in pages(*deliberation.dossiers):
            assert [secret for secret in SECRETS if secret in vues] == []
            assert "En cours d’instruction" in vues
            dossier_seul = vues.split("</main>")[0]
            assert [mot for mot in MOTS if f">{mot}<" in dossier_seul] == []


def test_les_deux_resultats_donnent_la_meme_page_avant_la_publication(deliberation: VagueClose) -> None:
    """A laureate and a refused porteur read the same words, but for their own data."""
    with time_machine.travel(APRES + timedelta(days=12), tick=False):
        laureat, refuse = pages(*deliberation.dossiers)
    assert len(laureat.splitlines()) == len(refuse.splitlines())


def test_tout_se_voit_apres_la_publication(deliberation: VagueClose) -> None:
    publier(deliberation)
    with time_machine.travel(APRES + timedelta(days=21), tick=False):
        laureat, refuse = pages(*deliberation.dossiers)
    assert "Lauréat" in laureat
    assert "123 456 €" in laureat
    assert "Non retenu" in refuse
    assert "MOTIF-SOUS-EMBARGO" in refuse
    assert "La Halle 1" in ClientLecteur().get("/laureats/").content.decode()
    assert "La Halle 2" not in ClientLecteur().get("/laureats/").content.decode()


@pytest.fixture(scope="module")
def evaluation_du_module(base_du_module: Base) -> Evaluation:
    with base_du_module():
        close = vague_close()
        return affecter(close.dossiers[0], agent())


@pytest.fixture
def evaluation(db: None, evaluation_du_module: Evaluation) -> Evaluation:
    return deepcopy(evaluation_du_module)


def _lire(evaluation: Evaluation, client: ClientLecteur | None = None) -> Any:
    client = client or ClientLecteur()
    client.force_login(evaluation.evaluateur)
    return client.get(reverse("evaluation:evaluer", args=[evaluation.candidature_id]))


REPONSES = ("Soutenir les autres lieux.", "Un lieu ressource pour le quartier.", "Deux postes.")


def test_aucun_contenu_n_est_servi_avant_la_declaration(evaluation: Evaluation) -> None:
    with time_machine.travel(PLUS_TARD, tick=False):
        avant = _lire(evaluation).content.decode()
        noter(evaluation, 1, 1, 1, 1, remettre=False)
        apres = _lire(evaluation).content.decode()
    assert [reponse for reponse in REPONSES if reponse in avant] == []
    assert [reponse for reponse in REPONSES if reponse not in apres] == []


def test_un_deport_ferme_le_dossier_sur_le_champ(evaluation: Evaluation) -> None:
    noter(evaluation, 1, 1, 1, 1)
    client = ClientLecteur()
    with time_machine.travel(PLUS_TARD, tick=False):
        client.force_login(evaluation.evaluateur)
        reponse = client.post(
            reverse("evaluation:deport", args=[evaluation.candidature_id]), {"motif": "Lien."}
        )
        assert (reponse.status_code, reponse["Location"]) == (302, reverse("evaluation:file"))
        apres = _lire(evaluation, client).content.decode()
    assert [reponse for reponse in REPONSES if reponse in apres] == []
    assert "Parce que c1" not in apres


@pytest.mark.parametrize("motif", ["", "   ", "a\x00b"])
def test_un_deport_sans_motif_lisible_est_refuse(motif: str, evaluation: Evaluation, contenus: Any) -> None:
    client = ClientLecteur()
    avant = contenus()
    with time_machine.travel(PLUS_TARD, tick=False):
        client.force_login(evaluation.evaluateur)
        adresse = reverse("evaluation:deport", args=[evaluation.candidature_id])
        reponse = client.post(adresse, {"motif": motif})
    assert reponse.status_code == 422
    assert contenus() == avant


def test_les_notes_d_un_autre_ne_se_lisent_pas(evaluation: Evaluation) -> None:
    autre = affecter(evaluation.candidature)
    noter(autre, 1, 2, 3, 4)
    noter(evaluation, 5, 5, 5, 5, remettre=False)
    with time_machine.travel(PLUS_TARD, tick=False):
        page = _lire(evaluation).content.decode()
    assert str(autre.evaluateur) not in page
    assert page.count("Parce que c1.") == 1


def test_un_porteur_evaluateur_du_meme_siren_ne_trouve_pas_le_dossier(evaluation: Evaluation) -> None:
    acces = evaluation.candidature.acces.get()
    acces.utilisateur = evaluation.evaluateur
    acces.save()
    with time_machine.travel(PLUS_TARD, tick=False):
        assert _lire(evaluation).status_code == 404
