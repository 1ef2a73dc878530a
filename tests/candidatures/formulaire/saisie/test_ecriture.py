"""A section is written without templates, from moulds made once: the same page as widget by widget, and nothing typed gets out."""

from collections.abc import Iterator
from dataclasses import replace
from functools import cache
from html.parser import HTMLParser
from typing import Any

import pytest
from django.template import Context
from hypothesis import HealthCheck, given
from hypothesis import settings as reglages
from hypothesis import strategies as st

from candidatures.formulaire.catalogue.champs import Champ, Reponses, Section
from candidatures.formulaire.controle.budget import POSTES
from candidatures.formulaire.questionnaire import sections
from candidatures.formulaire.saisie import SectionForm
from tests.candidatures.formulaire.cas import FNT, UN_AN, valeurs
from tests.candidatures.views.navigateur_sans_script import Saisies, page_de
from tests.gabarits.ecriture_de_reference import Suite, section_de_reference
from tests.scenarios import reponses_completes

SECTIONS = {section.code: section for section in sections(FNT) if section.champs}
DU_BALISAGE = st.text(st.sampled_from("\"'<>&=/`;#x3 \n\u00a0é_i")) | st.sampled_from(
    [
        '"><script>',
        "</textarea><b>",
        "' onfocus='",
        "&quot;",
        "&#34;",
        "__i__",
        "-->",
        "]]>",
        " checked",
        "\n\n",
    ]
)
TEXTES = DU_BALISAGE | st.text(max_size=8)


def ecrite(section: Section, reponses: Reponses) -> str:
    form = SectionForm(section, reponses)
    return str(form.helper.render_layout(form, Context()))


def reference(section: Section, reponses: Reponses) -> str:
    return section_de_reference(SectionForm(section, reponses))


@st.composite
def reponse_a(tirer: Any, champ: Champ, textes: st.SearchStrategy[str]) -> Any:
    """An answer of the shape of the question: right, wrong, or offered no more."""
    if champ.genre == "liste":
        ligne = {sous.nom: reponse_a(sous, textes) for sous in champ.sous_champs}
        return tirer(st.none() | st.lists(st.fixed_dictionaries({}, optional=ligne), max_size=3))
    if champ.genre == "budget":
        ligne = st.lists(st.none() | textes | st.sampled_from(["1200.00", "-1"]), max_size=5)
        groupe = {g: st.dictionaries(st.sampled_from([c for c, _ in p]), ligne) for g, p in POSTES.items()}
        return tirer(st.none() | st.fixed_dictionaries({}, optional=groupe))
    codes = st.sampled_from([code for code, _ in champ.choix]) if champ.choix else st.nothing()
    if champ.genre == "multiple":
        return tirer(st.none() | st.lists(codes | textes, max_size=4))
    return tirer(st.none() | st.booleans() if champ.genre == "case" else st.none() | codes | textes)


def reponses_a(section: Section, textes: st.SearchStrategy[str] = TEXTES) -> Any:
    return st.fixed_dictionaries({champ.nom: reponse_a(champ, textes) for champ in section.champs})


@pytest.mark.parametrize("cahier", [FNT, UN_AN, replace(FNT, motifs=(("1", "l’ambition <b>"),))])
@pytest.mark.parametrize("reponses", [{}, reponses_completes()], ids=["vierge", "complet"])
def test_chaque_section_s_ecrit_comme_gabarit_par_gabarit(cahier: Any, reponses: Any) -> None:
    for section in sections(cahier):
        assert Suite(ecrite(section, reponses)).mots == Suite(reference(section, reponses)).mots


@pytest.mark.parametrize("code", SECTIONS)
@reglages(max_examples=8, suppress_health_check=list(HealthCheck))
@given(data=st.data())
def test_quelles_que_soient_les_reponses(code: str, data: st.DataObject) -> None:
    """Rightly shaped, wrong or of no shape at all; the whole section, or what a request for compléments reopens."""
    section = SECTIONS[code]
    reponses = data.draw(reponses_a(section))
    for champ in data.draw(st.lists(st.sampled_from(section.champs), max_size=2)):
        reponses[champ.nom] = data.draw(valeurs)
    rouvertes = data.draw(st.just(section.champs) | st.lists(st.sampled_from(section.champs), min_size=1))
    section = replace(section, champs=tuple(champ for champ in section.champs if champ in rouvertes))
    assert Suite(ecrite(section, reponses)).mots == Suite(reference(section, reponses)).mots


class Balises(HTMLParser):
    """Tags with the names of their attributes."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.vues: set[tuple[str, str]] = set()
        self.feed(html)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.vues |= {(tag, nom) for nom, _ in [*attrs, ("", "")]}


@pytest.mark.parametrize("code", SECTIONS)
@reglages(max_examples=8, suppress_health_check=list(HealthCheck))
@given(data=st.data())
def test_aucun_texte_n_ouvre_de_balise_ni_ne_sort_de_son_attribut(code: str, data: st.DataObject) -> None:
    """The page holds no other tag nor attribute than with harmless words, and each input what was typed."""
    section = SECTIONS[code]
    reponses = data.draw(reponses_a(section, DU_BALISAGE))
    page = page_de(SectionForm(section, reponses))
    assert Balises(page).vues <= _inoffensives()
    envoyees = {nom: valeur.replace("\r\n", "\n") for nom, valeur in Saisies(page).envoyees}
    typees = dict(_textes(section, reponses))
    assert {nom: envoyees[nom] for nom in typees} == typees


@cache
def _inoffensives() -> set[tuple[str, str]]:
    """Of pages of right answers and of wrong ones."""
    vues = {("input", "checked"), ("option", "selected")}
    for section in SECTIONS.values():
        mots = {
            champ.nom: [{sous.nom: "mot" for sous in champ.sous_champs}] if champ.genre == "liste" else "mot"
            for champ in section.champs
        }
        cellules = {"budget": {"charges": {"60": ["abc", None, None, "1"], "64": ["5.00"], "86": ["5.00"]}}}
        longs = dict.fromkeys(mots, "x" * 40_000)
        for reponses in ({}, reponses_completes(), mots, mots | cellules, longs):
            vues |= Balises(page_de(SectionForm(section, reponses))).vues
    return vues


def _textes(section: Section, reponses: Reponses) -> Iterator[tuple[str, str]]:
    """What was typed in each input of text."""
    for champ in section.champs:
        if champ.genre == "liste":
            for rang, ligne in enumerate(reponses[champ.nom] or ()):
                rangee = Section("", "", champ.sous_champs)
                yield from ((f"{champ.nom}-{rang}-{nom}", texte) for nom, texte in _textes(rangee, ligne))
        elif champ.genre in {"texte", "long"} and reponses.get(champ.nom) is not None:
            yield champ.nom, reponses[champ.nom]


def test_une_page_ne_change_pas_les_suivantes() -> None:
    """Inputs and moulds serve every dossier: one in error, or that shows an old answer, leaves them as they were."""
    for section in SECTIONS.values():
        avant = ecrite(section, {})
        ecrite(section, dict.fromkeys((champ.nom for champ in section.champs), "abc<"))
        ecrite(section, reponses_completes())
        assert ecrite(section, {}) == avant
