"""How the state of a file is told, in a page and beside a form."""

from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.template.loader import render_to_string

from tests.fabriques import PENDANT, FichierFactory
from tests.gabarits.page import Page

EN_COURS = {"etat": "recu", "empreinte_servie": "", "taille_servie": None}
ETATS: dict[str, tuple[dict[str, Any], timedelta, str]] = {
    "reçu": (EN_COURS, timedelta(minutes=5), "Analyse antivirus en cours…"),
    "en analyse": ({**EN_COURS, "etat": "en_analyse"}, timedelta(), "Analyse antivirus en cours…"),
    "attend": (
        EN_COURS,
        timedelta(minutes=5, seconds=1),
        "Analyse antivirus en attente.",
    ),
    "sain": ({}, timedelta(days=1), "Vérifié"),
    "refusé": (
        {"etat": "refuse", "motif": "Il est <b>vide</b>."},
        timedelta(),
        "Refusé : Il est <b>vide</b>.",
    ),
}


@pytest.mark.django_db
@pytest.mark.parametrize("cas", ETATS)
def test_l_etat_se_dit_en_mots(cas: str) -> None:
    champs, depuis, phrase = ETATS[cas]
    fichier = FichierFactory(nom="<i>.pdf", taille=1_234_567, **champs)
    with time_machine.travel(PENDANT + depuis, tick=False):
        page = Page(render_to_string("fichiers/_etat.html", {"fichier": fichier}))
    textes = [element.texte.replace("\u00a0", " ") for element in page.elements]
    assert textes == ["<i>.pdf", "PDF, 1,2 Mo", phrase]


@pytest.mark.django_db
def test_seul_un_brouillon_se_depose_sans_attendre_l_antivirus() -> None:
    contexte = {"fichier": FichierFactory(**EN_COURS), "sans_attendre": True}
    with time_machine.travel(PENDANT + timedelta(minutes=6), tick=False):
        page = Page(render_to_string("fichiers/_etat.html", contexte))
    assert page.elements[-1].texte == "Analyse antivirus en attente. Vous pouvez déposer sans attendre."
