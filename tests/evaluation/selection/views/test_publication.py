"""Pages of the publication: what stops it, what the second signature shows, what a party to a dossier does not see."""

import re
from html import unescape
from typing import Any

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from candidatures.models import Candidature
from evaluation.selection.models import Decision, MotifDecision, Publication
from evaluation.selection.services.publier import demander_publication
from evaluation.selection.states import Sens
from tests.conftest import ClientLecteur
from tests.evaluation.conftest import PLUS_TARD, VagueClose, vague_close
from tests.evaluation.dossiers import dossiers_en_nombre, vague_a_lire
from tests.fabriques import AccesFactory
from tests.gabarits.page import Page
from tests.scenarios import administrateur, decider_pour, ecrire_l_etat, ouvrir_la_deliberation

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
    Decision.objects.all().update(sans_evaluation="")
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


def test_une_page_de_decisions_se_lit_seule(decidee: VagueClose, client: ClientLecteur) -> None:
    """Read again, a page reads its own decisions: the digest and what is missing are those of the versions it knows."""
    client.force_login(administrateur())
    premiere = lue(client, adresse(decidee))
    with CaptureQueriesContext(connection) as requetes:
        seconde = lue(client, adresse(decidee))
    assert len(requetes) == 9
    assert not [requete for requete in requetes if "evaluation_note" in requete["sql"]]
    empreinte = re.compile('name="empreinte" value="([0-9a-f]{64})"')
    assert empreinte.findall(seconde) == empreinte.findall(premiere) != []


@pytest.mark.parametrize("quoi", ["decision", "dossier", "disparue"])
def test_ce_qui_change_une_decision_ou_un_dossier_se_voit_aussitot(
    quoi: str, decidee: VagueClose, client: ClientLecteur
) -> None:
    client.force_login(administrateur())
    assert "Première signature" in lue(client, adresse(decidee))
    decision = Decision.objects.filter(candidature=decidee.dossiers[1])
    if quoi == "decision":
        decision.update(motif="--")
    elif quoi == "dossier":
        ecrire_l_etat(Candidature.objects.filter(pk=decidee.dossiers[1].pk), "a_completer")
    else:
        MotifDecision.objects.filter(decision__in=decision).delete()
        decision.delete()
    page = lue(client, adresse(decidee))
    assert "La vague ne peut pas encore être publiée" in page
    assert str(decidee.dossiers[1].numero) in page


def test_une_empreinte_d_avant_ne_se_signe_pas(
    decidee: VagueClose, client: ClientLecteur, contenus: Any
) -> None:
    """Whatever page it comes from: it is compared with what is stored, under the lock."""
    client.force_login(administrateur())
    page = lue(client, adresse(decidee))
    empreinte = re.findall('name="empreinte" value="([0-9a-f]{64})"', page)[0]
    Decision.objects.filter(candidature=decidee.dossiers[1]).update(motif="Un autre motif.")
    avant = contenus()
    client.post(adresse(decidee, "demander_publication"), {"empreinte": empreinte})
    assert contenus() == avant


def test_une_longue_publication_coute_autant(client: ClientLecteur) -> None:
    close = vague_a_lire(0, etat="en_deliberation")
    par = administrateur()
    Decision.objects.bulk_create(
        Decision(candidature=dossier, sens=Sens.NON_RETENUE, motif=f"Motif {rang}.", par=par)
        for rang, dossier in enumerate(dossiers_en_nombre(close.volet, 300))
    )
    client.force_login(par)
    lue(client, adresse(close))
    for page, numeros in (
        ("", ["0001", "0025"]),
        ("?page=7", ["0151", "0175"]),
        ("?page=12", ["0276", "0300"]),
    ):
        with CaptureQueriesContext(connection) as requetes:
            montree = Page(client.get(adresse(close) + page).content.decode())
        assert len(requetes) == 9
        lignes = [entete.texte.split()[0][-4:] for entete in montree.tous("th", scope="row")]
        assert (len(lignes), [lignes[0], lignes[-1]]) == (25, numeros)
        assert "300 dossiers" in montree.un("main").texte.replace("\xa0", " ")
