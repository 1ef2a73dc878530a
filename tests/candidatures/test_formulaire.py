"""What may be typed in a section: shapes accepted, refused, and the sentence said."""

from typing import Any

import pytest
from django.http import QueryDict

from candidatures.champs import Section
from candidatures.forms import SectionForm
from candidatures.questionnaire import sections
from tests.candidatures.test_questionnaire import FNT

SECTIONS = {section.code: section for section in sections(FNT)}
PAR_CHAMP = {champ.nom: section for section in SECTIONS.values() for champ in section.champs}
INVISIBLES = (
    "Ce texte contient des caractères invisibles que nous ne pouvons pas enregistrer. "
    "Recopiez-le depuis un éditeur de texte simple."
)
SIRET_FAUX = "Ce numéro SIRET n’existe pas : vérifiez ses 14 chiffres, sur un avis de situation Insee."
MONTANT_FAUX = "Écrivez un montant en euros, par exemple 50 000."
TROP = "Le maximum est de 50\u202f000\xa0€ : réduisez ce montant."


def saisir(champ: str, *valeurs: str) -> SectionForm:
    section: Section = PAR_CHAMP[champ]
    donnees = QueryDict(mutable=True)
    donnees.setlist(champ, list(valeurs))
    return SectionForm(section, {}, donnees)


@pytest.mark.parametrize(
    ("champ", "saisi", "attendu"),
    [
        ("siret", "73282932000074", "73282932000074"),
        ("siret", " 732 829 320 00074 ", "73282932000074"),
        ("siret", "732\xa0829\u202f320 00074", "73282932000074"),
        ("siret", "732.829.320.00074", "73282932000074"),
        ("siret", "35600000049837", "35600000049837"),  # La Poste: another key
        ("siret", "35600000010005", "35600000010005"),
        ("siret", "", None),
        ("montant_an_1", "50000", "50000.00"),
        ("montant_an_1", "50 000,00", "50000.00"),
        ("montant_an_1", "50\u202f000,00\xa0€", "50000.00"),
        ("montant_an_1", "0,5", "0.50"),
        ("montant_an_1", "0", "0.00"),
        ("montant_an_1", "-0", "0.00"),
        ("montant_an_1", "1e3", "1000.00"),
        ("montant_an_1", "", None),
        ("raison_sociale", "  L’été  ", "L’été"),
        ("raison_sociale", "e\u0301te\u0301", "été"),
        ("resume", "a\r\nb", "a\nb"),
        ("resume", "é" * 500, "é" * 500),
        ("telephone", "+262 262 12 34 56", "+262 262 12 34 56"),
        ("code_postal", "97400", "97400"),
        ("date_ouverture", "2019-03-01", "2019-03-01"),
        ("date_ouverture", "01/03/2019", "2019-03-01"),
        ("representant_courriel", "nom@domaine.fr", "nom@domaine.fr"),
        ("type_porteur", "association", "association"),
        ("type_porteur", "", None),
        ("departement", "2A", "2A"),
    ],
    ids=ascii,
)  # fmt: skip
def test_une_saisie_juste_est_gardee(champ: str, saisi: str, attendu: str | None) -> None:
    form = saisir(champ, saisi)
    assert form.is_valid(), form.errors
    assert form.valeurs()[champ] == attendu


