"""What a porteur's POST may do, and what a wrong one leaves: a French sentence or an error page, and nothing written."""

from datetime import timedelta
from typing import Any
from urllib.parse import quote

import pytest
from django.urls import reverse

from candidatures.formulaire.questionnaire import sections
from candidatures.formulaire.saisie import SectionForm
from candidatures.lectures.en_l_etat import cahier, reponses
from candidatures.models import Candidature, Reponse
from tests.candidatures.remaniement import remanier
from tests.candidatures.views.pages import adresse, connecter, lues, poster, texte
from tests.conftest import ClientLecteur
from tests.fabriques import UtilisateurFactory, siret
from tests.scenarios import deposer, dossier_depose, ecrire_l_etat, vague_ouverte

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("pendant_la_vague")]


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
    [
        ("structure", "consortium"),
        ("lieu", "territoire"),
        ("budget", "pieces"),
        ("engagements", "deposer"),
    ],
)
def test_continuer_mene_a_la_section_suivante_puis_a_la_relecture(
    section: str, attendue: str, client: ClientLecteur, brouillon: Candidature
) -> None:
    reponse = poster(client, brouillon, section, continuer="1", **cochees(brouillon, section))
    assert reponse["Location"] == f"/candidatures/{brouillon.pk}/{attendue}/"


def cochees(brouillon: Candidature, section: str) -> dict[str, Any]:
    """Boxes that are not ticked send nothing, and would be emptied."""
    formulaire = SectionForm(
        next(s for s in sections(cahier(brouillon)) if s.code == section), reponses(brouillon)
    )
    return {
        nom: formulaire[nom].value()
        for nom in formulaire.fields
        if formulaire[nom].value() not in (None, False)
    }


@pytest.mark.parametrize(
    ("section", "champs", "stocke", "phrase"),
    [
        ("structure", {"siret": "73282932000075"}, "73282932000075", "Ce numéro SIRET n’existe pas"),
        ("structure", {"raison_sociale": "a\x1bb"}, "a\x1bb", "caractères invisibles"),
        ("structure", {"raison_sociale": "a\x01b"}, "a\x01b", "caractères invisibles"),
        ("structure", {"type_porteur": "inconnu"}, "inconnu", "Choisissez une réponse dans la liste"),
        ("lieu", {"departement": "999"}, "999", "Choisissez une réponse dans la liste"),
        ("lieu", {"code_postal": "abc"}, "abc", "Un code postal compte 5 chiffres"),
        (
            "budget",
            {"montant_an_1": "50000,01"},
            "50000.01",
            "Le maximum est de 50 000 € : réduisez ce montant",
        ),
        ("budget", {"montant_an_1": "-1"}, "-1.00", "Un montant ne peut pas être négatif"),
        ("budget", {"montant_an_1": "NaN"}, "NaN", "Écrivez un montant en euros"),
        ("projet", {"resume": "é" * 40_000}, "é" * 40_000, "retirez-en 39 500"),
    ],
    ids=lambda valeur: ascii(valeur)[:60],
)
def test_une_saisie_fausse_est_gardee_et_la_page_dit_ce_qui_ne_va_pas(
    section: str,
    champs: dict[str, str],
    stocke: str,
    phrase: str,
    client: ClientLecteur,
    brouillon: Candidature,
) -> None:
    reponse = poster(client, brouillon, section, continuer="1", **champs)
    assert (reponse.status_code, reponse["Location"]) == (302, adresse(brouillon, section))
    (nom,) = champs
    assert reponses(brouillon)[nom] == stocke
    page = texte(client.get(adresse(brouillon, section)))
    assert phrase in page
    assert "Des réponses de cette page restent à corriger avant le dépôt." in page
    assert "<title>Erreur – Brouillon" in page


def test_un_texte_demesure_reste_affiche_et_le_reste_est_enregistre(
    client: ClientLecteur, brouillon: Candidature
) -> None:
    ancien = reponses(brouillon)["resume"]
    demesure = "mot " * 30_000
    reponse = poster(client, brouillon, "projet", resume=demesure, ambition="Autre ambition.")
    page = texte(reponse)
    assert reponse.status_code == 422
    assert "Cette réponse compte 119 999 caractères" in page
    assert demesure.strip() in page
    assert (reponses(brouillon)["resume"], reponses(brouillon)["ambition"]) == (ancien, "Autre ambition.")


@pytest.mark.parametrize("code", ["lieu", "budget"])
@pytest.mark.parametrize(("seul", "requetes"), [(True, 5), (False, 6)])
def test_lire_une_section_coute_cinq_requetes_et_une_de_plus_si_d_autres_y_ont_ecrit(
    code: str,
    seul: bool,
    requetes: int,
    client: ClientLecteur,
    brouillon: Candidature,
    django_assert_num_queries: Any,
) -> None:
    if not seul:
        brouillon.reponses.update(par=UtilisateurFactory(prenom="Rose", nom="Weil"))
    connecter(client, brouillon.cree_par)
    with django_assert_num_queries(requetes):
        page = client.get(adresse(brouillon, code))
    assert ("Rose Weil" in texte(page)) is not seul


