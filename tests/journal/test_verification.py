"""``manage.py verifier_journal`` finds whatever was tampered with under the triggers."""

import io
from collections.abc import Iterator
from contextlib import contextmanager
from copy import deepcopy

import pytest
from django.core.management import CommandError, call_command
from django.db import connection

from ami.journal.models import Entree
from ami.journal.verification import anomalies
from tests.fabriques import PENDANT
from tests.partage_du_module import Base
from tests.scenarios import brouillon_complet, deposer, vague_ouverte
from vagues.services import cloturer_vague

pytestmark = pytest.mark.django_db


@contextmanager
def gardes_levees() -> Iterator[None]:
    """What an attacker with the owner's rights would do."""
    with connection.cursor() as curseur:
        curseur.execute("SET CONSTRAINTS ALL IMMEDIATE")  # pending foreign keys forbid ALTER TABLE
        curseur.execute("ALTER TABLE journal_entree DISABLE TRIGGER USER")
        yield
        curseur.execute("SET CONSTRAINTS ALL IMMEDIATE")
        curseur.execute("ALTER TABLE journal_entree ENABLE TRIGGER USER")


@pytest.fixture(scope="module")
def entrees_du_module(base_du_module: Base) -> list[Entree]:
    """Return the lines of one dossier (created, filed), then that of its wave (closed)."""
    with base_du_module():
        volet = vague_ouverte()
        deposer(brouillon_complet(volet))
        cloturer_vague(vague_id=volet.vague_id, maintenant=volet.vague.cloture)
        return list(Entree.objects.order_by("objet_type", "objet_id", "rang"))


@pytest.fixture
def entrees(db: None, entrees_du_module: list[Entree]) -> list[Entree]:
    return deepcopy(entrees_du_module)


def _verifier() -> tuple[str, str]:
    sortie, erreurs = io.StringIO(), io.StringIO()
    call_command("verifier_journal", stdout=sortie, stderr=erreurs)
    return sortie.getvalue(), erreurs.getvalue()


def _natures() -> set[str]:
    return {anomalie.nature for anomalie in anomalies()}


def test_un_journal_intact_est_dit_intact(entrees: list[Entree]) -> None:
    assert _verifier() == (f"Journal intact : {len(entrees)} entrées vérifiées.\n", "")


def test_un_journal_vide_est_intact() -> None:
    assert _verifier() == ("Journal intact : 0 entrées vérifiées.\n", "")


@pytest.mark.parametrize(
    ("champ", "valeur"),
    [
        ("acte", "autre chose"),
        ("motif", "Un motif ajouté."),
        ("de", "brouillon!"),
        ("vers", "laureate"),
        ("donnees", {"numero": "FDT-99-0001"}),
        ("le", PENDANT.replace(year=2026)),
        ("empreinte", "0" * 64),
    ],
)
def test_un_champ_change_est_trouve(entrees: list[Entree], champ: str, valeur: object) -> None:
    with gardes_levees():
        Entree.objects.filter(pk=entrees[0].pk).update(**{champ: valeur})
    assert "contenu modifié" in _natures()


def test_une_entree_changee_et_recalculee_rompt_la_chaine(entrees: list[Entree]) -> None:
    premiere = entrees[0]
    assert entrees[1].objet_id == premiere.objet_id
    with gardes_levees():
        Entree.objects.filter(pk=premiere.pk).update(empreinte="f" * 64)
    assert _natures() == {"contenu modifié", "chaînage rompu"}


def test_une_entree_supprimee_au_milieu_est_trouvee(entrees: list[Entree]) -> None:
    with gardes_levees():
        entrees[0].delete()
    assert _natures() == {"rang 2 au lieu de 1", "chaînage rompu"}


def test_une_entree_supprimee_et_la_suite_renumerotee_est_trouvee(entrees: list[Entree]) -> None:
    with gardes_levees():
        entrees[0].delete()
        Entree.objects.filter(pk=entrees[1].pk).update(rang=1, empreinte_precedente="")
    assert _natures() == {"contenu modifié"}


def test_la_commande_nomme_chaque_anomalie_et_echoue(entrees: list[Entree]) -> None:
    with gardes_levees():
        Entree.objects.filter(pk=entrees[-1].pk).update(motif="Réécrit.")
    erreurs = io.StringIO()
    with pytest.raises(CommandError, match=r"^1 anomalie\(s\) dans le journal\.$"):
        call_command("verifier_journal", stderr=erreurs)
    fautive = entrees[-1]
    assert erreurs.getvalue() == (
        f"entrée {fautive.pk} ({fautive.objet_type} {fautive.objet_id}) : contenu modifié\n"
    )
