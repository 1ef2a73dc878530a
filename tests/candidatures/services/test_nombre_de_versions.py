"""Filing again: what is unchanged gives no version, and versions are not without end."""

from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.urls import reverse

from ami.commun.erreurs import ErreurMetier
from ami.journal.models import Entree
from ami.notifications.models import Courriel
from candidatures.models import Candidature, Depot, RoleAcces
from candidatures.services.remanier import DEPOTS_MAX, DEPOTS_PAR_JOUR
from candidatures.states import EtatCandidature
from tests.candidatures.remaniement import PLUS_TARD, SECONDE, ecrire, remanier
from tests.candidatures.views.pages import connecter, texte
from tests.conftest import ClientLecteur
from tests.fabriques import CLOTURE, PENDANT, AccesFactory, PieceFactory, UtilisateurFactory, siret
from tests.scenarios import deposer, relue

pytestmark = pytest.mark.django_db


def test_deposer_de_nouveau_sans_rien_changer_garde_la_version_et_son_accuse(depose: Candidature) -> None:
    premier, courriels = depose.depots.get(), Courriel.objects.count()
    for tour in range(1, 12):  # as often as one likes: nothing is added
        remanier(depose, PENDANT + tour * SECONDE)
        assert deposer(depose, le=PLUS_TARD + tour * SECONDE) == premier
    assert (depose.etat, depose.depose_le) == ("deposee", PENDANT)
    assert (depose.depots.get(), Courriel.objects.count()) == (premier, courriels)
    ligne = Entree.objects.filter(acte="version inchangée").earliest("rang")
    assert (ligne.de, ligne.vers, ligne.par) == ("brouillon", "deposee", depose.cree_par)
    assert (ligne.le, ligne.donnees) == (PLUS_TARD + SECONDE, {"version": 1})


def test_un_texte_change_puis_remis_est_inchange(depose: Candidature) -> None:
    avant = depose.reponses.get(champ="resume").valeur
    remanier(depose)
    ecrire(depose, nom_lieu="La Halle neuve", siret=siret(40))
    ecrire(depose, nom_lieu="La Halle 1", siret=siret(1), resume=avant)
    assert deposer(depose, le=PLUS_TARD).version == 1
    assert (depose.nom, depose.siren) == ("La Halle 1", siret(1)[:9])


def test_une_cloture_repoussee_n_est_pas_un_changement(depose: Candidature) -> None:
    type(depose.vague).objects.update(cloture=CLOTURE + timedelta(days=7))
    remanier(depose)
    assert deposer(depose, le=PLUS_TARD).version == 1


@pytest.mark.parametrize("changement", ["piece", "signataire"])
def test_une_piece_ou_un_signataire_de_plus_est_un_changement(changement: str, depose: Candidature) -> None:
    remanier(depose)
    if changement == "piece":
        PieceFactory(candidature=depose)
    else:
        depose.acces.update(role=RoleAcces.REDACTEUR)
        depose.cree_par = AccesFactory(candidature=depose, utilisateur=UtilisateurFactory()).utilisateur
    assert deposer(depose, le=PLUS_TARD).version == 2


def deposer_une_version(depose: Candidature, rang: int, le: Any) -> None:
    remanier(depose, le)
    ecrire(depose, resume=f"Texte {rang}.")
    deposer(depose, le=le)


def test_dix_versions_en_un_jour_au_plus(depose: Candidature, contenus: Any) -> None:
    for rang in range(1, DEPOTS_PAR_JOUR):
        deposer_une_version(depose, rang, PENDANT + rang * SECONDE)
    avant, demain = contenus(), PENDANT + timedelta(days=1)
    with pytest.raises(ErreurMetier, match=r"10 versions.*à partir du 2\xa0février\xa02027 à 10\xa0h\xa030"):
        remanier(depose, demain - SECONDE)
    assert contenus() == avant
    remanier(depose, demain)
    assert depose.etat == EtatCandidature.BROUILLON


def test_le_dernier_jour_on_dit_d_ecrire_au_service(depose: Candidature, contenus: Any) -> None:
    for rang in range(1, DEPOTS_PAR_JOUR + 1):
        deposer_une_version(depose, rang, CLOTURE - timedelta(hours=2) + rang * SECONDE)
    avant = contenus()
    with pytest.raises(ErreurMetier, match=r"La dernière version compte.*écrivez au service"):
        remanier(depose, CLOTURE - SECONDE)
    assert contenus() == avant


def test_cinquante_versions_en_tout(depose: Candidature, contenus: Any) -> None:
    Depot.objects.bulk_create(
        Depot(
            candidature=depose,
            version=version,
            numero=depose.numero or "",
            recu_le=PENDANT,
            par=depose.cree_par,
            contenu="{}",
            empreinte="0" * 64,
        )
        for version in range(2, DEPOTS_MAX + 1)
    )
    avant = contenus()
    with pytest.raises(ErreurMetier, match=r"50 versions.*ne peut plus être repris.*écrivez au service"):
        remanier(depose, PENDANT + timedelta(days=3))
    assert contenus() == avant


def test_la_page_dit_que_la_version_est_deja_deposee(client: ClientLecteur, depose: Candidature) -> None:
    remanier(depose)
    with time_machine.travel(PLUS_TARD, tick=False):
        chemin = reverse("candidatures:deposer", args=[depose.pk])
        contenu = texte(
            connecter(client, depose.cree_par).post(chemin, {"relue": relue(depose)}, follow=True)
        )
    assert "Cette version est déjà déposée : elle a été reçue le 1er février 2027 à 10 h 30" in contenu
    assert "Votre dossier est déposé" in contenu