@pytest.mark.parametrize("geste", ["ajouter", "retirer", "monter"])
def test_un_bouton_de_bloc_enregistre_et_revient_au_bloc(
    geste: str, client: ClientLecteur, brouillon: Candidature
) -> None:
    lignes = {
        "postes-lignes": "2",
        "postes-0-poste": "Un",
        "postes-1-poste": "Deux",
        geste: "postes" if geste == "ajouter" else "postes-1",
    }
    reponse = poster(client, brouillon, "gouvernance", **lignes)
    assert reponse["Location"].startswith(f"{adresse(brouillon, 'gouvernance')}#id_postes")
    noms = [ligne["poste"] for ligne in reponses(brouillon)["postes"]]
    assert noms == {"ajouter": ["Un", "Deux"], "retirer": ["Un"], "monter": ["Deux", "Un"]}[geste]


def test_un_dossier_depose_entre_temps_garde_le_texte_a_l_ecran(
    client: ClientLecteur, brouillon: Candidature, contenus: Any
) -> None:
    deposer(brouillon)
    avant = contenus()
    reponse = poster(client, brouillon, "gouvernance", instances="Écrit trop tard")
    assert reponse.status_code == 409
    page = texte(reponse)
    assert "Écrit trop tard" in page
    assert "déjà déposé" in page
    assert "Enregistrer et continuer" not in page
    assert contenus() == avant


def test_deux_megaoctets_de_texte_sont_refuses_avec_une_page(
    client: ClientLecteur, brouillon: Candidature, contenus: Any
) -> None:
    avant = contenus()
    reponse = poster(client, brouillon, "projet", resume="a" * 2_000_000)
    assert reponse.status_code == 413
    assert "<h1>Envoi non reçu</h1>" in texte(reponse)
    assert contenus() == avant


def test_des_octets_qui_ne_sont_pas_de_l_utf_8_ne_font_pas_tomber_la_page(
    client: ClientLecteur, brouillon: Candidature
) -> None:
    connecter(client, brouillon.cree_par)
    for corps in (b"raison_sociale=%ED%A0%80&siret=", b"raison_sociale=%FF%FE", b"raison_sociale=%00"):
        envoi = corps + b"&lues=" + quote(lues(brouillon)).encode()
        reponse = client.post(adresse(brouillon), envoi, content_type="application/x-www-form-urlencoded")
        assert reponse.status_code == 302
    assert not Reponse.objects.filter(valeur__contains="\ud800".encode("utf-8", "replace").decode()).exists()


def test_une_page_sans_marque_n_ecrase_aucune_reponse(client: ClientLecteur, brouillon: Candidature) -> None:
    """What it does not say it read, it did not."""
    avant = reponses(brouillon)
    connecter(client, brouillon.cree_par)
    envoi = {"raison_sociale": "Autre", "site_web": "https://exemple.test"}
    reponse = client.post(adresse(brouillon), envoi)
    assert reponse.status_code == 409
    assert avant["raison_sociale"] in texte(reponse)
    assert reponses(brouillon)["raison_sociale"] == avant["raison_sociale"]


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
    for section in sections(cahier(brouillon)):
        assert f'href="{adresse(brouillon, section.code)}">Modifier' in page

    deposer(brouillon)
    assert ">Modifier<" not in texte(client.get(adresse(brouillon), follow=True))


@pytest.mark.parametrize(
    ("etat", "phrase", "ailleurs"),
    [
        ("laureate", "Vous recevrez une lettre officielle", "Candidater à nouveau"),
        ("non_retenue", "Candidater à nouveau", "lettre officielle"),
        ("ajournee", "Candidater à nouveau", "lettre officielle"),
    ],
)
def test_un_resultat_dit_la_suite(etat: str, phrase: str, ailleurs: str, client: ClientLecteur) -> None:
    depose = dossier_depose(vague_ouverte())
    ecrire_l_etat(Candidature.objects.filter(pk=depose.pk), etat)
    page = texte(connecter(client, depose.cree_par).get(reverse("candidatures:dossier", args=[depose.pk])))
    assert phrase in page
    assert ailleurs not in page


@pytest.mark.parametrize(
    ("deposee", "numero", "dite"),
    [
        (False, "", "La vague est close : ce dossier ne peut plus y être déposé."),
        (False, "73282932000075", "La vague est close : ce dossier ne peut plus y être déposé."),
        (True, "", "La vague est close : la version déposée compte, sans ces modifications."),
    ],
)
def test_apres_la_cloture_une_section_enregistree_dit_qu_elle_ne_se_depose_plus(
    deposee: bool,
    numero: str,
    dite: str,
    client: ClientLecteur,
    brouillon: Candidature,
    pendant_la_vague: Any,
) -> None:
    if deposee:
        deposer(brouillon)
        remanier(brouillon)
        poster(client, brouillon, "projet")
        assert "Vos modifications ne sont pas encore déposées." in texte(client.get(adresse(brouillon)))
    pendant_la_vague.move_to(brouillon.vague.cloture + timedelta(seconds=1))
    poster(client, brouillon, "structure", siret=numero)
    page = texte(client.get(adresse(brouillon)))
    assert dite in page
    assert "pas encore déposé" not in page
    assert ("Des réponses de cette page restent à corriger." in page) == bool(numero)
