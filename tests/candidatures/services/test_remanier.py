"""Taking a filed dossier back: while the wave is open, by its signatory; the last filed version counts."""

import hashlib
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.urls import reverse

from ami.commun.erreurs import DroitInsuffisant, ErreurMetier, HorsDelai, TransitionInterdite
from ami.journal.models import Entree
from ami.notifications.models import Courriel
from candidatures.models import Candidature, Interet, RoleAcces
from candidatures.services.reporter import reporter_brouillon
from candidatures.services.sceller import ATTENTE_AVANT_SCELLE, sceller_vague
from candidatures.states import EtatCandidature
from candidatures.version_deposee.depots import contenu_de
from tests.candidatures.remaniement import PLUS_TARD, SECONDE, ecrire, remanier
from tests.candidatures.views.pages import connecter, texte
from tests.conftest import ClientLecteur
from tests.fabriques import CLOTURE, PENDANT, AccesFactory, UtilisateurFactory, siret
from tests.scenarios import brouillon_complet, clore, deposer, dossier_depose, ecrire_l_etat, vague_ouverte
from vagues.services import cloturer_vague

pytestmark = pytest.mark.django_db
AU_SCELLE = CLOTURE + ATTENTE_AVANT_SCELLE


def test_rouvrir_garde_le_numero_et_le_depot(depose: Candidature) -> None:
    avant = depose.depots.get()

    remanier(depose)

    assert (depose.etat, depose.numero, depose.depose_le) == ("brouillon", "FDT-13-0001", PENDANT)
    assert depose.depots.get() == avant
    ligne = Entree.objects.get(acte="dossier rouvert")
    assert (ligne.de, ligne.vers, ligne.par) == ("deposee", "brouillon", depose.cree_par)
    assert (
        depose.libelle_porteur
        == "Modification en cours – la version déposée le 1er\xa0février\xa02027 compte"
    )


def test_sa_carte_dit_qu_il_est_depose_sous_son_numero(depose: Candidature, client: ClientLecteur) -> None:
    remanier(depose)
    with time_machine.travel(PLUS_TARD, tick=False):
        liste = texte(connecter(client, depose.cree_par).get(reverse("candidatures:liste")))
    assert "Dossier FDT-13-0001, déposé le 1er février 2027." in liste
    assert "jusqu’au 15 février 2027 à 23 h 59" in liste
    assert "À déposer jusqu’au" not in liste
    with time_machine.travel(CLOTURE, tick=False):  # before the seal makes it filed again
        liste = texte(connecter(client, depose.cree_par).get(reverse("candidatures:liste")))
    assert "Dossier FDT-13-0001 : la version déposée le 1er février 2027 compte" in liste
    assert "n’a pas été déposé" not in liste


def test_deposer_de_nouveau_donne_une_version_et_garde_la_premiere(depose: Candidature) -> None:
    premier = depose.depots.get()
    copie = (premier.contenu, premier.empreinte)
    remanier(depose)
    ecrire(depose, nom_lieu="La Halle neuve")
    assert depose.nom == "La Halle 1"  # the filed version still counts

    second = deposer(depose, le=PLUS_TARD + SECONDE)

    assert (depose.etat, depose.numero, depose.nom) == ("deposee", "FDT-13-0001", "La Halle neuve")
    assert depose.depose_le == PLUS_TARD + SECONDE
    assert (second.version, second.numero) == (2, "FDT-13-0001")
    assert contenu_de(second).reponses["nom_lieu"] == "La Halle neuve"
    premier.refresh_from_db()
    assert (premier.contenu, premier.empreinte) == copie
    assert premier.empreinte == hashlib.sha256(premier.contenu.encode()).hexdigest()
    courriels = Courriel.objects.filter(modele="recepisse").order_by("pk")
    assert [c.cle.split(":")[2] for c in courriels] == ["1", "2"]
    assert courriels[1].objet == "Accusé de réception – dossier FDT-13-0001, version 2"


def test_un_dossier_rouvert_qui_change_de_structure_prend_la_place_de_la_nouvelle(
    depose: Candidature,
) -> None:
    remanier(depose)
    ecrire(depose, siret=siret(40), raison_sociale="Une autre structure")
    assert depose.siren == siret(1)[:9]
    assert Interet.objects.filter(utilisateur=depose.cree_par, siren=siret(40)[:9]).exists()

    deposer(depose, le=PLUS_TARD)

    assert (depose.siren, str(depose.porteur)) == (siret(40)[:9], "Une autre structure")
    autre = brouillon_complet(_volet(depose), rang=1)
    deposer(autre)
    assert autre.numero == "FDT-13-0002"


def _volet(candidature: Candidature) -> Any:
    return candidature.vague.volets_ouverts.get()


