"""What a porteur's POST may do, and what a wrong one leaves: a French sentence or an error page, and nothing written."""

from typing import Any

import pytest
import time_machine
from django.urls import reverse

from ami.comptes.models import Utilisateur
from candidatures.lecture import parametres
from candidatures.models import Acces, Candidature, Depot, Reponse, RoleAcces
from candidatures.questionnaire import sections
from tests.conftest import ClientLecteur
from tests.fabriques import CLOTURE, PENDANT, AccesFactory, UtilisateurFactory, siret
from tests.scenarios import brouillon_complet, deposer, dossier_depose, vague_ouverte

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def pendant_la_vague() -> Any:
    with time_machine.travel(PENDANT, tick=False):
        yield


@pytest.fixture
def brouillon() -> Candidature:
    return brouillon_complet(vague_ouverte())


def connecter(client: ClientLecteur, compte: Utilisateur) -> ClientLecteur:
    client.force_login(compte)
    return client


def adresse(candidature: Candidature, section: str = "structure") -> str:
    return reverse("candidatures:section", args=[candidature.pk, section])


def poster(client: ClientLecteur, candidature: Candidature, section: str, **champs: Any) -> Any:
    return connecter(client, candidature.cree_par).post(adresse(candidature, section), champs)


def texte(reponse: Any) -> str:
    return reponse.content.decode().replace("\xa0", " ").replace("\u202f", " ")


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


def _adresses(candidature: Candidature) -> list[str]:
    noms = ("dossier", "deposer", "recepisse")
    return [
        *(reverse(f"candidatures:{nom}", args=[candidature.pk]) for nom in noms),
        adresse(candidature),
    ]


def test_le_dossier_d_un_autre_compte_est_introuvable(client: ClientLecteur, contenus: Any) -> None:
    depose, intrus = dossier_depose(vague_ouverte()), UtilisateurFactory()
    connecter(client, intrus)
    avant = contenus()
    for chemin in _adresses(depose):
        assert client.get(chemin).status_code == 404
    for chemin in (adresse(depose), reverse("candidatures:deposer", args=[depose.pk])):
        assert client.post(chemin, {"siret": siret(3)}).status_code == 404
    assert contenus() == avant


@pytest.mark.parametrize(
    ("role", "ecrire", "deposer_"), [(RoleAcces.LECTEUR, 403, 403), (RoleAcces.REDACTEUR, 302, 403)]
)
def test_chaque_role_n_a_que_ses_gestes(
    role: str, ecrire: int, deposer_: int, client: ClientLecteur, brouillon: Candidature, contenus: Any
) -> None:
    invite = AccesFactory(candidature=brouillon, utilisateur=UtilisateurFactory(), role=role).utilisateur
    connecter(client, invite)
    avant = contenus()
    assert client.get(reverse("candidatures:dossier", args=[brouillon.pk])).status_code == 200
    assert client.post(reverse("candidatures:deposer", args=[brouillon.pk])).status_code == deposer_
    assert contenus() == avant
    assert client.post(adresse(brouillon), {"siret": siret(4)}).status_code == ecrire


def test_un_formulaire_rejoue_apres_le_depot_est_refuse(
    client: ClientLecteur, brouillon: Candidature, contenus: Any
) -> None:
    deposer(brouillon)
    avant = contenus()
    reponse = poster(client, brouillon, "structure", siret=siret(5), raison_sociale="Rejoué")
    assert reponse.status_code == 409
    assert "déjà déposé" in texte(reponse)
    assert contenus() == avant


def test_deposer_mene_au_recepisse_et_le_rejouer_ne_depose_rien_de_plus(
    client: ClientLecteur, brouillon: Candidature
) -> None:
    connecter(client, brouillon.cree_par)
    chemin = reverse("candidatures:deposer", args=[brouillon.pk])
    for _ in range(2):
        reponse = client.post(chemin)
        assert (reponse.status_code, reponse["Location"]) == (302, f"/candidatures/{brouillon.pk}/recepisse/")
    depot = Depot.objects.get()
    page = texte(client.get(reponse["Location"]))
    assert depot.numero in page
    assert depot.empreinte in page
    assert "1er février 2027 à 10 h 30 min 00 s (heure de Paris)" in page


def test_deposer_un_dossier_incomplet_dit_ce_qui_manque(client: ClientLecteur, contenus: Any) -> None:
    brouillon = brouillon_complet(vague_ouverte(), nom_lieu="", equipe="")
    connecter(client, brouillon.cree_par)
    avant = contenus()
    reponse = client.post(reverse("candidatures:deposer", args=[brouillon.pk]))
    assert reponse.status_code == 422
    for phrase in ("votre dossier n’est pas déposé", "Nom du lieu", "Équipe d’animation"):
        assert phrase in texte(reponse)
    assert contenus() == avant


def test_deposer_a_la_cloture_est_refuse_et_les_textes_restent(
    client: ClientLecteur, brouillon: Candidature, contenus: Any
) -> None:
    avant = contenus()
    with time_machine.travel(CLOTURE, tick=False):
        connecter(client, brouillon.cree_par)
        reponse = client.post(reverse("candidatures:deposer", args=[brouillon.pk]))
    assert reponse.status_code == 422
    assert "15 février 2027 à 23 h 59 (heure de Paris)" in texte(reponse)
    assert "La Halle 1" in texte(reponse)
    assert contenus() == avant


@pytest.mark.parametrize("volet", ["", "abc", "-1", "999999", "9" * 30, "²", "1\x00"])
def test_un_volet_inconnu_ne_cree_rien(volet: str, client: ClientLecteur, contenus: Any) -> None:
    vague_ouverte()
    connecter(client, UtilisateurFactory())
    avant = contenus()
    assert client.post(reverse("candidatures:nouvelle"), {"volet_ouvert": volet}).status_code == 404
    assert contenus() == avant


def test_un_volet_d_une_vague_close_est_refuse(client: ClientLecteur, contenus: Any) -> None:
    volet = vague_ouverte(etat="close", close_le=CLOTURE)
    connecter(client, UtilisateurFactory())
    avant = contenus()
    reponse = client.post(reverse("candidatures:nouvelle"), {"volet_ouvert": volet.pk})
    assert reponse.status_code == 422
    assert "ne reçoit plus de candidatures" in texte(reponse)
    assert contenus() == avant


def test_un_nouveau_dossier_mene_a_sa_premiere_section(client: ClientLecteur) -> None:
    volet, compte = vague_ouverte(), UtilisateurFactory()
    reponse = connecter(client, compte).post(reverse("candidatures:nouvelle"), {"volet_ouvert": volet.pk})
    candidature = Candidature.objects.get()
    assert reponse["Location"] == adresse(candidature)
    assert Acces.objects.get().role == RoleAcces.SIGNATAIRE


def test_un_formulaire_sans_jeton_est_refuse(brouillon: Candidature, contenus: Any) -> None:
    client = ClientLecteur(enforce_csrf_checks=True)
    connecter(client, brouillon.cree_par)
    avant = contenus()
    reponse = client.post(adresse(brouillon), {"siret": siret(6)})
    assert reponse.status_code == 403
    assert "<h1" in texte(reponse)
    assert contenus() == avant
