"""A programmed wave is corrected until it opens, and deleted; two administrators at once lose nothing."""

import html
import json
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import time_machine

from ami.comptes.models import Utilisateur
from ami.journal.models import Entree
from ami.journal.verification import anomalies
from tests.conftest import ClientLecteur
from tests.fabriques import CLOTURE, OUVERTURE, CandidatureFactory, VoletFactory
from tests.gabarits.page import Page
from tests.scenarios import administrateur, vague_programmee
from vagues.models import Vague, VoletOuvert

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def la_veille() -> Iterator[time_machine.Traveller]:
    with time_machine.travel(OUVERTURE - timedelta(days=1), tick=False) as voyage:
        yield voyage


@pytest.fixture
def admin(client: ClientLecteur) -> Utilisateur:
    compte = administrateur()
    client.force_login(compte)
    return compte


@pytest.fixture
def vague() -> Vague:
    objet: Vague = vague_programmee(libelle="Vague d’hiver", capacite=30).vague
    return objet


def montre(client: ClientLecteur, vague: Vague) -> dict[str, Any]:
    """What the form of the page sends back untouched."""
    return _champs(client.get(f"/vagues/{vague.numero}/corriger/"))


def _champs(reponse: Any) -> dict[str, Any]:
    lue = Page(reponse.content.decode())
    lue.verifier_les_liens()
    entrees = [e for e in lue.tous("input") if e.attributs.get("type") not in {"checkbox", "radio"}]
    champs: dict[str, Any] = {
        e.attributs["name"] or "": html.unescape(e.attributs.get("value") or "") for e in entrees
    }
    cochees = [e for e in lue.tous("input", name="volets") if "checked" in e.attributs]
    champs["volets"] = [e.attributs["value"] for e in cochees]
    return {nom: champs[nom] for nom in champs if nom not in {"csrfmiddlewaretoken", ""}}


def envoyer(client: ClientLecteur, vague: Vague, champs: dict[str, Any]) -> Any:
    return client.post(f"/vagues/{vague.numero}/corriger/", champs, follow=True)


def texte(reponse: Any) -> str:
    return " ".join(html.unescape(reponse.content.decode()).replace("\xa0", " ").split())


def test_tout_ce_qui_est_annonce_se_corrige_et_se_journalise(
    admin: Utilisateur, client: ClientLecteur, vague: Vague
) -> None:
    VoletFactory(code="fnt", nom="Fabrique numérique")
    champs = montre(client, vague) | {
        "libelle": "Vague de printemps",
        "ouverture": "2027-02-01T09:00",
        "cloture": "2027-04-01T00:00",
        "annonce_prevue": "juin 2027",
        "capacite": "",
        "volets": ["fnt"],
    }
    assert "La vague est corrigée." in texte(envoyer(client, vague, champs))
    vague.refresh_from_db()
    assert (vague.libelle, vague.annonce_prevue, vague.capacite) == ("Vague de printemps", "juin 2027", None)
    assert vague.ouverture == datetime(2027, 2, 1, 8, 0, tzinfo=UTC)
    assert vague.cloture == datetime(2027, 3, 31, 22, 0, tzinfo=UTC)
    assert list(VoletOuvert.objects.values_list("volet__code", flat=True)) == ["fnt"]
    ligne = Entree.objects.get(acte="vague corrigée")
    assert ligne.par == admin
    assert ligne.donnees["avant"] == {
        "libelle": "Vague d’hiver",
        "ouverture": "2027-01-11T08:00+00:00",
        "cloture": "2027-02-15T23:00+00:00",
        "annonce_prevue": "",
        "capacite": "30",
        "volets": "ft",
    }
    assert ligne.donnees["apres"]["cloture"] == "2027-03-31T22:00+00:00"


def test_une_page_renvoyee_telle_quelle_n_ecrit_rien(
    admin: Utilisateur, client: ClientLecteur, vague: Vague, contenus: Any
) -> None:
    """Not even the seconds of an opening that its input does not show."""
    Vague.objects.filter(pk=vague.pk).update(ouverture=OUVERTURE + timedelta(seconds=34))
    champs = montre(client, vague)
    avant = contenus()
    envoyer(client, vague, champs)
    assert contenus() == avant


def test_les_reglages_d_un_volet_garde_restent(
    admin: Utilisateur, client: ClientLecteur, vague: Vague
) -> None:
    vague.volets_ouverts.update(reglages={"annee_debut": 2030})
    VoletFactory(code="fnt", nom="Fabrique numérique")
    envoyer(client, vague, montre(client, vague) | {"volets": ["ft", "fnt"]})
    assert vague.volets_ouverts.get(volet__code="ft").reglages == {"annee_debut": 2030}
    assert vague.volets_ouverts.count() == 2


