"""What is typed in a section: nothing is refused, what is right is read, what is wrong is said and stays as it was."""

import string
from collections.abc import Iterator
from typing import Any

import pytest
from django.conf import settings
from django.http import QueryDict
from hypothesis import HealthCheck, given
from hypothesis import settings as reglages
from hypothesis import strategies as st

from candidatures.formulaire.catalogue.champs import Champ, Genre, Section
from candidatures.formulaire.controle.budget import POSTES
from candidatures.formulaire.questionnaire import sections
from candidatures.formulaire.saisie import SectionForm
from candidatures.formulaire.saisie.valeurs import ecrire, lire
from tests.candidatures.formulaire.cas import FNT
from tests.candidatures.views.navigateur_sans_script import envoyer, page_de
from tests.gabarits.page import Page
from tests.scenarios import reponses_completes
from tests.textes import CARACTERES

SECTIONS = {section.code: section for section in sections(FNT)}
PAR_CHAMP = {champ.nom: section for section in SECTIONS.values() for champ in section.champs}
GENRES_SIMPLES: tuple[Genre, ...] = (
    "texte", "long", "choix", "montant", "entier", "decimal", "siren", "siret", "rna", "courriel", "telephone", "date",
    "code_postal", "url",
)  # fmt: skip


def saisir(champ: str, *valeurs: str, **reponses: Any) -> SectionForm:
    donnees = QueryDict(mutable=True)
    donnees.setlist(champ, list(valeurs))
    return SectionForm(PAR_CHAMP[champ], reponses, donnees)


@pytest.mark.parametrize(
    ("genre", "saisi", "attendu"),
    [
        ("siret", "73282932000074", "73282932000074"),
        ("siret", " 732 829 320 00074 ", "73282932000074"),
        ("siret", "732\xa0829\u202f320 00074", "73282932000074"),
        ("siret", "732.829.320.00074", "73282932000074"),
        ("siret", "7328293200007", "7328293200007"),
        ("siret", "٧٣٢٨٢٩٣٢٠٠٠٠٧٤", "٧٣٢٨٢٩٣٢٠٠٠٠٧٤"),
        ("siren", "732 829 320", "732829320"),
        ("rna", "w751 234 567", "W751234567"),
        ("rna", "w9r1 005678", "W9R1005678"),
        ("rna", "W2A1234567", "W2A1234567"),
        ("rna", "néant", "néant"),
        ("code_postal", "67 000", "67000"),
        ("montant", "50000", "50000.00"),
        ("montant", "50 000,00", "50000.00"),
        ("montant", "50\u202f000,5\xa0€", "50000.50"),
        ("montant", "0", "0.00"),
        ("montant", "-0", "0.00"),
        ("montant", "-5", "-5.00"),
        ("montant", "1.500", "1.500"),  # one and a half, or fifteen hundred: nobody guesses
        ("montant", "12 000 000", "12000000.00"),
        ("montant", "5000\n2000", "5000 2000"),  # two cells of a spreadsheet
        ("montant", "5000\t2000", "5000 2000"),
        ("montant", "50 00", "50 00"),
        ("montant", "1 2", "1 2"),
        ("montant", "12.000", "12.000"),
        ("montant", "1500.5", "1500.50"),
        ("montant", "50 000 euros", "50000.00"),
        ("montant", "€ 50", "50.00"),
        ("montant", "5\u200d0", "50.00"),
        ("montant", "cinquante mille", "cinquante mille"),
        ("montant", "9" * 5000, "9" * 5000),
        ("montant", "1e9", "1e9"),
        ("montant", "NaN", "NaN"),
        ("decimal", "2,5", "2.5"),
        ("decimal", "1.500", "1.500"),  # nobody guesses
        ("decimal", "1,500", "1.5"),
        ("decimal", "0.125", "0.1250"),
        ("decimal", "1234.500", "1234.5"),
        ("decimal", "2 3", "2 3"),
        ("entier", "1 200", "1200"),
        ("entier", "12,00", "12"),
        ("entier", "12.000", "12.000"),
        ("entier", "12,000", "12,000"),
        ("entier", "1200\n1300", "1200 1300"),
        ("telephone", "\u202a+33 6 12 34 56 78\u202c", "+33 6 12 34 56 78"),
        ("telephone", "+33 (0) 6 12 34 56 78", "+33 6 12 34 56 78"),
        ("telephone", "+262 (0) 262 12 34 56", "+262 262 12 34 56"),
        ("telephone", "0033(0)6.12.34.56.78", "+33 6 12 34 56 78"),
        ("telephone", "Tél. : 06/12/34/56/78", "06 12 34 56 78"),
        ("telephone", "0612345678 / 0712345678", "0612345678 / 0712345678"),
        ("telephone", "demandez Paul", "demandez Paul"),
        ("entier", "douze", "douze"),
        ("date", "15/10/2019", "2019-10-15"),
        ("date", "2019-10-15", "2019-10-15"),
        ("date", "5.1.2019", "2019-01-05"),
        ("date", "15102019", "2019-10-15"),
        ("date", "31/02/2019", "31/02/2019"),
        ("date", "octobre 2019", "octobre 2019"),
        ("url", "www.exemple.fr", "https://www.exemple.fr"),
        ("texte", "  L’été  ", "L’été"),
        ("texte", "e\u0301te\u0301", "été"),
        ("texte", "deux\nlignes", "deux lignes"),
        ("texte", "\u2066Halle\u2069 \u202edu\u202c marché", "Halle du marché"),
        ("courriel", "\ufeffnom@exemple.fr\u200d", "nom@exemple.fr"),
        ("long", "un\x0bdeux\x85trois\x0cquatre", "un\ndeux\ntrois\nquatre"),
        ("long", "rendez\x1evous co\x1fopérer", "rendez-vous coopérer"),
        ("long", "\uf0b7 un\n\uf0a7 deux \uf0e8", "• un\n• deux →"),
        ("long", "a\r\nb", "a\nb"),
        ("texte", "   ", None),
    ],
    ids=ascii,
)  # fmt: skip
def test_une_saisie_juste_est_lue_et_une_fausse_reste(genre: Genre, saisi: str, attendu: str | None) -> None:
    assert lire(genre, saisi) == attendu


