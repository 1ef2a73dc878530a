"""What a porteur's POST may do, and what a wrong one leaves: a French sentence or an error page, and nothing written."""

from typing import Any

import pytest
import time_machine
from django.urls import reverse

from candidatures.lecture import parametres
from candidatures.models import Candidature, Reponse
from candidatures.questionnaire import sections
from tests.candidatures.pages import adresse, connecter, poster, texte
from tests.conftest import ClientLecteur
from tests.fabriques import PENDANT, siret
from tests.scenarios import brouillon_complet, deposer, dossier_depose, vague_ouverte

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def pendant_la_vague() -> Any:
    with time_machine.travel(PENDANT, tick=False):
        yield


def test_une_section_enregistree_rappelle_que_le_dossier_n_est_pas_depose(
    client: ClientLecteur, brouillon: Candidature
) -> None:
    reponse = poster(client, brouillon, "structure", siret=siret(2), raison_sociale="Autre nom")
    assert (reponse.status_code, reponse["Location"]) == (302, adresse(brouillon))
    brouillon.refresh_from_db()
    assert (brouillon.siren, brouillon.porteur.raison_sociale) == (siret(2)[:9], "Autre nom")
    assert "n’est pas encore déposé" in texte(client.get(adresse(brouillon)))


@pytest.mark.parametrize(
    ("section", "attendue"),
    [("structure", "lieu"), ("lieu", "territoire"), ("budget", "engagements"), ("engagements", "deposer")],
)
def test_continuer_mene_a_la_section_suivante_puis_a_la_relecture(
    section: str, attendue: str, client: ClientLecteur, brouillon: Candidature
) -> None:
    reponse = poster(client, brouillon, section, continuer="1")
    assert reponse["Location"] == f"/candidatures/{brouillon.pk}/{attendue}/"


@pytest.mark.parametrize(
    ("section", "champs", "phrase"),
    [
        ("structure", {"siret": "73282932000075"}, "Ce numéro SIRET n’existe pas"),
        ("structure", {"raison_sociale": "a\x00b"}, "caractères invisibles"),
        ("structure", {"raison_sociale": "a\x1bb"}, "caractères invisibles"),
        ("structure", {"raison_sociale": "a\u202eb"}, "caractères invisibles"),
        ("structure", {"representant_courriel": "a@exa\u202emple.fr"}, "caractères invisibles"),
        ("structure", {"type_porteur": "inconnu"}, "choix valide"),
        ("lieu", {"departement": "999"}, "choix valide"),
        ("lieu", {"code_postal": "abc"}, "Un code postal compte 5 chiffres"),
        ("budget", {"montant_an_1": "50000,01"}, "Le maximum est de 50 000 € : réduisez ce montant"),
        ("budget", {"montant_an_1": "-1"}, "Un montant ne peut pas être négatif"),
        ("budget", {"montant_an_1": "NaN"}, "Écrivez un montant en euros"),
        ("budget", {"montant_an_1": "Infinity"}, "Écrivez un montant en euros"),
        ("budget", {"montant_an_1": "1e9"}, "Le maximum est de 50 000 €"),
        ("projet", {"resume": "é" * 40_000}, "retirez-en 39500. Il reste affiché ici"),
    ],
    ids=lambda valeur: ascii(valeur)[:60],
)
def test_une_saisie_fausse_est_dite_gardee_a_l_ecran_et_rien_n_est_ecrit(
    section: str,
    champs: dict[str, str],
    phrase: str,
    client: ClientLecteur,
    brouillon: Candidature,
    contenus: Any,
) -> None:
    avant = contenus()
    reponse = poster(client, brouillon, section, **champs)
    assert reponse.status_code == 422
    assert phrase in texte(reponse)
    (saisi,) = champs.values()
    if saisi != "1e9":  # shown as a plain number
        assert str(reponse.context["form"][next(iter(champs))].value()) == saisi
    assert contenus() == avant


def test_un_texte_de_40_000_caracteres_reste_affiche(client: ClientLecteur, brouillon: Candidature) -> None:
    long = "mot " * 10_000
    assert long.strip() in poster(client, brouillon, "projet", ambition=long).content.decode()


def test_un_total_au_dessus_du_maximum_est_refuse_des_le_brouillon(
    client: ClientLecteur, contenus: Any
) -> None:
    volet = vague_ouverte()
    volet.montant_max_total = 120_000
    volet.save()
    candidature = brouillon_complet(volet, montant_an_1="40000.00", montant_an_2="40000.00")
    avant = contenus()
    reponse = poster(
        client, candidature, "budget", montant_an_1="50000", montant_an_2="50000", montant_an_3="20000,01"
    )
    assert reponse.status_code == 422
    assert "Demandez au plus 120 000 € au total : la demande est de 120 000,01 €." in texte(reponse)
    assert contenus() == avant


def test_deux_megaoctets_de_texte_sont_refuses_avec_une_page(
    client: ClientLecteur, brouillon: Candidature, contenus: Any
) -> None:
    avant = contenus()
    reponse = poster(client, brouillon, "projet", resume="a" * 2_000_000)
    assert reponse.status_code == 400
    assert "<h1" in texte(reponse)
    assert contenus() == avant


def test_des_octets_qui_ne_sont_pas_de_l_utf_8_ne_font_pas_tomber_la_page(
    client: ClientLecteur, brouillon: Candidature
) -> None:
    connecter(client, brouillon.cree_par)
    for corps in (b"raison_sociale=%ED%A0%80&siret=", b"raison_sociale=%FF%FE", b"raison_sociale=%00"):
        reponse = client.post(adresse(brouillon), corps, content_type="application/x-www-form-urlencoded")
        assert reponse.status_code in {302, 422}
    assert not Reponse.objects.filter(valeur__contains="\ud800".encode("utf-8", "replace").decode()).exists()


@pytest.mark.parametrize("code", ["inconnue", "etat", "structure-2"])
def test_une_section_inconnue_est_introuvable(
    code: str, client: ClientLecteur, brouillon: Candidature, contenus: Any
) -> None:
    connecter(client, brouillon.cree_par)
    avant = contenus()
    assert client.get(adresse(brouillon, code)).status_code == 404
    assert client.post(adresse(brouillon, code), {}).status_code == 404
    assert contenus() == avant


def test_relire_mene_a_chaque_section_et_dit_le_total(client: ClientLecteur, brouillon: Candidature) -> None:
    connecter(client, brouillon.cree_par)
    page = texte(client.get(reverse("candidatures:deposer", args=[brouillon.pk])))
    assert "140 000 €" in page
    for section in sections(parametres(brouillon)):
        assert f'href="{adresse(brouillon, section.code)}">Modifier' in page

    deposer(brouillon)
    assert ">Modifier" not in texte(client.get(adresse(brouillon), follow=True))


@pytest.mark.parametrize(
    ("etat", "phrase", "ailleurs"),
    [
        ("laureate", "Vous recevrez une lettre officielle", "candidater à nouveau"),
        ("non_retenue", "candidater à nouveau", "lettre officielle"),
        ("ajournee", "candidater à nouveau", "lettre officielle"),
    ],
)
def test_un_resultat_dit_la_suite(etat: str, phrase: str, ailleurs: str, client: ClientLecteur) -> None:
    depose = dossier_depose(vague_ouverte())
    montant = 1000 if etat == "laureate" else None
    Candidature.objects.filter(pk=depose.pk).update(etat=etat, montant_accorde=montant)
    page = texte(connecter(client, depose.cree_par).get(reverse("candidatures:dossier", args=[depose.pk])))
    assert phrase in page
    assert ailleurs not in page
