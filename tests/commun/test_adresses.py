"""One spelling for one mailbox; what nobody could deliver is refused with a sentence that says what to do."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ami.commun.adresses import (
    ACCENTUEE,
    DOMAINE,
    INCOMPLETE,
    TROP_LONGUE,
    affichable,
    canonique,
    faute_d_adresse,
)
from ami.commun.caracteres import REFUS
from tests.textes import CARACTERES

IDN = "contact@xn--fabrique-numrique-mtb.fr"
LONGUE = "b" * 60


@pytest.mark.parametrize(
    ("saisie", "lue"),
    [
        ("z@x.test", "z@x.test"),
        (" Z@X.Test\n", "z@x.test"),
        ("z@x\u200b.test", "z@x.test"),  # zero-width space
        ("z@x\u00ad.test", "z@x.test"),  # soft hyphen
        ("\ufeffz@x.test\u200d", "z@x.test"),
        ("\u202az@x.test\u202c", "z@x.test"),  # direction marks of a directory
        ("z@x\ufe0f.test", "z@x.test"),  # variation selector
        ("ｚ@ｘ．test", "z@x.test"),  # full-width letters and dot
        ("z@x\u3002test", "z@x.test"),
        ("jean\u2011paul@x\u2010y.test", "jean-paul@x-y.test"),  # hyphens of Word
        ("zoe@ﬁlature.test", "zoe@filature.test"),
        ("Contact@Fabrique-Numérique.fr", IDN),
        ("contact@fabrique-nume\u0301rique.fr", IDN),  # an accent of its own
        ("contact@XN--fabrique-numrique-mtb.fr", IDN),
        ("a@straße.fr", "a@xn--strae-oqa.fr"),  # not « strasse.fr », which is somebody else
        ("l-a.b+c@sous.domaine.re", "l-a.b+c@sous.domaine.re"),
    ],
    ids=ascii,
)
def test_une_boite_a_une_seule_ecriture(saisie: str, lue: str) -> None:
    assert (canonique(saisie), faute_d_adresse(saisie)) == (lue, "")


@pytest.mark.parametrize(
    ("saisie", "phrase"),
    [
        ("hélène@mairie-x.fr", ACCENTUEE),
        ("marıe@exemple.test", ACCENTUEE),  # a dotless i
        ("z\ufe0f@x.test", ACCENTUEE),
        ("nom@", INCOMPLETE),
        ("@domaine.fr", INCOMPLETE),
        ("nom@domaine", INCOMPLETE),
        ("nom domaine.fr", INCOMPLETE),
        ("a@b.fr, c@d.fr", INCOMPLETE),
        ("a@b@c.fr", INCOMPLETE),
        ("<a@b.fr>", INCOMPLETE),
        ("a..b@x.fr", INCOMPLETE),
        ('"a b"@x.fr', INCOMPLETE),
        ("", INCOMPLETE),
        ("a@127.0.0.1", DOMAINE),
        ("a@a_b.fr", DOMAINE),
        ("a@-b.fr", DOMAINE),
        ("a@b.c", DOMAINE),
        ("a@xn--abc.fr", DOMAINE),  # punycode of nothing
        (f"a@{'b' * 64}.fr", DOMAINE),
        ("a\x00@x.fr", REFUS),
        (f"{'a' * 65}@x.fr", TROP_LONGUE),
        (f"a@{LONGUE}.{LONGUE}.{LONGUE}.{LONGUE}.{LONGUE}.fr", TROP_LONGUE),
        (f"{'a' * 60}@{LONGUE}.{LONGUE}.{LONGUE}.{'c' * 20}.fr", TROP_LONGUE),
        (f"a@x.fr{' ' * 2000}", TROP_LONGUE),
    ],
    ids=lambda valeur: ascii(valeur)[:40],
)
def test_ce_que_personne_ne_peut_acheminer_est_refuse(saisie: str, phrase: str) -> None:
    assert faute_d_adresse(saisie) == phrase


@pytest.mark.parametrize("longueur", [64, 65])
def test_la_borne_de_ce_qui_precede_le_signe(longueur: int) -> None:
    assert (faute_d_adresse(f"{'a' * longueur}@x.fr") == "") is (longueur == 64)


@pytest.mark.parametrize("valeur", [None, 3, ["a@b.fr"]])
def test_ce_qui_n_est_pas_un_texte_n_est_pas_une_adresse(valeur: object) -> None:
    assert faute_d_adresse(valeur) == INCOMPLETE


def test_une_adresse_se_montre_comme_on_l_ecrit() -> None:
    assert affichable(IDN) == "contact@fabrique-numérique.fr"
    assert affichable("Pas une adresse") == "Pas une adresse"


@given(
    st.text(CARACTERES, max_size=40)
    | st.emails()
    | st.from_regex(r"[a-zé.]{1,8}@[a-zéß\u200b\u00ad．-]{1,12}\.(fr|test)", alphabet=CARACTERES)
)
def test_relire_ne_change_rien(texte: str) -> None:
    """Nothing raises, and the one spelling is one: as it is shown, it is read again as itself."""
    lue = canonique(texte)
    assert canonique(lue) == lue
    if not faute_d_adresse(texte):
        assert lue.isascii()
        assert faute_d_adresse(lue) == ""
        assert canonique(affichable(lue)) == lue
