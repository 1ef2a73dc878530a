"""A wave seen by its querysets: every state, at and around its two instants."""

from datetime import UTC, date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext

from tests.fabriques import CLOTURE, OUVERTURE, PENDANT, VagueFactory, VoletFactory, VoletOuvertFactory
from vagues.models import Vague
from vagues.states import CLOSES, EtatVague

pytestmark = pytest.mark.django_db
SECONDE, ETERNITE = timedelta(seconds=1), timedelta(days=3650)
PARIS = ZoneInfo("Europe/Paris")
INSTANTS = {
    "bien avant": OUVERTURE - ETERNITE,
    "ouverture - 1 s": OUVERTURE - SECONDE,
    "ouverture": OUVERTURE,
    "pendant": PENDANT,
    "clôture - 1 µs": CLOTURE - timedelta(microseconds=1),
    "clôture": CLOTURE,
    "clôture + 1 s": CLOTURE + SECONDE,
    "bien après": CLOTURE + ETERNITE,
}
A_OUVRIR = {nom for nom, instant in INSTANTS.items() if instant >= OUVERTURE}
A_CLOTURER = {"clôture", "clôture + 1 s", "bien après"}
ETATS = pytest.mark.parametrize("etat", EtatVague.values)


def vague(etat: str = "ouverte", **champs: Any) -> Vague:
    """A wave of this state, with the dates that its constraints ask for."""
    if etat in CLOSES:
        champs.setdefault("close_le", CLOTURE)
    if etat == EtatVague.PUBLIEE:
        champs |= {"publiee_le": CLOTURE, "annoncee_le": CLOTURE.date()}
    objet: Vague = VagueFactory(etat=etat, **champs)
    return objet


@ETATS
def test_le_calendrier_ne_prend_que_ce_qui_est_du(etat: str) -> None:
    objet = vague(etat)
    trouvees = {
        nom: (
            list(Vague.objects.a_ouvrir(instant)) == [objet],
            list(Vague.objects.a_cloturer(instant)) == [objet],
        )
        for nom, instant in INSTANTS.items()
    }
    assert trouvees == {
        nom: (etat == "programmee" and nom in A_OUVRIR, etat == "ouverte" and nom in A_CLOTURER)
        for nom in INSTANTS
    }


@ETATS
def test_la_table_et_l_objet_disent_la_meme_chose(etat: str) -> None:
    """``ouvertes`` in SQL and ``est_ouverte`` in Python are one rule."""
    objet = vague(etat)
    for nom, instant in INSTANTS.items():
        recoit = etat == "ouverte" and nom not in A_CLOTURER
        assert (Vague.objects.ouvertes(instant).exists(), objet.est_ouverte(instant)) == (recoit, recoit), nom


def test_une_vague_echue_n_est_jamais_a_la_fois_ouverte_et_a_clore() -> None:
    vague()
    for instant in INSTANTS.values():
        ouvertes, a_clore = Vague.objects.ouvertes(instant), Vague.objects.a_cloturer(instant)
        assert ouvertes.exists() is not a_clore.exists()


def test_le_calendrier_suit_l_ordre_des_cles() -> None:
    """The order of the locks, whatever the numbers."""
    programmees = [vague("programmee", numero=n) for n in (9, 3, 6)]
    ouvertes = [vague("ouverte", numero=n) for n in (8, 2, 5)]
    assert list(Vague.objects.a_ouvrir(OUVERTURE)) == programmees
    assert list(Vague.objects.a_cloturer(CLOTURE)) == ouvertes
    assert [une.numero for une in Vague.objects.all()] == [2, 3, 5, 6, 8, 9]


def test_les_lectures_se_composent() -> None:
    une, _ = vague(capacite=10), vague(capacite=20)
    assert list(Vague.objects.filter(capacite=10).ouvertes(PENDANT)) == [une]
    assert list(Vague.objects.ouvertes(PENDANT).filter(capacite=10)) == [une]


