"""One wave seen whole: what its page offers in each state, and what each of its buttons does, once, twice, late."""

import html
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.urls import reverse

from ami.comptes.models import Role, Utilisateur
from ami.journal.models import Entree
from tests.conftest import ClientLecteur
from tests.evaluation.dossiers import dossier_numerote, lecture, mettre_a
from tests.fabriques import CLOTURE, OUVERTURE, PENDANT, CandidatureFactory, GrilleFactory
from tests.gabarits.page import Page
from tests.scenarios import administrateur, agent, vague_ouverte, vague_programmee
from vagues.models import Vague
from vagues.states import EtatVague

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def horloge() -> Iterator[time_machine.Traveller]:
    with time_machine.travel(PENDANT, tick=False) as voyage:
        yield voyage


@pytest.fixture
def admin() -> Utilisateur:
    return administrateur()


def texte(reponse: Any) -> str:
    return html.unescape(reponse.content.decode()).replace("\xa0", " ").replace("\u202f", " ")


def poster(client: ClientLecteur, compte: Utilisateur, nom: str, vague: Vague, **champs: Any) -> Any:
    client.force_login(compte)
    return client.post(reverse(f"pilotage:{nom}", args=[vague.numero]), champs)


def page(client: ClientLecteur, compte: Utilisateur, vague: Vague) -> Page:
    client.force_login(compte)
    reponse = client.get(reverse("pilotage:vague", args=[vague.numero]))
    assert reponse.status_code == 200
    lue = Page(reponse.content.decode())
    lue.verifier_les_liens()
    return lue


GESTES = {
    "corriger",
    "supprimer",
    "ouvrir",
    "cloturer",
    "cloturer/anticiper",
    "grille",
    "deliberation/ouvrir",
}


def offerts(lue: Page) -> set[str]:
    """Last words of the addresses that the forms of the page post to, and of the pages that ask before an act."""
    adresses = [f.attributs.get("action") or "" for f in lue.tous("form")]
    adresses += [lien.attributs.get("href") or "" for lien in lue.tous("a")]
    fins = {a.strip("/").split("/", 2)[-1] for a in adresses if a.startswith("/vagues/")}
    return fins & GESTES


def messages(client: ClientLecteur, reponse: Any) -> str:
    assert reponse.status_code == 302
    return texte(client.get(reponse["Location"]))


@pytest.mark.parametrize(
    ("etat", "instant", "actes"),
    [
        ("programmee", OUVERTURE - timedelta(seconds=1), {"corriger", "ouvrir", "supprimer", "grille"}),
        ("programmee", OUVERTURE, {"corriger", "ouvrir", "supprimer", "grille"}),
        ("ouverte", PENDANT, {"cloturer/anticiper"}),
        ("ouverte", CLOTURE, {"cloturer"}),
        ("close", CLOTURE, set()),  # not sealed: the deliberation waits
        ("en_deliberation", CLOTURE, set()),
        ("publiee", CLOTURE, set()),
        ("archivee", CLOTURE, set()),
    ],
)
def test_la_page_n_offre_que_ce_qui_est_possible(
    etat: str,
    instant: Any,
    actes: set[str],
    horloge: time_machine.Traveller,
    admin: Utilisateur,
    client: ClientLecteur,
) -> None:
    vague = mettre_a(vague_programmee().vague, etat)
    horloge.move_to(instant)
    assert offerts(page(client, admin, vague)) == actes
    assert offerts(page(client, agent(Role.AUDITEUR), vague)) == set()


@pytest.mark.parametrize(
    ("etat", "phrase"),
    [("programmee", "Changer de grille"), ("ouverte", "figée"), ("close", "figée"), ("publiee", "figée")],
)
def test_la_grille_attachee_n_est_offerte_qu_avant_l_ouverture(
    etat: str, phrase: str, admin: Utilisateur, client: ClientLecteur
) -> None:
    vague = vague_programmee().vague
    assert phrase in page(client, admin, mettre_a(vague, etat)).un("main").texte


def test_les_chiffres_sont_ceux_de_la_vague(admin: Utilisateur, client: ClientLecteur) -> None:
    volet = vague_ouverte()
    CandidatureFactory(vague=volet.vague, volet=volet.volet)
    for rang, etat in enumerate(("deposee", "recevable", "retiree", "irrecevable", "a_completer"), start=1):
        dossier = dossier_numerote(volet, rang, etat=etat)
    for etat in ("remise", "brouillon", "deport"):
        lecture(dossier, etat)
    dossier_numerote(vague_ouverte())
    lue = page(client, admin, mettre_a(volet.vague, "close"))
    valeurs = dict(zip((t.texte for t in lue.tous("dt")), (d.texte for d in lue.tous("dd")), strict=True))
    assert {
        nom: valeurs[nom]
        for nom in (
            "Dossiers déposés, retirés compris",
            "dont retirés",
            "dont non recevables",
            "dont à compléter",
            "Brouillons non déposés",
            "Évaluations remises",
            "Déports",
        )
    } == {
        "Dossiers déposés, retirés compris": "5",
        "dont retirés": "1",
        "dont non recevables": "1",
        "dont à compléter": "1",
        "Brouillons non déposés": "1",
        "Évaluations remises": "1 / 2",
        "Déports": "1",
    }


