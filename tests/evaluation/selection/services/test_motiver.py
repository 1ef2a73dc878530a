"""Reasons criterion by criterion: demanded of a refusal, secret until the publication, then read by the porteur."""

from copy import deepcopy
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.urls import reverse

from ami.commun.erreurs import ErreurMetier
from ami.notifications.models import Courriel
from ami.notifications.redaction import mettre_en_mots
from candidatures.models import Candidature, MotifCritere
from evaluation.models import Critere, Grille
from evaluation.selection.lectures.motifs import criteres_sous_le_seuil
from evaluation.selection.lectures.obstacles import obstacles
from evaluation.selection.models import Decision, MotifDecision
from evaluation.selection.services.deliberer import decider
from evaluation.selection.services.publier import demander_publication, publier_vague
from evaluation.selection.states import Sens
from tests.conftest import ClientLecteur
from tests.evaluation.conftest import PLUS_TARD, VagueClose, vague_close
from tests.fabriques import APRES
from tests.partage_du_module import Base
from tests.scenarios import SANS_EVALUATION, administrateur, affecter, noter, ouvrir_la_deliberation

pytestmark = pytest.mark.django_db
LE = APRES + timedelta(days=20)


@pytest.fixture(scope="module")
def deliberation_du_module(base_du_module: Base) -> VagueClose:
    """Two readings of the first dossier: criteria 1 and 2 under 3 on average, 3 at 3, 4 abstained."""
    with base_du_module():
        close = vague_close(2)
        noter(affecter(close.dossiers[0]), 2, 1, 2, None)
        noter(affecter(close.dossiers[0]), 3, 3, 4, None)
        noter(affecter(close.dossiers[1]), 4, 4, 4, 4)
        close.vague = ouvrir_la_deliberation(close.vague)
        decider_avec(close.dossiers[1], Sens.LAUREATE)
        return close


@pytest.fixture
def deliberation(db: None, deliberation_du_module: VagueClose) -> VagueClose:
    return deepcopy(deliberation_du_module)


def decider_avec(
    dossier: Candidature, sens: Sens = Sens.NON_RETENUE, motifs: dict[int, str] | None = None
) -> Decision:
    return decider(
        candidature_id=dossier.pk,
        sens=sens,
        montant=100_000 if sens == Sens.LAUREATE else None,
        motif="Motif général.",
        motifs=motifs,
        precisions=SANS_EVALUATION,
        par=administrateur(),
        maintenant=PLUS_TARD,
    )


def publier(close: VagueClose) -> None:
    for signer in (demander_publication, publier_vague):
        signer(vague_id=close.vague.pk, par=administrateur(), maintenant=LE)


def test_le_seuil_porte_sur_la_moyenne_des_notes_remises(deliberation: VagueClose) -> None:
    premier, deuxieme = (critere.pk for critere in deliberation.criteres[:2])
    dossier = deliberation.dossiers[0]
    tous = Candidature.objects.filter(vague=deliberation.vague)
    assert criteres_sous_le_seuil(tous) == {(dossier.pk, premier), (dossier.pk, deuxieme)}


def test_une_vague_ne_se_publie_pas_avec_un_critere_faible_sans_motif(
    deliberation: VagueClose, contenus: Any
) -> None:
    dossier, premier = deliberation.dossiers[0], deliberation.criteres[0]
    decider_avec(dossier, motifs={premier.pk: "Peu d’actions."})
    (obstacle,) = obstacles(deliberation.vague)
    assert obstacle.dossiers == (dossier,)
    par = administrateur()
    avant = contenus()
    with pytest.raises(ErreurMetier, match="motive chaque critère"):
        demander_publication(vague_id=deliberation.vague.pk, par=par, maintenant=LE)
    assert contenus() == avant


@pytest.mark.parametrize("sens", [Sens.AJOURNEE, Sens.LISTE_COMPLEMENTAIRE])
def test_toute_decision_defavorable_motive_chaque_critere(sens: Sens, deliberation: VagueClose) -> None:
    decider_avec(deliberation.dossiers[0], sens)
    assert [obstacle.dossiers for obstacle in obstacles(deliberation.vague)] == [(deliberation.dossiers[0],)]