def test_un_dossier_rouvert_garde_la_place_de_sa_structure(depose: Candidature, contenus: Any) -> None:
    """Whatever its draft says: another one of the same SIREN is refused, and the seal cannot fail."""
    remanier(depose)
    ecrire(depose, siret=siret(41))
    autre = brouillon_complet(_volet(depose), rang=1)
    avant = contenus()
    with pytest.raises(ErreurMetier, match="déjà déposé un dossier"):
        deposer(autre)
    assert contenus() == avant

    clore(depose.vague)
    depose.refresh_from_db()
    assert (depose.etat, depose.siren) == ("deposee", siret(1)[:9])


def test_deposer_de_nouveau_au_nom_d_une_structure_deja_deposee_est_refuse(
    depose: Candidature, contenus: Any
) -> None:
    dossier_depose(_volet(depose), rang=2)
    remanier(depose)
    ecrire(depose, siret=siret(2))
    avant = contenus()
    with pytest.raises(ErreurMetier, match="déjà déposé un dossier"):
        deposer(depose, le=PLUS_TARD)
    assert contenus() == avant


def test_rouvrir_est_refuse_a_la_cloture(depose: Candidature, contenus: Any) -> None:
    avant = contenus()
    for retard in (timedelta(0), SECONDE):
        with pytest.raises(HorsDelai, match="Il reste déposé"):
            remanier(depose, CLOTURE + retard)
    assert contenus() == avant
    remanier(depose, CLOTURE - SECONDE)
    assert depose.etat == EtatCandidature.BROUILLON


@pytest.mark.parametrize("role", [RoleAcces.REDACTEUR, RoleAcces.LECTEUR, None])
def test_seul_le_signataire_rouvre(role: str | None, depose: Candidature, contenus: Any) -> None:
    autre = UtilisateurFactory()
    if role:
        AccesFactory(candidature=depose, utilisateur=autre, role=role)
    avant = contenus()
    with pytest.raises(DroitInsuffisant):
        remanier(depose, par=autre)
    assert contenus() == avant


@pytest.mark.parametrize(
    "etat",
    [e for e in EtatCandidature if e not in (EtatCandidature.DEPOSEE, EtatCandidature.A_COMPLETER)],
)
def test_seul_un_dossier_depose_se_rouvre(etat: str, depose: Candidature, contenus: Any) -> None:
    ecrire_l_etat(Candidature.objects.all(), etat)
    avant = contenus()
    with pytest.raises(TransitionInterdite):
        remanier(depose)
    assert contenus() == avant


def test_un_dossier_rouvert_a_la_cloture_redevient_depose_et_on_l_ecrit(depose: Candidature) -> None:
    remanier(depose)
    ecrire(depose, resume="Un texte que personne ne lira.")
    brouillon_complet(_volet(depose), rang=5)
    vague = clore(depose.vague)
    depose.refresh_from_db()

    assert (depose.etat, depose.depose_le) == ("deposee", PENDANT)
    assert "personne ne lira" not in depose.depots.get().contenu
    assert depose.reponses.get(champ="resume").valeur == "Un texte que personne ne lira."
    assert (vague.scelle.depots, vague.scelle.brouillons) == (1, 1)
    ligne = Entree.objects.get(acte="version déposée conservée à la clôture")
    assert (ligne.de, ligne.vers, ligne.par, ligne.le) == ("brouillon", "deposee", None, AU_SCELLE)
    courriel = Courriel.objects.get(modele="version_conservee")
    assert courriel.destinataire == depose.cree_par.email
    assert "1er février 2027 à 10 h 30 min 00 s" in courriel.texte.replace("\xa0", " ")
    assert not Candidature.objects.a_prevenir().filter(pk=depose.pk).exists()


def test_un_depot_de_plus_recu_a_temps_compte_avant_le_scelle(depose: Candidature) -> None:
    remanier(depose)
    ecrire(depose, resume="Un autre texte.")
    cloturer_vague(vague_id=depose.vague_id, maintenant=CLOTURE)
    deposer(depose, le=CLOTURE - SECONDE)
    sceller_vague(vague_id=depose.vague_id, maintenant=AU_SCELLE)
    assert depose.depots.count() == 2
    assert not Courriel.objects.filter(modele="version_conservee").exists()


def test_deposer_de_nouveau_trop_tard_dit_que_la_premiere_version_compte(
    depose: Candidature, contenus: Any
) -> None:
    remanier(depose)
    avant = contenus()
    with pytest.raises(HorsDelai, match=r"La version reçue le .* compte"):
        deposer(depose, le=CLOTURE)
    assert contenus() == avant


def test_un_dossier_rouvert_ne_change_pas_de_vague(depose: Candidature, contenus: Any) -> None:
    suivante = vague_ouverte(cloture=CLOTURE + timedelta(days=90))
    remanier(depose)
    cloturer_vague(vague_id=depose.vague_id, maintenant=CLOTURE)
    avant = contenus()
    with pytest.raises(TransitionInterdite, match="déposé dans sa vague"):
        reporter_brouillon(
            candidature_id=depose.pk, volet_ouvert=suivante, par=depose.cree_par, recu_le=CLOTURE
        )
    assert contenus() == avant


