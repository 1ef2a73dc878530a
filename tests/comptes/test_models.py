"""Accounts and roles as rows: one address, one account; a role once per perimeter."""

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError
from django.db.models import ProtectedError
from pytest_django import DjangoAssertNumQueries

from ami.comptes.models import Attribution, Perimetre, Role, Utilisateur
from tests.fabriques import AttributionFactory, CandidatureFactory, UtilisateurFactory
from tests.scenarios import agent

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    "saisie",
    ["camille@exemple.test", "Camille@Exemple.TEST", "  camille@exemple.test\n", "CAMILLE@EXEMPLE.TEST"],
)
def test_une_adresse_se_range_et_se_trouve_en_minuscules(saisie: str) -> None:
    compte = Utilisateur.objects.create_user(saisie)
    assert compte.email == "camille@exemple.test"
    assert Utilisateur.objects.get_by_natural_key(saisie) == compte


@pytest.mark.parametrize("absente", [None, "", " "])
def test_sans_adresse_personne_n_est_trouve(absente: str | None) -> None:
    Utilisateur.objects.create_user("camille@exemple.test")
    with pytest.raises(Utilisateur.DoesNotExist):
        Utilisateur.objects.get_by_natural_key(absente)


def test_une_adresse_n_a_qu_un_compte() -> None:
    Utilisateur.objects.create_user("camille@exemple.test")
    with pytest.raises(IntegrityError, match="unique"):
        Utilisateur.objects.create_user("CAMILLE@exemple.test")


def test_la_table_refuse_la_meme_adresse_ecrite_autrement() -> None:
    """Even written behind the manager's back: an import, SQL."""
    UtilisateurFactory(email="camille@exemple.test")
    with pytest.raises(IntegrityError, match="utilisateur_email_unique"):
        UtilisateurFactory(email="Camille@exemple.test")


def test_la_table_dit_en_francais_que_l_adresse_est_prise() -> None:
    UtilisateurFactory(email="camille@exemple.test")
    double = UtilisateurFactory.build(email="Camille@exemple.test")
    with pytest.raises(ValidationError, match="Un compte utilise déjà cette adresse électronique"):
        double.full_clean()


@pytest.mark.parametrize("champ", ["prenom", "nom"])
@pytest.mark.parametrize("valeur", ["a\x00b", "a\x07b", "a\u202eb"], ids=ascii)
def test_un_nom_illisible_est_refuse(champ: str, valeur: str) -> None:
    with pytest.raises(ValidationError) as refus:
        UtilisateurFactory.build(**{champ: valeur}).full_clean()
    assert list(refus.value.message_dict) == [champ]


@pytest.mark.parametrize(
    ("prenom", "nom", "lu"),
    [
        ("Camille", "Martin", "Camille Martin"),
        ("", "Martin", "Martin"),
        ("Camille", "", "Camille"),
        ("", "", "personne@exemple.test"),
    ],
)
def test_un_compte_se_lit_par_son_nom_ou_son_adresse(prenom: str, nom: str, lu: str) -> None:
    assert str(Utilisateur(prenom=prenom, nom=nom, email="personne@exemple.test")) == lu


def test_sans_mot_de_passe_rien_n_ouvre() -> None:
    compte = Utilisateur.objects.create_user("camille@exemple.test")
    assert not compte.has_usable_password()
    assert not compte.check_password("")


def test_les_roles_se_lisent_une_fois(django_assert_num_queries: DjangoAssertNumQueries) -> None:
    compte = agent(Role.INSTRUCTEUR)
    with django_assert_num_queries(1):
        assert compte.a_role(Role.INSTRUCTEUR)
        assert not compte.a_role(Role.ADMINISTRATEUR, Role.AUDITEUR)
        assert not compte.a_role()
        assert not compte.is_staff


@pytest.mark.parametrize("role", Role.values)
def test_seul_un_administrateur_est_du_personnel(role: str) -> None:
    assert agent(role).is_staff is (role == Role.ADMINISTRATEUR)


@pytest.mark.parametrize(
    ("role", "perimetre", "code", "lu"),
    [
        (Role.ADMINISTRATEUR, Perimetre.NATIONAL, "", "Administrateur"),
        (Role.REFERENT, Perimetre.REGION, "44", "Référent territorial 44"),
    ],
)
def test_un_role_se_lit_avec_son_territoire(role: str, perimetre: str, code: str, lu: str) -> None:
    assert str(Attribution(role=role, perimetre=perimetre, code=code)) == lu


@pytest.mark.parametrize(
    ("champs", "phrase"),
    [
        (
            {"role": Role.INSTRUCTEUR, "perimetre": Perimetre.REGION, "code": "44"},
            "Un référent territorial, et lui seul",
        ),
        (
            {"role": Role.REFERENT, "perimetre": Perimetre.NATIONAL, "code": ""},
            "Un référent territorial, et lui seul",
        ),
        ({"role": Role.REFERENT, "perimetre": Perimetre.REGION, "code": ""}, "Indiquez le code de la région"),
        (
            {"role": Role.REFERENT, "perimetre": Perimetre.NATIONAL, "code": "44"},
            "Indiquez le code de la région",
        ),
    ],
    ids=str,
)
def test_un_perimetre_impossible_se_dit_en_francais(champs: dict[str, str], phrase: str) -> None:
    with pytest.raises(ValidationError, match=phrase):
        Attribution(utilisateur=UtilisateurFactory(), **champs).full_clean()


def test_un_role_ne_se_donne_pas_deux_fois_sur_le_meme_perimetre() -> None:
    compte = agent(Role.REFERENT, perimetre=Perimetre.REGION, code="44")
    AttributionFactory(utilisateur=compte, role=Role.REFERENT, perimetre=Perimetre.REGION, code="53")
    with pytest.raises(IntegrityError, match="attribution_unique"):
        AttributionFactory(utilisateur=compte, role=Role.REFERENT, perimetre=Perimetre.REGION, code="44")


def test_effacer_un_compte_sans_histoire_efface_ses_roles() -> None:
    compte = agent()
    compte.delete()
    assert not Attribution.objects.exists()


def test_un_compte_qui_a_agi_ne_s_efface_pas() -> None:
    """The journal and the dossiers name people for ever."""
    compte = CandidatureFactory().cree_par
    with pytest.raises(ProtectedError):
        compte.delete()
    assert Utilisateur.objects.filter(pk=compte.pk).exists()


def test_les_comptes_se_rangent_par_adresse() -> None:
    for email in ("b@exemple.test", "c@exemple.test", "a@exemple.test"):
        UtilisateurFactory(email=email)
    assert [compte.email[0] for compte in Utilisateur.objects.all()] == ["a", "b", "c"]
