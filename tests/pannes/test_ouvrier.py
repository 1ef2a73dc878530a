"""Workers, broker and mail server break down: what was decided still happens, once as far as can be."""

from collections.abc import Callable
from datetime import timedelta
from threading import Event
from typing import Any

import pytest
from django.conf import settings
from django.utils import timezone
from redis import Redis

from ami.notifications.models import Courriel
from ami.notifications.services import COURRIELS, identifiant
from ami.notifications.states import EtatCourriel
from ami.notifications.tasks import envoyer_courriels
from candidatures.models import Candidature, Scelle
from evaluation.selection.services.publier import demander_publication, publier_vague
from evaluation.selection.states import Sens
from tests.attente import attendre
from tests.pannes.outils import Ouvrier, Puits, file_de_courriels, tic
from tests.scenarios import (
    administrateur,
    brouillon_complet,
    decider_pour,
    dossier_depose,
    grille_de_quatre_criteres,
    ouvrir_la_deliberation,
    vague_ouverte,
)
from vagues.models import Vague
from vagues.states import EtatVague

pytestmark = pytest.mark.lent
MINUTE = timedelta(minutes=1)
ENVOYEURS = 2


def _minute_suivante() -> None:
    """A minute goes by: mails claimed by a sender that died are due again."""
    maintenant = timezone.now()
    pris = Courriel.objects.filter(etat=EtatCourriel.A_ENVOYER, tentatives__gt=0)
    assert not pris.filter(prochain_essai_le__gt=maintenant + COURRIELS.bail).exists()
    pris.update(prochain_essai_le=maintenant)


def _tous_partis() -> bool:
    return not Courriel.objects.exclude(etat=EtatCourriel.ENVOYE).exists()


def test_ouvrier_tue_au_milieu_de_deux_cents_courriels(
    puits: Puits, ouvrier: Ouvrier, record_property: Callable[[str, object], None]
) -> None:
    """Killed between the server's receipt of a mail and its own mark: the case that makes duplicates."""
    cles = file_de_courriels(200)
    au_milieu, tue = Event(), Event()

    def bloquer(rang: int) -> None:
        if rang == 60:
            au_milieu.set()
            tue.wait(30)

    puits.a_chaque = bloquer
    for _ in range(ENVOYEURS):
        envoyer_courriels.delay()
    ouvrier.pret()
    assert au_milieu.wait(60), ouvrier.sortie
    ouvrier.tuer()
    tue.set()
    recus_avant = len(puits.recus)
    assert not _tous_partis()

    _minute_suivante()
    ouvrier.pret()
    tic()
    attendre(_tous_partis, delai=60, quoi="la fin de l’envoi")

    compte = puits.identifiants()
    assert set(compte) == {identifiant(cle) for cle in cles}
    doubles = sum(compte.values()) - len(compte)
    record_property("recus_avant_la_mort", recus_avant)
    record_property("doubles", doubles)
    assert 1 <= doubles <= ENVOYEURS


def test_serveur_de_courriel_arrete_puis_revenu(puits: Puits, ouvrier: Ouvrier) -> None:
    """A server that is down costs no attempt to any mail."""
    cles = file_de_courriels(20)
    puits.fermer()
    ouvrier.pret()
    envoyer_courriels.delay()
    attendre(lambda: "serveur de courriel injoignable" in ouvrier.sortie, quoi="l’avertissement")
    assert set(Courriel.objects.values_list("etat", "tentatives")) == {("a_envoyer", 0)}

    puits.ouvrir()
    envoyer_courriels.delay()
    attendre(_tous_partis, quoi="l’envoi")

    assert puits.identifiants() == {identifiant(cle): 1 for cle in cles}


def test_serveur_de_courriel_qui_tombe_au_milieu(puits: Puits, ouvrier: Ouvrier) -> None:
    """The mail in hand counts one attempt; the others wait untouched."""
    cles = file_de_courriels(50)
    au_milieu, ferme = Event(), Event()

    def bloquer(rang: int) -> None:
        if rang == 20:
            au_milieu.set()
            ferme.wait(30)
            raise ConnectionAbortedError

    puits.a_chaque = bloquer
    ouvrier.pret()
    envoyer_courriels.delay()
    assert au_milieu.wait(60), ouvrier.sortie
    ferme.set()
    puits.fermer()
    attendre(
        lambda: Courriel.objects.exclude(derniere_erreur="").exists() or "injoignable" in ouvrier.sortie,
        quoi="l’échec",
    )
    assert Courriel.objects.filter(tentatives=0).count() >= 50 - 22

    puits.a_chaque = lambda _rang: None
    puits.ouvrir()
    _minute_suivante()
    envoyer_courriels.delay()
    attendre(_tous_partis, quoi="l’envoi")
    compte = puits.identifiants()
    assert set(compte) == {identifiant(cle) for cle in cles}
    assert sum(compte.values()) - len(compte) <= 1


