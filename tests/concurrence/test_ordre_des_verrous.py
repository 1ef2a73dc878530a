"""The watch on the order of locks sees what it must see (``tests/ordre_des_verrous.py``)."""

import pytest
from django.db import transaction

from candidatures.models import Candidature
from candidatures.services.verrous import verrouiller_dossier
from evaluation.models import Evaluation
from tests.concurrence.actes import vague_a_remplir, vague_close
from tests.ordre_des_verrous import tables_verrouillees
from vagues.models import Vague


@pytest.mark.parametrize(
    ("sql", "tables"),
    [
        (
            (
                'SELECT "vagues_vague"."id" FROM "vagues_vague" INNER JOIN "candidatures_candidature" ON (1) WHERE 1 LIMIT 21 '
                'FOR NO KEY UPDATE OF "vagues_vague"'
            ),
            ["vagues_vague"],
        ),
        (
            (
                'SELECT 1 FROM "selection_decision" INNER JOIN "candidatures_candidature" ON (1) '
                'FOR NO KEY UPDATE OF "selection_decision", "candidatures_candidature"'
            ),
            ["candidatures_candidature"],
        ),
        (
            'SELECT 1 FROM "notifications_courriel" FOR NO KEY UPDATE OF "notifications_courriel" SKIP LOCKED',
            ["notifications_courriel"],
        ),
        ('SELECT 1 FROM "evaluation_evaluation" FOR UPDATE', ["evaluation_evaluation"]),
        ('UPDATE "vagues_vague" SET "etat" = %s', ["vagues_vague"]),
        ('SELECT "vagues_vague"."id" FROM "vagues_vague"', []),
        ('UPDATE "candidatures_reponse" SET "valeur" = %s', []),
    ],
)
def test_ce_qu_une_instruction_verrouille(sql: str, tables: list[str]) -> None:
    assert tables_verrouillees(sql) == tables


def test_un_service_qui_prend_le_dossier_puis_la_vague_echoue() -> None:
    monde = vague_a_remplir()

    @transaction.atomic(durable=True)
    def a_l_envers() -> None:
        verrouiller_dossier(monde.dossier.pk, avec_sa_vague=False)
        Vague.objects.verrouiller(pk=monde.vague.pk)

    with pytest.raises(
        pytest.fail.Exception, match="vagues_vague est verrouillée après candidatures_candidature"
    ):
        a_l_envers()


def test_un_service_qui_ecrit_le_dossier_apres_la_lecture_echoue() -> None:
    monde = vague_close()

    @transaction.atomic(durable=True)
    def a_l_envers() -> None:
        Evaluation.objects.select_for_update(no_key=True).get(candidature=monde.dossier)
        Candidature.objects.filter(pk=monde.dossier.pk).update(nom="Autre")

    with pytest.raises(
        pytest.fail.Exception, match="candidatures_candidature est verrouillée après evaluation"
    ):
        a_l_envers()
    monde.dossier.refresh_from_db()
    assert monde.dossier.nom != "Autre"


def test_un_service_fini_ne_compte_plus_dans_le_suivant() -> None:
    monde = vague_a_remplir()

    @transaction.atomic(durable=True)
    def le_dossier() -> None:
        verrouiller_dossier(monde.dossier.pk, avec_sa_vague=False)

    @transaction.atomic(durable=True)
    def la_vague() -> None:
        Vague.objects.verrouiller(pk=monde.vague.pk)

    le_dossier()
    la_vague()