def test_le_scelle_resume_toutes_les_versions(depose: Candidature) -> None:
    remanier(depose)
    ecrire(depose, resume="Un autre texte.")
    deposer(depose, le=PLUS_TARD)
    depots = depose.depots.order_by("version")
    lignes = "\n".join(f"{d.numero} {d.version} {d.empreinte}" for d in depots)
    assert clore(depose.vague).scelle.empreinte == hashlib.sha256(lignes.encode()).hexdigest()


def test_les_pages_d_un_dossier_rouvert(client: ClientLecteur, depose: Candidature) -> None:
    with time_machine.travel(PLUS_TARD, tick=False):
        connecter(client, depose.cree_par)
        page = reverse("candidatures:dossier", args=[depose.pk])
        assert "Reprendre le dossier pour le modifier" in texte(client.get(page))
        chemin = reverse("candidatures:remanier", args=[depose.pk])
        assert client.post(chemin)["Location"] == page
        contenu = texte(client.get(page))
        assert "Modification en cours – la version déposée le 1er février 2027 compte" in contenu
        assert "tant que vous ne déposez pas la nouvelle" in contenu
        assert "Reprendre le dossier" not in contenu
        recepisse = texte(client.get(reverse("candidatures:recepisse", args=[depose.pk])))
        assert "celui de la dernière version déposée" in recepisse
        assert "Déposer de nouveau et signer" in texte(
            client.get(reverse("candidatures:deposer", args=[depose.pk]))
        )
        second = texte(client.post(chemin, follow=True))
        assert "déjà en cours de modification" in second
    with time_machine.travel(CLOTURE, tick=False):
        contenu = texte(connecter(client, depose.cree_par).get(page))
        assert "Vos dernières modifications n’ont pas été déposées" in contenu
        assert "n’a pas été déposé" not in contenu


def test_la_page_ne_propose_pas_de_rouvrir_a_qui_ne_peut_pas(
    client: ClientLecteur, depose: Candidature
) -> None:
    lecteur = AccesFactory(candidature=depose, utilisateur=UtilisateurFactory(), role=RoleAcces.LECTEUR)
    page = reverse("candidatures:dossier", args=[depose.pk])
    with time_machine.travel(PLUS_TARD, tick=False):
        assert "Reprendre le dossier" not in texte(connecter(client, lecteur.utilisateur).get(page))
        assert client.post(reverse("candidatures:remanier", args=[depose.pk])).status_code == 403
    with time_machine.travel(CLOTURE, tick=False):
        assert "Reprendre le dossier" not in texte(connecter(client, depose.cree_par).get(page))


@pytest.mark.parametrize("nom", ["dossier", "recepisse", "echanges", "retirer"])
def test_chaque_page_d_un_dossier_rouvert_dit_ce_qui_compte_et_le_temps_qui_reste(
    nom: str, client: ClientLecteur, depose: Candidature
) -> None:
    remanier(depose)
    ecrire(depose, resume="")
    with time_machine.travel(PLUS_TARD, tick=False):
        reponse = connecter(client, depose.cree_par).get(reverse(f"candidatures:{nom}", args=[depose.pk]))
    contenu = texte(reponse)
    assert contenu.count('id="etat-du-dossier"') == 1
    assert "La version déposée le 1er février 2027" in contenu
    assert 'data-manques="1"' in contenu
    titre = contenu.partition("<title>")[2].partition("</title>")[0]
    assert "Modification en cours – la version déposée le 1er février 2027 compte – " in titre


@pytest.mark.parametrize("nom", ["recepisse", "echanges", "retirer"])
def test_un_dossier_depose_n_est_pas_dit_brouillon(
    nom: str, client: ClientLecteur, depose: Candidature
) -> None:
    with time_machine.travel(PLUS_TARD, tick=False):
        reponse = connecter(client, depose.cree_par).get(reverse(f"candidatures:{nom}", args=[depose.pk]))
    contenu = texte(reponse)
    assert 'id="etat-du-dossier"' not in contenu
    assert depose.libelle_porteur in contenu.partition("<title>")[2].partition("</title>")[0]


def test_l_accuse_ne_dit_la_vague_ouverte_que_tant_qu_elle_l_est(
    client: ClientLecteur, depose: Candidature
) -> None:
    recepisse = reverse("candidatures:recepisse", args=[depose.pk])
    for instant, ouverte in ((PLUS_TARD, True), (CLOTURE, False)):
        with time_machine.travel(instant, tick=False):
            contenu = texte(connecter(client, depose.cree_par).get(recepisse))
        assert ("La vague reçoit des dossiers jusqu’au" in contenu) is ouverte
