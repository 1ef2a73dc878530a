"""A mail that reached nobody is told to the people of the dossier, and to those who conduct its wave."""

from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.urls import reverse

from ami.comptes.models import Role, Utilisateur
from ami.notifications.models import Courriel
from ami.notifications.states import EtatCourriel
from candidatures.models import Candidature
from tests.conftest import ClientLecteur
from tests.fabriques import PENDANT
from tests.scenarios import administrateur, agent, brouillon_complet, dossier_depose, vague_ouverte

pytestmark = pytest.mark.django_db
TITRE = "pas pu être remis"
FAUSSE = "presidence@xn--fabrique-numrique-mtb.fr"


@pytest.fixture(autouse=True)
def pendant_la_vague() -> Any:
    with time_machine.travel(PENDANT, tick=False):
        yield


def perdre(candidature: Candidature, adresse: str = FAUSSE, **champs: Any) -> Courriel:
    return Courriel.objects.create(
        **{
            "cle": f"perdu:{candidature.pk}:{adresse}",
            "modele": "recepisse_copie",
            "concerne": str(candidature.pk),
            "destinataire": adresse,
            "objet": "Copie de l’accusé",
            "texte": "Bonjour",
            "etat": EtatCourriel.EN_ECHEC,
            "derniere_erreur": "SMTPRecipientsRefused 550",
            "cree_le": PENDANT,
            **champs,
        }
    )


def page(client: ClientLecteur, candidature: Candidature, par: Utilisateur | None = None) -> str:
    client.force_login(par or candidature.cree_par)
    return str(client.get(reverse("candidatures:dossier", args=[candidature.pk])).content.decode())


@pytest.mark.parametrize("preparer", [brouillon_complet, dossier_depose])
def test_le_porteur_le_lit_sur_la_page_du_dossier(preparer: Any, client: ClientLecteur) -> None:
    candidature = preparer(vague_ouverte())
    assert TITRE not in page(client, candidature)
    perdre(candidature)
    lue = page(client, candidature)
    assert TITRE in lue
    assert "1er\xa0février\xa02027 à presidence@fabrique-numérique.fr" in lue
    assert "vérifiez cette adresse" in lue


def test_le_courriel_d_un_autre_dossier_ne_s_y_lit_pas(client: ClientLecteur) -> None:
    volet = vague_ouverte()
    perdre(brouillon_complet(volet, rang=1))
    assert TITRE not in page(client, brouillon_complet(volet, rang=2))


def test_l_adresse_d_un_agent_ne_s_y_lit_pas(client: ClientLecteur) -> None:
    candidature = dossier_depose(vague_ouverte())
    perdre(candidature, agent(Role.INSTRUCTEUR).email)
    perdre(candidature, candidature.vague.appel.courriel)
    assert TITRE not in page(client, candidature)


def test_un_mois_apres_ce_n_est_plus_une_nouvelle(client: ClientLecteur) -> None:
    candidature = dossier_depose(vague_ouverte())
    perdre(candidature, cree_le=PENDANT - timedelta(days=30, seconds=1))
    assert TITRE not in page(client, candidature)


def test_les_courriels_d_un_dossier_portent_son_identifiant() -> None:
    candidature = dossier_depose(vague_ouverte())
    assert set(Courriel.objects.values_list("concerne", flat=True)) == {str(candidature.pk)}


@pytest.mark.parametrize("nombre", [1, 3])
def test_l_administrateur_en_lit_le_nombre_puis_la_liste(
    nombre: int, client: ClientLecteur, django_assert_max_num_queries: Any
) -> None:
    volet = vague_ouverte()
    depose = dossier_depose(volet)
    brouillon = brouillon_complet(volet, rang=2)
    for rang in range(nombre):
        perdre(depose, f"faux{rang}@exemple.test")
    perdre(brouillon)
    client.force_login(administrateur())
    numero = volet.vague.numero
    liste = reverse("pilotage:courriels", args=[numero])
    vague = client.get(reverse("pilotage:vague", args=[numero])).content.decode()
    assert f'<a href="{liste}">{nombre + 1} : voir lesquels</a>' in vague
    with django_assert_max_num_queries(7):
        lue = client.get(liste).content.decode()
    assert lue.count("faux") == nombre
    assert depose.numero in lue
    assert "Brouillon" in lue
    assert "SMTPRecipientsRefused 550" in lue


