"""What a request reopens is on the dossier itself, from the request to its end, whatever ends it."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from ami.comptes.models import Utilisateur
from candidatures.actes import ActeCandidature
from candidatures.models import Candidature
from candidatures.permissions import cles_modifiables, cles_rouvertes
from candidatures.services.completer import annuler_complements
from candidatures.services.etats import changer_etats
from candidatures.services.refermer import ATTENTE, demander_les_pieces_refusees, refermer_complement
from candidatures.services.remanier import remanier_candidature
from candidatures.services.retirer import retirer_candidature
from candidatures.states import EtatCandidature
from tests.candidatures.complements import (
    ECHEANCE,
    PLUS_TARD,
    demander,
    refuser,
    rendre,
    repondre,
)
from tests.fabriques import CLOTURE, PENDANT
from tests.scenarios import dossier_depose, vague_ouverte

pytestmark = pytest.mark.django_db
SECONDE = timedelta(seconds=1)


def _rouverture(dossier: Candidature) -> tuple[list[str], Any]:
    dossier.refresh_from_db()
    return dossier.rouvert, dossier.rouvert_jusqu_au


def test_une_demande_ecrit_ce_qu_elle_rouvre_et_ce_qui_en_depend(
    instructeur: Utilisateur, clos: Candidature
) -> None:
    assert _rouverture(clos) == ([], None)
    demander(clos, instructeur, demandes=("porte_par_un_consortium",))
    rouvert, jusqu_au = _rouverture(clos)
    assert jusqu_au == ECHEANCE
    assert {"porte_par_un_consortium", "piece:consortium"} <= set(rouvert)
    assert rouvert == sorted(set(rouvert))


def test_l_instant_d_echeance_est_refuse_et_se_lit_encore(
    instructeur: Utilisateur, django_assert_num_queries: Any, clos: Candidature
) -> None:
    demander(clos, instructeur)
    clos.refresh_from_db()
    with django_assert_num_queries(0):
        assert cles_modifiables(clos, ECHEANCE - SECONDE) == {"resume", "piece:statuts"}
        assert cles_modifiables(clos, ECHEANCE) == frozenset()
        assert cles_rouvertes(clos) == {"resume", "piece:statuts"}


def test_une_piece_refusee_s_ajoute_a_ce_qui_est_rouvert(instructeur: Utilisateur, clos: Candidature) -> None:
    demander(clos, instructeur, demandes=("resume",), echeance=PLUS_TARD + timedelta(days=1))
    refuser(clos.pieces.get(code="comptes"))
    complement = demander_les_pieces_refusees(candidature_id=clos.pk, maintenant=PLUS_TARD)
    assert complement
    assert _rouverture(clos) == (["piece:comptes", "resume"], complement.echeance)


def _rendre(dossier: Candidature, par: Utilisateur) -> None:
    repondre(dossier, resume="Un résumé précisé.")
    rendre(dossier)


def _expirer(dossier: Candidature, par: Utilisateur) -> None:
    refermer_complement(complement_id=dossier.complements.get().pk, maintenant=ECHEANCE + ATTENTE)


def _annuler(dossier: Candidature, par: Utilisateur) -> None:
    annuler_complements(candidature_id=dossier.pk, motif="Reçu.", par=par, maintenant=PLUS_TARD)


def _retirer(dossier: Candidature, par: Utilisateur) -> None:
    retirer_candidature(candidature_id=dossier.pk, par=dossier.cree_par, recu_le=PLUS_TARD)


def _en_nombre(dossier: Candidature, par: Utilisateur) -> None:
    dossier.refresh_from_db()
    changer_etats([(dossier, EtatCandidature.RECEVABLE)], ActeCandidature.RECEVABLE, le=PLUS_TARD)


@pytest.mark.parametrize("finir", [_rendre, _expirer, _annuler, _retirer, _en_nombre])
def test_tout_ce_qui_ferme_la_demande_referme_le_dossier(
    finir: Callable[[Candidature, Utilisateur], None], instructeur: Utilisateur, clos: Candidature
) -> None:
    demander(clos, instructeur)
    finir(clos, instructeur)
    assert _rouverture(clos) == ([], None)
    assert clos.etat != "a_completer"


def test_le_signataire_qui_reprend_son_dossier_referme_ce_qui_etait_rouvert() -> None:
    dossier = dossier_depose(vague_ouverte(numero=1))
    refuser(dossier.pieces.get(code="statuts"))
    complement = demander_les_pieces_refusees(candidature_id=dossier.pk, maintenant=PENDANT)
    assert complement
    assert _rouverture(dossier) == (["piece:statuts"], complement.echeance)
    remanier_candidature(
        candidature_id=dossier.pk, par=dossier.cree_par, recu_le=PENDANT + timedelta(hours=1)
    )
    assert _rouverture(dossier) == ([], None)
    assert dossier.etat == "brouillon"


@pytest.mark.parametrize(
    "champs",
    [
        {"etat": "a_completer"},
        {"etat": "a_completer", "rouvert": ["resume"]},
        {"etat": "a_completer", "rouvert_jusqu_au": CLOTURE},
        {"rouvert": ["resume"], "rouvert_jusqu_au": CLOTURE},
        {"rouvert": ["resume"]},
        {"rouvert_jusqu_au": CLOTURE},
    ],
)
def test_la_base_lie_l_etat_ce_qui_est_rouvert_et_jusqu_a_quand(
    champs: dict[str, Any], clos: Candidature
) -> None:
    with pytest.raises(IntegrityError, match="candidature_rouverte_si_a_completer"), transaction.atomic():
        Candidature.objects.filter(pk=clos.pk).update(**champs)
    assert _rouverture(clos) == ([], None)
