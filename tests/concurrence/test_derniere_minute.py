"""The closing instant, with a crowd: none received late, none early refused, numbers without gap (ADR 0029)."""

import random
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta
from functools import partial
from threading import Barrier, Event
from typing import Any

import pytest
from django.db import OperationalError, connection, transaction

from ami.commun.erreurs import ErreurMetier, HorsDelai
from ami.journal.models import Entree
from ami.notifications.models import Courriel
from candidatures.models import Candidature, Depot
from candidatures.services.enregistrer import enregistrer_reponses
from candidatures.services.sceller import ATTENTE_AVANT_SCELLE, sceller_vague
from candidatures.services.verrous import verrouiller_pour_deposer
from candidatures.version_deposee.depots import contenu_de
from tests.attente import attendre
from tests.concurrence.actes import deposer_comme_la_page, vague_a_remplir
from tests.concurrence.outils import ATTEND_LA_NOTRE
from tests.fabriques import CLOTURE
from tests.scenarios import brouillon_complet, vague_ouverte
from vagues.models import Vague
from vagues.services import cloturer_vague

DEPOTS, FILS = 500, 16
MICROSECONDE = timedelta(microseconds=1)


def _jouer(acte: Callable[[], Any]) -> Any:
    try:
        return acte()
    except ErreurMetier as refus:
        return refus


def _ensemble(actes: list[Callable[[], Any]]) -> list[Any]:
    """Sixteen people at once, then others, until everybody had their turn."""
    tous = Barrier(FILS)

    def partir() -> None:
        connection.close()
        tous.wait(20)  # each thread its own

    with ThreadPoolExecutor(FILS) as fils:
        try:
            return list(fils.map(_jouer, actes))
        finally:
            list(fils.map(lambda _: partir(), range(FILS)))


def _instants() -> list[datetime]:
    """Half before the closing, half from it on, the nearest ones among them, in any order."""
    ecarts = [MICROSECONDE * random.randint(1, 30_000_000) for _ in range(DEPOTS // 2 - 1)]  # noqa: S311
    instants = [
        CLOTURE - MICROSECONDE,
        CLOTURE,
        *(CLOTURE - e for e in ecarts),
        *(CLOTURE + e for e in ecarts),
    ]
    random.shuffle(instants)
    return instants


@pytest.mark.lent
def test_cinq_cents_depots_autour_de_la_cloture() -> None:
    volet = vague_ouverte(numero=9)
    dossiers = [brouillon_complet(volet, rang=rang) for rang in range(1, DEPOTS + 1)]
    instants = dict(zip((dossier.pk for dossier in dossiers), _instants(), strict=True))
    actes: list[Callable[[], Any]] = [
        partial(deposer_comme_la_page, candidature_id=d.pk, par=d.cree_par, recu_le=instants[d.pk])
        for d in dossiers
    ]
    # The closing falls among them; people go on writing, each in a dossier that is being filed.
    actes.insert(DEPOTS // 2, partial(cloturer_vague, vague_id=volet.vague_id, maintenant=CLOTURE))
    for rang in range(0, DEPOTS, 10):
        dossier = dossiers[rang]
        ecrire = partial(
            enregistrer_reponses,
            candidature_id=dossier.pk,
            valeurs={"resume": "Le texte de la dernière minute."},
            par=dossier.cree_par,
            recu_le=CLOTURE - MICROSECONDE,
        )
        actes.insert(random.randint(max(0, rang - FILS), rang + FILS), ecrire)  # noqa: S311

    resultats = _ensemble(actes)

    a_l_heure = {pk for pk, recu_le in instants.items() if recu_le < CLOTURE}
    deposes = {depot.candidature_id: depot for depot in Depot.objects.all()}
    assert deposes.keys() == a_l_heure
    assert sum(isinstance(resultat, HorsDelai) for resultat in resultats) == DEPOTS - len(a_l_heure)
    assert all(depot.recu_le == instants[pk] for pk, depot in deposes.items())
    assert sorted(depot.numero for depot in deposes.values()) == [
        f"FDT-09-{rang:04d}" for rang in range(1, len(a_l_heure) + 1)
    ]
    assert Vague.objects.get().dernier_rang == len(a_l_heure)
    assert Entree.objects.filter(acte="candidature déposée").count() == len(a_l_heure)
    assert Courriel.objects.filter(modele="recepisse").count() == len(a_l_heure)
    for depot in Depot.objects.select_related("candidature"):
        assert contenu_de(depot).numero == depot.numero == depot.candidature.numero
        assert contenu_de(depot).reponses["resume"] == depot.candidature.reponses.get(champ="resume").valeur
    scelle = sceller_vague(vague_id=volet.vague_id, maintenant=CLOTURE + ATTENTE_AVANT_SCELLE)
    assert scelle is not None
    assert scelle.depots == len(a_l_heure)


@pytest.mark.parametrize(("tenue", "prise"), [(Vague, False), (Candidature, True)])
def test_la_vague_est_verrouillee_avant_le_dossier(tenue: Any, prise: bool) -> None:
    """One statement takes both: while it waits for the dossier it has the wave; while it waits for the wave, nothing."""
    monde = vague_a_remplir()
    cles = {Vague: monde.vague.pk, Candidature: monde.dossier.pk}
    autre = Candidature if tenue is Vague else Vague
    fini = Event()

    def verrouiller() -> int:
        try:
            with transaction.atomic():
                return verrouiller_pour_deposer(monde.dossier.pk)
        finally:
            fini.set()
            connection.close()

    def est_prise() -> bool:
        try:
            with transaction.atomic():
                autre.objects.select_for_update(nowait=True, of=("self",)).get(pk=cles[autre])
        except OperationalError:
            return True
        else:
            return False
        finally:
            connection.close()

    with ThreadPoolExecutor(2) as fils:
        with transaction.atomic():
            tenue.objects.select_for_update(of=("self",)).get(pk=cles[tenue])
            verrou = fils.submit(verrouiller)
            attendre(_quelqu_un_attend, delai=10)
            assert fils.submit(est_prise).result(10) is prise
            assert not fini.is_set()
        assert verrou.result(10) == 0


def _quelqu_un_attend() -> bool:
    with connection.cursor() as curseur:
        curseur.execute(ATTEND_LA_NOTRE)
        return bool(curseur.fetchone()[0])
