"""A dossier completed while it is read: who read what is stored, told, confirmed, and shown to the committee."""

from html import unescape
from typing import Any

import pytest
import time_machine
from django.urls import reverse

from ami.commun.erreurs import TransitionInterdite
from ami.comptes.models import Role
from ami.journal.models import Entree
from ami.notifications.models import Courriel
from candidatures.models import Candidature
from evaluation.models import Evaluation
from evaluation.notes import en_saisies
from evaluation.services.evaluer import confirmer_la_version, enregistrer_evaluation
from evaluation.services.saisie import champs_de
from evaluation.tasks import prevenir_des_nouvelles_versions
from tests.candidatures.complements import demander, rendre, repondre
from tests.conftest import ClientLecteur
from tests.evaluation.conftest import PLUS_TARD, VagueClose
from tests.scenarios import administrateur, affecter, agent, noter, ouvrir_la_deliberation

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def plus_tard() -> Any:
    with time_machine.travel(PLUS_TARD, tick=False):
        yield


@pytest.fixture
def lectures(close: VagueClose) -> list[Evaluation]:
    """Two readings handed in on the first version, one begun; then the second version."""
    dossier = close.dossiers[0]
    remises = [noter(affecter(dossier), 4, 3, 2, 1) for _ in range(2)]
    noter(affecter(dossier), 1, 1, 1, 1, remettre=False)
    demander(dossier, agent(Role.INSTRUCTEUR))
    repondre(dossier, resume="Un lieu ressource, ouvert le soir.")
    rendre(dossier)
    return remises


def versions(dossier: Candidature) -> list[int | None]:
    return list(dossier.evaluations.order_by("pk").values_list("version_lue", flat=True))


def test_une_lecture_retient_la_version_que_montrait_sa_page(
    close: VagueClose, lectures: list[Evaluation]
) -> None:
    assert versions(close.dossiers[0]) == [1, 1, 1]
    remise = Entree.objects.filter(acte="évaluation remise").latest("pk")
    assert remise.donnees["version"] == 1


def test_ceux_qui_ont_remis_sont_prevenus_une_fois_avec_ce_qui_change(lectures: list[Evaluation]) -> None:
    for _ in range(2):
        prevenir_des_nouvelles_versions()
    courriels = Courriel.objects.filter(modele="nouvelle_version")
    assert {courriel.destinataire for courriel in courriels} == {lue.evaluateur.email for lue in lectures}
    assert courriels.count() == 2
    assert "Ce qui change :\n- " in courriels[0].texte.replace("\xa0", " ")
    assert "résumé" in courriels[0].texte.lower()
    assert "ouvert le soir" not in courriels[0].texte


def test_la_page_montre_les_differences_et_confirme(
    close: VagueClose, lectures: list[Evaluation], client: ClientLecteur
) -> None:
    lue, dossier = lectures[0], close.dossiers[0]
    client.force_login(lue.evaluateur)
    adresse = reverse("evaluation:evaluer", args=[dossier.pk])
    page = unescape(client.get(adresse).content.decode())
    assert "Vous avez lu la version 1." in page
    assert "ouvert le soir" in page
    client.post(reverse("evaluation:confirmer", args=[dossier.pk]), {"version": 2})
    assert versions(dossier) == [2, 1, 1]
    assert Entree.objects.latest("pk").donnees == {"version": 2}
    assert "Vous avez lu la version 1." not in unescape(client.get(adresse).content.decode())


def test_on_ne_remet_ni_ne_confirme_sur_une_version_depassee(
    lectures: list[Evaluation], contenus: Any
) -> None:
    lue, avant = lectures[0], contenus()
    with pytest.raises(TransitionInterdite, match="sa version 2 suit celle que vous lisiez"):
        confirmer_la_version(evaluation_id=lue.pk, version=1, par=lue.evaluateur, maintenant=PLUS_TARD)
    with pytest.raises(TransitionInterdite, match="sa version 2 suit celle que vous lisiez"):
        enregistrer_evaluation(
            evaluation_id=lue.pk,
            saisies=en_saisies(champs_de(lue)),
            remettre=True,
            par=lue.evaluateur,
            maintenant=PLUS_TARD,
            version=1,
        )
    assert contenus() == avant


def test_le_comite_voit_qui_a_lu_quoi(
    close: VagueClose, lectures: list[Evaluation], client: ClientLecteur
) -> None:
    confirmer_la_version(
        evaluation_id=lectures[0].pk, version=2, par=lectures[0].evaluateur, maintenant=PLUS_TARD
    )
    ouvrir_la_deliberation(close.vague)
    client.force_login(administrateur())
    tableau = client.get(reverse("selection:deliberation", args=[close.vague.numero]))
    lu = " ".join(unescape(tableau.content.decode()).replace("\xa0", " ").split())
    assert "1 sur la version 1 <br> 1 sur la version 2" in lu
    assert "Version 2 non lue par tous" in lu
    page = client.get(reverse("selection:decision", args=[close.vague.numero, close.dossiers[0].pk]))
    assert unescape(page.content.decode()).replace("\xa0", " ").count("N’a pas lu la version 2") == 1