def test_sans_courriel_perdu_la_vague_n_en_dit_rien(client: ClientLecteur) -> None:
    volet = vague_ouverte()
    dossier_depose(volet)
    client.force_login(administrateur())
    assert (
        "Courriels non remis"
        not in client.get(reverse("pilotage:vague", args=[volet.vague.numero])).content.decode()
    )
    liste = client.get(reverse("pilotage:courriels", args=[volet.vague.numero])).content.decode()
    assert "Aucun courriel de cette vague n’est en échec" in liste


def test_il_les_envoie_de_nouveau_ceux_de_la_vague_seule(client: ClientLecteur) -> None:
    volet = vague_ouverte()
    perdu = perdre(dossier_depose(volet))
    ailleurs = perdre(perdu_ailleurs := dossier_depose(vague_ouverte(numero=14), rang=5), "x@exemple.test")
    assert perdu_ailleurs.vague != volet.vague
    client.force_login(administrateur())
    client.post(reverse("pilotage:renvoyer", args=[volet.vague.numero]))
    etats = dict(Courriel.objects.filter(pk__in=[perdu.pk, ailleurs.pk]).values_list("pk", "etat"))
    assert etats == {perdu.pk: EtatCourriel.A_ENVOYER, ailleurs.pk: EtatCourriel.EN_ECHEC}


def perdre_hors_dossier(cle: str, **champs: Any) -> Courriel:
    return Courriel.objects.create(
        **{
            "cle": cle,
            "modele": "account/email/email_confirmation_signup",
            "destinataire": f"{cle}@exemple.test",
            "objet": "Votre code",
            "texte": "Votre code est 1234",
            "ephemere": True,
            "etat": EtatCourriel.EN_ECHEC,
            "derniere_erreur": "SMTPRecipientsRefused 550",
            "cree_le": PENDANT,
            **champs,
        }
    )


def test_l_administrateur_lit_aussi_les_codes_qui_ne_sont_pas_arrives(client: ClientLecteur) -> None:
    client.force_login(administrateur())
    liste = reverse("pilotage:courriels_hors_dossier")
    assert liste not in client.get(reverse("pilotage:vagues")).content.decode()
    assert "Aucun courriel n’est en échec" in client.get(liste).content.decode()
    perdre(dossier_depose(vague_ouverte()))
    perdre_hors_dossier("inconnue")
    vagues = client.get(reverse("pilotage:vagues")).content.decode()
    assert f'<a href="{liste}">1, voir lesquels</a>' in vagues
    lue = client.get(liste).content.decode()
    assert "inconnue@exemple.test" in lue
    assert "1234" not in lue
    assert FAUSSE not in lue


def test_un_code_ne_repart_pas_une_affectation_si(client: ClientLecteur) -> None:
    code = perdre_hors_dossier("code")
    affectation = perdre_hors_dossier("affectation", modele="affectation", ephemere=False)
    du_dossier = perdre(dossier_depose(vague_ouverte()))
    client.force_login(administrateur())
    client.post(reverse("pilotage:renvoyer_hors_dossier"))
    etats = dict(Courriel.objects.values_list("pk", "etat"))
    assert (etats[code.pk], etats[affectation.pk], etats[du_dossier.pk]) == (
        EtatCourriel.EN_ECHEC,
        EtatCourriel.A_ENVOYER,
        EtatCourriel.EN_ECHEC,
    )
