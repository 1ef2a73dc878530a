"""Two people and one dossier, in two browsers: invited, accepted, the signature handed over; one has no JavaScript."""

from datetime import timedelta
from typing import Any

import pytest
from django.urls import reverse
from django.utils import timezone

from candidatures.models import RoleAcces
from candidatures.services.creer import creer_candidature
from tests.fabriques import UtilisateurFactory
from tests.parcours.navigateur import MOBILE
from tests.scenarios import vague_ouverte

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.mark.lent
def test_inviter_puis_passer_la_signature(ouvrir: Any, live_server: Any) -> None:
    maintenant = timezone.now()
    volet = vague_ouverte(ouverture=maintenant - timedelta(days=20), cloture=maintenant + timedelta(days=20))
    signataire, alix = UtilisateurFactory(), UtilisateurFactory(email="alix@exemple.test")
    dossier = creer_candidature(volet_ouvert=volet, par=signataire, recu_le=maintenant)
    personnes = reverse("candidatures:personnes", args=[dossier.pk])
    un = ouvrir().entrer(signataire)
    deux = ouvrir(java_script_enabled=False).entrer(alix)
    deux.page.set_viewport_size(MOBILE)

    un.aller(personnes)
    un.page.get_by_role("button", name="Envoyer l’invitation").click()
    un.verifier()  # with the summary of errors
    un.page.get_by_label("Adresse électronique de la personne").fill("alix@exemple.test")
    un.page.get_by_role("button", name="Envoyer l’invitation").click()
    un.page.get_by_role("heading", name="Invitations en attente").wait_for()
    un.verifier()

    deux.aller(reverse("candidatures:liste"))
    deux.page.get_by_role("button", name="Accepter l’invitation").click()
    assert deux.page.url.endswith(reverse("candidatures:dossier", args=[dossier.pk]))

    un.aller(personnes)
    un.page.get_by_text("Changer son accès").click()
    un.verifier()
    un.page.get_by_role("button", name="Proposer de signer à ma place").click()
    un.page.get_by_role("heading", name="Changement de signataire proposé").wait_for()

    deux.aller(personnes)
    deux.page.get_by_role("button", name="Accepter de signer ce dossier").click()
    deux.page.get_by_role("heading", name="Inviter une personne").wait_for()
    assert dict(dossier.acces.values_list("utilisateur__email", "role")) == {
        signataire.email: RoleAcces.REDACTEUR,
        alix.email: RoleAcces.SIGNATAIRE,
    }

    deux.page.get_by_text("Changer son accès").click()
    deux.page.get_by_role("button", name="Fermer son accès tout de suite").click()
    assert un.page.goto(live_server.url + personnes).status == 404  # type: ignore[union-attr]
