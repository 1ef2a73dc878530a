"""The command: refusals, all or nothing, same content for the same day."""

from io import StringIO
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from ami.comptes.models import Utilisateur
from ami.demonstration import evaluations
from ami.demonstration.chargement import charger
from ami.demonstration.management.commands.charger_demonstration import Command
from candidatures.models import Candidature, Reponse
from evaluation.models import Note
from tests.demonstration.conftest import JOUR
from tests.partage_du_module import rien_n_en_restera
from vagues.models import Appel, Vague

pytestmark = pytest.mark.django_db


def _commander(**options: Any) -> str:
    sortie = StringIO()
    call_command(Command(), stdout=sortie, **options)  # its app is installed only where AMI_DEMO is set
    return sortie.getvalue()


def _rien_n_est_ecrit() -> bool:
    return not (Appel.objects.exists() or Vague.objects.exists() or Utilisateur.objects.exists())


def test_hors_d_un_site_de_demonstration_rien_n_est_ecrit(settings: Any) -> None:
    settings.AMI_DEMO = False
    with pytest.raises(CommandError, match="site de démonstration"):
        _commander()
    assert _rien_n_est_ecrit()


@pytest.mark.parametrize("nombre", [-1, 0, 39, 100_000])
def test_un_nombre_hors_bornes_est_refuse(settings: Any, nombre: int) -> None:
    settings.AMI_DEMO = True
    with pytest.raises(CommandError, match="de 40 à 99999"):
        _commander(candidatures=nombre)
    assert _rien_n_est_ecrit()


def test_une_base_qui_contient_un_autre_appel_est_refusee(settings: Any) -> None:
    settings.AMI_DEMO = True
    Appel.objects.create(
        code="AUTRE", titre="Autre", chapeau="…", operateur="…", courriel="a@b.test", ouvert_le=JOUR
    )
    with pytest.raises(CommandError, match="base vide"):
        _commander()
    assert not Vague.objects.exists()


@pytest.mark.lent
def test_la_commande_dit_ce_qu_elle_a_fait_puis_que_c_est_deja_fait(settings: Any) -> None:
    settings.AMI_DEMO = True
    assert "40 dossiers" in _commander()
    assert "rien n’a changé" in _commander()


@pytest.mark.lent  # the whole demonstration, cut, then loaded
def test_une_panne_au_milieu_ne_laisse_rien_et_le_second_chargement_aboutit(
    settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings.AMI_DEMO = True

    def tomber(*_args: object) -> None:
        raise RuntimeError("panne")

    with monkeypatch.context() as panne:
        panne.setattr(evaluations, "publier", tomber)
        with pytest.raises(RuntimeError, match="panne"):
            charger(candidatures=40, jour=JOUR)
    assert _rien_n_est_ecrit()
    assert charger(candidatures=40, jour=JOUR)
    assert Candidature.objects.count() == 40


def _contenu() -> list[Any]:
    """Everything but identifiers, which services draw at random."""
    return [
        list(
            Candidature.objects.order_by("cree_le", "nom").values_list("etat", "nom", "numero", "depose_le")
        ),
        sorted(Reponse.objects.values_list("champ", "valeur", "le"), key=str),
        sorted(Note.objects.values_list("valeur", "justification"), key=str),
    ]


@pytest.mark.lent  # the whole demonstration, twice
def test_le_meme_jour_donne_le_meme_contenu(settings: Any) -> None:
    settings.AMI_DEMO = True
    contenus = []
    for _ in range(2):
        with rien_n_en_restera():
            charger(candidatures=46, jour=JOUR)
            contenus.append(_contenu())
    assert contenus[0] == contenus[1]
