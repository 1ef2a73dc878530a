"""Who may do what, predicate by predicate; each depends on what it names and on nothing else."""

from copy import deepcopy
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from ami.comptes.models import Role, Utilisateur
from candidatures import permissions as p
from candidatures.models import Candidature, Complement, RoleAcces
from candidatures.states import EN_LICE, EtatCandidature
from tests.candidatures.complements import ECHEANCE, demander, dossier_clos
from tests.candidatures.partage import avec, dossier_a_partager
from tests.fabriques import AttributionFactory, UtilisateurFactory
from tests.partage_du_module import Base
from tests.scenarios import agent
from vagues.models import Vague
from vagues.states import EtatVague

E, V = EtatCandidature, EtatVague
DES_PORTEURS = (p.peut_rediger, p.peut_deposer, p.peut_gerer_les_acces, p.peut_echanger)
DU_SERVICE = (p.peut_instruire, p.peut_parler_pour_le_service, p.peut_retirer_d_office)


@pytest.fixture(scope="module")
def dossier_du_module(base_du_module: Base) -> Candidature:
    with base_du_module():
        return dossier_a_partager()


@pytest.fixture
def dossier(db: None, dossier_du_module: Candidature) -> Candidature:
    return deepcopy(dossier_du_module)


def dossier_a(etat: str, vague: str = V.OUVERTE, numero: str | None = "FDT-01-0001") -> Candidature:
    """A dossier of memory alone."""
    return Candidature(etat=etat, numero=numero, vague=Vague(etat=vague))


@pytest.mark.parametrize(
    ("role", "attendu"),
    [
        (RoleAcces.SIGNATAIRE, (True, True, True, True)),
        (RoleAcces.REDACTEUR, (True, False, False, True)),
        (RoleAcces.LECTEUR, (False, False, False, False)),
        (None, (False, False, False, False)),
    ],
)
def test_ce_que_peut_chacun_de_ses_gens(
    role: str | None, attendu: tuple[bool, ...], dossier: Candidature
) -> None:
    signataire = dossier.cree_par
    qui = {RoleAcces.SIGNATAIRE: lambda: signataire, None: UtilisateurFactory}.get(
        role, lambda: avec(dossier, str(role)).utilisateur
    )()
    assert tuple(predicat(qui, dossier) for predicat in DES_PORTEURS) == attendu
    assert p.permet_de_rediger(role) == attendu[0]


def test_un_role_sur_un_dossier_n_en_est_pas_un_sur_un_autre(dossier: Candidature) -> None:
    autre = dossier_a_partager(siren="000200014")
    assert not any(predicat(autre.cree_par, dossier) for predicat in DES_PORTEURS)


@pytest.mark.parametrize(
    ("role", "attendu"),
    [
        (Role.INSTRUCTEUR, (True, True, True)),
        (Role.ADMINISTRATEUR, (False, True, True)),
        (Role.REFERENT, (False, False, False)),
        (Role.EVALUATEUR, (False, False, False)),
        (Role.AUDITEUR, (False, False, False)),
    ],
)
def test_ce_que_peut_chaque_agent(role: str, attendu: tuple[bool, ...], dossier: Candidature) -> None:
    qui = agent(role)
    assert tuple(predicat(qui, dossier) for predicat in DU_SERVICE) == attendu
    assert p.droits_du_service(qui, dossier) == p.DroitsDuService(
        parle=attendu[1], instruit=attendu[0], retire=attendu[2]
    )
    assert p.peut_decider_une_reprise(qui) == attendu[1]


def test_un_agent_qui_a_un_interet_n_y_touche_pas(dossier: Candidature) -> None:
    """Even by another dossier of the same SIREN; taking over is judged apart."""
    meme_siren = dossier_a_partager()
    for partie in (dossier.cree_par, meme_siren.cree_par):
        AttributionFactory(role=Role.INSTRUCTEUR, utilisateur=partie)
        assert p.est_juge_et_partie(partie, dossier)
        assert p.droits_du_service(partie, dossier) == p.DroitsDuService(False, False, False)
    assert not p.est_juge_et_partie(agent(Role.INSTRUCTEUR), dossier)


def test_un_compte_sans_role_d_agent_ne_coute_pas_la_question_de_l_interet(dossier: Candidature) -> None:
    porteur = UtilisateurFactory()
    porteur.a_role(Role.INSTRUCTEUR)  # roles are read once
    with CaptureQueriesContext(connection) as requetes:
        assert not p.peut_instruire(porteur, dossier)
    assert len(requetes) <= 1