@pytest.mark.parametrize(
    ("champ", "saisi", "phrase"),
    [
        ("siret", "73282932000075", SIRET_FAUX),
        ("siret", "7328293200007", SIRET_FAUX),
        ("siret", "732-829-320-00074", SIRET_FAUX),
        ("siret", "7328293200007A", SIRET_FAUX),
        ("siret", "35600000010001", SIRET_FAUX),
        ("siret", "٧٣٢٨٢٩٣٢٠٠٠٠٧٤", SIRET_FAUX),
        ("montant_an_1", "50000.01", TROP),
        ("montant_an_1", "1e9", TROP),
        ("montant_an_1", "-1", "Un montant ne peut pas être négatif."),
        ("montant_an_1", "NaN", MONTANT_FAUX),
        ("montant_an_1", "sNaN", MONTANT_FAUX),
        ("montant_an_1", "Infinity", MONTANT_FAUX),
        ("montant_an_1", "-Infinity", MONTANT_FAUX),
        ("montant_an_1", "cinquante mille", MONTANT_FAUX),
        ("montant_an_1", "1,2,3", MONTANT_FAUX),
        ("montant_an_1", "0x10", MONTANT_FAUX),
        ("prime_investissement", "100000,01", "Le maximum est de 100\u202f000\xa0€ : réduisez ce montant."),
        ("raison_sociale", "avant\x00après", INVISIBLES),
        ("raison_sociale", "avant\x1baprés", INVISIBLES),
        ("raison_sociale", "avant\ud800après", INVISIBLES),
        ("raison_sociale", "avant\u202eaprès", INVISIBLES),
        ("resume", "avant\u2066après", INVISIBLES),
        ("telephone", "01 23", "Écrivez un numéro de téléphone, par exemple 01 23 45 67 89 ou +262 262 12 34 56."),
        ("code_postal", "6700", "Un code postal compte 5 chiffres."),
        ("code_postal", "6700\u0660", "Un code postal compte 5 chiffres."),
        ("representant_courriel", "nom@", "Écrivez une adresse complète : nom@domaine.fr."),
        ("representant_courriel", "nom@exa\u202emple.fr", INVISIBLES),
        ("date_ouverture", "31/02/2019", "Écrivez une date, par exemple 15/10/2019."),
        ("date_ouverture", "hier", "Écrivez une date, par exemple 15/10/2019."),
    ],
    ids=ascii,
)  # fmt: skip
def test_une_saisie_fausse_est_dite_et_reste_affichee(champ: str, saisi: str, phrase: str) -> None:
    form = saisir(champ, saisi)
    assert phrase in form.errors[champ]
    assert form[champ].value() == saisi


@pytest.mark.parametrize("saisi", ["0,001", "1e-9", "1e999999999", "9" * 5000])
def test_un_montant_demesure_est_refuse_sans_etre_calcule(saisi: str) -> None:
    assert not saisir("montant_an_1", saisi).is_valid()


@pytest.mark.parametrize(
    ("champ", "valeurs"),
    [
        ("type_porteur", ["inconnu"]),
        ("departement", ["999"]),
        ("departement", ["67\x00"]),
        ("services_numeriques", ["acces", "inconnu"]),
    ],
)
def test_un_choix_hors_de_la_liste_est_refuse(champ: str, valeurs: list[str]) -> None:
    form = saisir(champ, *valeurs)
    assert "choix valide" in form.errors[champ][0]


def test_un_texte_trop_long_dit_de_combien_et_reste_affiche() -> None:
    texte = "é" * 40_000
    form = saisir("resume", texte)
    assert form.errors["resume"] == [
        "Ce texte dépasse la limite de 500 caractères : retirez-en 39500. Il reste affiché ici."
    ]
    assert form["resume"].value() == texte


def test_une_section_vide_se_laisse_enregistrer() -> None:
    for section in SECTIONS.values():
        form = SectionForm(section, {}, QueryDict())
        assert form.is_valid()
        assert set(form.valeurs().values()) == {None}


def test_un_champ_etranger_est_ignore() -> None:
    form = SectionForm(SECTIONS["lieu"], {}, QueryDict("nom_lieu=Halle&etat=deposee&numero=FDT-99-0001"))
    assert form.is_valid()
    assert set(form.valeurs()) == {champ.nom for champ in SECTIONS["lieu"].champs}


@pytest.mark.parametrize("champ", sorted(PAR_CHAMP))
def test_aucun_champ_n_accepte_d_octet_nul_ni_de_caractere_de_controle(champ: str) -> None:
    """Whatever the kind of question: an error, or nothing kept of it."""
    for saisi in ("a\x00b", "a\x07b", "a\ud800b", "a\u202eb", "nom@exemple\u202e.fr"):
        form = saisir(champ, saisi)
        garde: Any = form.valeurs()[champ] if form.is_valid() else None
        assert garde in (None, True)
