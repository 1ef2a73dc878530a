"""``manage.py creer_administrateur``: the first one, without SQL and without a password on the command line."""

from io import StringIO
from typing import Any

import pytest
from allauth.account.models import EmailAddress
from django.core.management import CommandError, call_command

from ami.comptes.management.commands import creer_administrateur
from ami.comptes.models import Role, Utilisateur
from ami.journal.models import Entree
from tests.comptes.outils import (
    ADRESSE,
    AUTRE,
    CODE,
    NOUVEAU,
    OUBLI,
    PHRASE,
    codes,
    compte,
    connecter,
    inscrire,
)
from tests.conftest import ClientLecteur

pytestmark = pytest.mark.django_db


def creer(adresse: str = ADRESSE, *options: str, prenom: str = "Zoé", nom: str = "Œuvray") -> str:
    sortie = StringIO()
    call_command("creer_administrateur", adresse, "--prenom", prenom, "--nom", nom, *options, stdout=sortie)
    return sortie.getvalue()


def test_le_compte_cree_choisit_son_mot_de_passe_par_courriel(client: ClientLecteur) -> None:
    dit = creer("Camille@Exemple.test")
    administrateur = Utilisateur.objects.get()
    assert (administrateur.email, administrateur.nom_complet) == (ADRESSE, "Zoé Œuvray")
    assert administrateur.roles == {Role.ADMINISTRATEUR}
    assert not administrateur.has_usable_password()
    assert OUBLI in dit
    client.post(OUBLI, {"email": ADRESSE})
    client.post(CODE, {"code": codes()[-1]})
    client.post(NOUVEAU, {"password1": AUTRE, "password2": AUTRE})
    assert client.get("/vagues/").status_code == 200


def test_il_est_au_journal_sans_adresse_ni_nom() -> None:
    creer()
    ligne = Entree.objects.get()
    assert (ligne.objet_type, ligne.objet_id, ligne.acte, ligne.par, ligne.motif, ligne.donnees) == (
        "compte",
        str(Utilisateur.objects.get().pk),
        "administrateur créé",
        None,
        "",
        {},
    )


def taper(monkeypatch: pytest.MonkeyPatch, *phrases: str) -> None:
    tapees = iter(phrases)
    monkeypatch.setattr(creer_administrateur, "getpass", lambda _: next(tapees))


def test_son_mot_de_passe_peut_se_taper_au_clavier(
    client: ClientLecteur, monkeypatch: pytest.MonkeyPatch
) -> None:
    taper(monkeypatch, PHRASE, PHRASE)
    dit = creer(ADRESSE, "--demander-le-mot-de-passe")
    assert PHRASE not in dit
    connecter(client)
    assert client.get("/vagues/").status_code == 200


@pytest.mark.parametrize(
    ("tapees", "phrase"), [((PHRASE, AUTRE), "diffèrent"), (("court", "court"), "trop court")]
)
def test_un_mot_de_passe_faible_ou_mal_recopie_ne_cree_rien(
    tapees: tuple[str, str], phrase: str, monkeypatch: pytest.MonkeyPatch, contenus: Any
) -> None:
    taper(monkeypatch, *tapees)
    avant = contenus()
    with pytest.raises(CommandError, match=phrase):
        creer(ADRESSE, "--demander-le-mot-de-passe")
    assert contenus() == avant


@pytest.mark.parametrize(
    ("options", "phrase"),
    [
        ({"adresse": "camille"}, "adresse complète"),
        ({"adresse": "hélène@mairie-x.fr"}, "sans accent"),
        ({"prenom": " "}, "un prénom et un nom"),
        ({"nom": "a" * 81}, "dépasse la limite"),
    ],
)
def test_un_compte_mal_ecrit_n_est_pas_cree(options: dict[str, str], phrase: str, contenus: Any) -> None:
    avant = contenus()
    with pytest.raises(CommandError, match=phrase):
        creer(**options)
    assert contenus() == avant


def test_une_adresse_qui_a_son_compte_est_refusee(contenus: Any) -> None:
    compte()
    avant = contenus()
    with pytest.raises(CommandError, match="utilise déjà cette adresse"):
        creer()
    assert contenus() == avant


def test_une_inscription_jamais_prouvee_laisse_sa_place() -> None:
    inscrire(ClientLecteur())
    creer()
    assert Utilisateur.objects.get().roles == {Role.ADMINISTRATEUR}
    assert EmailAddress.objects.get().verified


def test_un_second_administrateur_se_cree_aussi() -> None:
    """A publication asks two of them (ADR 0009)."""
    creer()
    creer("seconde@exemple.test")
    assert Utilisateur.objects.count() == 2
