"""Pages of the publication: what stops it, what the second signature shows, what a party to a dossier does not see."""

from html import unescape
from typing import Any

import pytest
import time_machine
from django.urls import reverse

from evaluation.selection.models import Decision, Publication
from evaluation.selection.services.publier import demander_publication
from evaluation.selection.states import Sens
from tests.conftest import ClientLecteur
from tests.evaluation.conftest import PLUS_TARD, VagueClose, vague_close
from tests.fabriques import AccesFactory
from tests.scenarios import administrateur, decider_pour, ouvrir_la_deliberation

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def plus_tard() -> Any:
    with time_machine.travel(PLUS_TARD, tick=False):
        yield


@pytest.fixture
def decidee(db: None) -> VagueClose:
    close = vague_close(2)
    close.vague = ouvrir_la_deliberation(close.vague)
    decider_pour(close.dossiers[0], Sens.LAUREATE, 100_000)
    decider_pour(close.dossiers[1])
    return close


def adresse(close: VagueClose, nom: str = "publication") -> str:
    return reverse(f"selection:{nom}", args=[close.vague.numero])


def lue(client: ClientLecteur, chemin: str) -> str:
    return " ".join(unescape(client.get(chemin).content.decode()).split())


def test_la_seconde_signature_montre_ce_qu_elle_fige_et_attend_un_geste(
    decidee: VagueClose, client: ClientLecteur, contenus: Any
) -> None:
    demandee = demander_publication(
        vague_id=decidee.vague.pk, par=administrateur(), maintenant=PLUS_TARD
    ).empreinte
    client.force_login(administrateur())
    page = lue(client, adresse(decidee, "confirmer_publication"))
    for mots in ("1 dossier, 100 000 € en tout", "2 courriels", "On ne revient pas en arrière"):
        assert mots in page.replace("\xa0", " ").replace("\u202f", " ")
    avant = contenus()
    envoi = {"empreinte": demandee}
    refusee = client.post(adresse(decidee, "confirmer_publication"), envoi)
    assert (refusee.status_code, contenus()) == (422, avant)
    faite = client.post(adresse(decidee, "confirmer_publication"), envoi | {"confirmation": "on"})
    assert faite.status_code == 302
    decidee.vague.refresh_from_db()
    assert decidee.vague.etat == "publiee"


def test_qui_a_demande_reprend_sa_demande(decidee: VagueClose, client: ClientLecteur, contenus: Any) -> None:
    premiere, seconde = administrateur(), administrateur()
    demander_publication(vague_id=decidee.vague.pk, par=premiere, maintenant=PLUS_TARD)
    client.force_login(seconde)
    assert "Reprendre ma demande" not in lue(client, adresse(decidee))
    avant = contenus()
    client.post(adresse(decidee, "reprendre_publication"))
    assert contenus() == avant
    client.force_login(premiere)
    assert "Reprendre ma demande" in lue(client, adresse(decidee))
    client.post(adresse(decidee, "reprendre_publication"))
    assert not Publication.objects.exists()
    assert "Première signature" in lue(client, adresse(decidee))


def test_ce_qui_manque_est_lie_a_sa_page(decidee: VagueClose, client: ClientLecteur) -> None:
    Decision.objects.all().update(sans_lecture="")
    client.force_login(administrateur())
    page = lue(client, adresse(decidee))
    for dossier in decidee.dossiers:
        lien = reverse("selection:decision", args=[decidee.vague.numero, dossier.pk])
        assert page.count(f'<a href="{lien}">{dossier.numero}</a>') == 2  # what is missing, and its row


def test_la_page_d_un_interesse_ne_depend_pas_de_son_dossier(
    decidee: VagueClose, client: ClientLecteur
) -> None:
    """The same octets whatever is decided, missing or asked; no digest of what it does not show."""
    interesse, cache = administrateur(), decidee.dossiers[1]
    AccesFactory(candidature=cache, utilisateur=interesse, role="lecteur")
    client.force_login(interesse)
    pages = [lue(client, adresse(decidee))]
    Decision.objects.filter(candidature=cache).update(motif="Autre motif.")
    pages.append(lue(client, adresse(decidee)))
    demande = demander_publication(vague_id=decidee.vague.pk, par=administrateur(), maintenant=PLUS_TARD)
    pages.append(lue(client, adresse(decidee)))
    Decision.objects.filter(candidature=cache).delete()
    pages.append(lue(client, adresse(decidee)))
    sans_jeton = {page.partition("csrf")[0] for page in pages}
    assert len({len(page) for page in pages}) == len(sans_jeton) == 1
    assert "D’autres administrateurs signent" in pages[0]
    assert not [page for page in pages if demande.empreinte in page or 'name="empreinte"' in page]
    assert client.get(adresse(decidee, "confirmer_publication")).status_code == 302
