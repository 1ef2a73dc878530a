"""What one does with a joined document: its caption is changed, it is taken away, and put back."""

from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.urls import reverse

from candidatures.models import Candidature, Piece
from candidatures.services.remanier import remanier_candidature
from candidatures.version_deposee.depots import contenu_de
from tests.candidatures.views.pages import connecter, texte
from tests.conftest import ClientLecteur
from tests.fabriques import PENDANT, UtilisateurFactory
from tests.scenarios import brouillon_complet, deposer, vague_ouverte

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("pendant_la_vague")]


@pytest.fixture
def brouillon() -> Candidature:
    return brouillon_complet(vague_ouverte())


def poster(client: ClientLecteur, geste: str, piece: Piece, **donnees: str) -> Any:
    connecter(client, piece.candidature.cree_par)
    adresse = reverse(f"candidatures:{geste}", args=[piece.candidature_id, piece.pk])
    return client.post(adresse, donnees, follow=True)


def statuts(brouillon: Candidature) -> Piece:
    return brouillon.pieces.presentes().get(code="statuts")


def test_une_piece_retiree_par_megarde_se_remet_sans_etre_renvoyee(
    client: ClientLecteur, brouillon: Candidature
) -> None:
    avant = statuts(brouillon)
    assert f'Remettre<span class="fr-sr-only"> : {avant.fichier.nom}</span>' in texte(
        poster(client, "retirer_piece", avant)
    )
    reponse = poster(client, "remettre_piece", avant)
    apres = statuts(brouillon)
    assert (apres.fichier_id, apres.pk == avant.pk) == (avant.fichier_id, False)
    assert "est de nouveau joint au dossier" in texte(reponse)
    assert "Remettre" not in texte(reponse)


def test_remettre_deux_fois_ne_joint_qu_une_fois(client: ClientLecteur, brouillon: Candidature) -> None:
    avant = statuts(brouillon)
    poster(client, "retirer_piece", avant)
    for _ in range(2):
        poster(client, "remettre_piece", avant)
    assert statuts(brouillon).fichier_id == avant.fichier_id


def test_la_precision_se_change_et_ce_qui_a_ete_depose_garde_la_sienne(
    client: ClientLecteur, brouillon: Candidature
) -> None:
    depot = deposer(brouillon)
    remanier_candidature(
        candidature_id=brouillon.pk, par=brouillon.cree_par, recu_le=PENDANT + timedelta(minutes=1)
    )
    assert "La précision de" in texte(
        poster(client, "legender_piece", statuts(brouillon), legende=" De 2026 ")
    )
    assert statuts(brouillon).legende == "De 2026"
    (deposee,) = [piece for piece in contenu_de(depot).pieces if piece.code == "statuts"]
    assert deposee.legende == ""


@pytest.mark.parametrize("legende", ["x" * 151, "a\x01b"], ids=ascii)
def test_une_precision_illisible_est_refusee(
    client: ClientLecteur, brouillon: Candidature, legende: str
) -> None:
    poster(client, "legender_piece", statuts(brouillon), legende=legende)
    assert statuts(brouillon).legende == ""


@pytest.mark.parametrize("geste", ["remettre_piece", "legender_piece"])
def test_un_autre_n_y_touche_pas(geste: str, client: ClientLecteur, brouillon: Candidature) -> None:
    piece = statuts(brouillon)
    client.force_login(UtilisateurFactory())
    adresse = reverse(f"candidatures:{geste}", args=[brouillon.pk, piece.pk])
    assert client.post(adresse, {"legende": "x"}).status_code == 404
    deposer(brouillon)
    with time_machine.travel(PENDANT, tick=False):
        poster(client, geste, piece, legende="x")
    assert list(brouillon.pieces.filter(code="statuts").values_list("pk", "legende")) == [(piece.pk, "")]


def test_ce_qui_est_facultatif_le_dit_sans_se_contredire(
    client: ClientLecteur, brouillon: Candidature
) -> None:
    connecter(client, brouillon.cree_par)
    page = texte(client.get(reverse("candidatures:pieces", args=[brouillon.pk])))
    assert "(facultatif pour votre structure)" in page
