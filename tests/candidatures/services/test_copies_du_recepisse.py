"""The acknowledgement of receipt, copied to the people whom a filed dossier names."""

from typing import Any

import pytest
import time_machine
from django.urls import reverse

from ami.notifications.models import Courriel
from candidatures.emails.depot import COPIES_PAR_JOUR
from candidatures.models import Candidature, RoleAcces
from candidatures.services.enregistrer import enregistrer_reponses
from candidatures.version_deposee.depots import recepisse_de
from tests.candidatures.remaniement import PLUS_TARD, remanier
from tests.conftest import ClientLecteur
from tests.fabriques import AccesFactory, UtilisateurFactory
from tests.scenarios import brouillon_complet, deposer, dossier_depose, vague_ouverte

pytestmark = pytest.mark.django_db
CONTACT: dict[str, Any] = {
    "contact_different": "oui",
    "contact_prenom": "Sacha",
    "contact_nom": "Petit",
    "contact_courriel": "contact@exemple.test",
}


def copies() -> list[tuple[str, str]]:
    lignes = Courriel.objects.filter(modele="recepisse_copie").order_by("pk")
    return [(courriel.cle.rpartition(":")[2], courriel.destinataire) for courriel in lignes]


def test_le_representant_et_le_contact_recoivent_les_memes_faits_et_savent_pourquoi() -> None:
    depot = dossier_depose(vague_ouverte(numero=13), **CONTACT).depots.get()
    assert copies() == [
        ("representant", "presidence@exemple.test"),
        ("contact", "contact@exemple.test"),
    ]
    representant, contact = Courriel.objects.filter(modele="recepisse_copie").order_by("pk")
    assert representant.objet == "Copie de l’accusé de réception – dossier FDT-13-0001"
    motif = "Vous recevez ce message parce que la structure «\u00a0Association des lieux n° 1 (fictive)\u00a0» a donné votre adresse\xa0: "
    for courriel, qualite in (
        (representant, "celle de son représentant légal."),
        (contact, "celle de la personne à contacter au sujet de ce dossier."),
    ):
        for texte in (courriel.texte, courriel.html):
            assert motif + qualite in texte
            assert "1er\xa0février\xa02027 à 10\xa0h\xa030" in texte
            assert depot.empreinte in texte
            assert recepisse_de(depot).recours[0] in texte
            assert "/candidatures/" not in texte
            assert str(depot.candidature_id) not in texte
    assert "/candidatures/" in Courriel.objects.get(modele="recepisse").texte


@pytest.mark.parametrize("reponse", ["non", None])
def test_un_contact_qui_n_est_plus_demande_ne_recoit_rien(reponse: str | None) -> None:
    dossier_depose(vague_ouverte(), **{**CONTACT, "contact_different": reponse})
    assert copies() == [("representant", "presidence@exemple.test")]


def test_personne_ne_recoit_deux_fois_le_meme_accuse() -> None:
    signataire = UtilisateurFactory(email="presidence@exemple.test")
    meme = CONTACT | {"contact_courriel": "Presidence@Exemple.test"}
    dossier_depose(vague_ouverte(), par=signataire, **meme)
    assert copies() == []
    adresses: dict[str, Any] = {
        "representant_courriel": "Une@exemple.test",
        "contact_courriel": "une@exemple.test",
    }
    dossier_depose(vague_ouverte(), rang=2, **(CONTACT | adresses))
    assert copies() == [("representant", "une@exemple.test")]


@pytest.mark.parametrize(("role", "attendues"), [(RoleAcces.REDACTEUR, 0), (RoleAcces.LECTEUR, 1)])
def test_un_lecteur_du_dossier_que_l_on_designe_recoit_la_copie(role: str, attendues: int) -> None:
    """The acknowledgement itself goes to the signatory and the writers only."""
    brouillon = brouillon_complet(vague_ouverte())
    lu_par = UtilisateurFactory(email="presidence@exemple.test")
    AccesFactory(candidature=brouillon, utilisateur=lu_par, role=role)
    deposer(brouillon)
    assert len(copies()) == attendues


def test_chaque_version_deposee_est_copiee_une_fois() -> None:
    depose = dossier_depose(vague_ouverte())
    remanier(depose)
    valeurs: dict[str, Any] = {"resume": "Un autre résumé."}
    enregistrer_reponses(candidature_id=depose.pk, valeurs=valeurs, par=depose.cree_par, recu_le=PLUS_TARD)
    for _ in range(2):
        deposer(depose, le=PLUS_TARD)
    assert copies() == [("representant", "presidence@exemple.test")] * 2
    assert Courriel.objects.filter(modele="recepisse_copie", objet__endswith=", version 2").count() == 1


def test_rien_de_ce_que_le_porteur_ecrit_ne_devient_un_lien() -> None:
    """Their addresses are free: the mail must not carry somebody's site to strangers."""
    brouillon = brouillon_complet(
        vague_ouverte(), nom_lieu="www.exemple.org", raison_sociale="http://exemple.net/x"
    )
    piece = brouillon.pieces.get(code="statuts")
    piece.fichier.nom = "exemple.com.pdf"
    piece.fichier.save()
    deposer(brouillon)
    (courriel,) = Courriel.objects.filter(modele="recepisse_copie")
    for texte in (courriel.texte, courriel.html):
        for adresse in ("exemple.org", "exemple.net", "exemple.com", "http://e"):
            assert adresse not in texte
    assert "www exemple org" in courriel.texte


def _redeposer(candidature: Candidature, fois: int, client: ClientLecteur) -> str:
    """File again and again, with a change each time; what the last receipt page says."""
    for rang in range(fois):
        remanier(candidature)
        enregistrer_reponses(
            candidature_id=candidature.pk,
            valeurs={"resume": f"Version {rang}."},
            par=candidature.cree_par,
            recu_le=PLUS_TARD,
        )
        with time_machine.travel(PLUS_TARD, tick=False):
            client.force_login(candidature.cree_par)
            chemin = reverse("candidatures:deposer", args=[candidature.pk])
            client.post(chemin, {"relue": client.get(chemin).context["relue"]})
            candidature.refresh_from_db()
            page = client.get(reverse("candidatures:recepisse", args=[candidature.pk])).content.decode()
    return page


def test_une_adresse_choisie_recoit_cinq_copies_par_jour_et_le_signataire_le_sait(
    client: ClientLecteur,
) -> None:
    candidature = dossier_depose(vague_ouverte(), **CONTACT)
    assert "Aucune copie" not in _redeposer(candidature, COPIES_PAR_JOUR - 1, client)
    assert len(copies()) == 2 * COPIES_PAR_JOUR
    page = _redeposer(candidature, 1, client)
    assert len(copies()) == 2 * COPIES_PAR_JOUR
    assert (
        "Aucune copie de l’accusé de réception ne part à presidence@exemple.test, contact@exemple.test : 5"
        in page
    )
    assert Courriel.objects.filter(modele="recepisse").count() == COPIES_PAR_JOUR + 1


def test_la_borne_des_copies_est_celle_de_l_adresse_dans_tous_les_dossiers() -> None:
    volet = vague_ouverte()
    for rang in range(1, COPIES_PAR_JOUR + 2):
        dossier_depose(volet, rang=rang)
    assert len(copies()) == COPIES_PAR_JOUR