def test_redis_vide_entre_la_file_et_l_envoi(puits: Puits, ouvrier: Ouvrier) -> None:
    """The broker forgets everything: PostgreSQL holds the mails, the next tick of beat sends them."""
    cles = file_de_courriels(20)
    envoyer_courriels.delay()
    redis = Redis.from_url(settings.REDIS_URL)
    # What FLUSHALL would do to this application alone: another test session may share the server.
    perdues = list(redis.scan_iter(f"{settings.AMI_PREFIXE}:*"))
    assert perdues
    redis.delete(*perdues)
    redis.close()
    ouvrier.pret()
    assert (len(puits.recus), Courriel.objects.filter(tentatives=0).count()) == (0, 20)

    tic()
    attendre(_tous_partis, quoi="l’envoi")

    assert puits.identifiants() == {identifiant(cle): 1 for cle in cles}


def _vague_echue() -> Any:
    """A wave whose closing passed two minutes ago, three dossiers filed and one draft, nobody told yet."""
    cloture = timezone.now() - 2 * MINUTE
    le = cloture - MINUTE
    volet = vague_ouverte(ouverture=cloture - timedelta(days=30), cloture=cloture)
    deposes = [dossier_depose(volet, rang=rang, le=le) for rang in (1, 2, 3)]
    brouillon = brouillon_complet(volet, rang=4, le=le)
    return volet.vague, deposes, brouillon


@pytest.mark.parametrize("ouvrier_present", [True, False], ids=["pendant", "seulement à la fin"])
def test_ouvrier_arrete_du_depot_a_la_publication_la_fin_est_la_meme(
    puits: Puits,
    ouvrier: Ouvrier,
    ouvrier_present: bool,
) -> None:
    """Filing, closing and publishing with the worker there, or started only afterwards: the same mails."""
    if ouvrier_present:
        ouvrier.pret()
    vague, deposes, brouillon = _vague_echue()
    if not ouvrier_present:
        assert (Courriel.objects.count(), len(puits.recus)) == (
            10,
            0,
        )  # four drafts told, three filed, three copies
        ouvrier.pret()
    _clore_par_les_taches(vague)
    attendre(lambda: Courriel.objects.count() == 11 and _tous_partis(), quoi="la clôture")
    if not ouvrier_present:
        ouvrier.tuer()

    _publier(vague, deposes)
    if not ouvrier_present:
        assert Courriel.objects.filter(etat=EtatCourriel.A_ENVOYER).count() == 3
        ouvrier.pret()
        tic()
    attendre(_tous_partis, quoi="les résultats")

    assert Scelle.objects.get(vague=vague).depots == 3
    for dossier in deposes:
        adresse = dossier.cree_par.email
        assert [len(puits.pour(adresse)), dossier.depots.count()] == [3, 1]
    assert len(puits.pour(brouillon.cree_par.email)) == 2
    assert set(puits.identifiants().values()) == {1}


def _clore_par_les_taches(vague: Vague) -> None:
    """As many ticks as the chain needs: close, seal, warn the drafts, send."""

    def scelle() -> bool:
        tic()
        return Scelle.objects.filter(vague=vague).exists()

    attendre(scelle, delai=60, quoi="le scellé")
    tic()
    vague.refresh_from_db()
    assert vague.etat == EtatVague.CLOSE


def _publier(vague: Vague, deposes: list[Candidature]) -> None:
    grille_de_quatre_criteres(vague)
    ouvrir_la_deliberation(vague)
    decider_pour(deposes[0], Sens.LAUREATE, 100_000)
    for dossier in deposes[1:]:
        decider_pour(dossier)
    maintenant = timezone.now()
    demander_publication(vague_id=vague.pk, par=administrateur(), maintenant=maintenant)
    publier_vague(vague_id=vague.pk, par=administrateur(), maintenant=maintenant)
