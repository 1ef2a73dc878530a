"""A form whose token is stale gives back what one of our pages sent, and nothing of what others send."""

import pytest
from django.test import Client

from tests.candidatures.views.pages import lues
from tests.fabriques import UtilisateurFactory
from tests.scenarios import brouillon_complet, vague_ouverte

pytestmark = pytest.mark.django_db
SAISIE = {"instances": "Un texte d’une heure & <b>", "csrfmiddlewaretoken": "périmé", "password": "secret"}


@pytest.mark.parametrize(
    ("origine", "rendue"), [("http://testserver", True), ("http://ailleurs.test", False)]
)
def test_un_jeton_perime_rend_la_saisie_a_nos_seules_pages(origine: str, rendue: bool) -> None:
    client = Client(enforce_csrf_checks=True)
    client.force_login(UtilisateurFactory())
    reponse = client.post("/candidatures/nouvelle/", SAISIE, headers={"origin": origine})

    page = reponse.content.decode()
    assert reponse.status_code == 403
    assert ("Un texte d’une heure &amp; &lt;b&gt;" in page) is rendue
    assert ("Envoyer de nouveau" in page) is rendue
    assert "secret" not in page


def test_la_saisie_rendue_s_enregistre() -> None:
    candidature = brouillon_complet(vague_ouverte())
    client = Client(enforce_csrf_checks=True)
    client.force_login(candidature.cree_par)
    adresse = f"/candidatures/{candidature.pk}/gouvernance/"
    refus = client.post(
        adresse, {"instances": "Repris", "lues": lues(candidature)}, headers={"origin": "http://testserver"}
    )

    jeton = refus.context["csrf_token"]
    saisie = {nom: valeur for nom, valeur, _ in refus.context["champs"]} | {"csrfmiddlewaretoken": str(jeton)}
    assert client.post(adresse, saisie).status_code == 302
    assert candidature.reponses.get(champ="instances").valeur == "Repris"
