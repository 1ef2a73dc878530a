"""Files that nothing uses are forgotten after a day, and only those."""

from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
import time_machine

from ami.fichiers import stockage
from ami.fichiers.adresses import lire_stockage
from ami.fichiers.erreurs import ContenuAbsent
from ami.fichiers.models import Fichier
from ami.fichiers.services import supprimer_orphelins
from candidatures.models import Candidature, Complement, Message, Piece
from candidatures.services.joindre import retirer_piece
from candidatures.services.oublier import AGE_MIN, fichiers_sans_usage, oublier_fichier
from candidatures.tasks import oublier_fichiers_sans_usage
from tests.candidatures.complements import demander, dossier_clos
from tests.candidatures.echanges import dossier_numerote, ecrire, preparer
from tests.fabriques import PENDANT, FichierFactory, PieceFactory

pytestmark = pytest.mark.django_db
LE_LENDEMAIN = PENDANT + AGE_MIN


def oublier(le: datetime = LE_LENDEMAIN) -> None:
    with time_machine.travel(le, tick=False):
        oublier_fichiers_sans_usage()


def reste(fichier: Fichier) -> bool:
    return Fichier.objects.filter(pk=fichier.pk).exists()


def test_un_fichier_que_rien_n_utilise_est_oublie_apres_un_jour() -> None:
    fichier, recent = FichierFactory(), FichierFactory(recu_le=PENDANT + timedelta(seconds=1))
    oublier(LE_LENDEMAIN - timedelta(seconds=1))
    assert reste(fichier)
    oublier()
    assert (reste(fichier), reste(recent)) == (False, True)


@pytest.mark.parametrize("etat", ["recu", "en_analyse", "sain", "refuse"])
def test_il_est_oublie_dans_tous_ses_etats(etat: str) -> None:
    fichier = FichierFactory(etat=etat, motif="Non." if etat == "refuse" else "")
    oublier()
    assert not reste(fichier)


def test_une_piece_garde_son_fichier_meme_retiree_du_dossier(brouillon: Candidature) -> None:
    presente, retiree = PieceFactory.create_batch(2, candidature=brouillon)
    retirer_piece(candidature_id=brouillon.pk, piece_id=retiree.pk, par=retiree.ajoutee_par, recu_le=PENDANT)
    oublier()
    assert reste(presente.fichier)
    assert reste(retiree.fichier)


def test_un_message_garde_ses_fichiers_jusqu_a_ce_qu_on_les_en_retire() -> None:
    dossier = dossier_numerote()
    envoye, garde, retire = FichierFactory.create_batch(3)
    ecrire(dossier, fichiers=[envoye])
    preparer(dossier, fichiers=[garde, retire])
    oublier()
    assert all(map(reste, (envoye, garde, retire)))
    preparer(dossier, retires=[retire.pk])
    oublier()
    assert (reste(envoye), reste(garde), reste(retire)) == (True, True, False)


def test_une_demande_de_complements_garde_les_fichiers_refuses(instructeur: Any) -> None:
    fichier = FichierFactory(etat="refuse", motif="Non.")
    demander(dossier_clos(), instructeur).fichiers_refuses.add(fichier)
    oublier()
    assert reste(fichier)


def test_un_fichier_joint_entre_temps_reste(brouillon: Candidature, contenus: Any) -> None:
    """Chosen by the task, used before its turn."""
    fichier = FichierFactory()
    assert fichier in fichiers_sans_usage(LE_LENDEMAIN)
    PieceFactory(candidature=brouillon, fichier=fichier)
    avant = contenus()
    oublier_fichier(fichier_id=fichier.pk, maintenant=LE_LENDEMAIN)
    assert contenus() == avant


def test_tout_ce_qui_utilise_un_fichier_est_regarde() -> None:
    """A new relation to the files must enter ``fichiers_sans_usage``."""
    relations = {
        (relation.related_model, relation.field.name)
        for relation in Fichier._meta.get_fields(include_hidden=True)
        if relation.is_relation and relation.auto_created
    }
    assert relations == {
        (Piece, "fichier"),
        (Message, "fichiers"),
        (Message.fichiers.through, "fichier"),
        (Complement, "fichiers_refuses"),
        (Complement.fichiers_refuses.through, "fichier"),
    }


def test_ses_octets_sont_effaces_ensuite(tmp_path: Path, settings: Any) -> None:
    settings.STORAGES = {**settings.STORAGES, "fichiers": lire_stockage(tmp_path.as_uri())}
    fichier = FichierFactory()
    for cle in (fichier.cle_originale, fichier.cle_servie):
        stockage.ecrire(cle, b"x")
    demain = stockage.ecrit_le(fichier.cle_servie) + AGE_MIN
    assert supprimer_orphelins(maintenant=demain) == 0
    oublier()
    assert supprimer_orphelins(maintenant=demain) == 2
    with pytest.raises(ContenuAbsent):
        stockage.lire(fichier.cle_originale)


def test_le_nombre_de_requetes_ne_depend_que_des_fichiers_oublies(
    brouillon: Candidature, django_assert_num_queries: Any
) -> None:
    PieceFactory.create_batch(3, candidature=brouillon)
    with django_assert_num_queries(1):
        oublier()