@pytest.mark.parametrize(
    ("champs", "fautif", "phrase"),
    [
        ({"cloture": "2027-01-01T00:00"}, "cloture", "La clôture doit suivre l’ouverture."),
        (
            {"ouverture": "2026-01-01T00:00", "cloture": "2026-02-01T00:00"},
            "cloture",
            "La clôture doit suivre l’ouverture.",  # the opening is now at the earliest
        ),
        ({"volets": []}, "volets", "Cochez au moins un volet."),
        ({"cloture": "2027-03-28T02:30"}, "cloture", "n’existe pas"),
        ({"cloture": "2027-10-31T02:30"}, "cloture_saison", "Choisissez l’heure d’été"),
    ],
    ids=str,
)
def test_une_correction_fausse_le_dit_et_garde_la_saisie(
    champs: dict[str, Any],
    fautif: str,
    phrase: str,
    admin: Utilisateur,
    client: ClientLecteur,
    vague: Vague,
    contenus: Any,
) -> None:
    saisie = montre(client, vague) | champs
    avant = contenus()
    reponse = envoyer(client, vague, saisie)
    assert reponse.status_code == 422
    assert phrase in reponse.context["form"].errors[fautif][0].replace("\xa0", " ")
    assert contenus() == avant


def test_la_meme_chose_changee_par_deux_personnes_montre_les_deux_valeurs(
    admin: Utilisateur, client: ClientLecteur, vague: Vague, contenus: Any
) -> None:
    ancienne = montre(client, vague)
    envoyer(client, vague, ancienne | {"libelle": "Celle du premier", "capacite": "12"})
    avant = contenus()
    refus = envoyer(client, vague, ancienne | {"libelle": "Celle du second", "annonce_prevue": "mai 2027"})
    assert refus.status_code == 409
    assert contenus() == avant
    assert "Rien n’est encore enregistré : choisissez" in texte(refus)
    assert "Celle du premier" in texte(refus)
    suite = _champs(refus)
    assert (suite["libelle"], suite["annonce_prevue"]) == ("Celle du second", "mai 2027")
    assert suite["capacite"] == "12"  # touched by the first alone: the page shows it now
    assert suite["cloture"] == ancienne["cloture"]
    fait = envoyer(client, vague, suite)
    assert "La vague est corrigée." in texte(fait)
    vague.refresh_from_db()
    assert (vague.libelle, vague.annonce_prevue, vague.capacite) == ("Celle du second", "mai 2027", 12)


def test_des_choses_differentes_changees_par_deux_personnes_se_gardent_toutes(
    admin: Utilisateur, client: ClientLecteur, vague: Vague
) -> None:
    ancienne = montre(client, vague)
    envoyer(client, vague, ancienne | {"cloture": "2027-03-01T00:00"})
    fait = envoyer(client, vague, ancienne | {"libelle": "Celle du second"})
    assert "est gardé : Clôture." in texte(fait)
    vague.refresh_from_db()
    assert (vague.libelle, vague.cloture) == ("Celle du second", datetime(2027, 2, 28, 23, 0, tzinfo=UTC))


@pytest.mark.parametrize("lues", ["", "{}", "x", "[]", json.dumps({"libelle": "autre"})], ids=str)
def test_sans_ce_qui_a_ete_lu_rien_ne_s_ecrase(
    lues: str, admin: Utilisateur, client: ClientLecteur, vague: Vague, contenus: Any
) -> None:
    champs = montre(client, vague) | {"libelle": "Sans rien lire", "lues": lues}
    avant = contenus()
    assert envoyer(client, vague, champs).status_code == 409
    assert contenus() == avant


def test_une_vague_ouverte_entre_temps_ne_se_corrige_plus(
    admin: Utilisateur, client: ClientLecteur, vague: Vague
) -> None:
    champs = montre(client, vague) | {"libelle": "Trop tard"}
    Vague.objects.filter(pk=vague.pk).update(etat="ouverte")
    reponse = envoyer(client, vague, champs)
    assert reponse.redirect_chain == [(f"/vagues/{vague.numero}/", 302)]
    assert "figé depuis son ouverture" in texte(reponse)
    vague.refresh_from_db()
    assert vague.libelle == "Vague d’hiver"


def test_une_vague_se_supprime_et_le_journal_la_garde(
    admin: Utilisateur, client: ClientLecteur, vague: Vague
) -> None:
    reponse = client.post(f"/vagues/{vague.numero}/supprimer/", {"confirmation": "on"}, follow=True)
    assert reponse.redirect_chain == [("/vagues/", 302)]
    assert "Vague d’hiver est supprimée." in texte(reponse)
    assert not Vague.objects.exists()
    ligne = Entree.objects.get()
    assert (ligne.acte, ligne.par, ligne.donnees["numero"]) == ("vague supprimée", admin, vague.numero)
    assert ligne.donnees["cloture"] == CLOTURE.isoformat(timespec="minutes")
    assert list(anomalies()) == []


def test_une_vague_a_laquelle_tient_un_dossier_ne_se_supprime_pas(
    admin: Utilisateur, client: ClientLecteur, vague: Vague, contenus: Any
) -> None:
    CandidatureFactory(vague=vague)
    avant = contenus()
    reponse = client.post(f"/vagues/{vague.numero}/supprimer/", {"confirmation": "on"}, follow=True)
    assert "Des dossiers se rattachent à cette vague" in texte(reponse)
    assert contenus() == avant