@pytest.mark.parametrize(
    ("cloture", "derniere_seconde"),
    [
        # The night of spring has no 02:30: a closing at 03:00 follows 01:59:59.
        (datetime(2027, 3, 28, 3, 0, tzinfo=PARIS), datetime(2027, 3, 28, 1, 59, 59, tzinfo=PARIS)),
        # The night of autumn has two: the second one is an hour later.
        (
            datetime(2027, 10, 31, 2, 30, fold=1, tzinfo=PARIS),
            datetime(2027, 10, 31, 2, 29, 59, fold=1, tzinfo=PARIS),
        ),
    ],
)
def test_une_cloture_tient_pendant_le_changement_d_heure(
    cloture: datetime, derniere_seconde: datetime
) -> None:
    objet = vague(cloture=cloture)
    objet.refresh_from_db()
    assert objet.cloture == cloture.astimezone(UTC)
    fin = cloture.astimezone(UTC)
    for recoit, instant in ((True, derniere_seconde.astimezone(UTC)), (False, fin), (False, fin + SECONDE)):
        assert objet.est_ouverte(instant) is recoit
        assert Vague.objects.ouvertes(instant).exists() is recoit


def test_la_seconde_fois_deux_heures_et_demie_est_une_heure_apres_la_premiere() -> None:
    objet = vague(cloture=datetime(2027, 10, 31, 2, 30, fold=1, tzinfo=PARIS).astimezone(UTC))
    premiere = datetime(2027, 10, 31, 2, 45, fold=0, tzinfo=PARIS).astimezone(UTC)
    assert objet.est_ouverte(premiere)
    assert not objet.est_ouverte(premiere + timedelta(hours=1))


def test_verrouiller_rend_la_vague_du_critere() -> None:
    une, deux = vague(), vague()
    with transaction.atomic():
        assert Vague.objects.verrouiller(pk=une.pk) == une
        assert Vague.objects.verrouiller(numero=deux.numero) == deux
        with pytest.raises(Vague.DoesNotExist):
            Vague.objects.verrouiller(numero=9999)


def test_verrouiller_prend_la_ligne_seule_et_laisse_ses_cles_libres() -> None:
    """A dossier may still be created in a wave that somebody else has locked."""
    objet = vague()
    with transaction.atomic(), CaptureQueriesContext(connection) as requetes:
        Vague.objects.select_related("appel").verrouiller(pk=objet.pk)
    assert requetes[0]["sql"].endswith('FOR NO KEY UPDATE OF "vagues_vague"')


@pytest.mark.parametrize(("libelle", "nom"), [("", "Vague 7"), ("Vague d’hiver", "Vague d’hiver")])
def test_sans_libelle_une_vague_porte_son_numero(libelle: str, nom: str) -> None:
    assert str(Vague(numero=7, libelle=libelle)) == nom


def test_une_vague_archivee_peut_ignorer_son_ouverture_et_sa_cloture_enregistree() -> None:
    """Waves before this service: their opening was never recorded."""
    objet = vague("archivee", ouverture=None, annoncee_le=date(2020, 2, 1), laureats_annonces=80)
    assert (objet.close_le, objet.publiee_le, objet.ouverture) == (None, None, None)


@pytest.mark.parametrize("etat", [e for e in EtatVague.values if e != "archivee"])
def test_toute_autre_vague_connait_son_ouverture(etat: str) -> None:
    with pytest.raises(IntegrityError, match="vague_ouverture_connue"):
        vague(etat, ouverture=None)


@pytest.mark.parametrize("etat", ["programmee", "ouverte"])
def test_une_vague_qui_n_est_pas_close_ne_porte_pas_de_cloture_enregistree(etat: str) -> None:
    with pytest.raises(IntegrityError, match="vague_close_datee"):
        VagueFactory(etat=etat, close_le=CLOTURE)


@pytest.mark.parametrize("etat", list(CLOSES))
def test_une_vague_close_porte_l_instant_de_sa_cloture(etat: str) -> None:
    dates = {"publiee_le": CLOTURE, "annoncee_le": CLOTURE.date()} if etat == "publiee" else {}
    with pytest.raises(IntegrityError, match="vague_close_datee"):
        VagueFactory(etat=etat, close_le=None, **dates)


def test_les_volets_d_une_vague_suivent_leur_ordre() -> None:
    objet = vague()
    for code, ordre in (("c", 2), ("a", 3), ("b", 1)):
        VoletOuvertFactory(vague=objet, volet=VoletFactory(appel=objet.appel, code=code, ordre=ordre))
    assert list(objet.volets_ouverts.values_list("volet__code", flat=True)) == ["b", "c", "a"]
