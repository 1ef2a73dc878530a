"""Two pages on the same reading, the same decision, the same settings: nothing that was not read is overwritten."""

import re
from html import unescape
from typing import Any

import pytest
from django.urls import reverse

from ami.comptes.models import Utilisateur
from evaluation.models import Evaluation, GrilleVague, Note
from evaluation.selection.models import Decision
from evaluation.selection.services.deliberer import decider
from evaluation.selection.states import Sens
from tests.conftest import ClientLecteur
from tests.evaluation.conftest import PLUS_TARD, VagueClose
from tests.evaluation.dossiers import mettre_a
from tests.fabriques import GrilleFactory
from tests.scenarios import (
    SANS_EVALUATION,
    administrateur,
    affecter,
    agent,
    noter,
    ouvrir_la_deliberation,
    vague_ouverte,
)


def page_de(client: ClientLecteur, par: Utilisateur, adresse: str) -> dict[str, str]:
    """What a browser sends back of this page, untouched."""
    client.force_login(par)
    return champs_de(client.get(adresse).content.decode())


def champs_de(page: str) -> dict[str, str]:
    envoi: dict[str, str] = {}
    for balise in re.findall(r"<input[^>]*>", page):
        attributs = dict(re.findall(r'([a-z-]+)="([^"]*)"', balise))
        nom, coche = attributs.get("name", ""), " checked" in balise
        if nom and (attributs.get("type") not in ("radio", "checkbox") or coche):
            envoi[nom] = unescape(attributs.get("value", "on" if coche else ""))
    for nom, texte in re.findall(r'<textarea[^>]*?name="([^"]+)"[^>]*>\n?([^<]*)</textarea>', page):
        envoi[nom] = unescape(texte)
    return envoi


pytestmark = pytest.mark.django_db


@pytest.fixture
def lecture(close: VagueClose, client: ClientLecteur) -> Any:
    """A reading handed in as 1, 1, 4, 3, its page, and how to send it."""
    evaluation = affecter(close.dossiers[0])
    noter(evaluation, 1, 1, 4, 3)
    adresse = reverse("evaluation:evaluer", args=[evaluation.candidature_id])
    ouverte = page_de(client, evaluation.evaluateur, adresse)
    noter(evaluation, 5, 5, 5, 5)
    Note.objects.filter(evaluation=evaluation, critere=close.criteres[0]).update(justification="Relu.")
    return adresse, ouverte, evaluation


def notes_de(evaluation: Any) -> list[int | None]:
    return list(evaluation.notes.order_by("critere__ordre").values_list("valeur", flat=True))


def test_enregistrer_une_page_intacte_ne_ramene_pas_les_anciennes_notes(
    lecture: Any, client: ClientLecteur
) -> None:
    adresse, ouverte, evaluation = lecture
    assert client.post(adresse, ouverte | {"enregistrer": "1"}).status_code == 302
    assert notes_de(evaluation) == [5, 5, 5, 5]
    assert evaluation.notes.earliest("critere__ordre").justification == "Relu."


def test_une_page_sans_marque_n_ecrase_aucune_note(
    lecture: Any, client: ClientLecteur, contenus: Any
) -> None:
    adresse, ouverte, _ = lecture
    avant = contenus()
    assert client.post(adresse, ouverte | {"lues": ""}).status_code == 409
    assert contenus() == avant


def test_deux_notes_differentes_sont_opposees_et_rien_n_est_ecrit(
    lecture: Any, close: VagueClose, client: ClientLecteur, contenus: Any
) -> None:
    adresse, ouverte, evaluation = lecture
    premier = f"note_{close.criteres[0].pk}"
    avant = contenus()
    refusee = client.post(adresse, ouverte | {premier: "2", "enregistrer": "1"})
    assert (refusee.status_code, contenus()) == (409, avant)
    page = refusee.content.decode()
    assert "2 – Faible" in page
    assert "5 – Excellent" in page

    rendue = champs_de(page)
    assert [rendue[f"note_{critere.pk}"] for critere in close.criteres] == ["2", "5", "5", "5"]
    assert client.post(adresse, rendue | {"prendre": premier}).status_code == 302
    assert notes_de(evaluation) == [5, 5, 5, 5]
    assert client.post(adresse, rendue | {"garder": premier}).status_code == 302
    assert notes_de(evaluation) == [2, 5, 5, 5]


