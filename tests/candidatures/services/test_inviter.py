"""Inviting by address, answering, cancelling; nobody gets in without having proved the address."""

from copy import deepcopy
from datetime import timedelta
from typing import Any

import pytest
from django.urls import reverse

from ami.commun.erreurs import DroitInsuffisant, ErreurMetier, TransitionInterdite
from ami.journal.models import Entree
from ami.notifications.models import Courriel
from candidatures.models import Candidature, Interet, Invitation, RoleAcces
from candidatures.permissions import est_juge_et_partie
from candidatures.services import inviter as service
from candidatures.services.creer import creer_candidature
from candidatures.services.inviter import accepter_invitation, annuler_invitation, decliner_invitation
from tests.candidatures.partage import avec, dossier_a_partager, roles
from tests.candidatures.views.pages import connecter, texte
from tests.conftest import ClientLecteur
from tests.fabriques import APRES, PENDANT, UtilisateurFactory
from tests.partage_du_module import Base
from tests.scenarios import affecter, agent, clore, dossier_depose, grille_de_quatre_criteres, vague_ouverte

pytestmark = pytest.mark.django_db
UN_JOUR = timedelta(days=1)
ADRESSE = "alix@exemple.test"


@pytest.fixture(scope="module")
def dossier_du_module(base_du_module: Base) -> Candidature:
    with base_du_module():
        return dossier_a_partager()


@pytest.fixture
def dossier(db: None, dossier_du_module: Candidature) -> Candidature:
    return deepcopy(dossier_du_module)


def inviter(dossier: Candidature, adresse: str = ADRESSE, **options: Any) -> Invitation:
    return service.inviter(
        candidature_id=dossier.pk,
        **{
            "adresse": adresse,
            "role": RoleAcces.REDACTEUR,
            "par": dossier.cree_par,
            "recu_le": PENDANT,
            **options,
        },
    )


def test_inviter_ecrit_une_ligne_un_courriel_et_le_journal(dossier: Candidature) -> None:
    invitation = inviter(dossier, " ALIX@Exemple.test ", role=RoleAcces.LECTEUR)

    assert (invitation.adresse, invitation.role, invitation.etat) == (ADRESSE, "lecteur", "envoyee")
    assert invitation.expire_le == PENDANT + timedelta(days=30)
    assert roles(dossier) == {dossier.cree_par_id: "signataire"}
    ligne = Entree.objects.get(acte="invitation envoyée")
    assert (ligne.par_id, ligne.donnees) == (
        dossier.cree_par_id,
        {"invitation": invitation.pk, "role": "lecteur"},
    )
    courriel = Courriel.objects.get(cle=f"invitation:{invitation.pk}:invite")
    assert courriel.destinataire == ADRESSE


def test_le_courriel_d_invitation_ne_dit_ni_secret_ni_contenu(dossier: Candidature) -> None:
    inviter(dossier)
    courriel = Courriel.objects.get(modele="invitation")
    assert courriel.objet == "Invitation à un dossier – Fabriques de territoire"
    for corps in (courriel.texte, courriel.html):
        assert dossier.cree_par.nom_complet in corps
        assert "15\u00a0février\u00a02027 à 23\u00a0h\u00a059 (heure de Paris)" in corps
        assert "/candidatures/" in corps
        assert str(dossier.pk) not in corps
        assert "La Halle" not in corps


def test_un_nom_ne_devient_pas_un_lien(dossier: Candidature) -> None:
    dossier.cree_par.prenom, dossier.cree_par.nom = "Cliquez", "https://mechant.test/x"
    dossier.cree_par.save()
    inviter(dossier)
    assert "Cliquez https mechant test x vous invite" in Courriel.objects.get(modele="invitation").texte


@pytest.mark.parametrize("role", ["signataire", "autre", ""])
def test_on_n_invite_qu_un_redacteur_ou_un_lecteur(role: str, dossier: Candidature, contenus: Any) -> None:
    avant = contenus()
    with pytest.raises(ErreurMetier, match="Choisissez un rôle"):
        inviter(dossier, role=role)
    assert contenus() == avant


@pytest.mark.parametrize("cas", ["soi", "acces", "invitee"])
def test_une_personne_deja_la_n_est_pas_invitee(cas: str, dossier: Candidature, contenus: Any) -> None:
    adresse, phrase = {
        "soi": (dossier.cree_par.email.upper(), "est la vôtre"),
        "acces": (avec(dossier).utilisateur.email, "déjà accès"),
        "invitee": (inviter(dossier, "Zoe@exemple.test").adresse, "déjà invitée"),
    }[cas]
    avant = contenus()
    with pytest.raises(ErreurMetier, match=phrase):
        inviter(dossier, adresse)
    assert contenus() == avant


