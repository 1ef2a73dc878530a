"""A draft that missed its closing keeps its words and may go to another wave."""

from collections.abc import Callable
from datetime import timedelta

import pytest

from ami.commun.erreurs import DroitInsuffisant, HorsDelai, TransitionInterdite
from ami.journal.models import Entree
from candidatures.lectures import en_l_etat
from candidatures.services.reporter import reporter_brouillon
from tests.fabriques import APRES, CLOTURE
from tests.scenarios import brouillon_complet, clore, deposer, dossier_depose, vague_ouverte

pytestmark = pytest.mark.django_db
Compter = Callable[[], dict[str, int]]


def test_un_brouillon_d_une_vague_close_change_de_vague_avec_ses_reponses() -> None:
    close, suivante = vague_ouverte(numero=1), vague_ouverte(numero=2, cloture=CLOTURE + timedelta(days=90))
    candidature = brouillon_complet(close)
    clore(close.vague)
    reponses = en_l_etat.reponses(candidature)

    reporter_brouillon(
        candidature_id=candidature.pk, volet_ouvert=suivante, par=candidature.cree_par, recu_le=APRES
    )

    candidature.refresh_from_db()
    assert candidature.vague == suivante.vague
    assert en_l_etat.reponses(candidature) == reponses
    assert Entree.objects.get(acte="brouillon reporté").donnees == {"de_la_vague": 1, "vers_la_vague": 2}
    assert deposer(candidature, le=APRES).numero == "FDT-02-0001"


def test_un_brouillon_ne_quitte_pas_une_vague_encore_ouverte(tables: Compter) -> None:
    ouverte, suivante = vague_ouverte(), vague_ouverte()
    candidature = brouillon_complet(ouverte)
    avant = tables()

    with pytest.raises(TransitionInterdite, match="encore ouverte"):
        reporter_brouillon(
            candidature_id=candidature.pk,
            volet_ouvert=suivante,
            par=candidature.cree_par,
            recu_le=CLOTURE - timedelta(1),
        )

    assert tables() == avant


def test_un_brouillon_ne_va_pas_dans_une_vague_close(tables: Compter) -> None:
    volet, autre = vague_ouverte(), vague_ouverte()
    candidature = brouillon_complet(volet)
    clore(autre.vague)
    avant = tables()

    with pytest.raises(HorsDelai):
        reporter_brouillon(
            candidature_id=candidature.pk, volet_ouvert=autre, par=candidature.cree_par, recu_le=APRES
        )

    assert tables() == avant


def test_un_dossier_depose_ne_change_pas_de_vague(tables: Compter) -> None:
    volet, suivante = vague_ouverte(), vague_ouverte(cloture=CLOTURE + timedelta(days=90))
    candidature = dossier_depose(volet)
    avant = tables()

    with pytest.raises(TransitionInterdite, match="Seul un brouillon"):
        reporter_brouillon(
            candidature_id=candidature.pk, volet_ouvert=suivante, par=candidature.cree_par, recu_le=APRES
        )

    assert tables() == avant


def test_un_ancien_signataire_ne_change_plus_le_dossier_de_vague(contenus: Compter) -> None:
    close, suivante = vague_ouverte(numero=1), vague_ouverte(numero=2, cloture=CLOTURE + timedelta(days=90))
    candidature = brouillon_complet(close)
    clore(close.vague)
    candidature.acces.update(role="redacteur")
    avant = contenus()
    with pytest.raises(DroitInsuffisant, match="Seul le signataire"):
        reporter_brouillon(
            candidature_id=candidature.pk, volet_ouvert=suivante, par=candidature.cree_par, recu_le=APRES
        )
    assert contenus() == avant
