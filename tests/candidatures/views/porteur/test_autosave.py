"""Saving as one types: what is stored, what is told, what it costs."""

import json
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from candidatures.formulaire.concurrence import marque
from candidatures.formulaire.controle.completude import manques
from candidatures.lectures import en_l_etat
from candidatures.models import Acces, Candidature, Reponse, ReponseAnterieure
from tests.candidatures.views.pages import connecter, lues
from tests.conftest import ClientLecteur
from tests.fabriques import PENDANT, AccesFactory, UtilisateurFactory
from tests.scenarios import brouillon_complet, deposer, vague_ouverte

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("pendant_la_vague")]
JSON = {"accept": "application/json"}


def adresse(candidature: Candidature, section: str = "gouvernance") -> str:
    return reverse("candidatures:autosave", args=[candidature.pk, section])


def envoyer(client: Client, candidature: Candidature, section: str = "gouvernance", **entrees: Any) -> Any:
    champs = entrees.pop(
        "champs", sorted({nom.split("-")[0] for nom in entrees} - {"lues", "envoi", "compte", "reunir"})
    )
    if "lues" not in entrees:
        entrees["lues"] = lues(candidature)
    return client.post(adresse(candidature, section), {"champs": champs, **entrees}, headers=JSON)


def test_une_reponse_tapee_est_enregistree_et_les_autres_ne_bougent_pas(
    client: ClientLecteur, brouillon: Candidature
) -> None:
    avant = dict(brouillon.reponses.values_list("champ", "version"))
    connecter(client, brouillon.cree_par)

    reponse = envoyer(client, brouillon, instances="Une assemblée mensuelle.")

    bilan = reponse.json()
    assert (reponse.status_code, bilan["heure"]) == (200, "10\xa0h\xa030")
    assert bilan["champs"] == {
        "instances": {"version": 2, "lue": marque("Une assemblée mensuelle.", 2), "erreurs": []}
    }
    assert (bilan["conflits"], bilan["refusees"]) == ({}, {})
    assert bilan["manques"] == len(manques(en_l_etat.dossier(brouillon)))
    assert bilan["sections"]["gouvernance"] == {"complete": True, "manques": 0, "mots": "Complète"}
    apres = dict(brouillon.reponses.values_list("champ", "version"))
    assert {nom for nom in apres if apres[nom] != avant[nom]} == {"instances"}


def test_une_reponse_fausse_est_gardee_et_dite(client: ClientLecteur, brouillon: Candidature) -> None:
    connecter(client, brouillon.cree_par)
    bilan = envoyer(client, brouillon, "structure", siret="123").json()
    assert en_l_etat.reponses(brouillon)["siret"] == "123"
    (erreur,) = bilan["champs"]["siret"]["erreurs"]
    assert "SIRET" in erreur["message"]
    assert bilan["sections"]["structure"]["mots"] == "1 réponse à corriger"
    brouillon.refresh_from_db()
    assert (brouillon.siren, brouillon.porteur) == ("", None)


def test_quarante_mille_caracteres_colles_sont_gardes(client: ClientLecteur, brouillon: Candidature) -> None:
    connecter(client, brouillon.cree_par)
    texte = ("mot é " * 7000)[:40_000].strip()
    bilan = envoyer(client, brouillon, instances=texte).json()
    assert en_l_etat.reponses(brouillon)["instances"] == texte
    assert "retirez-en" in bilan["champs"]["instances"]["erreurs"][0]["message"]


def test_un_texte_demesure_est_refuse_avec_une_phrase_et_les_autres_sont_gardes(
    client: ClientLecteur, brouillon: Candidature
) -> None:
    connecter(client, brouillon.cree_par)
    ancien = en_l_etat.reponses(brouillon)["instances"]
    bilan = envoyer(client, brouillon, instances="a" * 100_001, usagers="Un collège.").json()
    assert list(bilan["champs"]) == ["usagers"]
    assert "100\u202f001 caractères" in bilan["refusees"]["instances"]
    assert (en_l_etat.reponses(brouillon)["instances"], en_l_etat.reponses(brouillon)["usagers"]) == (
        ancien,
        "Un collège.",
    )


def test_le_nul_est_ote(client: ClientLecteur, brouillon: Candidature) -> None:
    connecter(client, brouillon.cree_par)
    envoyer(client, brouillon, instances="a\0b")
    assert en_l_etat.reponses(brouillon)["instances"] == "ab"


