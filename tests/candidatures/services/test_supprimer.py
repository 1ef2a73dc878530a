"""Deleting a draft: by its signatory, never filed, for good; nobody becomes able to judge what they wrote."""

from datetime import timedelta

import pytest
from django.urls import reverse

from ami.commun.erreurs import DroitInsuffisant, TransitionInterdite
from ami.fichiers.models import Fichier
from ami.journal.models import Entree
from ami.notifications.models import Courriel
from candidatures.models import Candidature, Interet, Piece, Reponse, RoleAcces
from candidatures.services.deposer import deposer_candidature
from candidatures.services.enregistrer import enregistrer_reponses
from candidatures.services.remanier import remanier_candidature
from candidatures.services.supprimer import supprimer_brouillon
from tests.candidatures.views.pages import connecter, texte
from tests.conftest import ClientLecteur
from tests.fabriques import APRES, PENDANT, AccesFactory, PieceFactory, UtilisateurFactory
from tests.scenarios import brouillon_complet, clore, dossier_depose, siret, vague_ouverte

pytestmark = pytest.mark.django_db
PLUS_TARD = PENDANT + timedelta(hours=1)


@pytest.fixture
def brouillon() -> Candidature:
    return brouillon_complet(vague_ouverte(numero=13))


def test_supprimer_efface_tout_ce_que_contenait_le_brouillon(brouillon: Candidature) -> None:
    partage = PieceFactory(
        candidature=brouillon, fichier=brouillon.pieces.all()[0].fichier, code="autre"
    ).fichier
    ailleurs = PieceFactory(fichier=partage)

    supprimer_brouillon(candidature_id=brouillon.pk, par=brouillon.cree_par, recu_le=PLUS_TARD)

    assert not Candidature.objects.filter(pk=brouillon.pk).exists()
    assert not Reponse.objects.filter(candidature=brouillon.pk).exists()
    assert list(Piece.objects.all()) == [ailleurs]
    assert list(Fichier.objects.all()) == [partage]
    (ligne,) = Entree.objects.filter(acte="brouillon supprimé")
    assert (ligne.objet_id, ligne.par, ligne.le, ligne.donnees) == (
        str(brouillon.pk),
        brouillon.cree_par,
        PLUS_TARD,
        {},
    )


def test_ceux_qui_l_ecrivaient_le_savent(brouillon: Candidature) -> None:
    redacteur = AccesFactory(
        candidature=brouillon, utilisateur=UtilisateurFactory(), role=RoleAcces.REDACTEUR
    )
    AccesFactory(candidature=brouillon, utilisateur=UtilisateurFactory(), role=RoleAcces.LECTEUR)
    supprimer_brouillon(candidature_id=brouillon.pk, par=brouillon.cree_par, recu_le=PLUS_TARD)
    (courriel,) = Courriel.objects.filter(modele="suppression")
    assert courriel.destinataire == redacteur.utilisateur.email
    assert f"{brouillon.cree_par} a supprimé le brouillon « {brouillon} »" in courriel.texte
    assert reverse("candidatures:liste") in courriel.texte


def test_personne_ne_peut_ensuite_juger_la_structure_pour_laquelle_il_ecrivait(
    brouillon: Candidature,
) -> None:
    lecteur = AccesFactory(candidature=brouillon, utilisateur=UtilisateurFactory(), role=RoleAcces.LECTEUR)
    autre = dossier_depose(vague_ouverte(numero=14), rang=1)
    supprimer_brouillon(candidature_id=brouillon.pk, par=brouillon.cree_par, recu_le=PLUS_TARD)
    for personne in (brouillon.cree_par, lecteur.utilisateur):
        assert Interet.objects.filter(utilisateur=personne, siren=siret(1)[:9]).exists()
        assert list(Candidature.objects.a_l_interet_de(personne)) == [autre]


@pytest.mark.parametrize("role", [RoleAcces.REDACTEUR, RoleAcces.LECTEUR, None])
def test_seul_le_signataire_supprime(brouillon: Candidature, role: str | None, tables: object) -> None:
    personne = UtilisateurFactory()
    if role:
        AccesFactory(candidature=brouillon, utilisateur=personne, role=role)
    with pytest.raises(DroitInsuffisant):
        supprimer_brouillon(candidature_id=brouillon.pk, par=personne, recu_le=PLUS_TARD)
    assert Candidature.objects.filter(pk=brouillon.pk).exists()


@pytest.mark.parametrize("repris", [False, True])
def test_ce_qui_a_ete_depose_une_fois_ne_se_supprime_pas(repris: bool) -> None:
    depose = dossier_depose(vague_ouverte(numero=13))
    if repris:
        remanier_candidature(candidature_id=depose.pk, par=depose.cree_par, recu_le=PLUS_TARD)
    with pytest.raises(TransitionInterdite, match="se retire"):
        supprimer_brouillon(candidature_id=depose.pk, par=depose.cree_par, recu_le=PLUS_TARD)


def test_un_brouillon_de_vague_close_se_supprime_aussi(brouillon: Candidature) -> None:
    clore(brouillon.vague)
    supprimer_brouillon(candidature_id=brouillon.pk, par=brouillon.cree_par, recu_le=APRES)
    assert not Candidature.objects.exists()


def test_ce_qui_arrive_ensuite_dit_que_le_brouillon_n_est_plus_la(brouillon: Candidature) -> None:
    supprimer_brouillon(candidature_id=brouillon.pk, par=brouillon.cree_par, recu_le=PLUS_TARD)
    commun = {"candidature_id": brouillon.pk, "par": brouillon.cree_par, "recu_le": PLUS_TARD}
    for geste in (
        lambda: supprimer_brouillon(**commun),
        lambda: deposer_candidature(**commun),
        lambda: enregistrer_reponses(**commun, valeurs={"resume": "x"}),
    ):
        with pytest.raises(TransitionInterdite, match="vient d’être supprimé"):
            geste()


def test_la_page_dit_ce_que_supprimer_fait_puis_supprime(
    client: ClientLecteur, brouillon: Candidature
) -> None:
    connecter(client, brouillon.cree_par)
    adresse = reverse("candidatures:supprimer", args=[brouillon.pk])
    assert adresse in client.get(reverse("candidatures:dossier", args=[brouillon.pk])).content.decode()
    lue = texte(client.get(adresse))
    assert "Cette suppression est définitive" in lue
    assert (
        "et les pièces jointes du dossier sont effacés" in lue
        or "et la pièce jointe du dossier sont effacés" in lue
    )
    assert client.post(adresse).status_code == 422
    reponse = client.post(adresse, {"confirmation": "on"}, follow=True)
    assert f"Le brouillon « {brouillon} » est supprimé." in texte(reponse)
    assert client.get(adresse).status_code == 404