def test_le_montant_d_un_autre_administrateur_n_est_pas_remplace(
    close: VagueClose, client: ClientLecteur, contenus: Any
) -> None:
    ouvrir_la_deliberation(close.vague)
    dossier, autre = close.dossiers[0], administrateur()
    adresse = reverse("selection:decision", args=[close.vague.numero, dossier.pk])
    ouverte = page_de(client, administrateur(), adresse)
    decider(
        candidature_id=dossier.pk,
        sens=Sens.LAUREATE,
        montant=120_000,
        motif="Un lieu solide.",
        precisions=SANS_EVALUATION,
        par=autre,
        maintenant=PLUS_TARD,
    )
    avant = contenus()
    refusee = client.post(
        adresse,
        ouverte
        | {
            "sens": "laureate",
            "montant": "80 000",
            "motif": "Un lieu solide.",
            "sans_evaluation": "Sur pièces.",
        },
    )
    assert (refusee.status_code, contenus()) == (409, avant)
    page = unescape(refusee.content.decode())
    assert f"{autre} a modifié les mêmes valeurs" in page
    for montant in ("80\u202f000\xa0€", "120\u202f000\xa0€"):
        assert montant in page

    rendue = champs_de(refusee.content.decode())
    assert client.post(adresse, rendue).status_code == 302  # both were read: what is sent was chosen
    assert Decision.objects.get().montant == 80_000


def test_un_dossier_affecte_entre_temps_ne_recoit_pas_un_second_lecteur_en_silence(
    close: VagueClose, client: ClientLecteur
) -> None:
    adresse = reverse("affectation:tableau", args=[close.vague.numero])
    ouverte = page_de(client, administrateur(), adresse)
    premier = affecter(close.dossiers[0]).evaluateur
    envoi = ouverte | {"evaluateur": str(agent().pk), "candidatures": str(close.dossiers[0].pk)}
    suite = client.get(client.post(adresse, envoi)["Location"])
    assert f"Ce sont maintenant : {premier}" in unescape(suite.content.decode()).replace("\xa0", " ")
    assert [lue.evaluateur for lue in Evaluation.objects.all()] == [premier]

    relue = champs_de(suite.content.decode())
    client.post(adresse, relue | {nom: envoi[nom] for nom in ("evaluateur", "candidatures")})
    assert Evaluation.objects.count() == 2  # the page that showed the first one may add another


def test_la_grille_choisie_par_un_autre_n_est_pas_remplacee(client: ClientLecteur) -> None:
    vague = mettre_a(vague_ouverte().vague, "programmee")
    adresse = reverse("pilotage:vague", args=[vague.numero])
    ouverte = page_de(client, administrateur(), adresse)
    une, autre = GrilleFactory(code="une", libelle="Une"), GrilleFactory(code="autre", libelle="Autre")
    GrilleVague.objects.create(vague=vague, grille=une)
    reponse = client.post(reverse("pilotage:grille", args=[vague.numero]), ouverte | {"grille": autre.pk})
    dite = client.get(reponse["Location"]).content.decode().replace("\xa0", " ")
    assert "c’est maintenant « Une », et vous choisissiez « Autre »" in dite
    assert GrilleVague.objects.get().grille == une


def test_les_reglages_d_un_autre_restent_et_une_meme_question_est_opposee(
    client: ClientLecteur, contenus: Any
) -> None:
    ouvert = vague_ouverte()
    mettre_a(ouvert.vague, "programmee")
    adresse = reverse("reglages:section", args=[ouvert.vague.numero, ouvert.volet.code, "gouvernance"])
    une = page_de(client, administrateur(), adresse)
    autre = page_de(client, administrateur(), adresse)
    client.post(adresse, une | {"instances-libelle": "Vos instances", "instances-aide": "Listez-les."})
    assert client.post(adresse, autre | {"usagers-libelle": "Vos usagers"}).status_code == 302
    ouvert.refresh_from_db()
    assert ouvert.reglages["champs"] == {
        "instances": {"libelle": "Vos instances", "aide": "Listez-les."},
        "usagers": {"libelle": "Vos usagers"},
    }

    avant = contenus()
    refusee = client.post(adresse, autre | {"instances-libelle": "Les instances du lieu"})
    assert (refusee.status_code, contenus()) == (409, avant)
    page = refusee.content.decode()
    assert "Les instances du lieu" in page
    rendue = champs_de(page)
    assert (rendue["instances-aide"], rendue["usagers-libelle"]) == ("Listez-les.", "Vos usagers")
    assert client.post(adresse, rendue | {"garder": "champs.instances.libelle"}).status_code == 302
    ouvert.refresh_from_db()
    assert ouvert.reglages["champs"]["instances"] == {
        "libelle": "Les instances du lieu",
        "aide": "Listez-les.",
    }
