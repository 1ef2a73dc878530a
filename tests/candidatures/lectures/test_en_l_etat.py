"""A draft as it stands: its rules, its answers, its documents, and what came too late."""

from collections.abc import Callable
from copy import deepcopy
from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from ami.commun.erreurs import HorsDelai
from ami.fichiers.models import Fichier
from candidatures.formulaire.catalogue.champs import Cahier, PieceLue
from candidatures.lectures import en_l_etat
from candidatures.models import Candidature, MotifCritere, Reponse
from tests.candidatures.partage import dossier_a_partager
from tests.fabriques import CLOTURE, PENDANT, PieceFactory, VoletOuvertFactory
from tests.partage_du_module import Base
from tests.scenarios import vague_ouverte

pytestmark = pytest.mark.django_db
SECONDE = timedelta(seconds=1)


@pytest.fixture(scope="module")
def dossier_du_module(base_du_module: Base) -> Candidature:
    with base_du_module():
        brouillon = dossier_a_partager(vague_ouverte(numero=13))
        repondre(brouillon, "resume", "Un lieu.")
        return brouillon


@pytest.fixture
def dossier(db: None, dossier_du_module: Candidature) -> Candidature:
    return deepcopy(dossier_du_module)


def repondre(dossier: Candidature, champ: str, valeur: object) -> None:
    Reponse.objects.create(
        candidature=dossier, champ=champ, valeur=valeur, par=dossier.cree_par, le=CLOTURE - SECONDE
    )


def requetes(lire: Callable[[], object]) -> int:
    with CaptureQueriesContext(connection) as faites:
        lire()
    return len(faites)


def test_le_cahier_est_celui_du_volet_dans_cette_vague(dossier: Candidature) -> None:
    VoletOuvertFactory(vague__numero=14, montant_max_annuel=Decimal(1))
    assert en_l_etat.cahier(dossier) == Cahier(
        montant_min_total=Decimal(75_000),
        montant_max_total=Decimal(150_000),
        montant_max_annuel=Decimal(50_000),
        nombre_annees=3,
        cloture=date(2027, 2, 16),  # 15 February at 23:00 UTC is the 16th in Paris
    )
    assert en_l_etat.cahier(dossier).aide_montants == (
        "Au plus 50\u202f000\xa0€ par an\xa0; de 75\u202f000\xa0€ à 150\u202f000\xa0€ au total."
    )


def test_le_cahier_porte_les_motifs_du_dossier_repris(dossier: Candidature) -> None:
    origine = dossier_a_partager(vague_ouverte(numero=12), siren="000200014")
    MotifCritere.objects.create(candidature=origine, ordre=1, critere="Projet", motif="Trop flou.")
    dossier.origine = origine
    assert en_l_etat.cahier(dossier).motifs == (("1", "Projet"),)


def test_les_reponses_se_lisent_par_question(dossier: Candidature) -> None:
    repondre(dossier, "typologie", ["coworking"])
    assert en_l_etat.reponses(dossier) == {"resume": "Un lieu.", "typologie": ["coworking"]}
    assert en_l_etat.reponses(dossier, avant=CLOTURE) == en_l_etat.reponses(dossier)


def test_une_reponse_ecrite_a_l_instant_limite_arrive_trop_tard(dossier: Candidature) -> None:
    dossier.reponses.update(le=CLOTURE)
    with pytest.raises(HorsDelai, match="Une réponse a été modifiée après l’heure limite"):
        en_l_etat.reponses(dossier, avant=CLOTURE)
    assert en_l_etat.reponses(dossier) == {"resume": "Un lieu."}


def test_les_pieces_se_lisent_par_genre_puis_dans_l_ordre_de_leur_ajout(dossier: Candidature) -> None:
    statuts, maire, region = (
        PieceFactory(candidature=dossier, code=code, legende=legende)
        for code, legende in (("statuts", ""), ("lettres", "De la maire"), ("lettres", "De la région"))
    )
    assert en_l_etat.pieces(dossier) == tuple(
        PieceLue(
            piece.pk,
            piece.code,
            piece.fichier.nom,
            piece.fichier.taille,
            piece.fichier.empreinte,
            str(piece.fichier_id),
            "sain",
            piece.legende,
        )
        for piece in (maire, region, statuts)
    )


def test_une_piece_retiree_ou_refusee_ne_compte_pas(dossier: Candidature) -> None:
    retiree, refusee, gardee = (PieceFactory(candidature=dossier, code=code) for code in ("a", "b", "c"))
    retiree.retiree_le, retiree.retiree_par = PENDANT, dossier.cree_par
    retiree.save(update_fields=["retiree_le", "retiree_par"])
    Fichier.objects.filter(pk=refusee.fichier_id).update(etat="refuse", motif="Infecté.")
    assert [piece.id for piece in en_l_etat.pieces(dossier)] == [gardee.pk]


@pytest.mark.parametrize("quand", ["ajoutee_le", "retiree_le"])
def test_une_piece_ajoutee_ou_retiree_a_l_instant_limite_arrive_trop_tard(
    quand: str, dossier: Candidature
) -> None:
    piece = PieceFactory(candidature=dossier, code="statuts")
    dossier.pieces.filter(pk=piece.pk).update(
        **{quand: CLOTURE}, **({"retiree_par": dossier.cree_par} if quand == "retiree_le" else {})
    )
    with pytest.raises(HorsDelai, match="Une pièce a été ajoutée ou retirée après l’heure limite"):
        en_l_etat.pieces(dossier, avant=CLOTURE)
    assert len(en_l_etat.pieces(dossier)) == (1 if quand == "ajoutee_le" else 0)


def test_un_dossier_coute_trois_requetes_quel_que_soit_ce_qu_il_tient(dossier: Candidature) -> None:
    assert requetes(lambda: en_l_etat.dossier(dossier, avant=CLOTURE)) == 3
    for rang in range(3):
        repondre(dossier, f"question_{rang}", "x")
        PieceFactory(candidature=dossier, code="statuts")
    assert requetes(lambda: en_l_etat.dossier(dossier, avant=CLOTURE)) == 3
    lu = en_l_etat.dossier(dossier)
    assert (len(lu.reponses), len(lu.pieces), lu.cahier) == (4, 3, en_l_etat.cahier(dossier))