@pytest.mark.parametrize(
    ("genre", "reponse", "montre"),
    [
        ("montant", "50000.00", "50\u202f000"),
        ("montant", "1234.50", "1\u202f234,50"),
        ("montant", "abc", "abc"),
        ("decimal", "2.5", "2,5"),
        ("decimal", "0.1250", "0,125"),
        ("decimal", "2.750", "2.750"),  # read in two ways: as typed, beside the sentence that says so
        ("entier", 12, "12"),
        ("date", "2019-10-15", "15/10/2019"),
        ("date", "31/02/2019", "31/02/2019"),
        ("texte", None, ""),
    ],
)
def test_une_reponse_est_montree_comme_on_l_ecrit(genre: Genre, reponse: Any, montre: str) -> None:
    assert ecrire(genre, reponse) == montre


@given(genre=st.sampled_from(GENRES_SIMPLES), texte=st.text(CARACTERES) | st.text(string.digits + " ./-,€Ww"))
def test_lire_ce_qui_est_montre_rend_la_meme_reponse(genre: Genre, texte: str) -> None:
    reponse = lire(genre, texte)
    assert lire(genre, ecrire(genre, reponse)) == reponse


@pytest.mark.parametrize(
    ("champ", "saisi", "phrase"),
    [
        ("siret", "73282932000075", "Ce numéro SIRET n’existe pas : vérifiez ses 14 chiffres, sur un avis de situation Insee."),
        ("montant_an_1", "50000,01", "Le maximum est de 50\u202f000\xa0€ : réduisez ce montant."),
        ("montant_an_1", "cinquante", "Écrivez un montant en euros, par exemple 50 000."),
        ("code_postal", "6700", "Un code postal compte 5 chiffres."),
        ("representant_courriel", "nom@", "Écrivez une adresse complète : nom@domaine.fr."),
        ("date_creation", "31/02/2019", "Cette date n’est pas possible : vérifiez le jour, le mois, et l’année sur 4 chiffres."),
        ("raison_sociale", "avant\x01après", "Ce texte contient des caractères invisibles que nous ne pouvons pas enregistrer. Recopiez-le depuis un éditeur de texte simple."),
    ],
    ids=lambda v: v[:16] if isinstance(v, str) else None,
)  # fmt: skip
def test_une_saisie_fausse_est_gardee_dite_et_liee_a_son_champ(champ: str, saisi: str, phrase: str) -> None:
    form = saisir(champ, saisi)
    page = Page(page_de(form))

    assert form.valeurs()[champ] not in (None, "")
    assert form.erreurs[champ] == [phrase]
    page.verifier_les_liens()
    assert page.par_id(f"id_{champ}").attributs["aria-invalid"] == "true"
    assert f"id_{champ}_error" in page.par_id(f"id_{champ}").mots("aria-describedby")
    assert page.par_id(f"id_{champ}_error").texte.endswith(phrase)
    assert [lien.attributs["href"] for lien in page.tous("a")] == [f"#id_{champ}"]


