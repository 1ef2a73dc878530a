"""The pack writes each field without templates, as Django's own and the DSFR's would."""

from typing import Any

import pytest
from crispy_forms.templatetags.crispy_forms_filters import as_crispy_field
from django import forms
from hypothesis import given
from hypothesis import strategies as st

from tests.gabarits.ecriture_de_reference import Suite, champ_de_reference
from tests.gabarits.test_champs import CHAMPS, CHOIX, ERREUR

AUTRES: dict[str, Any] = {
    "cache": lambda **o: forms.CharField(widget=forms.HiddenInput(), **o),
    "liste_groupee": lambda **o: forms.ChoiceField(choices=[("Un <groupe>", CHOIX), ("", "Aucun")], **o),
    "plusieurs_caches": lambda **o: forms.MultipleChoiceField(
        choices=CHOIX, widget=forms.MultipleHiddenInput(), **o
    ),
}
GENRES = CHAMPS | AUTRES


def _form(genre: str, data: Any = None, **options: Any) -> Any:
    options = {"label": "La question", "error_messages": {"required": ERREUR}} | options
    return type("F", (forms.Form,), {"champ": GENRES[genre](**options)})(data=data)


@pytest.mark.parametrize("requis", [True, False])
@pytest.mark.parametrize("aide", ["", "Une aide."])
@pytest.mark.parametrize("lie", [False, True])
@pytest.mark.parametrize("genre", GENRES)
def test_un_champ_s_ecrit_comme_par_les_gabarits(genre: str, lie: bool, aide: str, requis: bool) -> None:
    options = {"help_text": aide, "required": requis}
    data = {} if lie else None
    attendu = champ_de_reference(_form(genre, data, **options)["champ"])
    assert Suite(as_crispy_field(_form(genre, data, **options)["champ"])).mots == Suite(attendu).mots


@pytest.mark.parametrize("genre", sorted(GENRES.keys() - {"fichier"}))
@given(valeur=st.text("\"'<>&ab\n ") | st.sampled_from(["a", "b"]), mots=st.text("\"'<>&a"))
def test_une_valeur_et_des_mots_s_ecrivent_comme_par_les_gabarits(genre: str, valeur: str, mots: str) -> None:
    data = {"champ": [valeur] if genre in {"cases", "plusieurs_caches"} else valeur}
    attendu = champ_de_reference(_form(genre, data, label=mots)["champ"])
    assert Suite(as_crispy_field(_form(genre, data, label=mots)["champ"])).mots == Suite(attendu).mots
