"""Giving a dossier to an évaluateur, and the grid to a wave."""

from typing import Any

import pytest

from ami.commun.erreurs import DroitInsuffisant, ErreurMetier, TransitionInterdite
from ami.comptes.models import Role
from ami.journal.models import Entree
from candidatures.models import RoleAcces
from evaluation.models import Evaluation, GrilleVague
from evaluation.services.affecter import affecter_evaluateur
from evaluation.services.grilles import attacher_grille
from tests.evaluation.conftest import VagueClose
from tests.evaluation.dossiers import mettre_a
from tests.fabriques import APRES, AccesFactory, GrilleFactory, UtilisateurFactory, VagueFactory
from tests.scenarios import (
    administrateur,
    affecter,
    agent,
    brouillon_complet,
    dossier_depose,
    grille_de_quatre_criteres,
    ouvrir_la_deliberation,
    vague_ouverte,
)
from vagues.states import EtatVague

pytestmark = pytest.mark.django_db


def test_une_affectation_donne_une_evaluation_a_faire(close: VagueClose) -> None:
    lecteur, administratrice = agent(), administrateur()

    evaluation = affecter_evaluateur(
        candidature_id=close.dossiers[0].pk, evaluateur=lecteur, par=administratrice, maintenant=APRES
    )

    assert (evaluation.etat, evaluation.evaluateur, evaluation.affectee_par) == (
        "a_faire",
        lecteur,
        administratrice,
    )
    ligne = Entree.objects.get(acte="évaluation affectée")
    assert (ligne.objet_id, ligne.par, ligne.vers, ligne.le) == (
        str(evaluation.pk),
        administratrice,
        "a_faire",
        APRES,
    )
    assert list(Evaluation.objects.visibles_par(lecteur)) == [evaluation]


@pytest.mark.parametrize("role", [Role.EVALUATEUR, Role.INSTRUCTEUR, Role.AUDITEUR])
def test_seul_un_administrateur_affecte(role: str, close: VagueClose, contenus: Any) -> None:
    par, lecteur = agent(role), agent()
    avant = contenus()
    with pytest.raises(DroitInsuffisant, match="Seul un administrateur affecte"):
        affecter_evaluateur(
            candidature_id=close.dossiers[0].pk, evaluateur=lecteur, par=par, maintenant=APRES
        )
    assert contenus() == avant


def _refus(close: VagueClose, contenus: Any, lecteur: Any, phrase: str) -> None:
    par = administrateur()
    avant = contenus()
    with pytest.raises(ErreurMetier, match=phrase):
        affecter_evaluateur(
            candidature_id=close.dossiers[0].pk, evaluateur=lecteur, par=par, maintenant=APRES
        )
    assert contenus() == avant


def test_un_dossier_ne_va_qu_a_une_personne_evaluatrice(close: VagueClose, contenus: Any) -> None:
    _refus(close, contenus, UtilisateurFactory(), "n’a pas le rôle d’évaluateur")


def test_un_compte_ferme_ne_recoit_rien(close: VagueClose, contenus: Any) -> None:
    lecteur = agent()
    lecteur.is_active = False
    lecteur.save(update_fields=["is_active"])
    _refus(close, contenus, lecteur, "n’a pas le rôle d’évaluateur")


def test_le_porteur_du_dossier_ne_le_lit_pas(close: VagueClose, contenus: Any) -> None:
    _refus(
        close,
        contenus,
        agent(utilisateur=close.dossiers[0].cree_par),
        "candidate ou a candidaté pour cette structure",
    )


def test_qui_a_un_interet_dans_le_dossier_ne_choisit_pas_qui_le_lit(close: VagueClose, contenus: Any) -> None:
    par, lecteur = administrateur(), agent()
    AccesFactory(candidature=close.dossiers[0], utilisateur=par, role=RoleAcces.LECTEUR)
    avant = contenus()
    with pytest.raises(DroitInsuffisant, match="un autre administrateur l’affecte"):
        affecter_evaluateur(
            candidature_id=close.dossiers[0].pk, evaluateur=lecteur, par=par, maintenant=APRES
        )
    assert contenus() == avant


