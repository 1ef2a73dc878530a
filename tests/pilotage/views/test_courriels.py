"""The page of mails that reached nobody, for administrators."""

import pytest

from ami.notifications.models import Courriel
from ami.notifications.states import EtatCourriel
from tests.conftest import ClientLecteur
from tests.fabriques import PENDANT, AccesFactory, CandidatureFactory
from tests.notifications.test_envoi import courriel
from tests.scenarios import administrateur

pytestmark = pytest.mark.django_db
LECTEUR = "perdu@exemple.test"


@pytest.mark.parametrize("partie", [False, True])
def test_qui_a_un_interet_ne_lit_pas_a_qui_est_confie_le_dossier(partie: bool, client: ClientLecteur) -> None:
    dossier, admin = CandidatureFactory(), administrateur()
    client.force_login(admin)
    perdu = courriel(
        "perdu",
        destinataire=LECTEUR,
        concerne=str(dossier.pk),
        etat=EtatCourriel.EN_ECHEC,
        tentatives=10,
        cree_le=PENDANT,
    )
    if partie:
        AccesFactory(candidature=dossier, utilisateur=admin, role="redacteur")
    page = client.get(f"/vagues/{dossier.vague.numero}/courriels/").content.decode()
    assert (LECTEUR in page) is not partie
    assert ("voir lesquels" in client.get(f"/vagues/{dossier.vague.numero}/").content.decode()) is not partie
    client.post(f"/vagues/{dossier.vague.numero}/courriels/renvoyer/")
    assert Courriel.objects.filter(pk=perdu.pk, etat=EtatCourriel.EN_ECHEC).exists() is partie
