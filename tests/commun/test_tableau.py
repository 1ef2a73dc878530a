"""The tag that writes a table of the DSFR."""

import re
from pathlib import Path
from typing import Any

import pytest
from django.template import engines
from django.utils.html import escape

from tests.gabarits.page import Page

GABARITS = Path(__file__).parents[2] / "templates"


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
    assert '<div class="fr-table ami-tableau fr-table--no-caption">' in html
    assert '<td role="cell">&lt;b&gt;</td>' in html


@pytest.mark.parametrize(
    ("options", "attendu"),
    [
        ('region="Tableau des notes"', 'aria-label="Tableau des notes"'),
        ('id_legende="notes"', 'aria-labelledby="notes"'),
        ('nomme_par="titre"', 'aria-labelledby="titre"'),
        ('decrit_par="aide"', '<table role="table" aria-describedby="aide">'),
        ('classes="fr-table--sm"', '<div class="fr-table ami-tableau fr-table--sm">'),
    ],
)
def test_le_nom_de_la_region_peut_venir_d_ailleurs(options: str, attendu: str) -> None:
    html = lire(f'tableau "Notes" {options}')
    assert attendu in html
    assert (html.count("aria-label="), html.count("aria-labelledby=")) in {(1, 0), (0, 1)}


def test_la_legende_porte_l_id_qui_nomme_la_region() -> None:
    assert '<caption id="notes">Notes</caption>' in lire('tableau "Notes" id_legende="notes"')


RANGEES = """
  <thead>
    <tr><th scope="col">
      Nom du  lieu</th><th scope="col"><abbr title="Département">Dép.</abbr></th><th scope="col">Dit &amp; "su"</th></tr>
  </thead>
  <tbody>
    {% for lieu in lieux %}<tr class="x"><th scope="row">{{ lieu }}</th><td>67</td><td class="y">un</td></tr>{% endfor %}
  </tbody>"""


def test_un_tableau_en_cartes_reste_un_tableau_et_chaque_cellule_dit_sa_colonne() -> None:
    gabarit = f'{{% load ami %}}{{% tableau "Lieux" %}}{RANGEES}{{% endtableau %}}'
    page = Page(engines["django"].from_string(gabarit).render({"lieux": ["A", "<td>"]}))

    assert page.un("table").attributs["role"] == "table"
    assert [page.un(nom).attributs["role"] for nom in ("thead", "tbody")] == ["rowgroup", "rowgroup"]
    assert {tr.attributs["role"] for tr in page.tous("tr")} == {"row"}
    assert len(page.tous("tr", class_="x")) == 2
    roles = [(th.attributs["role"], th.attributs["scope"]) for th in page.tous("th")]
    assert roles == [("columnheader", "col")] * 3 + [("rowheader", "row")] * 2
    cellules = [(td.attributs["role"], td.attributs["data-entete"], td.texte) for td in page.tous("td")]
    assert cellules == [("cell", "Dép.", "67"), ("cell", 'Dit & "su"', "un")] * 2
    assert [th.texte for th in page.tous("th", role="rowheader")] == ["A", "<td>"]


@pytest.mark.parametrize(
    ("ecrit", "vide"), [("", True), (" \n ", True), ("&nbsp;", False), ("<b></b>", False)]
)
def test_une_cellule_de_blancs_est_vide(ecrit: str, vide: bool) -> None:
    """The style of cards knows an empty cell by its having no child at all."""
    gabarit = f'{{% load ami %}}{{% tableau "Lieux" %}}<tbody><tr><td class="x">{ecrit}</td></tr></tbody>{{% endtableau %}}'
    html = engines["django"].from_string(gabarit).render({})
    assert ('<td role="cell" class="x"></td>' in html) is vide


def test_aucun_tableau_n_echappe_a_la_balise() -> None:
    """A table of a page is laid out in one way; that of the budget is typed in: Python writes it, with its own cards."""
    ecrits = [chemin for chemin in GABARITS.rglob("*.html") if "<table" in chemin.read_text()]
    assert {str(chemin.relative_to(GABARITS)) for chemin in ecrits if "emails" not in chemin.parts} == {
        "_tableau.html"
    }
    assert not [
        chemin
        for chemin in GABARITS.rglob("*.html")
        if re.search("<t[hd][^>]*(col|row)span", chemin.read_text())
    ]
