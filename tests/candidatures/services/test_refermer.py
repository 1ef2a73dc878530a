"""Compléments by themselves: due instant, reminder, a filed document refused since."""

from datetime import timedelta
from typing import Any

import pytest
import time_machine

from ami.commun.erreurs import Incomplet, TransitionInterdite
from ami.comptes.models import Utilisateur
from ami.journal.models import Entree
from ami.notifications.models import Courriel
from candidatures.lectures.complements import fin_du_jour
from candidatures.models import Candidature, Complement, Piece
from candidatures.permissions import cles_modifiables
from candidatures.services.completer import (
    annuler_complements,
)
from candidatures.services.refermer import (
    ATTENTE,
    demander_les_pieces_refusees,
    rappeler_complement,
    refermer_complement,
)
from candidatures.services.retirer import retirer_candidature
from candidatures.states import EtatCandidature, EtatComplement
from candidatures.tasks import rappeler_complements, redemander_pieces_refusees, refermer_complements
from candidatures.version_deposee.depots import contenu_de
from tests.candidatures.complements import (
    ECHEANCE,
    PLUS_TARD,
    courriels,
    demander,
    etat,
    refuser,
    rendre,
    repondre,
)
from tests.fabriques import APRES, PENDANT, FichierFactory
from tests.scenarios import (
    clore,
    dossier_depose,
    vague_ouverte,
)
from vagues.models import Appel

pytestmark = pytest.mark.django_db


def test_le_delai_passe_reverrouille_et_ce_qui_fut_ecrit_n_est_pas_depose(
    clos: Candidature, instructeur: Utilisateur, contenus: Any
) -> None:
    complement = demander(clos, instructeur)
    repondre(clos, resume="Écrit mais pas renvoyé.")
    refermer_complement(complement_id=complement.pk, maintenant=ECHEANCE + ATTENTE - timedelta(seconds=1))
    assert etat(clos) == EtatCandidature.A_COMPLETER
    with time_machine.travel(ECHEANCE + ATTENTE, tick=False):
        refermer_complements()
        avant = contenus()
        refermer_complements()
        refermer_complement(complement_id=complement.pk, maintenant=ECHEANCE + timedelta(days=2))
    assert contenus() == avant
    assert etat(clos) == EtatCandidature.DEPOSEE
    assert clos.depots.count() == 1
    assert courriels("complements_fermes") == [clos.cree_par.email]
    assert clos.reponses.get(champ="resume").valeur == "Écrit mais pas renvoyé."
    with pytest.raises(TransitionInterdite):
        repondre(clos, resume="Trop tard")
    # A second request about something else does not let it in either.
    demander(
        clos,
        instructeur,
        demandes=("ambition",),
        maintenant=ECHEANCE + timedelta(days=2),
        echeance=ECHEANCE + timedelta(days=9),
    )
    repondre(clos, ambition="Une autre ambition.")
    depot = rendre(clos, le=ECHEANCE + timedelta(days=3))
    assert contenu_de(depot).reponses["resume"] == "Un lieu ressource pour le quartier."
    assert contenu_de(depot).reponses["ambition"] == "Une autre ambition."


def test_un_rappel_deux_jours_avant_une_seule_fois(clos: Candidature, instructeur: Utilisateur) -> None:
    complement = demander(clos, instructeur)
    veille = ECHEANCE - timedelta(days=2)
    for instant in (veille - timedelta(seconds=1), veille, veille + timedelta(hours=1), ECHEANCE):
        with time_machine.travel(instant, tick=False):
            rappeler_complements()
        rappeler_complement(complement_id=complement.pk, maintenant=instant)
    objets = Courriel.objects.filter(modele="complements_demandes").values_list("objet", flat=True)
    assert [objet for objet in objets if "Rappel" in objet] == [
        "Rappel\xa0: dossier FDT-01-0001 à compléter au plus tard le 3\xa0mars\xa02027 à 23\xa0h\xa059 (heure de Paris)"
    ]
    complement.refresh_from_db()
    assert complement.rappele_le == veille


@pytest.mark.parametrize(("jours", "rappels"), [(15, 2), (3, 2), (2, 1), (1, 1)])
def test_une_demande_etendue_apres_son_rappel_est_rappelee_de_nouveau(
    jours: int, rappels: int, clos: Candidature, instructeur: Utilisateur
) -> None:
    """When the new delay is long enough for a reminder, as for a new request."""
    Appel.objects.update(delai_complements=jours)
    complement = demander(clos, instructeur)
    veille = ECHEANCE - timedelta(days=2)
    rappeler_complement(complement_id=complement.pk, maintenant=veille)
    refuser(clos.pieces.get(code="comptes"))
    demander_les_pieces_refusees(candidature_id=clos.pk, maintenant=veille)
    complement.refresh_from_db()
    assert complement.echeance == max(ECHEANCE, fin_du_jour(veille, jours))
    for instant in (complement.echeance - timedelta(days=2), complement.echeance - timedelta(days=1)):
        with time_machine.travel(instant, tick=False):
            rappeler_complements()
    objets = Courriel.objects.filter(modele="complements_demandes").values_list("objet", flat=True)
    assert sum("Rappel" in objet for objet in objets) == rappels


