"""The thread of a dossier: drafts, sending, attachments, read state, mails; from both sides."""

from copy import deepcopy
from datetime import timedelta
from typing import Any

import pytest
from django.db import IntegrityError

from ami.commun.erreurs import Conflit, DroitInsuffisant, ErreurMetier, Incomplet, TransitionInterdite
from ami.comptes.models import Role, Utilisateur
from ami.journal.models import Entree
from ami.notifications.models import Courriel
from candidatures.models import Acces, Candidature, Cote, Message, RoleAcces
from candidatures.services.echanger import (
    FICHIERS_MAX,
    LONGUEUR_MAX,
    MESSAGES_PAR_JOUR,
    marquer_lus,
)
from tests.candidatures.echanges import (
    PLUS_TARD,
    courriels,
    dossier_numerote,
    ecrire,
    envoyer_beaucoup,
    preparer,
)
from tests.fabriques import PENDANT, FichierFactory, UtilisateurFactory
from tests.partage_du_module import Base
from tests.scenarios import agent, brouillon_complet, dossier_depose, vague_ouverte

pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module")
def depose_du_module(base_du_module: Base) -> Candidature:
    with base_du_module():
        return dossier_numerote()


@pytest.fixture
def depose(db: None, depose_du_module: Candidature) -> Candidature:
    return deepcopy(depose_du_module)


def test_un_message_part_et_l_autre_cote_est_prevenu_sans_contenu(depose: Candidature) -> None:
    message = ecrire(depose, "  Un secret.\r\nDeux.  ")
    assert (message.texte, message.envoye_le, message.lu_le) == ("Un secret.\nDeux.", PENDANT, None)
    assert courriels() == [("contact@exemple.test", "Vous avez un message – dossier FDT-01-0001")]
    courriel = Courriel.objects.get(modele="message_recu")
    assert "secret" not in courriel.texte + courriel.html + courriel.objet
    entree = Entree.objects.latest("pk")
    assert (entree.acte, entree.par) == ("message envoyé", depose.cree_par)
    assert entree.donnees == {"message": message.pk, "cote": "porteur", "fichiers": 0}


def test_le_service_ecrit_aux_responsables_du_dossier_et_a_eux_seuls(
    depose: Candidature, instructeur: Utilisateur
) -> None:
    Acces.objects.create(candidature=depose, utilisateur=UtilisateurFactory(), role=RoleAcces.LECTEUR)
    redacteur = Acces.objects.create(
        candidature=depose, utilisateur=UtilisateurFactory(), role=RoleAcces.REDACTEUR
    )
    ecrire(depose, par=instructeur, cote=Cote.SERVICE)
    assert [adresse for adresse, _ in courriels()] == [depose.cree_par.email, redacteur.utilisateur.email]


def test_l_agent_qui_a_ecrit_recoit_la_reponse(depose: Candidature, instructeur: Utilisateur) -> None:
    ecrire(depose, par=instructeur, cote=Cote.SERVICE)
    ecrire(depose)
    assert courriels()[-1][0] == instructeur.email


def test_un_seul_courriel_par_jour_tant_que_rien_n_est_lu(
    depose: Candidature, instructeur: Utilisateur
) -> None:
    premier = ecrire(depose, "Un.")
    ecrire(depose, "Deux.", le=PLUS_TARD)
    assert len(courriels()) == 1
    ecrire(depose, "Trois.", le=PENDANT + timedelta(days=1))
    assert len(courriels()) == 2
    marquer_lus(
        candidature_id=depose.pk,
        cote=Cote.SERVICE,
        messages=Message.objects.values_list("pk", flat=True),
        par=instructeur,
        recu_le=PENDANT + timedelta(days=1),
    )
    premier.refresh_from_db()
    assert premier.lu_le == PENDANT + timedelta(days=1)
    ecrire(depose, "Quatre.", le=PENDANT + timedelta(days=1, hours=1))
    assert len(courriels()) == 3


def test_le_brouillon_n_est_qu_a_son_auteur_et_l_envoi_le_consomme(depose: Candidature) -> None:
    fichier = FichierFactory(depose_par=depose.cree_par)
    brouillon = preparer(depose, "À finir", fichiers=[fichier])
    assert brouillon is not None
    assert (brouillon.envoye_le, list(brouillon.fichiers.all())) == (None, [fichier])
    assert courriels() == []
    envoye = ecrire(depose, "Fini.", le=PLUS_TARD)
    assert (envoye.pk, envoye.texte, list(envoye.fichiers.all())) == (brouillon.pk, "Fini.", [fichier])


def test_un_brouillon_vide_disparait(depose: Candidature) -> None:
    fichier = FichierFactory()
    assert preparer(depose, "   ") is None
    preparer(depose, "Texte", fichiers=[fichier])
    assert preparer(depose, "") is not None  # the file is still there
    assert preparer(depose, "", retires=[fichier.pk]) is None
    assert Message.objects.count() == 0


@pytest.mark.parametrize("apres", [0, None])
def test_envoyer_deux_fois_depuis_la_meme_page(apres: int | None, depose: Candidature) -> None:
    premier = ecrire(depose, "Bonjour.", apres=apres)
    second = ecrire(depose, "Bonjour.", apres=apres, le=PLUS_TARD)
    assert (second.pk == premier.pk) is (apres == 0)
    ecrire(depose, "Bonjour.", apres=second.pk, le=PLUS_TARD)  # said again on purpose
    assert Message.objects.count() == (2 if apres == 0 else 3)


