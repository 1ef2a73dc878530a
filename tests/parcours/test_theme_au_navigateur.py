"""The theme follows the device: dark from the first paint, light without JavaScript."""

from typing import Any

import pytest
from django.urls import reverse

from tests.parcours.navigateur import Onglet, Ouvrir

pytestmark = pytest.mark.django_db(transaction=True)
COULEURS = """() => {
  const { backgroundColor, color } = getComputedStyle(document.body);
  return [backgroundColor, color];
}"""
CLAIR, SOMBRE = ["rgb(255, 255, 255)", "rgb(58, 58, 58)"], ["rgb(22, 22, 22)", "rgb(206, 206, 206)"]


def lire(onglet: Onglet) -> Any:
    onglet.aller(reverse("accueil"))
    return onglet.page.evaluate(COULEURS)


@pytest.mark.parametrize(("appareil", "attendu"), [("dark", SOMBRE), ("light", CLAIR)])
def test_le_theme_est_celui_de_l_appareil_et_le_suit(
    appareil: Any, attendu: list[str], ouvrir: Ouvrir
) -> None:
    onglet = ouvrir(color_scheme=appareil)
    assert lire(onglet) == attendu
    onglet.page.wait_for_function("() => document.documentElement.dataset.frTheme")
    autre: Any = {"dark": "light", "light": "dark"}[appareil]
    onglet.page.emulate_media(color_scheme=autre)
    onglet.page.wait_for_function(f"() => document.documentElement.dataset.frTheme === '{autre}'")
    assert onglet.page.evaluate(COULEURS) == (CLAIR if attendu == SOMBRE else SOMBRE)


def test_le_theme_sombre_n_attend_pas_les_scripts_du_systeme_de_design(ouvrir: Ouvrir) -> None:
    onglet = ouvrir(color_scheme="dark")
    onglet.page.route("**/dsfr.module.min*", lambda route: route.abort())
    assert lire(onglet) == SOMBRE


def test_sans_javascript_le_theme_est_clair(ouvrir: Ouvrir) -> None:
    onglet = ouvrir(color_scheme="dark", java_script_enabled=False)
    assert lire(onglet) == CLAIR
