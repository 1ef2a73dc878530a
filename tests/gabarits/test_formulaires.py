"""Whole forms: summary of errors, mention of what is mandatory, buttons."""

from typing import Any

import pytest
from crispy_forms.bootstrap import FormActions
from crispy_forms.helper import FormHelper
from crispy_forms.layout import Div, Fieldset, Layout, Submit
from crispy_forms.templatetags.crispy_forms_filters import as_crispy_form
from crispy_forms.utils import render_crispy_form
from django import forms
from django.core.exceptions import ValidationError

from tests.gabarits.page import Page

REQUIS = "Ce champ est obligatoire."


class Dossier(forms.Form):
    nom = forms.CharField(label="Nom")
    statut = forms.ChoiceField(
        label="Statut", choices=[("a", "Association"), ("b", "Commune")], widget=forms.RadioSelect()
    )
    version = forms.IntegerField(label="Version", widget=forms.HiddenInput())

    def clean(self) -> dict[str, Any]:
        if self.data.get("faute"):
            raise ValidationError("La somme dépasse le maximum.")
        return super().clean() or {}


def _resume(form: forms.Form) -> Page:
    page = Page(as_crispy_form(form))
    page.verifier_les_liens()
    return page


def test_resume_mene_a_chaque_champ_fautif() -> None:
    page = _resume(Dossier({"version": "1"}))

    assert [(a.attributs["href"], a.texte) for a in page.tous("a")] == [
        ("#id_nom", f"Nom – {REQUIS}"),
        ("#id_statut_0", f"Statut – {REQUIS}"),
    ]


def test_resume_peut_recevoir_le_focus_et_porte_un_nom() -> None:
    resume = _resume(Dossier({"version": "1"})).un("section")

    assert resume.attributs["tabindex"] == "-1"
    assert "data-resume-des-erreurs" in resume.attributs
    assert "role" not in resume.attributs
    assert resume.mots("aria-labelledby") == ["erreurs-titre"]


@pytest.mark.parametrize(
    ("donnees", "titre"),
    [
        ({"version": "1", "statut": "a"}, "Il y a 1 erreur"),
        ({"version": "1"}, "Il y a 2 erreurs"),
        ({"version": "1", "nom": "x", "statut": "a", "faute": "1"}, "Il y a 1 erreur"),
        ({"version": "1", "statut": "a", "faute": "1"}, "Il y a 2 erreurs"),
        ({"nom": "x", "statut": "a"}, "Il y a 1 erreur"),
    ],
)
def test_resume_compte_les_erreurs(donnees: dict[str, str], titre: str) -> None:
    page = _resume(Dossier(donnees))

    assert page.un("h2").texte == titre
    assert len(page.tous("li")) == int(titre.split()[3])


def test_erreur_sans_champ_visible_est_dite_sans_lien() -> None:
    page = _resume(Dossier({"nom": "x", "statut": "a", "faute": "1"}))

    assert [li.texte for li in page.tous("li")] == ["La somme dépasse le maximum.", f"Version – {REQUIS}"]
    assert page.tous("a") == []


def test_deux_formulaires_prefixes_vont_ensemble() -> None:
    html = as_crispy_form(Dossier({}, prefix="a")) + as_crispy_form(Dossier({}, prefix="b"))

    Page(html).verifier_les_liens()


def _assistant(**options: Any) -> FormHelper:
    helper = FormHelper()
    helper.layout = Layout(
        Fieldset("Identité", Div("nom", css_class="fr-col-12")),
        FormActions(Submit("deposer", "Déposer"), Submit("garder", "Garder", css_class="fr-btn--secondary")),
    )
    for nom, valeur in options.items():
        setattr(helper, nom, valeur)
    return helper


def test_formulaire_mis_en_page_a_un_form_un_jeton_et_des_boutons() -> None:
    page = Page(render_crispy_form(Dossier(), _assistant(), {"csrf_token": "jeton"}))

    page.verifier_les_liens()
    formulaire = page.un("form")
    assert formulaire.attributs["method"] == "post"
    assert "novalidate" in formulaire.attributs
    assert page.un("input", name="csrfmiddlewaretoken").attributs["value"] == "jeton"
    assert page.un("legend").texte == "Identité"
    assert [(b.texte, b.attributs["name"], b.attributs["type"]) for b in page.tous("button")] == [
        ("Déposer", "deposer", "submit"),
        ("Garder", "garder", "submit"),
    ]
    assert "fr-btn--secondary" in page.tous("button")[1].mots("class")


def test_champ_absent_de_la_mise_en_page_est_nomme_sans_lien() -> None:
    page = Page(render_crispy_form(Dossier({"version": "1"}), _assistant(), {"csrf_token": "jeton"}))

    page.verifier_les_liens()
    assert [a.attributs["href"] for a in page.tous("a")] == ["#id_nom"]
    assert [li.texte for li in page.tous("li")] == [f"Nom – {REQUIS}", f"Statut – {REQUIS}"]


def test_formulaire_sans_balise_garde_le_jeton() -> None:
    page = Page(render_crispy_form(Dossier(), _assistant(form_tag=False), {"csrf_token": "jeton"}))

    assert page.tous("form") == []
    assert len(page.tous("input", name="csrfmiddlewaretoken")) == 1


def test_boutons_de_l_assistant_sont_a_la_fin() -> None:
    helper = FormHelper()
    helper.add_input(Submit("ok", "Continuer"))
    page = Page(render_crispy_form(Dossier(), helper, {"csrf_token": "jeton"}))

    assert page.un("button").texte == "Continuer"
    assert len(page.tous("label", for_="id_nom")) == 1


@pytest.mark.parametrize(
    ("options", "mentions"),
    [
        ({}, ["Sauf mention contraire, tous les champs sont obligatoires."]),
        ({"mention": "Pour déposer, répondez à tout."}, ["Pour déposer, répondez à tout."]),
        ({"mention": ""}, []),
        ({"form_method": "get"}, []),
    ],
)
def test_mention_de_ce_qui_est_obligatoire(options: dict[str, str], mentions: list[str]) -> None:
    page = Page(render_crispy_form(Dossier(), _assistant(**options), {"csrf_token": "jeton"}))

    assert [p.texte for p in page.tous("p")] == mentions


def test_fichier_change_l_encodage_du_formulaire() -> None:
    class Piece(forms.Form):
        piece = forms.FileField()

    page = Page(render_crispy_form(Piece(), FormHelper(), {"csrf_token": "jeton"}))

    assert page.un("form").attributs["enctype"] == "multipart/form-data"