def test_les_motifs_ne_s_ecrivent_sur_le_dossier_qu_a_la_publication(deliberation: VagueClose) -> None:
    premier, deuxieme, troisieme, _ = deliberation.criteres
    dossier = deliberation.dossiers[0]
    textes = {premier.pk: "Peu d’actions.\r\n", deuxieme.pk: "Ancrage faible.", troisieme.pk: "  "}
    decider_avec(dossier, motifs=textes)
    assert list(MotifDecision.objects.values_list("critere", "motif")) == [
        (premier.pk, "Peu d’actions."),
        (deuxieme.pk, "Ancrage faible."),
    ]
    assert MotifCritere.objects.count() == 0
    client = ClientLecteur()
    with time_machine.travel(LE, tick=False):
        client.force_login(dossier.cree_par)
        page = reverse("candidatures:dossier", args=[dossier.pk])
        assert "Ancrage faible." not in client.get(page).content.decode()
        publier(deliberation)
        assert "Ancrage faible." in client.get(page).content.decode()
    assert list(dossier.motifs.values_list("ordre", "critere", "motif")) == [
        (premier.ordre, premier.libelle, "Peu d’actions."),
        (deuxieme.ordre, deuxieme.libelle, "Ancrage faible."),
    ]
    courriel = Courriel.objects.get(modele="resultat_autre")
    mettre_en_mots(courriel, courriel.lot)
    assert "Ancrage faible." in courriel.texte
    assert "Ancrage faible." in courriel.html


def test_changer_un_motif_apres_la_demande_empeche_la_publication(
    deliberation: VagueClose, contenus: Any
) -> None:
    premier, deuxieme = (critere.pk for critere in deliberation.criteres[:2])
    decider_avec(deliberation.dossiers[0], motifs={premier: "Un.", deuxieme: "Deux."})
    demander_publication(vague_id=deliberation.vague.pk, par=administrateur(), maintenant=LE)
    decider_avec(deliberation.dossiers[0], motifs={premier: "Un.", deuxieme: "Autre chose."})
    par = administrateur()
    avant = contenus()
    with pytest.raises(ErreurMetier, match="redemandez la publication"):
        publier_vague(vague_id=deliberation.vague.pk, par=par, maintenant=LE)
    assert contenus() == avant


def test_sans_motifs_ceux_deja_ecrits_restent(deliberation: VagueClose) -> None:
    premier = deliberation.criteres[0].pk
    decider_avec(deliberation.dossiers[0], motifs={premier: "Un."})
    decision = decider_avec(deliberation.dossiers[0])
    assert [motif.motif for motif in decision.motifs.all()] == ["Un."]


def test_un_motif_pour_un_critere_d_une_autre_grille_est_refuse(
    deliberation: VagueClose, contenus: Any
) -> None:
    dossier, premier = deliberation.dossiers[0], deliberation.criteres[0].pk
    autre = Grille.objects.create(
        code="autre", libelle="Autre grille", echelle=["0", "1", "2", "3", "4", "5"]
    )
    etranger = Critere.objects.create(grille=autre, ordre=1, code="etranger", libelle="D’une autre grille")
    decider_avec(dossier, motifs={premier: "Un."})
    par = administrateur()
    avant = contenus()
    with pytest.raises(ErreurMetier, match="n’est pas dans la grille de cette vague"):
        decider(
            candidature_id=dossier.pk,
            sens=Sens.NON_RETENUE,
            montant=None,
            motif="Autre motif.",
            motifs={premier: "Deux.", etranger.pk: "D’ailleurs."},
            par=par,
            maintenant=PLUS_TARD,
        )
    assert contenus() == avant


def test_le_formulaire_de_decision_dit_les_criteres_a_motiver(deliberation: VagueClose) -> None:
    dossier, premier = deliberation.dossiers[0], deliberation.criteres[0]
    client = ClientLecteur()
    with time_machine.travel(PLUS_TARD, tick=False):
        client.force_login(administrateur())
        page = reverse("selection:decision", args=[deliberation.vague.numero, dossier.pk])
        assert client.get(page).content.decode().count("Moyenne sous le seuil") == 2
        reponse = client.post(
            page, {"sens": "non_retenue", "motif": "Motif.", f"motif_{premier.pk}": "Trop peu d’actions."}
        )
        assert reponse.status_code == 302
        assert "Trop peu d’actions." in client.get(page).content.decode()
    assert [motif.motif for motif in MotifDecision.objects.all()] == ["Trop peu d’actions."]
