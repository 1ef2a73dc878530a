"""« Remplir depuis le registre des entreprises »: what was typed is saved first, whatever the register does."""

import time
from typing import Any

import pytest
from django.contrib.messages import get_messages
from django.urls import reverse

from ami.registre.models import Etablissement
from candidatures.formulaire.concurrence import marque
from candidatures.lectures import en_l_etat
from candidatures.models import Acces, Candidature, Reponse, RoleAcces
from candidatures.services.creer import creer_candidature
from tests.candidatures.views.pages import adresse, connecter, lues
from tests.conftest import ClientLecteur
from tests.fabriques import PENDANT, AccesFactory, UtilisateurFactory
from tests.registre import pair
from tests.registre.pair import ASSOCIATION, COMMUNE, INCONNU, Mode, Pair, registre
from tests.scenarios import brouillon_complet, deposer, vague_ouverte

__all__ = ["registre"]
pytestmark = pytest.mark.django_db


@pytest.fixture
def vide(db: None) -> Candidature:
    return creer_candidature(volet_ouvert=vague_ouverte(), par=UtilisateurFactory(), recu_le=PENDANT)


def remplir(client: ClientLecteur, candidature: Candidature, par: Any = None, **champs: Any) -> Any:
    connecter(client, par or candidature.cree_par)
    return client.post(
        reverse("candidatures:preremplir", args=[candidature.pk]), {"lues": lues(candidature), **champs}
    )


def dernier_message(reponse: Any) -> str:
    return [str(message) for message in get_messages(reponse.wsgi_request)][-1].replace("\xa0", " ")


def reponses(candidature: Candidature) -> dict[str, Any]:
    return {nom: valeur for nom, valeur in en_l_etat.reponses(candidature).items() if valeur}


def test_les_reponses_vides_sont_remplies_et_les_autres_gardees(
    client: ClientLecteur, vide: Candidature, registre: Pair
) -> None:
    reponse = remplir(client, vide, siret="998 123 459 00013", raison_sociale="La Halle")
    assert (reponse.status_code, reponse["Location"]) == (302, adresse(vide))
    assert reponses(vide) == {
        "siret": ASSOCIATION,
        "raison_sociale": "La Halle",
        "sigle": "ATLEX",
        "type_porteur": "association",
        "adresse_siege": "1 RUE DE L EXEMPLE 63300 THIERS",
        "rna": "W633000000",
        "date_creation": "2018-03-12",
    }
    assert dernier_message(reponse) == (
        "Rempli d’après le registre des entreprises : Type de structure ; Sigle ; Adresse du siège ; Numéro RNA ; "
        "Date de création. Relisez et corrigez s’il y a lieu."
    )
    vide.refresh_from_db()
    assert vide.siren == "998123459"


def test_remplir_deux_fois_n_appelle_qu_une_fois(
    client: ClientLecteur, vide: Candidature, registre: Pair
) -> None:
    remplir(client, vide, siret=ASSOCIATION)
    versions = dict(vide.reponses.values_list("champ", "version"))
    reponse = remplir(client, vide, **reponses(vide))
    assert dernier_message(reponse).endswith("aucune réponse vide n’était à remplir.")
    assert registre.sirets == [ASSOCIATION]
    assert dict(vide.reponses.values_list("champ", "version")) == versions


@pytest.mark.parametrize(
    ("mode", "phrase"),
    [
        (
            pair.statut(500),
            "Le registre des entreprises ne répond pas : continuez, nous vérifierons plus tard.",
        ),
        (pair.statut(429, Retry_After="30"), "Le registre des entreprises ne répond pas : continuez"),
        (pair.muet, "Le registre des entreprises ne répond pas : continuez"),
        (pair.autre_siret, "Ce numéro SIRET est inconnu du registre des entreprises"),
    ],
    ids=["500", "429", "muet", "autre numéro"],
)
def test_quoi_que_fasse_le_registre_rien_n_est_perdu(
    mode: Mode, phrase: str, client: ClientLecteur, vide: Candidature, registre: Pair
) -> None:
    registre.repondre(mode)
    debut = time.monotonic()
    reponse = remplir(client, vide, siret=ASSOCIATION, representant_nom="Durand")
    assert time.monotonic() - debut < 4.5  # 3 for the register, the rest for a slow machine
    assert reponse.status_code == 302
    assert reponses(vide) == {"siret": ASSOCIATION, "representant_nom": "Durand"}
    assert dernier_message(reponse).startswith(phrase)


