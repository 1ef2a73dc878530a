"""Deciding and publishing at the same instant: one wins, the other gets a sentence."""

from collections.abc import Callable
from datetime import timedelta
from decimal import Decimal
from functools import partial

import pytest

from ami.commun.erreurs import TransitionInterdite
from ami.comptes.models import Utilisateur
from ami.journal.models import Entree
from ami.notifications.models import Courriel
from candidatures.models import Candidature
from evaluation.selection.emails import lot_des_resultats
from evaluation.selection.models import Decision, Publication
from evaluation.selection.services.deliberer import decider
from evaluation.selection.services.publier import demander_publication, publier_vague
from evaluation.selection.states import Sens
from tests.concurrence.outils import ensemble, refus
from tests.fabriques import APRES
from tests.scenarios import (
    SANS_EVALUATION,
    administrateur,
    clore,
    decider_pour,
    dossier_depose,
    grille_de_quatre_criteres,
    ouvrir_la_deliberation,
    vague_ouverte,
)
from vagues.models import Vague
from vagues.states import EtatVague

LE = APRES + timedelta(days=12)


def _vague_decidee() -> tuple[Vague, list[Candidature]]:
    """Three filed dossiers, all decided, one of them laureate."""
    volet = vague_ouverte()
    grille_de_quatre_criteres(volet.vague)
    dossiers = [dossier_depose(volet, rang=rang) for rang in (1, 2, 3)]
    vague = clore(volet.vague)
    ouvrir_la_deliberation(vague)
    decider_pour(dossiers[0], Sens.LAUREATE, 120_000)
    for dossier in dossiers[1:]:
        decider_pour(dossier)
    return vague, dossiers


def _publier(vague: Vague, par: Utilisateur) -> Callable[[], Vague]:
    return partial(publier_vague, vague_id=vague.pk, par=par, maintenant=LE)


def _demander(vague: Vague, par: Utilisateur) -> Callable[[], Publication]:
    return partial(demander_publication, vague_id=vague.pk, par=par, maintenant=LE)


@pytest.mark.parametrize("tour", range(3))
def test_deux_confirmations_ensemble_publient_une_fois(tour: int) -> None:
    vague, dossiers = _vague_decidee()
    _demander(vague, administrateur())()

    resultats = ensemble(*[_publier(vague, administrateur()) for _ in range(3)])

    assert [type(r) for r in refus(resultats)] == [TransitionInterdite] * 2
    assert {r.message for r in refus(resultats)} == {"Cette vague est déjà publiée."}
    assert sorted(Candidature.objects.values_list("etat", "montant_accorde")) == [
        ("laureate", Decimal(120_000)),
        ("non_retenue", None),
        ("non_retenue", None),
    ]
    courriels = Courriel.objects.filter(lot=lot_des_resultats(vague))
    assert sorted(courriels.values_list("destinataire", flat=True)) == sorted(
        dossier.cree_par.email for dossier in dossiers
    )
    assert Entree.objects.filter(acte="résultat publié").count() == 3
    assert Entree.objects.filter(acte="vague publiee").count() == 1


@pytest.mark.parametrize("tour", range(4))
def test_changer_une_decision_pendant_la_publication(tour: int) -> None:
    """What is published is what was asked: the change is either refused, or stops the publication."""
    vague, dossiers = _vague_decidee()
    _demander(vague, administrateur())()
    changer = partial(
        decider,
        candidature_id=dossiers[0].pk,
        sens=Sens.AJOURNEE,
        montant=None,
        motif="Nouvel examen.",
        precisions=SANS_EVALUATION,
        par=administrateur(),
        maintenant=LE,
    )
    actes = [changer, _publier(vague, administrateur())]
    if tour % 2:
        actes.reverse()

    resultats = ensemble(*actes)

    (refuse,) = refus(resultats)
    vague.refresh_from_db()
    decision = Decision.objects.get(candidature=dossiers[0])
    if vague.etat == EtatVague.PUBLIEE:
        assert "pendant la délibération" in refuse.message
        assert decision.sens == Sens.LAUREATE
        assert Candidature.objects.get(pk=dossiers[0].pk).etat == "laureate"
    else:
        assert "Des décisions ont changé depuis la demande" in refuse.message
        assert decision.sens == Sens.AJOURNEE
        assert not Courriel.objects.filter(lot=lot_des_resultats(vague)).exists()
        assert set(Candidature.objects.values_list("etat", flat=True)) == {"deposee"}


def test_demander_et_confirmer_ensemble_par_les_memes_personnes() -> None:
    """Nobody confirms their own request, even when the two requests cross."""
    vague, _ = _vague_decidee()
    une, deux = administrateur(), administrateur()
    _demander(vague, une)()

    ensemble(_demander(vague, deux), _publier(vague, deux))

    publication = Publication.objects.get()
    assert publication.confirmee_par_id != publication.demandee_par_id


def test_deux_decisions_ensemble_sur_un_dossier_gardent_la_derniere_et_deux_lignes() -> None:
    _, dossiers = _vague_decidee()
    actes = [
        partial(
            decider,
            candidature_id=dossiers[1].pk,
            sens=sens,
            montant=None,
            motif=f"Motif {sens}.",
            precisions=SANS_EVALUATION,
            par=administrateur(),
            maintenant=LE,
        )
        for sens in (Sens.AJOURNEE, Sens.LISTE_COMPLEMENTAIRE)
    ]

    ensemble(*actes)

    lignes = Entree.objects.filter(objet_type="decision", objet_id=str(dossiers[1].pk)).order_by("rang")
    etapes = list(lignes.values_list("de", "vers"))
    assert [de for de, _ in etapes[1:]] == [vers for _, vers in etapes[:-1]]
    assert Decision.objects.get(candidature=dossiers[1]).sens == etapes[-1][1]
