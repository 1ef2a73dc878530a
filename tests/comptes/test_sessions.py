"""A session is read with its account and its roles; whatever changes one of them counts at the very next request."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.contrib.auth import HASH_SESSION_KEY, SESSION_KEY
from django.core.management import call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from ami.comptes.models import Attribution, Role, Session, Utilisateur
from ami.comptes.sessions import SessionStore
from tests.conftest import ClientLecteur
from tests.fabriques import UtilisateurFactory
from tests.scenarios import agent

pytestmark = pytest.mark.django_db
PRIVEE, INSTRUCTION, CONNEXION = "/candidatures/", "/instruction/", "/comptes/connexion/"


@pytest.fixture
def compte(client: ClientLecteur) -> Utilisateur:
    """An instructeur who has just been served a page."""
    compte = agent(Role.INSTRUCTEUR)
    client.force_login(compte)
    assert client.get(INSTRUCTION).status_code == 200
    return compte


def supprimer_sans_cascade(compte: Utilisateur) -> None:
    with connection.cursor() as curseur:
        curseur.execute("DELETE FROM comptes_attribution WHERE utilisateur_id = %s", [compte.pk])
        curseur.execute("DELETE FROM comptes_utilisateur WHERE id = %s", [compte.pk])


def changer_de_mot_de_passe(compte: Utilisateur) -> None:
    compte.set_password("une phrase neuve et longue")
    compte.save()


def expirer(compte: Utilisateur) -> None:
    Session.objects.filter(compte=compte).update(expire_date=timezone.now() - timedelta(seconds=1))


def autre_moyen(_compte: Utilisateur) -> None:
    _recrire(_auth_user_backend="django.contrib.auth.backends.ModelBackend")


def autre_empreinte(_compte: Utilisateur) -> None:
    _recrire(**{HASH_SESSION_KEY: "0" * 64})


def _recrire(**donnees: str) -> None:
    magasin = SessionStore(Session.objects.get().pk)
    magasin.update(donnees)
    magasin.save()


@pytest.mark.parametrize(
    "acte",
    [
        lambda compte: Utilisateur.objects.filter(pk=compte.pk).update(is_active=False),
        lambda compte: Session.objects.filter(compte=compte).delete(),
        lambda compte: compte.delete(),
        supprimer_sans_cascade,
        changer_de_mot_de_passe,
        expirer,
        autre_moyen,
        autre_empreinte,
    ],
    ids=[
        "desactive",
        "session",
        "efface",
        "efface-ailleurs",
        "mot-de-passe",
        "expiree",
        "moyen",
        "empreinte",
    ],
)
def test_une_session_qui_n_est_plus_en_regle_n_ouvre_plus_rien(
    acte: Callable[[Utilisateur], Any], client: ClientLecteur, compte: Utilisateur
) -> None:
    acte(compte)
    reponse = client.get(INSTRUCTION)
    assert (reponse.status_code, reponse.url.partition("?")[0]) == (302, CONNEXION)


def test_un_role_retire_ou_donne_compte_a_la_requete_suivante(
    client: ClientLecteur, compte: Utilisateur
) -> None:
    Attribution.objects.filter(utilisateur=compte).delete()
    assert client.get(INSTRUCTION).status_code == 403
    Attribution.objects.create(utilisateur=compte, role=Role.ADMINISTRATEUR)
    assert client.get(INSTRUCTION).status_code == 200
    assert client.get("/vagues/").status_code == 200


def test_la_colonne_ne_donne_pas_le_compte_d_un_autre(client: ClientLecteur, compte: Utilisateur) -> None:
    """What the session says, signed, decides; the column only says what to read with it."""
    Session.objects.update(compte=agent(Role.ADMINISTRATEUR))
    assert client.get(PRIVEE).context["user"] == compte
    Session.objects.update(compte=None)
    assert client.get(PRIVEE).context["user"] == compte
    assert client.get("/vagues/").status_code == 403


def test_une_cle_qui_a_tourne_garde_les_sessions_ouvertes(
    client: ClientLecteur, compte: Utilisateur, settings: Any
) -> None:
    settings.SECRET_KEY_FALLBACKS = [settings.SECRET_KEY]
    settings.SECRET_KEY = "une-autre-cle-0123456789-abcdefghijklmnopqrstuvwxyz"
    assert client.get(PRIVEE).context["user"] == compte


@pytest.mark.parametrize("roles", [(), (Role.EVALUATEUR,), (Role.ADMINISTRATEUR, Role.INSTRUCTEUR)])
def test_la_session_le_compte_et_ses_roles_se_lisent_en_une_requete(
    roles: tuple[Role, ...], client: ClientLecteur
) -> None:
    compte = UtilisateurFactory()
    Attribution.objects.bulk_create(Attribution(utilisateur=compte, role=role) for role in roles)
    client.force_login(compte)
    with CaptureQueriesContext(connection) as requetes:
        lu = client.get("/plan-du-site/").context["user"]
        assert (lu, lu.roles) == (compte, set(roles))
        assert {c.attname: getattr(lu, c.attname) for c in Utilisateur._meta.concrete_fields} == {
            c.attname: getattr(compte, c.attname)
            for c in Utilisateur._meta.concrete_fields
            if c.attname != "last_login"
        } | {"last_login": lu.last_login}
    assert len(requetes) == 1


def test_un_visiteur_n_a_pas_de_compte_et_sa_session_non_plus(client: ClientLecteur) -> None:
    magasin = SessionStore()
    magasin["panier"] = 1
    magasin.save()
    relu = SessionStore(magasin.session_key)
    assert (relu["panier"], relu.compte, Session.objects.get().compte_id) == (1, None, None)
    assert SessionStore("cle-qui-n-existe-pas").load() == {}
    client.force_login(UtilisateurFactory())
    client.post("/comptes/deconnexion/")
    assert not Session.objects.exclude(compte=None).exists()


def test_clearsessions_n_ote_que_les_sessions_perimees(compte: Utilisateur) -> None:
    SessionStore().create()
    expirer(compte)
    call_command("clearsessions")
    assert [session.compte_id for session in Session.objects.all()] == [None]


def test_la_session_nomme_son_compte(client: ClientLecteur, compte: Utilisateur) -> None:
    session = Session.objects.get()
    assert session.compte_id == compte.pk
    assert SessionStore(session.pk)[SESSION_KEY] == str(compte.pk)