@pytest.mark.parametrize("role", [RoleAcces.REDACTEUR, RoleAcces.LECTEUR, None])
def test_seul_le_signataire_invite(role: str | None, dossier: Candidature, contenus: Any) -> None:
    par = avec(dossier, role).utilisateur if role else UtilisateurFactory()
    avant = contenus()
    with pytest.raises(DroitInsuffisant):
        inviter(dossier, par=par)
    assert contenus() == avant


def test_un_dossier_a_au_plus_vingt_personnes_et_invitations(dossier: Candidature, contenus: Any) -> None:
    for rang in range(9):
        avec(dossier)
        inviter(dossier, f"invite{rang}@exemple.test")
    inviter(dossier, "vingtieme@exemple.test")
    avant = contenus()
    with pytest.raises(ErreurMetier, match="20 personnes au plus"):
        inviter(dossier)
    assert contenus() == avant
    # Expired invitations leave their place.
    inviter(dossier, recu_le=PENDANT + 31 * UN_JOUR)


def test_une_personne_envoie_au_plus_trente_invitations_par_jour(dossier: Candidature, contenus: Any) -> None:
    for rang in range(service.INVITATIONS_PAR_JOUR):
        invitation = inviter(dossier, f"invite{rang}@exemple.test")
        annuler_invitation(invitation_id=invitation.pk, par=dossier.cree_par, recu_le=PENDANT)
    avant = contenus()
    with pytest.raises(ErreurMetier, match="30 invitations"):
        inviter(dossier, recu_le=PENDANT + UN_JOUR - timedelta(seconds=1))
    assert contenus() == avant
    inviter(dossier, recu_le=PENDANT + UN_JOUR)


def test_une_adresse_recoit_au_plus_cinq_invitations_par_jour(dossier: Candidature) -> None:
    volet = vague_ouverte()
    for _ in range(service.INVITATIONS_RECUES_PAR_JOUR):
        inviter(dossier_a_partager(volet))
    with pytest.raises(ErreurMetier, match="trop d’invitations"):
        inviter(dossier)


def test_un_compte_invite_une_adresse_au_plus_deux_fois_par_jour(contenus: Any) -> None:
    """Whatever the number of their drafts: one account does not use up what the others may send."""
    par, volet = UtilisateurFactory(), vague_ouverte()
    brouillons = [creer_candidature(volet_ouvert=volet, par=par, recu_le=PENDANT) for _ in range(3)]
    for brouillon in brouillons[:2]:
        inviter(brouillon)
    avant = contenus()
    with pytest.raises(ErreurMetier, match="2 fois cette adresse"):
        inviter(brouillons[2], recu_le=PENDANT + UN_JOUR - timedelta(seconds=1))
    assert contenus() == avant
    inviter(dossier_a_partager(volet))  # another account may
    inviter(brouillons[2], "zoe@exemple.test")
    inviter(brouillons[2], recu_le=PENDANT + UN_JOUR)


def test_accepter_ouvre_le_dossier_et_retient_l_interet(dossier: Candidature) -> None:
    invitation, alix = inviter(dossier), UtilisateurFactory(email=ADRESSE)

    for _ in range(2):  # a double click
        accepter_invitation(invitation_id=invitation.pk, par=alix, recu_le=PENDANT)

    assert roles(dossier) == {dossier.cree_par_id: "signataire", alix.pk: "redacteur"}
    assert [(i.siren, i.candidature) for i in Interet.objects.filter(utilisateur=alix)] == [("", dossier)]
    assert est_juge_et_partie(alix, dossier)
    assert Entree.objects.filter(acte="invitation acceptée", par=alix).count() == 1


def test_accepter_un_dossier_depose_le_donne_a_lire(client: ClientLecteur) -> None:
    dossier = dossier_depose(vague_ouverte())
    invitation, alix = inviter(dossier), UtilisateurFactory(email=ADRESSE)
    accepter_invitation(invitation_id=invitation.pk, par=alix, recu_le=PENDANT)
    page = connecter(client, alix).get(reverse("candidatures:dossier", args=[dossier.pk]))
    assert page.status_code == 200
    assert alix.nom_complet in texte(page)


@pytest.mark.parametrize("etat", ["annulee", "refusee", "expiree", "autre adresse"])
def test_une_invitation_perdue_n_ouvre_rien(etat: str, dossier: Candidature, contenus: Any) -> None:
    invitation, alix, le = inviter(dossier), UtilisateurFactory(email=ADRESSE), PENDANT
    erreur: type[ErreurMetier] = TransitionInterdite
    if etat == "annulee":
        annuler_invitation(invitation_id=invitation.pk, par=dossier.cree_par, recu_le=PENDANT)
    elif etat == "refusee":
        decliner_invitation(invitation_id=invitation.pk, par=alix, recu_le=PENDANT)
    elif etat == "expiree":
        le = invitation.expire_le
    else:
        alix, erreur = UtilisateurFactory(), DroitInsuffisant
    avant = contenus()
    with pytest.raises(erreur):
        accepter_invitation(invitation_id=invitation.pk, par=alix, recu_le=le)
    assert contenus() == avant