def test_ce_qu_un_autre_a_ecrit_est_dit_avec_son_nom_et_n_est_pas_ecrase(
    client: ClientLecteur, brouillon: Candidature, pendant_la_vague: Any
) -> None:
    rose = UtilisateurFactory(prenom="Rose", nom="Weil")
    AccesFactory(candidature=brouillon, utilisateur=rose, role="redacteur")
    lue = json.dumps(
        {"instances": marque(en_l_etat.reponses(brouillon)["instances"], 1), "usagers": marque("x")}
    )
    assert envoyer(connecter(Client(), rose), brouillon, instances="De Rose", lues=lue).status_code == 200
    pendant_la_vague.shift(timedelta(days=1))

    reponse = envoyer(connecter(client, brouillon.cree_par), brouillon, instances="De moi", lues=lue)

    bilan = reponse.json()
    assert (reponse.status_code, bilan["champs"]) == (200, {})
    assert bilan["conflits"]["instances"] == {
        "libelle": "Instances et prise de décision",
        "genre": "long",
        "texte": "De Rose",
        "mienne": "De moi",
        "par": "Rose Weil",
        "le": "le 1er\xa0février\xa02027 à 10\xa0h\xa030",
        "version": 2,
        "lue": marque("De Rose", 2),
        "reunir": False,
        "valeur": "De Rose",
        "saisie": "De Rose",
    }
    assert en_l_etat.reponses(brouillon)["instances"] == "De Rose"

    lue = json.dumps({"instances": bilan["conflits"]["instances"]["lue"]})
    assert envoyer(client, brouillon, instances="De moi", lues=lue).json()["conflits"] == {}
    assert en_l_etat.reponses(brouillon)["instances"] == "De moi"
    gardee = ReponseAnterieure.objects.get(champ="instances", version=2)
    assert (gardee.valeur, gardee.par, gardee.le) == ("De Rose", rose, PENDANT)


def test_deux_listes_se_reunissent(client: ClientLecteur, brouillon: Candidature) -> None:
    connecter(client, brouillon.cree_par)
    ligne = {"poste": "Animatrice", "etp": "1", "statut": "existant"}
    lue = json.dumps({"postes": marque([ligne], 1)})
    mien = {
        "postes-0-poste": "Régisseur",
        "postes-0-etp": "0,5",
        "postes-0-statut": "a_creer",
        "postes-lignes": "1",
    }
    envoyer(client, brouillon, **{"postes-0-poste": "Comptable", "postes-lignes": "1"}, lues=lue)
    conflit = envoyer(client, brouillon, **mien, lues=lue).json()["conflits"]["postes"]
    assert (conflit["reunir"], conflit["par"]) == (True, "vous, sur une autre page")

    lue = json.dumps({"postes": conflit["lue"]})
    assert envoyer(client, brouillon, **mien, lues=lue, reunir="postes").json()["conflits"] == {}

    assert [poste["poste"] for poste in en_l_etat.reponses(brouillon)["postes"]] == ["Régisseur", "Comptable"]


def test_une_reponse_perdue_en_route_n_est_pas_un_conflit(
    client: ClientLecteur, brouillon: Candidature
) -> None:
    """The server stored « ab », its answer never came; the page sends « abc » with the mark it still has."""
    connecter(client, brouillon.cree_par)
    lue = json.dumps({"instances": marque(en_l_etat.reponses(brouillon)["instances"], 1)})
    envoyer(client, brouillon, instances="ab", lues=lue, envoi="page1:1")
    bilan = envoyer(client, brouillon, instances="abc", lues=lue, envoi="page1:2").json()
    assert (bilan["conflits"], bilan["champs"]["instances"]["version"]) == ({}, 3)
    tardif = envoyer(client, brouillon, instances="ab", lues=lue, envoi="page1:1").json()
    assert list(tardif["conflits"]) == ["instances"]
    assert en_l_etat.reponses(brouillon)["instances"] == "abc"


def test_un_autosave_coute_cinq_requetes(client: ClientLecteur, brouillon: Candidature) -> None:
    connecter(client, brouillon.cree_par)
    lue = json.dumps({"instances": marque(en_l_etat.reponses(brouillon)["instances"], 1)})
    with CaptureQueriesContext(connection) as requetes:
        reponse = envoyer(client, brouillon, instances="Un texte", lues=lue, envoi="page1:1")
    assert reponse.json()["conflits"] == {}
    assert len(requetes) == 5 + 2, [
        r["sql"][:90] for r in requetes
    ]  # two for the savepoint of the test itself


