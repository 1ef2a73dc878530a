"""What a dossier takes up is compared and named within the perimeter of the agent only."""

import pytest
from django.urls import reverse

from ami.comptes.models import Perimetre, Role, Utilisateur
from candidatures.models import Candidature
from tests.candidatures.views.pages import connecter, texte
from tests.conftest import ClientLecteur
from tests.fabriques import siret
from tests.scenarios import agent, dossier_depose, vague_ouverte

pytestmark = pytest.mark.django_db


@pytest.fixture
def suite() -> Candidature:
    """Return a filed dossier of the Ain, which takes up one of the Bas-Rhin."""
    origine = dossier_depose(vague_ouverte(numero=1), rang=1)
    suite = dossier_depose(vague_ouverte(numero=2), rang=1, departement="01")
    suite.origine = origine
    suite.save(update_fields=["origine"])
    return suite


def referent(departement: str) -> Utilisateur:
    return agent(Role.REFERENT, perimetre=Perimetre.DEPARTEMENT, code=departement)


def test_un_referent_ne_lit_pas_le_dossier_repris_d_un_autre_departement(
    suite: Candidature, client: ClientLecteur
) -> None:
    assert suite.origine is not None
    comparer = reverse("instruction:comparer", args=[suite.pk])
    connecter(client, referent("01"))
    assert client.get(comparer, {"avec": "origine"}).status_code == 404
    for chemin in (comparer, reverse("instruction:dossier", args=[suite.pk])):
        page = client.get(chemin)
        assert page.status_code == 200
        assert str(suite.origine.numero) not in texte(page)
        assert "avec=origine" not in texte(page)
    assert "n’a qu’une version" in texte(client.get(comparer))

    connecter(client, referent("67"))
    page = client.get(reverse("instruction:dossier", args=[suite.origine.pk]))
    assert str(suite.numero) not in texte(page)
    assert siret(1) in texte(page)


def test_un_instructeur_lit_l_un_et_l_autre(suite: Candidature, client: ClientLecteur) -> None:
    assert suite.origine is not None
    connecter(client, agent(Role.INSTRUCTEUR))
    comparer = reverse("instruction:comparer", args=[suite.pk])
    assert f"avec le dossier {suite.origine.numero}" in " ".join(
        texte(client.get(comparer, {"avec": "origine"})).split()
    )
    assert str(suite.numero) in texte(client.get(reverse("instruction:dossier", args=[suite.origine.pk])))
