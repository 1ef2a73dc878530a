"""The tag that writes a table of the DSFR, and the page of a list."""

from collections.abc import Sequence
from typing import Any

import pytest
from django.template import engines
from django.test import RequestFactory
from django.utils.html import escape

from ami.commun.pagination import page_de


def lire(balise: str, **variables: Any) -> str:
    gabarit = (
        f"{{% load ami %}}{{% {balise} %}}<tbody><tr><td>{{{{ mot }}}}</td></tr></tbody>{{% endtableau %}}"
    )
    html: str = engines["django"].from_string(gabarit).render({"mot": "<b>", **variables})
    return " ".join(html.split())


def test_la_legende_nomme_la_region_qui_defile_et_rien_n_est_brut() -> None:
    html = lire('tableau "Notes – " qui', qui="<i>")
    assert f"<caption >{escape('Notes – <i>')}</caption>" in html
    assert f'tabindex="0" role="region" aria-label="{escape("Notes – <i>")}"' in html
    assert '<div class="fr-table fr-table--no-caption">' in html
    assert "<td>&lt;b&gt;</td>" in html


@pytest.mark.parametrize(
    ("options", "attendu"),
    [
        ('region="Tableau des notes"', 'aria-label="Tableau des notes"'),
        ('id_legende="notes"', 'aria-labelledby="notes"'),
        ('nomme_par="titre"', 'aria-labelledby="titre"'),
        ('decrit_par="aide"', '<table aria-describedby="aide">'),
        ('classes="fr-table--sm"', '<div class="fr-table fr-table--sm">'),
    ],
)
def test_le_nom_de_la_region_peut_venir_d_ailleurs(options: str, attendu: str) -> None:
    html = lire(f'tableau "Notes" {options}')
    assert attendu in html
    assert (html.count("aria-label="), html.count("aria-labelledby=")) in {(1, 0), (0, 1)}


def test_la_legende_porte_l_id_qui_nomme_la_region() -> None:
    assert '<caption id="notes">Notes</caption>' in lire('tableau "Notes" id_legende="notes"')


@pytest.mark.parametrize(
    ("demandee", "numero", "lignes"),
    [("", 1, [1, 2]), ("2", 2, [3, 4]), ("3", 3, [5]), ("9", 3, [5]), ("-1", 3, [5]), ("x", 1, [1, 2])],
)
def test_la_page_demandee_ou_la_plus_proche(demandee: str, numero: int, lignes: Sequence[int]) -> None:
    page = page_de(RequestFactory().get("/", {"page": demandee}), [1, 2, 3, 4, 5], 2)
    assert (page.number, list(page)) == (numero, lignes)