def test_un_compte_ne_prend_pas_tous_les_tours(
    client: ClientLecteur, vide: Candidature, registre: Pair
) -> None:
    remplir(client, vide, siret=ASSOCIATION)
    refus = remplir(client, vide, siret=COMMUNE, representant_nom="Durand")
    assert dernier_message(refus).startswith("Le registre des entreprises ne répond pas : continuez")
    assert (reponses(vide)["siret"], reponses(vide)["representant_nom"]) == (COMMUNE, "Durand")
    assert registre.sirets == [ASSOCIATION]
    autre = AccesFactory(candidature=vide, utilisateur=UtilisateurFactory(), role="redacteur").utilisateur
    remplir(client, vide, par=autre, siret=COMMUNE)
    assert registre.sirets == [ASSOCIATION, COMMUNE]


def test_un_etablissement_ferme_est_dit_et_ne_remplit_rien(
    client: ClientLecteur, vide: Candidature, registre: Pair
) -> None:
    fermee = pair.enregistree(ASSOCIATION)
    fermee["results"][0]["etat_administratif"] = "C"
    registre.repondre(pair.servir(fermee))
    reponse = remplir(client, vide, siret=ASSOCIATION)
    assert "cet établissement est fermé" in dernier_message(reponse)
    assert reponses(vide) == {"siret": ASSOCIATION}


@pytest.mark.parametrize("siret", ["", "12", "pas un numéro"])
def test_sans_numero_le_registre_n_est_pas_appele(
    siret: str, client: ClientLecteur, vide: Candidature, registre: Pair
) -> None:
    reponse = remplir(client, vide, siret=siret, raison_sociale="La Halle")
    assert dernier_message(reponse).startswith("Écrivez d’abord les 14 chiffres")
    assert registre.appels == []
    assert reponses(vide)["raison_sociale"] == "La Halle"


def test_un_conflit_s_affiche_et_le_registre_n_est_pas_appele(
    client: ClientLecteur, vide: Candidature, registre: Pair
) -> None:
    Reponse.objects.create(
        candidature=vide, champ="raison_sociale", valeur="Autre", par=UtilisateurFactory(), le=PENDANT
    )
    lues = f'{{"raison_sociale": "{marque(None)}"}}'
    reponse = remplir(client, vide, siret=ASSOCIATION, raison_sociale="La Halle", lues=lues)
    assert reponse.status_code == 409
    assert registre.appels == []
    assert reponses(vide)["raison_sociale"] == "Autre"


def test_un_dossier_depose_n_est_pas_rempli(client: ClientLecteur, registre: Pair, contenus: Any) -> None:
    candidature = brouillon_complet(vague_ouverte())
    deposer(candidature)
    connecter(client, candidature.cree_par)
    avant = contenus()
    remplir(client, candidature, siret=ASSOCIATION)
    assert contenus() == avant
    assert registre.appels == []


def test_un_lecteur_ne_remplit_rien(
    client: ClientLecteur, vide: Candidature, registre: Pair, contenus: Any
) -> None:
    lecteur = UtilisateurFactory()
    Acces.objects.create(candidature=vide, utilisateur=lecteur, role=RoleAcces.LECTEUR)
    connecter(client, lecteur)
    avant = contenus()
    assert remplir(client, vide, par=lecteur, siret=ASSOCIATION).status_code == 403
    assert contenus() == avant
    assert registre.appels == []


def test_un_inconnu_est_garde_un_jour_sans_remplir(
    client: ClientLecteur, vide: Candidature, registre: Pair
) -> None:
    remplir(client, vide, siret=INCONNU)
    assert Etablissement.objects.get().trouve is False
    assert reponses(vide) == {"siret": INCONNU}


def test_la_page_de_la_structure_propose_et_dit_ce_que_le_registre_sait(
    client: ClientLecteur, vide: Candidature, registre: Pair
) -> None:
    connecter(client, vide.cree_par)
    chemin = reverse("candidatures:preremplir", args=[vide.pk])
    assert f'formaction="{chemin}"' in client.get(adresse(vide)).content.decode()
    remplir(client, vide, siret=ASSOCIATION, type_porteur="fondation")
    html = client.get(adresse(vide)).content.decode().replace("&nbsp;", " ").replace("\xa0", " ")
    assert "ne dit pas la même chose que vous" in html
    texte = " ".join(html.split())
    assert "Type de structure : vous avez écrit « Fondation », le registre dit « Association »." in texte
