"""A publication prepares before it locks: what changes meanwhile is read again, and no statement grows with the wave."""

from typing import Any

import pytest
from django.db import connection

from ami.commun.erreurs import ErreurMetier
from candidatures.models import Acces, Candidature, RoleAcces
from evaluation.selection.models import Decision
from evaluation.selection.services.preparer import preparer_les_resultats
from evaluation.selection.services.publier import publier_vague
from tests.evaluation.selection.services.test_publier import (
    JOUR_J,
    demander,
    publier,
    resultats,
    vague_decidee,
)
from tests.scenarios import administrateur
from vagues.models import Vague

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("quoi", ["rien", "acces", "dossier", "motif"])
def test_ce_qui_change_apres_la_preparation_est_relu_sous_le_verrou(quoi: str) -> None:
    """What is written is what is stored when the wave is locked, never what was read a moment before."""
    decidee = vague_decidee(4)
    demander(decidee)
    par, laureat = administrateur(), decidee.dossiers[1]
    lu = preparer_les_resultats(decidee.vague.pk, par=par, le=JOUR_J)
    if quoi == "acces":
        Acces.objects.filter(candidature=laureat).update(role=RoleAcces.LECTEUR)
    elif quoi == "dossier":
        Candidature.objects.filter(pk=laureat.pk).update(nom="Autre nom")
    elif quoi == "motif":
        Decision.objects.filter(candidature=laureat).update(motif="Autre motif.")

    def publier_ce_qui_est_lu() -> Vague:
        return publier_vague(vague_id=decidee.vague.pk, par=par, maintenant=JOUR_J, lu=lu)

    if quoi in ("dossier", "motif"):  # what the first administrator signed
        with pytest.raises(ErreurMetier, match="Des décisions ont changé"):
            publier_ce_qui_est_lu()
        assert not Candidature.objects.filter(etat="laureate").exists()
    else:
        publier_ce_qui_est_lu()
        ecrits = set(resultats().values_list("destinataire", flat=True))
        assert (laureat.cree_par.email in ecrits) is (quoi == "rien")


def _textes_de_la_publication(nombre: int) -> list[str]:
    """The statements, as they are written before their parameters."""
    close, seconde = vague_decidee(nombre), administrateur()
    demander(close)
    textes: list[str] = []

    def noter(execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        textes.append(sql)
        return execute(sql, params, many, context)

    with connection.execute_wrapper(noter):
        publier(close, seconde)
    assert Candidature.objects.filter(vague=close.vague, etat="laureate").count() == (nombre + 2) // 4
    return [texte for texte in textes if "SAVEPOINT" not in texte]


def test_publier_ecrit_les_memes_requetes_pour_3_et_9_dossiers() -> None:
    """Not one more, and none longer: the time that PostgreSQL takes to read them does not grow."""
    trois, neuf = (_textes_de_la_publication(nombre) for nombre in (3, 9))
    assert [(len(texte), texte) for texte in trois] == [(len(texte), texte) for texte in neuf]
    assert len(trois) == 35