def test_ouvrir_deux_fois_n_ouvre_qu_une_fois(
    admin: Utilisateur, client: ClientLecteur, contenus: Any
) -> None:
    vague = vague_programmee().vague
    reponse = poster(client, admin, "ouvrir", vague, motif=" Tout \r\n est prêt. ", confirmation="on")
    assert f"{vague} est ouverte" in messages(client, reponse)
    ligne = Entree.objects.get()
    assert (ligne.par, ligne.le, ligne.vers) == (admin, PENDANT, "ouverte")
    avant = contenus()
    reponse = poster(client, admin, "ouvrir", vague, confirmation="on")
    assert "Cette vague est déjà ouverte." in messages(client, reponse)
    assert contenus() == avant


def test_attacher_une_grille_la_montre_et_la_journalise(admin: Utilisateur, client: ClientLecteur) -> None:
    vague, grille = mettre_a(vague_ouverte().vague, "programmee"), GrilleFactory(libelle="Grille 2027")
    reponse = poster(client, admin, "grille", vague, grille=grille.pk)
    lue = messages(client, reponse)
    assert "Grille attachée à la vague." in lue
    assert "Grille 2027" in lue
    assert Entree.objects.get().donnees == {"grille": grille.code}


@pytest.mark.parametrize(
    ("instant", "titre"),
    [
        (OUVERTURE - timedelta(days=1), "La vague ne pourra pas s’ouvrir"),
        (OUVERTURE, "La vague ne s’est pas ouverte à son heure"),
    ],
)
def test_ce_qui_empechera_l_ouverture_se_voit_en_rouge_avant_la_date(
    instant: Any, titre: str, horloge: time_machine.Traveller, admin: Utilisateur, client: ClientLecteur
) -> None:
    horloge.move_to(instant)
    lue = page(client, admin, mettre_a(vague_ouverte().vague, "programmee"))
    (alerte,) = en_rouge(lue)
    assert titre in alerte
    assert "Aucune grille d’évaluation n’est attachée à cette vague" in alerte
    assert en_rouge(page(client, admin, vague_programmee().vague)) == []


def en_rouge(lue: Page) -> list[str]:
    return [s.texte for s in lue.tous("section") if "fr-alert--error" in s.mots("class")]


@pytest.mark.parametrize("choix", ["", "999999", "x", "\x00"], ids=ascii)
def test_une_grille_hors_de_la_liste_n_ecrit_rien(
    choix: str, admin: Utilisateur, client: ClientLecteur, contenus: Any
) -> None:
    vague = mettre_a(vague_ouverte().vague, "programmee")
    avant = contenus()
    reponse = poster(client, admin, "grille", vague, grille=choix)
    assert "Choisissez une grille dans la liste." in messages(client, reponse)
    assert contenus() == avant


@pytest.mark.parametrize("etat", ["ouverte", "close", "en_deliberation", "publiee", "archivee"])
def test_une_grille_trop_tard_le_dit(
    etat: str, admin: Utilisateur, client: ClientLecteur, contenus: Any
) -> None:
    vague, grille = mettre_a(vague_ouverte().vague, etat), GrilleFactory()
    avant = contenus()
    reponse = poster(client, admin, "grille", vague, grille=grille.pk)
    assert "La grille est figée depuis l’ouverture de la vague." in messages(client, reponse)
    assert contenus() == avant


def test_ouvrir_la_deliberation_mene_au_classement(admin: Utilisateur, client: ClientLecteur) -> None:
    vague = mettre_a(vague_ouverte().vague, "close")
    reponse = poster(client, admin, "ouvrir_deliberation", vague, confirmation="on")
    assert reponse["Location"] == reverse("selection:deliberation", args=[vague.numero])
    assert "La délibération est ouverte" in messages(client, reponse)


@pytest.mark.parametrize("etat", [e for e in EtatVague.values if e != "close"])
def test_deliberer_hors_de_sa_phase_reste_sur_la_vague(
    etat: str, admin: Utilisateur, client: ClientLecteur, contenus: Any
) -> None:
    vague = mettre_a(vague_ouverte().vague, etat)
    avant = contenus()
    reponse = poster(client, admin, "ouvrir_deliberation", vague, confirmation="on")
    assert reponse["Location"] == reverse("pilotage:vague", args=[vague.numero])
    assert "ne peut pas devenir en délibération" in messages(client, reponse)
    assert contenus() == avant


@pytest.mark.parametrize("nom", ["grille", "retirer_anticipation"])
def test_une_vague_inconnue_est_introuvable_et_un_lien_n_agit_pas(
    nom: str, admin: Utilisateur, client: ClientLecteur, contenus: Any
) -> None:
    vague = mettre_a(vague_ouverte().vague, "programmee")
    client.force_login(admin)
    avant = contenus()
    assert client.post(reverse(f"pilotage:{nom}", args=[9999])).status_code == 404
    assert client.get(reverse(f"pilotage:{nom}", args=[vague.numero])).status_code == 405
    assert contenus() == avant