def test_deux_onglets_ne_s_ecrasent_pas(depose: Candidature, contenus: Any) -> None:
    vide = Message(texte="").empreinte
    preparer(depose, "Depuis le premier onglet", lu=vide)
    avant = contenus()
    for geste in (preparer, ecrire):
        with pytest.raises(Conflit) as conflit:
            geste(depose, "Depuis le second", lu=vide)
        assert conflit.value.actuelles == {"texte": "Depuis le premier onglet"}
    assert contenus() == avant
    preparer(depose, "Depuis le premier onglet", lu=vide)  # the same text is no conflict


@pytest.mark.parametrize(
    ("texte", "erreur"), [("", Incomplet), (" \n ", Incomplet), ("x" * (LONGUEUR_MAX + 1), ErreurMetier)]
)
def test_un_message_vide_ou_trop_long_ne_part_pas(
    texte: str, erreur: type[ErreurMetier], depose: Candidature, contenus: Any
) -> None:
    avant = contenus()
    with pytest.raises(erreur):
        ecrire(depose, texte)
    assert contenus() == avant


def test_cinquante_messages_par_jour_par_auteur_et_par_dossier(
    depose: Candidature, instructeur: Utilisateur, contenus: Any
) -> None:
    envoyer_beaucoup(depose, MESSAGES_PAR_JOUR)
    demain = PENDANT + timedelta(days=1)
    avant = contenus()
    with pytest.raises(ErreurMetier, match=r"50 messages.*envoyez-le demain"):
        ecrire(depose, "De trop.", le=PLUS_TARD)
    assert contenus() == avant
    ecrire(depose, par=instructeur, cote=Cote.SERVICE)
    autre = dossier_depose(vague_ouverte(), rang=2, par=depose.cree_par)
    ecrire(autre)
    ecrire(depose, "Le lendemain.", le=demain)


def test_trop_de_fichiers(depose: Candidature, contenus: Any) -> None:
    fichiers = FichierFactory.create_batch(FICHIERS_MAX + 1)
    avant = contenus()
    with pytest.raises(ErreurMetier, match="au plus 10 fichiers"):
        preparer(depose, "Tout", fichiers=fichiers)
    assert contenus() == avant


def test_un_brouillon_de_dossier_n_a_pas_d_echanges(contenus: Any) -> None:
    dossier, par = brouillon_complet(vague_ouverte()), agent(Role.INSTRUCTEUR)
    avant = contenus()
    with pytest.raises(TransitionInterdite):
        ecrire(dossier)
    with pytest.raises(TransitionInterdite):
        ecrire(dossier, par=par, cote=Cote.SERVICE)
    assert contenus() == avant


@pytest.mark.parametrize("role", [Role.EVALUATEUR, Role.REFERENT, Role.AUDITEUR])
def test_les_autres_agents_n_ecrivent_pas(role: str, depose: Candidature, contenus: Any) -> None:
    par = agent(role)
    avant = contenus()
    with pytest.raises(DroitInsuffisant):
        ecrire(depose, par=par, cote=Cote.SERVICE)
    assert contenus() == avant


def test_un_lecteur_un_etranger_ou_un_agent_interesse_n_ecrit_pas(depose: Candidature, contenus: Any) -> None:
    lecteur, partie = UtilisateurFactory(), agent(Role.INSTRUCTEUR, utilisateur=depose.cree_par)
    Acces.objects.create(candidature=depose, utilisateur=lecteur, role=RoleAcces.LECTEUR)
    avant = contenus()
    for par, cote in (
        (lecteur, Cote.PORTEUR),
        (UtilisateurFactory.build(pk=10**9), Cote.PORTEUR),
        (partie, Cote.SERVICE),
    ):
        with pytest.raises(DroitInsuffisant):
            ecrire(depose, par=par, cote=cote)
    assert contenus() == avant


def test_on_ne_marque_lus_que_les_messages_de_l_autre_cote(
    depose: Candidature, instructeur: Utilisateur
) -> None:
    mien, recu = ecrire(depose), ecrire(depose, par=instructeur, cote=Cote.SERVICE)
    ailleurs = ecrire(dossier_depose(vague_ouverte(), rang=2), par=instructeur, cote=Cote.SERVICE)
    lire = {"candidature_id": depose.pk, "cote": Cote.PORTEUR, "par": depose.cree_par}
    messages = [mien.pk, recu.pk, ailleurs.pk]
    assert marquer_lus(**lire, messages=messages, recu_le=PLUS_TARD) == 1
    assert marquer_lus(**lire, messages=messages, recu_le=PLUS_TARD + timedelta(days=1)) == 0
    assert list(Message.objects.filter(lu_le=PLUS_TARD)) == [recu]


def test_la_base_refuse_deux_brouillons_du_meme_auteur(depose: Candidature) -> None:
    preparer(depose)
    with pytest.raises(IntegrityError, match="message_un_brouillon_par_auteur"):
        Message.objects.create(candidature=depose, cote="porteur", auteur=depose.cree_par, ecrit_le=PENDANT)