def test_un_simple_lecteur_du_dossier_ne_le_juge_pas(close: VagueClose, contenus: Any) -> None:
    lecteur = agent()
    AccesFactory(candidature=close.dossiers[0], utilisateur=lecteur, role=RoleAcces.LECTEUR)
    _refus(close, contenus, lecteur, "candidate ou a candidaté pour cette structure")


def test_le_porteur_d_un_autre_dossier_du_meme_siren_ne_le_lit_pas(close: VagueClose, contenus: Any) -> None:
    """Even a draft, even in another wave."""
    autre = brouillon_complet(vague_ouverte(), rang=1)
    assert autre.siren == close.dossiers[0].siren
    _refus(
        close, contenus, agent(utilisateur=autre.cree_par), "candidate ou a candidaté pour cette structure"
    )


def test_un_dossier_n_est_pas_affecte_deux_fois_a_la_meme_personne(close: VagueClose, contenus: Any) -> None:
    lecteur = agent()
    affecter(close.dossiers[0], lecteur)
    _refus(close, contenus, lecteur, "a déjà reçu ce dossier")


def test_un_dossier_ne_s_affecte_plus_en_deliberation(close: VagueClose, contenus: Any) -> None:
    lecteur = agent()
    ouvrir_la_deliberation(close.vague)
    _refus(close, contenus, lecteur, "entre la clôture de la vague et sa délibération")


def test_un_dossier_ne_s_affecte_pas_avant_la_cloture(tables: Any) -> None:
    volet = vague_ouverte()
    grille_de_quatre_criteres(volet.vague)
    dossier, lecteur, par = dossier_depose(volet), agent(), administrateur()
    avant = tables()
    with pytest.raises(ErreurMetier, match="entre la clôture"):
        affecter_evaluateur(candidature_id=dossier.pk, evaluateur=lecteur, par=par, maintenant=APRES)
    assert tables() == avant


def test_un_dossier_ne_s_affecte_pas_sans_grille(close: VagueClose, contenus: Any) -> None:
    """A wave opened before grids were asked for: its history is not ours to rewrite, yet nothing is read without one."""
    mettre_a(close.vague, "programmee")
    GrilleVague.objects.all().delete()
    mettre_a(close.vague, "close")
    _refus(close, contenus, agent(), "Attachez d’abord une grille")


def test_la_grille_se_choisit_et_se_change_avant_l_ouverture() -> None:
    vague, par = VagueFactory(etat="programmee"), administrateur()
    for code in ("2019", "2020"):
        attacher_grille(vague_id=vague.pk, grille=GrilleFactory(code=code), par=par, maintenant=APRES)
    assert vague.grille_vague.grille.code == "2020"
    assert list(Entree.objects.values_list("acte", "donnees")) == [
        ("grille attachée", {"grille": "2019"}),
        ("grille attachée", {"grille": "2020"}),
    ]


@pytest.mark.parametrize("etat", [e for e in EtatVague.values if e != "programmee"])
def test_une_vague_qui_s_est_ouverte_ne_recoit_plus_de_grille(etat: str, contenus: Any) -> None:
    vague, grille, par = mettre_a(VagueFactory(), etat), GrilleFactory(), administrateur()
    avant = contenus()
    with pytest.raises(TransitionInterdite, match="figée depuis l’ouverture"):
        attacher_grille(vague_id=vague.pk, grille=grille, par=par, maintenant=APRES)
    assert contenus() == avant


def test_seul_un_administrateur_choisit_la_grille(contenus: Any) -> None:
    vague, grille, par = VagueFactory(etat="programmee"), GrilleFactory(), agent(Role.AUDITEUR)
    avant = contenus()
    with pytest.raises(DroitInsuffisant, match="Seul un administrateur choisit la grille"):
        attacher_grille(vague_id=vague.pk, grille=grille, par=par, maintenant=APRES)
    assert contenus() == avant
