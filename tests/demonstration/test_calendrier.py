from datetime import date, timedelta

import pytest

from ami.commun.dates import PARIS
from ami.demonstration.calendrier import instant, periodes
from ami.demonstration.redaction import alea_de
from ami.territoires.heures import echeance

# Both changes of hour, a leap day, the end of a year.
JOURS = [date(2027, 3, 28), date(2026, 10, 25), date(2028, 2, 29), date(2026, 12, 31), date(2027, 7, 14)]


@pytest.mark.parametrize("jour", JOURS)
def test_les_vagues_se_suivent_autour_du_jour(jour: date) -> None:
    p = periodes(jour)
    assert p[11].cloture < p[12].ouverture < p[12].cloture < instant(jour)
    assert p[13].ouverture < instant(jour) < p[13].cloture < p[14].ouverture
    assert p[13].cloture.date() == jour + timedelta(days=10)
    assert p[13].ouverture.date() == jour - timedelta(days=21)


@pytest.mark.parametrize("jour", JOURS)
def test_une_cloture_s_affiche_la_veille_a_23_h_59(jour: date) -> None:
    for periode in periodes(jour).values():
        assert echeance(periode.cloture).endswith("23 h 59 (heure de Paris)".replace(" h ", "\u00a0h\u00a0"))


@pytest.mark.parametrize("jour", JOURS)
def test_les_depots_se_suivent_dans_la_periode_et_dans_le_passe(jour: date) -> None:
    for periode in list(periodes(jour).values())[:3]:
        instants = periode.depots(200, 0, 1, alea_de("calendrier"))
        assert instants == sorted(instants)
        assert periode.ouverture < instants[0]
        assert instants[-1] < min(periode.derniere_soiree, instant(jour))


@pytest.mark.parametrize("jour", JOURS)
def test_un_dossier_est_commence_puis_saisi_puis_depose(jour: date) -> None:
    for periode in list(periodes(jour).values())[:3]:
        for depot in periode.depots(50, 0, 1, alea_de("calendrier")):
            assert periode.ouverture < periode.debut_de_saisie(depot) < periode.fin_de_saisie(depot) < depot


@pytest.mark.parametrize("jour", JOURS)
def test_tout_ce_qui_est_fait_est_dans_le_passe(jour: date) -> None:
    p = periodes(jour)
    assert max(periode.programmee_le for periode in p.values()) < instant(jour)
    assert p[11].apres_cloture(45, 11) < instant(jour)
    assert p[12].apres_cloture(22, 19) < instant(jour)


def test_un_instant_est_a_l_heure_de_paris() -> None:
    assert instant(date(2027, 1, 1)).tzinfo is PARIS