def test_un_collage_de_40_000_caracteres_est_garde_et_dit_de_combien_il_depasse() -> None:
    texte = "é" * 40_000
    form = saisir("ambition", texte)

    assert form.valeurs() == {"ambition": texte} | {"services_numeriques": None}
    assert form.erreurs["ambition"] == [
        "Ce texte dépasse la limite de 3\u202f000 caractères : retirez-en 37\u202f000."
    ]
    assert Page(page_de(form)).un("textarea", name="ambition").texte == texte


def test_une_reponse_fausse_est_dite_aussi_en_lisant_la_page() -> None:
    form = SectionForm(SECTIONS["structure"], {"siret": "123"})
    assert list(form.erreurs) == ["siret"]
    assert Page(page_de(form)).par_id("id_siret").attributs["value"] == "123"


def test_une_question_qui_ne_s_applique_pas_garde_sa_reponse_sans_erreur() -> None:
    reponses = {"situation": "projet", "date_ouverture": "hier"}
    form = SectionForm(SECTIONS["lieu"], reponses)
    assert form.erreurs == {}
    assert envoyer(form)["date_ouverture"] == "hier"
    assert list(SectionForm(SECTIONS["lieu"], reponses | {"situation": "existant"}).erreurs) == [
        "date_ouverture"
    ]


def test_un_choix_qui_n_est_plus_propose_reste_sur_la_page() -> None:
    form = SectionForm(SECTIONS["structure"], {"type_porteur": "ancien"})
    assert envoyer(form)["type_porteur"] == "ancien"
    assert form.erreurs == {"type_porteur": ["Choisissez une réponse dans la liste."]}


def test_ce_que_la_page_ne_montrait_pas_n_est_pas_vide() -> None:
    form = SectionForm(SECTIONS["lieu"], {}, QueryDict("nom_lieu=Halle&etat=deposee"))
    cases = {champ.nom for champ in SECTIONS["lieu"].champs if champ.genre == "multiple"}
    assert form.valeurs() == {"nom_lieu": "Halle"} | dict.fromkeys(cases)


def test_seules_les_questions_nommees_sont_lues() -> None:
    donnees = QueryDict("nom_lieu=Halle&commune=Joigny&autres_sites-lignes=0")
    form = SectionForm(SECTIONS["lieu"], {}, donnees, seulement=["commune", "autres_sites", "siret"])
    assert form.valeurs() == {"commune": "Joigny", "autres_sites": None}


def test_une_aide_de_la_configuration_est_echappee() -> None:
    section = Section("s", "S", (Champ("x", "X", aide="<script>alert(1)</script>"),))
    assert Page(page_de(SectionForm(section, {}))).tous("script") == []