def test_une_invitation_expiree_se_refait(dossier: Candidature) -> None:
    premiere = inviter(dossier)
    seconde = inviter(dossier, recu_le=premiere.expire_le)
    premiere.refresh_from_db()
    assert (premiere.etat, seconde.etat) == ("annulee", "envoyee")
    ligne = Entree.objects.filter(acte="invitation envoyée").latest("pk")
    assert (ligne.donnees["invitation"], ligne.donnees["invitations_annulees"]) == (seconde.pk, [premiere.pk])


def test_une_personne_retiree_puis_reinvitee_peut_revenir(dossier: Candidature) -> None:
    alix = UtilisateurFactory(email=ADRESSE)
    invitation = inviter(dossier)
    accepter_invitation(invitation_id=invitation.pk, par=alix, recu_le=PENDANT)
    dossier.acces.filter(utilisateur=alix).delete()
    seconde = inviter(dossier, role=RoleAcces.LECTEUR)
    with pytest.raises(TransitionInterdite):  # the first one does not open twice
        accepter_invitation(invitation_id=invitation.pk, par=alix, recu_le=PENDANT)
    accepter_invitation(invitation_id=seconde.pk, par=alix, recu_le=PENDANT)
    assert roles(dossier)[alix.pk] == "lecteur"


def test_un_evaluateur_qui_accepte_ne_lit_plus_le_dossier_qu_il_evaluait(client: ClientLecteur) -> None:
    volet = vague_ouverte()
    dossier = dossier_depose(volet)
    grille_de_quatre_criteres(volet.vague)
    clore(volet.vague)
    evaluateur = agent()
    affecter(dossier, evaluateur)
    invitation = inviter(dossier, evaluateur.email, recu_le=APRES)
    connecter(client, evaluateur)
    chemin = reverse("evaluation:declarer", args=[dossier.pk])
    assert client.post(chemin).status_code == 302
    accepter_invitation(invitation_id=invitation.pk, par=evaluateur, recu_le=APRES)
    assert client.get(reverse("evaluation:evaluer", args=[dossier.pk])).status_code == 404


# --- In the pages ---------------------------------------------------------------------------------


def test_inviter_depuis_la_page_puis_accepter_depuis_mes_dossiers(
    pendant_la_vague: Any, client: ClientLecteur, dossier: Candidature
) -> None:
    page = reverse("candidatures:personnes", args=[dossier.pk])
    reponse = connecter(client, dossier.cree_par).post(page, {"adresse": ADRESSE, "role": "redacteur"})
    assert (reponse.status_code, reponse["Location"]) == (302, page)
    assert "Une invitation est envoyée à alix@exemple.test." in texte(client.get(page))

    alix = UtilisateurFactory(email=ADRESSE)
    connecter(client, alix)
    assert client.get(page).status_code == 404
    liste = texte(client.get(reverse("candidatures:liste")))
    assert f"Invitation de {dossier.cree_par}" in liste
    invitation = Invitation.objects.get()
    reponse = client.post(reverse("candidatures:accepter_invitation", args=[invitation.pk]))
    assert reponse["Location"] == reverse("candidatures:dossier", args=[dossier.pk])
    assert client.get(page).status_code == 200
    assert "Votre réponse est attendue" not in texte(client.get(reverse("candidatures:liste")))


@pytest.mark.parametrize(
    ("champs", "phrase"),
    [
        ({"adresse": "", "role": "lecteur"}, "Écrivez l’adresse de la personne à inviter."),
        ({"adresse": "alix", "role": "lecteur"}, "Écrivez une adresse complète"),
        ({"adresse": ADRESSE, "role": "signataire"}, "Choisissez un rôle."),
        ({"adresse": ADRESSE}, "Choisissez un rôle."),
    ],
)
def test_une_invitation_mal_ecrite_se_corrige(
    champs: dict[str, str],
    phrase: str,
    pendant_la_vague: Any,
    client: ClientLecteur,
    dossier: Candidature,
    contenus: Any,
) -> None:
    connecter(client, dossier.cree_par)
    avant = contenus()
    reponse = client.post(reverse("candidatures:personnes", args=[dossier.pk]), champs)
    assert reponse.status_code == 422
    assert phrase in texte(reponse)
    assert champs["adresse"] in texte(reponse)
    assert contenus() == avant


def test_l_invitation_d_un_autre_est_introuvable(
    pendant_la_vague: Any, client: ClientLecteur, dossier: Candidature, contenus: Any
) -> None:
    invitation = inviter(dossier)
    connecter(client, UtilisateurFactory())
    avant = contenus()
    for geste in ("accepter", "decliner"):
        chemin = reverse(f"candidatures:{geste}_invitation", args=[invitation.pk])
        assert client.post(chemin).status_code == 404
    assert contenus() == avant
