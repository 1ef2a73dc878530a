"""Forgetting at once what nothing took: the row, the bytes, and only them."""

from pathlib import Path
from typing import Any

import pytest
from django.db import transaction

from ami.comptes.models import Role, Utilisateur
from ami.fichiers import stockage
from ami.fichiers.models import Fichier
from ami.fichiers.services import oublier
from candidatures.models import Message
from tests.candidatures.complements import demander, dossier_clos
from tests.candidatures.echanges import preparer
from tests.fabriques import FichierFactory, PieceFactory
from tests.fichiers.conftest import contenu_du_stockage
from tests.fichiers.fabrication import deposer, honnete
from tests.scenarios import agent

pytestmark = pytest.mark.django_db


def test_la_ligne_et_les_octets_disparaissent(personne: Utilisateur, racine: Path) -> None:
    oublie, garde = (deposer(personne, f"{nom}.pdf", honnete("pdf")) for nom in "ab")
    verifie = FichierFactory()
    for cle in (verifie.cle_originale, verifie.cle_servie):
        stockage.ecrire(cle, b"x")
    oublier(fichiers=[oublie, verifie])
    assert Fichier.objects.get() == garde
    assert contenu_du_stockage(racine) == {garde.cle_originale}
    oublier(fichiers=[oublie])  # twice is silent


def test_ce_qui_sert_reste(racine: Path, contenus: Any) -> None:
    attache, refuse = FichierFactory(), FichierFactory(etat="refuse", motif="Non.")
    dossier = dossier_clos()
    piece = PieceFactory(candidature=dossier).fichier
    preparer(dossier, fichiers=[attache])
    demander(dossier, agent(Role.INSTRUCTEUR)).fichiers_refuses.add(refuse)
    fichiers = [piece, attache, refuse]
    for fichier in fichiers:
        stockage.ecrire(fichier.cle_originale, b"x")
    avant = contenus()
    oublier(fichiers=fichiers)
    assert contenus() == avant
    assert contenu_du_stockage(racine) == {fichier.cle_originale for fichier in fichiers}
    Message.objects.get().fichiers.clear()
    oublier(fichiers=fichiers)
    assert set(Fichier.objects.filter(pk__in=[f.pk for f in fichiers])) == {piece, refuse}


def test_sans_fichier_rien_n_est_demande(django_assert_num_queries: Any) -> None:
    with django_assert_num_queries(0):
        oublier(fichiers=[])


def test_un_stockage_en_panne_laisse_les_octets_au_menage(personne: Utilisateur, racine: Path) -> None:
    fichier = deposer(personne, "a.pdf", honnete("pdf"))
    chemin = racine / fichier.cle_originale
    chemin.unlink()
    (chemin / "dossier").mkdir(parents=True)  # what the store cannot delete as a file
    oublier(fichiers=[fichier])
    assert not Fichier.objects.exists()
    assert chemin.exists()


def test_dans_une_transaction_est_une_faute(contenus: Any) -> None:
    fichier = FichierFactory()
    avant = contenus()
    with pytest.raises(RuntimeError, match="durable"), transaction.atomic():
        oublier(fichiers=[fichier])
    assert contenus() == avant
