"""Mails of the results: who receives which, once, and what the preview shows."""

from collections.abc import Sequence

import pytest
from pytest_django import DjangoAssertNumQueries

from ami.notifications.redaction import mots_de
from candidatures.models import Candidature
from evaluation.selection.emails import apercus, lot_des_resultats, resultats
from evaluation.selection.lectures.publication import decisions_de
from evaluation.selection.models import Decision, MotifDecision
from evaluation.selection.states import Sens
from tests.evaluation.conftest import VagueClose
from tests.evaluation.dossiers import vague_a_lire
from tests.fabriques import AccesFactory, UtilisateurFactory
from vagues.models import Vague

pytestmark = pytest.mark.django_db


def decidee(dossier: Candidature, sens: str = Sens.NON_RETENUE, motif: str = "Trop fragile.") -> Decision:
    montant = 120_000 if sens == Sens.LAUREATE else None
    return Decision.objects.create(
        candidature=dossier, sens=sens, montant=montant, motif=motif, par=UtilisateurFactory()
    )


def prete(*sens: str) -> tuple[VagueClose, Sequence[Decision]]:
    close = vague_a_lire(len(sens), etat="en_deliberation")
    for dossier, un in zip(close.dossiers, sens, strict=True):
        decidee(dossier, un)
    return close, decisions_de(close.vague)


@pytest.mark.parametrize(
    ("sens", "modele", "priorite"),
    [
        (Sens.LAUREATE, "resultat_laureat", 2),
        (Sens.LISTE_COMPLEMENTAIRE, "resultat_autre", 3),
        (Sens.NON_RETENUE, "resultat_autre", 3),
        (Sens.AJOURNEE, "resultat_autre", 3),
    ],
)
def test_chaque_resultat_a_son_courriel(sens: str, modele: str, priorite: int) -> None:
    close, decisions = prete(sens)
    (message,) = resultats(close.vague, decisions)
    dossier = close.dossiers[0]
    assert (message.modele, message.priorite, str(message.lot)) == (
        modele,
        priorite,
        lot_des_resultats(close.vague),
    )
    assert message.cle == f"resultat:{dossier.pk}:{dossier.cree_par_id}"
    assert message.destinataire == dossier.cree_par.email


@pytest.mark.parametrize(("role", "recoit"), [("redacteur", True), ("lecteur", False)])
def test_le_resultat_va_a_qui_repond_du_dossier(role: str, recoit: bool) -> None:
    close, decisions = prete(Sens.AJOURNEE)
    autre = AccesFactory(candidature=close.dossiers[0], utilisateur=UtilisateurFactory(), role=role)
    destinataires = [message.destinataire for message in resultats(close.vague, decisions)]
    assert (autre.utilisateur.email in destinataires) is recoit
    assert len(destinataires) == 1 + recoit


def test_les_laureats_sont_servis_d_abord_puis_par_numero() -> None:
    close, decisions = prete(Sens.NON_RETENUE, Sens.LAUREATE, Sens.AJOURNEE, Sens.LAUREATE)
    ordre = [message.contexte["numero"] for message in resultats(close.vague, decisions)]
    assert ordre == [close.dossiers[rang].numero for rang in (1, 3, 0, 2)]


def test_les_cles_ne_se_repetent_pas() -> None:
    """The same person on three dossiers has three results; the unique key sends each of them once."""
    close, decisions = prete(Sens.AJOURNEE, Sens.AJOURNEE, Sens.AJOURNEE)
    commun = UtilisateurFactory()
    for dossier in close.dossiers:
        AccesFactory(candidature=dossier, utilisateur=commun, role="redacteur")
    messages = resultats(close.vague, decisions)
    assert (len(messages), len({message.cle for message in messages})) == (6, 6)
    assert [m.cle for m in resultats(close.vague, decisions)] == [m.cle for m in messages]


@pytest.mark.parametrize(
    ("sens", "dit", "tait"),
    [
        (Sens.LAUREATE, "120\u202f000\u00a0€", "Qui peut vous aider"),
        (Sens.LISTE_COMPLEMENTAIRE, "est inscrite sur la liste complémentaire", "Qui peut vous aider"),
        (Sens.NON_RETENUE, "n’est pas retenue dans cette vague", "120\u202f000"),
        (Sens.AJOURNEE, "Le comité a ajourné votre candidature", "120\u202f000"),
    ],
)
def test_le_texte_dit_le_resultat_et_son_motif(sens: str, dit: str, tait: str) -> None:
    close, decisions = prete(sens)
    courriel = mots_de(resultats(close.vague, decisions)[0])
    assert dit in courriel.texte
    assert "Trop fragile." in courriel.texte
    assert tait not in courriel.texte
    assert courriel.objet == f"Résultat de votre candidature {close.dossiers[0].numero}"


def test_l_objet_ne_dit_pas_le_resultat() -> None:
    """A subject is read over a shoulder, and on a locked telephone."""
    close, decisions = prete(*Sens.values)
    objets = [
        mots_de(message).objet.replace(message.contexte["numero"], "")
        for message in resultats(close.vague, decisions)
    ]
    assert set(objets) == {"Résultat de votre candidature "}


def test_l_apercu_est_le_courriel_qui_partira() -> None:
    close, decisions = prete(Sens.NON_RETENUE)
    MotifDecision.objects.create(decision=decisions[0], critere=close.criteres[0], motif="Peu d’actions.")
    redacteur = AccesFactory(
        candidature=close.dossiers[0], utilisateur=UtilisateurFactory(), role="redacteur"
    ).utilisateur
    decisions = decisions_de(close.vague)
    (apercu,) = apercus(close.vague, decisions)
    courriel = mots_de(resultats(close.vague, decisions)[0])
    assert (apercu.objet, apercu.texte) == (courriel.objet, courriel.texte)
    assert "Peu d’actions." in apercu.texte
    assert apercu.destinataires == (close.dossiers[0].cree_par.email, redacteur.email)


def test_un_dossier_sans_personne_le_montre() -> None:
    close, decisions = prete(Sens.AJOURNEE)
    close.dossiers[0].acces.update(role="lecteur")
    (apercu,) = apercus(close.vague, decisions)
    assert (apercu.decision, apercu.destinataires, apercu.texte) == (decisions[0], (), "")


@pytest.mark.parametrize("nombre", [1, 3])
def test_les_destinataires_se_lisent_en_une_requete(
    nombre: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    close, _ = prete(*[Sens.AJOURNEE] * nombre)
    vague, decisions = Vague.objects.select_related("appel").get(pk=close.vague.pk), decisions_de(close.vague)
    with django_assert_num_queries(1):
        assert len(resultats(vague, decisions)) == nombre


def test_sans_decision_rien_ne_part() -> None:
    close, _ = prete(Sens.AJOURNEE)
    assert (resultats(close.vague, []), apercus(close.vague, [])) == ([], [])
