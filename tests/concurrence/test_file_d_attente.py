"""The one queue, on each of the rows that wait in it: two real connections, claims that were lost."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.db import transaction
from django.utils import timezone

from ami.commun.file_d_attente import EnFile, FileDAttente
from ami.fichiers.services.analyse import FICHIERS
from ami.fichiers.states import EN_COURS, EtatFichier
from ami.fichiers.states import TRANSITIONS as DU_FICHIER
from ami.notifications.services import COURRIELS
from candidatures.services.documents import PRODUCTIONS, noter_les_productions
from tests.concurrence.outils import ensemble
from tests.fabriques import FichierFactory
from tests.pannes.outils import file_de_courriels
from tests.scenarios import dossier_depose, vague_ouverte

pytestmark = pytest.mark.usefixtures("transactional_db")
Remplir = Callable[[int], object]


def _fichiers(nombre: int) -> None:
    for _ in range(nombre):
        FichierFactory(etat="recu", empreinte_servie="", taille_servie=None, prochain_essai_le=timezone.now())


def _productions(nombre: int) -> None:
    volet = vague_ouverte()
    for rang in range(1, nombre + 1):
        dossier_depose(volet, rang=rang)
    noter_les_productions(maintenant=timezone.now())


FILES: list[tuple[FileDAttente[Any], Remplir]] = [
    (COURRIELS, file_de_courriels),
    (FICHIERS, _fichiers),
    (PRODUCTIONS, _productions),
]
chaque_file = pytest.mark.parametrize(
    ("file", "remplir"), FILES, ids=[file.modele.__name__ for file, _ in FILES]
)


def _prises(file: FileDAttente[Any]) -> EnFile:
    ligne: EnFile | None = file.prendre(maintenant=timezone.now())
    assert ligne is not None
    return ligne


@chaque_file
def test_deux_ouvriers_ensemble_ne_prennent_pas_la_meme_ligne(
    file: FileDAttente[Any], remplir: Remplir
) -> None:
    remplir(3)
    maintenant = timezone.now()

    def prendre() -> EnFile | None:
        return file.prendre(maintenant=maintenant)

    prises = [ligne.pk for ligne in ensemble(*[prendre] * 4) if ligne]
    while ligne := prendre():
        prises.append(ligne.pk)
    assert len(prises) == len(set(prises)) == 3
    assert set(file.modele.objects.values_list("tentatives", "prise")) == {(1, 1)}


@chaque_file
def test_une_ligne_verrouillee_ne_retient_pas_la_suivante(file: FileDAttente[Any], remplir: Remplir) -> None:
    """SKIP LOCKED: while one connection holds the first row, the other takes the second at once."""
    remplir(2)
    premiere, seconde = file.dues(timezone.now())
    with transaction.atomic():
        file.modele.objects.select_for_update(no_key=True).get(pk=premiere.pk)
        (prise,) = ensemble(lambda: file.prendre(maintenant=timezone.now()))
        assert prise == seconde
        assert ensemble(lambda: file.prendre(maintenant=timezone.now())) == [None]


@chaque_file
def test_une_prise_est_a_nouveau_due_a_la_fin_de_son_bail(file: FileDAttente[Any], remplir: Remplir) -> None:
    remplir(1)
    maintenant = timezone.now()
    assert file.prendre(maintenant=maintenant)
    assert file.prendre(maintenant=maintenant + file.bail - timedelta(seconds=1)) is None
    seconde = file.prendre(maintenant=maintenant + file.bail)
    assert (seconde.tentatives, seconde.prise) == (2, 2)
    assert seconde.prochain_essai_le == maintenant + file.bail + min(2 * file.bail, file.bail_max)


@chaque_file
def test_une_prise_perdue_est_sans_effet(file: FileDAttente[Any], remplir: Remplir) -> None:
    """The second worker gave the row back, not counted: the first one's number of attempts is right again."""
    remplir(1)
    maintenant = timezone.now()
    lente = _prises(file)
    seconde = file.prendre(maintenant=maintenant + 2 * file.bail)
    file.rendre(seconde.pk, seconde.prise, maintenant=maintenant, compte=False)
    avant = file.modele.objects.values().get()
    assert avant["tentatives"] == lente.tentatives
    for compte in (True, False):
        file.rendre(lente.pk, lente.prise, maintenant=maintenant, compte=compte)
        file.rendre(seconde.pk, seconde.prise, maintenant=maintenant, compte=compte)
    with transaction.atomic():
        assert file.tenir(lente.pk, lente.prise) is None
        assert file.tenir(seconde.pk, seconde.prise) is None
    assert file.modele.objects.values().get() == avant


@chaque_file
@pytest.mark.parametrize(("compte", "tentatives"), [(True, 1), (False, 0)])
def test_rendre_coute_une_requete_et_compte_ou_non(
    file: FileDAttente[Any],
    remplir: Remplir,
    compte: bool,
    tentatives: int,
    django_assert_num_queries: Any,
) -> None:
    remplir(1)
    ligne = _prises(file)
    maintenant = timezone.now()
    with django_assert_num_queries(1):
        file.rendre(ligne.pk, ligne.prise, maintenant=maintenant, compte=compte)
    ligne.refresh_from_db()
    assert (ligne.tentatives, ligne.prochain_essai_le) == (tentatives, maintenant + file.retour)
    assert file.prendre(maintenant=maintenant + file.retour) == ligne


@chaque_file
def test_prendre_coute_deux_requetes_et_ne_se_fait_pas_dans_une_transaction(
    file: FileDAttente[Any], remplir: Remplir, django_assert_num_queries: Any
) -> None:
    remplir(3)
    with django_assert_num_queries(4):  # BEGIN, SELECT … SKIP LOCKED, UPDATE, COMMIT
        assert file.prendre(maintenant=timezone.now())
    with transaction.atomic(), pytest.raises(RuntimeError, match="durable"):
        file.prendre(maintenant=timezone.now())


def test_la_file_des_fichiers_suit_le_cycle_de_leurs_etats() -> None:
    """A claim and a return write the state without reading it: the table allows it from wherever it may be."""
    assert all(FICHIERS.prise["etat"] in DU_FICHIER[etat] for etat in EN_COURS)
    assert FICHIERS.rendue["etat"] in DU_FICHIER[EtatFichier(FICHIERS.prise["etat"])]