@pytest.mark.parametrize("code", SECTIONS)
def test_chaque_section_remplie_mene_partout_ou_elle_dit(code: str) -> None:
    Page(page_de(SectionForm(SECTIONS[code], reponses_completes()))).verifier_les_liens()


@pytest.mark.parametrize("code", SECTIONS)
def test_renvoyer_une_page_sans_y_toucher_ne_change_rien(code: str) -> None:
    reponses = reponses_completes()
    valeurs = SectionForm(SECTIONS[code], reponses, envoyer(SectionForm(SECTIONS[code], reponses))).valeurs()
    assert {nom: v for nom, v in valeurs.items() if v is not None} == {
        nom: reponses[nom] for nom in valeurs if reponses.get(nom) is not None
    }


@st.composite
def pages_remplies(tirer: Any, section: Section) -> QueryDict:
    """What people may send: right, wrong, empty, odd."""
    textes = st.text(CARACTERES, max_size=12) | st.sampled_from(
        [
            "50 000,00",
            "-3",
            "abc",
            "31/02/2019",
            "1/3/2019",
            "732 829 320 00074",
            "<b>&amp;\"'",
            "oui",
        ]
    )
    donnees = QueryDict(mutable=True)
    for nom, champ in _saisies(section):
        codes = [code for code, _ in champ.choix]
        if champ.genre == "case":
            donnees.setlist(nom, ["on"] * tirer(st.booleans()))
        elif champ.genre == "multiple":
            donnees.setlist(nom, [code for code in codes if tirer(st.booleans())])
        else:
            donnees[nom] = tirer(st.sampled_from(["", *codes]) if codes else textes)
    return donnees


def _saisies(section: Section) -> Iterator[tuple[str, Champ]]:
    cellule = Champ("cellule", "", "montant")
    for champ in section.champs:
        if champ.genre == "liste":
            yield from ((f"{champ.nom}-{i}-{s.nom}", s) for i in range(2) for s in champ.sous_champs)
        elif champ.genre == "budget":
            codes = [(groupe, code) for groupe in POSTES for code, _ in POSTES[groupe][:3]]
            yield from ((f"{champ.nom}-{g}-{c}-{annee}", cellule) for g, c in codes for annee in (1, 2, 3))
        else:
            yield champ.nom, champ


@pytest.mark.parametrize("code", [code for code, section in SECTIONS.items() if section.champs])
@reglages(max_examples=4, suppress_health_check=list(HealthCheck))
@given(data=st.data())
def test_une_page_lue_montree_et_renvoyee_donne_les_memes_reponses(code: str, data: st.DataObject) -> None:
    section = SECTIONS[code]
    lues = SectionForm(section, {}, data.draw(pages_remplies(section))).valeurs()
    page = page_de(SectionForm(section, lues))
    Page(page).verifier_les_liens()

    relues = SectionForm(section, {}, envoyer(SectionForm(section, lues))).valeurs()
    assert {n: v for n, v in relues.items() if v is not None} == {
        n: v for n, v in lues.items() if v is not None
    }


def test_la_plus_longue_page_tient_dans_le_nombre_de_saisies_accepte() -> None:
    """Every block at its limit, every box ticked; some room for what surrounds the form."""
    nombres = {}
    for section in SECTIONS.values():
        pleines = {c.nom: [{} for _ in range(c.lignes_max)] for c in section.champs if c.genre == "liste"}
        champs = SectionForm(section, pleines).fields
        nombres[section.code] = sum(len(getattr(f.widget, "choices", ())) or 1 for f in champs.values())
    assert max(nombres.values()) + 50 < (settings.DATA_UPLOAD_MAX_NUMBER_FIELDS or 0), nombres


def test_un_code_se_tape_avec_des_espaces_et_en_minuscules() -> None:
    quartier = "Q[PN][0-9A-Z]{6}"
    assert lire("texte", "qp 067 001", quartier) == "QP067001"
    assert lire("texte", "près de la gare", quartier) == "près de la gare"
