"""Repeatable blocks: a draft keeps two hundred rows of each, whichever way they come."""

import pytest

from candidatures.lectures import en_l_etat
from candidatures.models import Candidature
from tests.candidatures.views.pages import connecter, poster, texte
from tests.candidatures.views.porteur.test_autosave import envoyer
from tests.conftest import ClientLecteur

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("pendant_la_vague")]


def postes(nombre: int, debut: int = 0) -> dict[str, str]:
    return {f"postes-{rang}-poste": f"Poste {debut + rang}" for rang in range(nombre)}


def noms_des_postes(candidature: Candidature) -> list[str]:
    return [poste["poste"] for poste in en_l_etat.reponses(candidature)["postes"]]


def test_cent_lignes_sont_gardees_et_pas_une_de_plus(client: ClientLecteur, brouillon: Candidature) -> None:
    connecter(client, brouillon.cree_par)
    assert "postes" in envoyer(client, brouillon, **postes(100)).json()["champs"]
    bilan = envoyer(client, brouillon, **postes(900, 1000), usagers="Un collège.").json()
    assert (list(bilan["champs"]), list(bilan["refusees"])) == (["usagers"], ["postes"])
    assert bilan["refusees"]["postes"].startswith("Cette liste compte plus de 100 lignes")
    assert noms_des_postes(brouillon) == [f"Poste {rang}" for rang in range(100)]


def test_reunir_encore_et_encore_ne_fait_pas_grandir_la_liste(
    client: ClientLecteur, brouillon: Candidature
) -> None:
    connecter(client, brouillon.cree_par)
    for tour in range(3):
        envoyer(client, brouillon, **postes(90, 90 * tour), reunir="postes")
    assert noms_des_postes(brouillon) == [f"Poste {rang}" for rang in range(180, 270)]


def test_une_liste_demesuree_est_refusee_par_la_page_aussi(
    client: ClientLecteur, brouillon: Candidature
) -> None:
    avant = en_l_etat.reponses(brouillon)["postes"]
    reponse = poster(client, brouillon, "gouvernance", **postes(900))
    assert reponse.status_code == 422
    assert "Cette liste compte plus de 100 lignes : elle n’est pas enregistrée" in texte(reponse)
    assert len(reponse.context["form"].reponses["postes"]) == 101
    assert en_l_etat.reponses(brouillon)["postes"] == avant
