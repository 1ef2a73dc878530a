"""The board and a decision, through their pages: late, by an interested administrator, in another wave."""

import html
from typing import Any

import pytest
from django.urls import reverse

from ami.comptes.models import Utilisateur
from candidatures.models import Candidature
from evaluation.models import Synthese
from evaluation.selection.models import Decision
from tests.conftest import ClientLecteur
from tests.evaluation.conftest import VagueClose, vague_close
from tests.evaluation.dossiers import dossiers_en_nombre, mettre_a, vague_a_lire
from tests.fabriques import AccesFactory, UtilisateurFactory
from tests.gabarits.page import Page
from tests.scenarios import ecrire_l_etat, ouvrir_la_deliberation

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("plus_tard")]
REFUS = {"sens": "non_retenue", "motif": "Trop fragile."}


def page(close: VagueClose, dossier: Candidature) -> str:
    return reverse("selection:decision", args=[close.vague.numero, dossier.pk])


def tableau(client: ClientLecteur, close: VagueClose) -> Page:
    lue = Page(client.get(reverse("selection:deliberation", args=[close.vague.numero])).content.decode())
    lue.verifier_les_liens()
    return lue


@pytest.mark.parametrize("etat", ["close", "publiee"])
def test_decider_hors_de_la_deliberation_le_dit_et_garde_la_saisie(
    etat: str, close: VagueClose, admin: Utilisateur, client: ClientLecteur, contenus: Any
) -> None:
    mettre_a(close.vague, etat)
    avant = contenus()
    reponse = client.post(page(close, close.dossiers[0]), REFUS)
    assert reponse.status_code == 409
    lue = html.unescape(reponse.content.decode())
    assert "Une décision s’enregistre pendant la délibération de la vague." in lue
    assert contenus() == avant


@pytest.mark.parametrize(
    ("champs", "phrases"),
    [
        ({"montant": "1"}, ["Motivez la décision", "1 € est en dessous", "dites pourquoi il est décidé"]),
        ({"motif": "M.", "montant": "1"}, ["1 € est en dessous", "dites pourquoi il est décidé"]),
        ({"montant": "-5", "sans_evaluation": "S."}, ["Motivez la décision", "ne peut pas être négatif"]),
        ({"sens": "ajournee", "montant": "1"}, ["Motivez la décision", "dites pourquoi il est décidé"]),
    ],
    ids=str,
)
def test_une_decision_refusee_dit_tout_ce_qui_manque(
    champs: dict[str, str],
    phrases: list[str],
    close: VagueClose,
    admin: Utilisateur,
    client: ClientLecteur,
    contenus: Any,
) -> None:
    mettre_a(close.vague, "en_deliberation")
    avant = contenus()
    reponse = client.post(page(close, close.dossiers[0]), {"sens": "laureate", "motif": "", **champs})
    dites = " ".join(erreur for liste in reponse.context["form"].errors.values() for erreur in liste)
    lues = dites.replace("\xa0", " ")
    assert (reponse.status_code, [phrase in lues for phrase in phrases]) == (422, [True] * len(phrases))
    assert contenus() == avant


def test_un_administrateur_interesse_ne_voit_ni_ne_decide(
    admin: Utilisateur, client: ClientLecteur, contenus: Any
) -> None:
    close = vague_a_lire(2, etat="en_deliberation")
    cache, montre = close.dossiers
    AccesFactory(candidature=cache, utilisateur=admin, role="lecteur")
    texte = tableau(client, close).un("main").texte
    assert (str(cache.numero) in texte, str(montre.numero) in texte) == (False, True)
    avant = contenus()
    assert client.get(page(close, cache)).status_code == 404
    assert client.post(page(close, cache), REFUS).status_code == 404
    assert contenus() == avant


@pytest.mark.parametrize(
    ("nombre", "phrase"),
    [
        (1, "Dont 1 dossier à compléter : il se décidera une fois renvoyé ou son délai passé."),
        (2, "Dont 2 dossiers à compléter : ils se décideront une fois renvoyés ou leur délai passé."),
    ],
)
def test_ce_qui_est_a_completer_est_dit(
    nombre: int, phrase: str, admin: Utilisateur, client: ClientLecteur
) -> None:
    close = vague_a_lire(3)
    for dossier in close.dossiers[:nombre]:
        ecrire_l_etat(Candidature.objects.filter(pk=dossier.pk), "a_completer")
    assert phrase in tableau(client, close).un("main").texte.replace("\u00a0", " ")