@pytest.mark.parametrize("etat", E)
def test_seul_un_brouillon_est_modifiable(etat: E) -> None:
    assert p.est_modifiable(dossier_a(etat)) == (etat == E.BROUILLON)


@pytest.mark.parametrize("etat", E)
def test_un_refus_ou_un_ajournement_se_represente(etat: E) -> None:
    assert p.est_a_recandidater(dossier_a(etat)) == (etat in (E.NON_RETENUE, E.AJOURNEE))


@pytest.mark.parametrize("ouverte", [False, True])
@pytest.mark.parametrize("etat", E)
def test_un_dossier_depose_se_rouvre_tant_que_la_vague_est_ouverte(etat: E, ouverte: bool) -> None:
    assert p.est_a_remanier(dossier_a(etat), ouverte=ouverte) == (
        ouverte and etat in (E.DEPOSEE, E.A_COMPLETER)
    )


@pytest.mark.parametrize("vague", V)
@pytest.mark.parametrize("etat", E)
def test_la_recevabilite_se_verifie_entre_la_cloture_et_la_publication(etat: E, vague: V) -> None:
    dossier = dossier_a(etat, vague)
    assert p.est_a_instruire(dossier, dossier.vague) == (
        vague in (V.CLOSE, V.EN_DELIBERATION) and etat in (E.DEPOSEE, E.IRRECEVABLE)
    )


@pytest.mark.parametrize("numero", [None, "FDT-01-0001"])
@pytest.mark.parametrize("vague", V)
@pytest.mark.parametrize("etat", E)
def test_un_dossier_depose_se_retire_jusqu_aux_resultats(etat: E, vague: V, numero: str | None) -> None:
    dossier = dossier_a(etat, vague, numero)
    assert p.est_a_retirer(dossier, dossier.vague) == (
        vague in (V.OUVERTE, V.CLOSE, V.EN_DELIBERATION)
        and numero is not None
        and etat in (E.BROUILLON, *EN_LICE, E.A_COMPLETER)
    )


@pytest.fixture
def clos(db: None) -> Candidature:
    return dossier_clos()


@pytest.mark.parametrize("etat", V)
def test_on_demande_des_complements_du_scelle_a_la_publication(etat: V, clos: Candidature) -> None:
    vague = clos.vague
    vague.etat = etat
    assert p.peut_etre_complete(clos, vague) == (etat in (V.CLOSE, V.EN_DELIBERATION))
    vague.scellee_le = None
    assert not p.peut_etre_complete(clos, vague)


def test_une_seule_demande_a_la_fois(clos: Candidature, instructeur: Utilisateur) -> None:
    demander(clos, instructeur)
    clos.etat = E.RECEVABLE  # as no service writes it: the open request alone is enough
    assert not p.peut_etre_complete(clos, clos.vague)
    Complement.objects.update(etat="annule", ferme_le=ECHEANCE)
    assert p.peut_etre_complete(clos, clos.vague)


def test_ce_que_rouvre_une_demande_et_jusqu_a_quand(clos: Candidature, instructeur: Utilisateur) -> None:
    assert (p.cles_rouvertes(clos), p.cles_modifiables(clos, ECHEANCE)) == (frozenset(), frozenset())
    demander(clos, instructeur, demandes=("tva", "piece:statuts"))
    clos.refresh_from_db()
    juste_avant = ECHEANCE - timedelta(microseconds=1)
    assert {"tva", "piece:statuts"} <= p.cles_rouvertes(clos)
    assert p.cles_modifiables(clos, juste_avant) == p.cles_rouvertes(clos)
    assert p.cles_modifiables(clos, ECHEANCE) == frozenset()
    with CaptureQueriesContext(connection) as requetes:
        p.cles_modifiables(clos, juste_avant)
    assert len(requetes) == 0


def test_une_question_rouverte_rouvre_celles_qui_en_dependent(
    clos: Candidature, instructeur: Utilisateur
) -> None:
    demander(clos, instructeur, demandes=("situation",))
    clos.refresh_from_db()
    assert {"situation", "date_ouverture", "ouverture_prevue"} <= p.cles_rouvertes(clos)
    assert "resume" not in p.cles_rouvertes(clos)


def test_les_pieces_que_rouvre_une_demande(clos: Candidature, instructeur: Utilisateur) -> None:
    assert p.pieces_rouvertes(clos) == frozenset()
    demander(clos, instructeur, demandes=("resume", "piece:statuts"))
    clos.refresh_from_db()
    assert p.pieces_rouvertes(clos) == {"statuts"}
    clos.etat = E.BROUILLON
    assert p.pieces_rouvertes(clos) is None
