"""Each widget of the pack, with and without help and error: one name, and ties that lead somewhere."""

from typing import Any

import pytest
from crispy_forms.templatetags.crispy_forms_filters import as_crispy_form
from django import forms

from tests.gabarits.page import Element, Page

CHOIX = [("a", "Premier choix"), ("b", "Second choix")]
ERREUR = "Écrivez une réponse."
CHAMPS: dict[str, Any] = {
    "texte": forms.CharField,
    "courriel": forms.EmailField,
    "telephone": lambda **o: forms.CharField(widget=forms.TextInput(attrs={"type": "tel"}), **o),
    "nombre": forms.DecimalField,
    "date": lambda **o: forms.DateField(widget=forms.DateInput(attrs={"type": "date"}), **o),
    "instant": lambda **o: forms.DateTimeField(
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}), **o
    ),
    "long": lambda **o: forms.CharField(widget=forms.Textarea(), max_length=1000, **o),
    "long_sans_limite": lambda **o: forms.CharField(widget=forms.Textarea(), **o),
    "liste": lambda **o: forms.ChoiceField(choices=CHOIX, **o),
    "mot_de_passe": lambda **o: forms.CharField(widget=forms.PasswordInput(), **o),
    "fichier": forms.FileField,
    "case": forms.BooleanField,
    "radio": lambda **o: forms.ChoiceField(choices=CHOIX, widget=forms.RadioSelect(), **o),
    "cases": lambda **o: forms.MultipleChoiceField(choices=CHOIX, widget=forms.CheckboxSelectMultiple(), **o),
}
GROUPES = ("radio", "cases")
TYPES = {"courriel": "email", "telephone": "tel", "nombre": "number", "date": "date"} | {
    "instant": "datetime-local",
    "mot_de_passe": "password",
    "fichier": "file",
    "case": "checkbox",
}


def _page(genre: str, *, lie: bool = False, **options: Any) -> Page:
    options = {"label": "La question", "error_messages": {"required": ERREUR}} | options
    form = type("F", (forms.Form,), {"champ": CHAMPS[genre](**options)})(data={} if lie else None)
    return Page(as_crispy_form(form))


def _portee(page: Page, genre: str) -> Element:
    """The element that carries the description: the group, or the input."""
    if genre in GROUPES:
        return page.un("fieldset")
    return page.par_id("id_champ")


@pytest.mark.parametrize("genre", CHAMPS)
@pytest.mark.parametrize("aide", ["", "Une aide."])
@pytest.mark.parametrize("lie", [False, True])
def test_champ_a_un_nom_et_des_liens_qui_menent_quelque_part(genre: str, aide: str, lie: bool) -> None:
    page = _page(genre, help_text=aide, lie=lie)

    page.verifier_les_liens()
    if genre in GROUPES:
        legende = page.un("legend")
        assert legende.texte == "La question"
        assert page.un("fieldset").mots("aria-labelledby") == [legende.attributs["id"]]
        assert [page.un("label", for_=f"id_champ_{n}").texte for n in (0, 1)] == [c for _, c in CHOIX]
    else:
        assert page.un("label", for_="id_champ").texte == "La question"
    assert all("placeholder" not in e.attributs for e in page.elements)


@pytest.mark.parametrize("genre", CHAMPS)
def test_aide_et_erreur_decrivent_le_champ(genre: str) -> None:
    page = _page(genre, help_text="Une aide.", lie=True)
    decrit = {page.par_id(i).texte for i in _portee(page, genre).mots("aria-describedby")}

    limite = {"1\u202f000 caractères au maximum."} if genre == "long" else set()
    assert decrit == {"Une aide.", f"Erreur\u00a0: {ERREUR}"} | limite


@pytest.mark.parametrize("genre", CHAMPS)
def test_erreur_rend_le_champ_invalide_pour_les_lecteurs_d_ecran(genre: str) -> None:
    invalides = [e.nom for e in _page(genre, lie=True).elements if e.attributs.get("aria-invalid") == "true"]

    attendus = {"radio": ["fieldset"], "cases": ["input", "input"], "liste": ["select"]}
    textes = {"long": ["textarea"], "long_sans_limite": ["textarea"]}
    assert invalides == (attendus | textes).get(genre, ["input"])


@pytest.mark.parametrize("genre", CHAMPS)
def test_champ_sans_erreur_n_est_pas_dit_invalide(genre: str) -> None:
    page = _page(genre)

    assert all("aria-invalid" not in e.attributs for e in page.elements)
    assert page.tous("section") == []


@pytest.mark.parametrize("genre", TYPES)
def test_type_de_saisie_est_garde(genre: str) -> None:
    assert _page(genre).par_id("id_champ").attributs["type"] == TYPES[genre]


def test_attributs_de_saisie_sont_gardes() -> None:
    widget = forms.TextInput(attrs={"autocomplete": "postal-code", "inputmode": "numeric"})
    attributs = _page("texte", widget=widget).par_id("id_champ").attributs

    assert (attributs["autocomplete"], attributs["inputmode"]) == ("postal-code", "numeric")


def test_valeur_saisie_est_rendue() -> None:
    class F(forms.Form):
        texte = forms.CharField()
        choix = forms.ChoiceField(choices=CHOIX, widget=forms.RadioSelect())
        plusieurs = forms.MultipleChoiceField(choices=CHOIX, widget=forms.CheckboxSelectMultiple())

    page = Page(as_crispy_form(F({"texte": '<b>"Été"', "choix": "b", "plusieurs": ["a"]})))

    assert page.par_id("id_texte").attributs["value"] == '<b>"Été"'
    assert [e.attributs["id"] for e in page.tous("input") if "checked" in e.attributs] == [
        "id_choix_1",
        "id_plusieurs_0",
    ]


def test_champ_cache_n_a_ni_libelle_ni_aide() -> None:
    page = _page("texte", widget=forms.HiddenInput(), help_text="Une aide.")

    assert [e.nom for e in page.elements] == ["input"]


def test_texte_long_dit_sa_limite_propre() -> None:
    champ = forms.CharField(widget=forms.Textarea())
    champ.longueur = 500  # type: ignore[attr-defined] - set by our own forms, which refuse nothing while typing
    page = Page(as_crispy_form(type("F", (forms.Form,), {"champ": champ})()))

    consigne = page.par_id("id_champ_compteur")
    assert consigne.texte == "500 caractères au maximum."
    assert (consigne.attributs["data-compteur-de"], consigne.attributs["data-maximum"]) == ("id_champ", "500")


@pytest.mark.parametrize(
    ("genre", "requis", "facultatif", "libelle"),
    [
        ("texte", True, None, "La question"),
        ("texte", False, None, "La question (facultatif)"),
        ("texte", False, True, "La question (facultatif)"),
        ("texte", False, False, "La question"),
        ("case", False, None, "La question"),
    ],
)
def test_libelle_dit_ce_qui_est_facultatif(
    genre: str,
    requis: bool,
    facultatif: bool | None,
    libelle: str,
) -> None:
    champ = CHAMPS[genre](label="La question", required=requis)
    if facultatif is not None:
        champ.facultatif = facultatif
    page = Page(as_crispy_form(type("F", (forms.Form,), {"champ": champ})()))

    assert page.un("label", for_="id_champ").texte == libelle


def test_mot_de_passe_est_montre_par_une_case_qui_n_est_pas_envoyee() -> None:
    montrer = _page("mot_de_passe").par_id("id_champ_montrer")

    assert "name" not in montrer.attributs
    assert montrer.attributs["aria-label"] == "Afficher le mot de passe\u00a0: La question"