@pytest.mark.parametrize("etat", ["brouillon", "retiree", "irrecevable"])
def test_un_dossier_hors_de_la_course_n_est_pas_a_decider(
    etat: str, admin: Utilisateur, client: ClientLecteur, contenus: Any
) -> None:
    close = vague_a_lire(etat="en_deliberation")
    Candidature.objects.update(etat=etat)
    avant = contenus()
    assert client.post(page(close, close.dossiers[0]), REFUS).status_code == 404
    assert contenus() == avant


def test_un_dossier_d_une_autre_vague_n_est_pas_a_cette_adresse(
    admin: Utilisateur, client: ClientLecteur, contenus: Any
) -> None:
    close, autre = vague_a_lire(etat="en_deliberation"), vague_a_lire(etat="en_deliberation")
    avant = contenus()
    assert client.post(page(close, autre.dossiers[0]), REFUS).status_code == 404
    assert contenus() == avant


def test_le_tableau_compte_les_decisions_et_ce_qui_est_engage(
    admin: Utilisateur, client: ClientLecteur
) -> None:
    close = vague_a_lire(3, etat="en_deliberation")
    for dossier, moyenne in zip(close.dossiers, ("3.5", "4.5", "3.5"), strict=True):
        Synthese.objects.create(candidature=dossier, moyenne=moyenne, evaluations=1)
    for dossier, montant in ((close.dossiers[0], 100_000), (close.dossiers[1], 50_000)):
        Decision.objects.create(
            candidature=dossier, sens="laureate", montant=montant, motif="M.", par=UtilisateurFactory()
        )
    reponse = client.get(reverse("selection:deliberation", args=[close.vague.numero]))
    contexte = reponse.context
    assert (contexte["decides"], contexte["laureats"], contexte["engage"]) == (2, 2, 150_000)
    assert [ligne.rang for ligne in contexte["classement"]] == [1, 2, 2]
    assert "150\u202f000\u00a0€" in tableau(client, close).un("main").texte


def test_un_tableau_de_plus_de_trois_cents_dossiers_se_lit_par_pages(
    admin: Utilisateur, client: ClientLecteur
) -> None:
    close = vague_a_lire(0, etat="en_deliberation")
    dossiers = dossiers_en_nombre(close.volet, 302)
    premiere = tableau(client, close)
    assert "Dossiers décidés : 0 / 302" in premiere.un("main").texte.replace("\xa0", " ")
    assert len(premiere.tous("th", scope="row")) == 300
    (suivante,) = (lien for lien in premiere.tous("a") if lien.texte == "Page suivante")
    assert (
        suivante.attributs["href"] == "?page=2"
    )  # no mean in an address, which logs keep: it is under embargo
    adresse = reverse("selection:deliberation", args=[close.vague.numero]) + suivante.attributs["href"]
    lue = Page(client.get(adresse).content.decode())
    assert [entete.texte.split()[0] for entete in lue.tous("th", scope="row")] == [
        d.numero for d in dossiers[300:]
    ]


def test_une_decision_prise_on_revient_a_sa_page(
    admin: Utilisateur, client: ClientLecteur, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("evaluation.selection.views.deliberation.PAR_PAGE", 1)
    close = vague_close(2)
    ouvrir_la_deliberation(close.vague)
    adresse = reverse("selection:deliberation", args=[close.vague.numero]) + "?page=2"
    dossier = close.dossiers[1]
    assert f"{page(close, dossier)}?page=2" in client.get(adresse).content.decode()
    lue = Page(client.get(f"{page(close, dossier)}?page=2").content.decode())
    retours = [
        lien.attributs["href"] for lien in lue.tous("a") if "deliberation/?" in lien.attributs.get("href", "")
    ]
    assert retours == [adresse] * 2
    assert f"{page(close, dossier)}?page=2" in {form.attributs["action"] for form in lue.tous("form")}
    reponse = client.post(f"{page(close, dossier)}?page=2", REFUS | {"sans_evaluation": "Sur pièces."})
    assert (reponse.status_code, reponse["Location"]) == (302, adresse)