@pytest.mark.parametrize(
    ("compte", "statut"), [("anonyme", 401), ("autre", 404), ("lecteur", 403), ("change", 401)]
)
def test_sans_droit_rien_n_est_ecrit_et_le_script_le_sait(
    compte: str, statut: int, client: ClientLecteur, brouillon: Candidature, contenus: Any
) -> None:
    lecteur = AccesFactory(
        candidature=brouillon, utilisateur=UtilisateurFactory(), role="lecteur"
    ).utilisateur
    comptes = {"autre": UtilisateurFactory(), "lecteur": lecteur, "change": brouillon.cree_par}
    if compte in comptes:
        connecter(client, comptes[compte])
    avant = contenus()
    options = {"compte": str(lecteur.pk)} if compte == "change" else {}
    reponse = envoyer(client, brouillon, instances="Non", **options)
    assert reponse.status_code == statut
    if statut == 401:
        assert reponse.json() == {"erreur": "session"}
    assert contenus() == avant


def test_un_acces_retire_l_est_a_la_requete_suivante(client: ClientLecteur, brouillon: Candidature) -> None:
    acces = AccesFactory(candidature=brouillon, utilisateur=UtilisateurFactory(), role="redacteur")
    connecter(client, acces.utilisateur)
    assert envoyer(client, brouillon, instances="Oui").status_code == 200
    Acces.objects.filter(pk=acces.pk).delete()
    assert envoyer(client, brouillon, instances="Non").status_code == 404


def test_un_dossier_depose_ne_se_modifie_plus(
    client: ClientLecteur, brouillon: Candidature, contenus: Any
) -> None:
    deposer(brouillon)
    connecter(client, brouillon.cree_par)
    avant = contenus()
    reponse = envoyer(client, brouillon, instances="Trop tard")
    assert (reponse.status_code, reponse.json()["erreur"]) == (409, "refus")
    assert "déjà déposé" in reponse.json()["message"]
    assert contenus() == avant


@pytest.mark.parametrize(
    ("section", "entrees"),
    [
        ("gouvernance", {"champs": "siret", "siret": "1"}),  # of another section
        ("gouvernance", {"champs": "inconnu", "inconnu": "1"}),
        ("gouvernance", {"instances": "non nommé", "champs": ""}),
    ],
)
def test_une_question_qui_n_est_pas_de_la_section_n_est_pas_ecrite(
    section: str, entrees: dict[str, str], client: ClientLecteur, brouillon: Candidature, contenus: Any
) -> None:
    connecter(client, brouillon.cree_par)
    avant = contenus()
    assert envoyer(client, brouillon, section, **entrees).json()["champs"] == {}
    assert contenus() == avant


def test_une_section_inconnue_est_introuvable(client: ClientLecteur, brouillon: Candidature) -> None:
    connecter(client, brouillon.cree_par)
    assert envoyer(client, brouillon, "inconnue", instances="x").status_code == 404


def test_apres_la_cloture_le_texte_est_encore_garde(client: ClientLecteur, pendant_la_vague: Any) -> None:
    volet = vague_ouverte()
    brouillon = brouillon_complet(volet)
    pendant_la_vague.move_to(volet.vague.cloture + timedelta(seconds=1))
    connecter(client, brouillon.cree_par)
    assert envoyer(client, brouillon, instances="Dernier mot").status_code == 200
    assert Reponse.objects.get(candidature=brouillon, champ="instances").valeur == "Dernier mot"


@pytest.mark.parametrize(
    ("origine", "statut_final"), [("http://testserver", 200), ("http://ailleurs.test", 403)]
)
def test_un_jeton_perime_est_remplace_pour_nos_seules_pages(
    origine: str, statut_final: int, brouillon: Candidature
) -> None:
    client = Client(enforce_csrf_checks=True)
    connecter(client, brouillon.cree_par)  # type: ignore[arg-type]
    entetes = {**JSON, "origin": origine}
    refus = client.post(adresse(brouillon), {"champs": "instances", "instances": "Non"}, headers=entetes)
    assert refus.status_code == 403
    jeton = refus.json()["jeton"] if statut_final == 200 else "x"
    assert (refus["Content-Type"] == "application/json") is (statut_final == 200)

    saisie = {"champs": "instances", "instances": "Oui", "csrfmiddlewaretoken": jeton}
    assert client.post(adresse(brouillon), saisie, headers=entetes).status_code == statut_final