def test_un_delai_court_n_a_pas_de_rappel(clos: Candidature, instructeur: Utilisateur) -> None:
    demander(clos, instructeur, echeance=APRES + timedelta(days=2))
    with time_machine.travel(APRES + timedelta(hours=1), tick=False):
        rappeler_complements()
    assert len(courriels("complements_demandes")) == 1


def test_l_instructeur_annule(clos: Candidature, instructeur: Utilisateur, contenus: Any) -> None:
    demander(clos, instructeur)
    annuler_complements(
        candidature_id=clos.pk, motif="Reçu autrement.", par=instructeur, maintenant=PLUS_TARD
    )
    assert etat(clos) == EtatCandidature.DEPOSEE
    assert Entree.objects.filter(acte="compléments annulés").get().motif == "Reçu autrement."
    assert courriels("complements_fermes") == [clos.cree_par.email]
    avant = contenus()
    with pytest.raises(TransitionInterdite):
        annuler_complements(candidature_id=clos.pk, motif="", par=instructeur, maintenant=PLUS_TARD)
    with pytest.raises(TransitionInterdite):
        rendre(clos)
    assert contenus() == avant


def test_un_dossier_retire_ferme_sa_demande(clos: Candidature, instructeur: Utilisateur) -> None:
    complement = demander(clos, instructeur)
    retirer_candidature(candidature_id=clos.pk, par=clos.cree_par, recu_le=PLUS_TARD)
    complement.refresh_from_db()
    assert complement.etat == EtatComplement.ANNULE
    refermer_complement(complement_id=complement.pk, maintenant=ECHEANCE + timedelta(days=1))
    assert etat(clos) == EtatCandidature.RETIREE


@pytest.mark.parametrize("ouverte", [False, True])
def test_une_piece_deposee_puis_refusee_est_redemandee_une_fois(ouverte: bool) -> None:
    dossier = dossier_depose(vague_ouverte(numero=1))
    le = PENDANT + timedelta(hours=1) if ouverte else APRES
    if not ouverte:
        clore(dossier.vague)
    refuser(dossier.pieces.get(code="statuts"))
    for _ in range(2):
        with time_machine.travel(le, tick=False):
            redemander_pieces_refusees()
    complement = Complement.objects.get()
    assert (complement.par, complement.demandes) == (None, ["piece:statuts"])
    assert complement.echeance == fin_du_jour(le, 15)
    assert len(courriels("complements_demandes")) == 1
    refermer_complement(complement_id=complement.pk, maintenant=complement.echeance + ATTENTE)
    assert (
        demander_les_pieces_refusees(candidature_id=dossier.pk, maintenant=complement.echeance + ATTENTE)
        is None
    )
    assert etat(dossier) == EtatCandidature.DEPOSEE


def test_une_demande_ouverte_s_etend_a_la_piece_refusee(clos: Candidature, instructeur: Utilisateur) -> None:
    demander(clos, instructeur, demandes=("resume",), echeance=APRES + timedelta(days=3))
    refuser(clos.pieces.get(code="comptes"))
    complement = demander_les_pieces_refusees(candidature_id=clos.pk, maintenant=PLUS_TARD)
    assert complement is not None
    assert complement.demandes == ["piece:comptes", "resume"]
    assert complement.echeance == fin_du_jour(PLUS_TARD, 15)
    assert complement.message.startswith("Précisez le résumé.\n\n")
    assert len(courriels("complements_demandes")) == 2
    with pytest.raises(Incomplet):  # a refused file is as good as none
        rendre(clos)


def test_une_demande_echue_n_est_pas_ranimee_par_une_piece_refusee(
    clos: Candidature, instructeur: Utilisateur, contenus: Any
) -> None:
    demander(clos, instructeur, demandes=("resume",))
    refuser(clos.pieces.get(code="comptes"))
    echue, refermee = ECHEANCE + timedelta(seconds=30), ECHEANCE + ATTENTE
    avant = contenus()
    for instant in (ECHEANCE, echue):
        assert demander_les_pieces_refusees(candidature_id=clos.pk, maintenant=instant) is None
    clos.refresh_from_db()
    assert cles_modifiables(clos, echue) == frozenset()
    assert contenus() == avant
    refermer_complement(complement_id=clos.complements.get().pk, maintenant=refermee)
    propre = demander_les_pieces_refusees(candidature_id=clos.pk, maintenant=refermee)
    assert propre is not None
    assert propre.demandes == ["piece:comptes"]
    assert list(clos.complements.order_by("pk").values_list("etat", flat=True)) == ["expire", "ouvert"]


def test_une_piece_refusee_avant_le_depot_n_est_pas_redemandee(
    instructeur: Utilisateur, contenus: Any
) -> None:
    dossier = dossier_depose(vague_ouverte())
    autre = Piece.objects.create(
        candidature=dossier,
        code="autres",
        fichier=FichierFactory(),
        ajoutee_par=dossier.cree_par,
        ajoutee_le=PENDANT,
    )
    refuser(autre)
    avant = contenus()
    with time_machine.travel(PENDANT, tick=False):
        redemander_pieces_refusees()
    assert list(Piece.objects.a_redemander()) == []
    assert contenus() == avant
