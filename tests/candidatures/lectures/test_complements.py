"""What a request for compléments reopens, and until when; requests and states that do not go together."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from ami.commun.erreurs import DroitInsuffisant, HorsDelai, Incomplet, TransitionInterdite
from ami.comptes.models import Utilisateur
from candidatures.formulaire.questionnaire import avec_leurs_suites
from candidatures.lectures.complements import demandes_sur
from candidatures.models import Candidature, Complement
from candidatures.permissions import est_a_instruire, peut_etre_complete
from candidatures.services.completer import annuler_complements
from candidatures.services.instruire import declarer_recevable
from candidatures.services.joindre import joindre_piece, retirer_piece
from candidatures.services.refermer import ATTENTE, refermer_complement
from candidatures.states import EN_LICE, EtatCandidature
from candidatures.version_deposee.depots import contenu_de
from tests.candidatures.complements import (
    ECHEANCE,
    PLUS_TARD,
    demander,
    etat,
    rendre,
    repondre,
)
from tests.candidatures.formulaire.cas import FT
from tests.fabriques import APRES, FichierFactory
from tests.scenarios import ecrire_l_etat
from vagues.models import Vague

pytestmark = pytest.mark.django_db
E = EtatCandidature


def mettre(dossier: Candidature, vers: str, *, ouvert: bool, par: Utilisateur) -> tuple[Candidature, Vague]:
    """Write a state as no service would, with or without an open request."""
    if ouvert:
        demander(dossier, par)
    ecrire_l_etat(Candidature.objects.filter(pk=dossier.pk), vers)
    candidature = Candidature.objects.select_related("vague").get(pk=dossier.pk)
    return candidature, candidature.vague


@pytest.mark.parametrize("ouvert", [False, True])
@pytest.mark.parametrize("vers", E.values)
def test_ni_recevable_ni_demande_de_plus_pendant_les_complements(
    vers: str, clos: Candidature, instructeur: Utilisateur, contenus: Any, *, ouvert: bool
) -> None:
    candidature, vague = mettre(clos, vers, ouvert=ouvert, par=instructeur)
    assert est_a_instruire(candidature, vague) == (vers in (E.DEPOSEE, E.IRRECEVABLE))
    demandable = vers in EN_LICE and not ouvert
    assert peut_etre_complete(candidature, vague) == demandable
    avant = contenus()
    if not est_a_instruire(candidature, vague):
        with pytest.raises(TransitionInterdite):
            declarer_recevable(candidature_id=clos.pk, par=instructeur, maintenant=APRES)
    if not demandable:
        with pytest.raises(TransitionInterdite, match="une demande à la fois"):
            demander(clos, instructeur)
    assert contenus() == avant


@pytest.mark.parametrize("vers", [e for e in E if e not in (E.A_COMPLETER, E.RETIREE)])
def test_une_demande_ouverte_sur_un_dossier_qui_n_attend_rien_se_signale(
    vers: str, clos: Candidature, instructeur: Utilisateur, contenus: Any
) -> None:
    mettre(clos, vers, ouvert=True, par=instructeur)
    complement = Complement.objects.get()
    avant = contenus()
    with pytest.raises(TransitionInterdite):
        refermer_complement(complement_id=complement.pk, maintenant=ECHEANCE + ATTENTE)
    with pytest.raises((TransitionInterdite, DroitInsuffisant)):
        annuler_complements(candidature_id=clos.pk, motif="", par=instructeur, maintenant=PLUS_TARD)
    assert contenus() == avant


def test_une_demande_ouverte_sur_un_dossier_retire_se_ferme_en_silence(
    clos: Candidature, instructeur: Utilisateur
) -> None:
    mettre(clos, E.RETIREE, ouvert=True, par=instructeur)
    refermer_complement(complement_id=Complement.objects.get().pk, maintenant=ECHEANCE + ATTENTE)
    assert (etat(clos), Complement.objects.get().etat) == ("retiree", "expire")


def test_a_l_echeance_textes_et_pieces_sont_refuses_d_une_meme_phrase(
    clos: Candidature, instructeur: Utilisateur, contenus: Any
) -> None:
    demander(clos, instructeur)
    piece, fichier = clos.pieces.get(code="statuts"), FichierFactory()
    par = clos.cree_par
    avant = contenus()
    with pytest.raises(TransitionInterdite, match="Le délai pour compléter ce dossier est passé"):
        repondre(clos, ECHEANCE, resume="Trop tard.")
    with pytest.raises(TransitionInterdite, match="Le délai pour compléter ce dossier est passé"):
        joindre_piece(
            candidature_id=clos.pk, code="statuts", fichier=fichier, legende="", par=par, recu_le=ECHEANCE
        )
    with pytest.raises(TransitionInterdite, match="Le délai pour compléter ce dossier est passé"):
        retirer_piece(candidature_id=clos.pk, piece_id=piece.pk, par=par, recu_le=ECHEANCE)
    assert contenus() == avant


def test_un_renvoi_qui_attendait_ne_prend_pas_ce_qui_fut_ecrit_apres_l_echeance(
    clos: Candidature, instructeur: Utilisateur, contenus: Any
) -> None:
    demander(clos, instructeur)
    repondre(clos, resume="Un résumé précisé.")
    clos.reponses.filter(champ="resume").update(valeur="Écrit trop tard.", le=ECHEANCE)
    avant = contenus()
    with pytest.raises(HorsDelai, match="modifiée après l’heure limite"):
        rendre(clos, le=ECHEANCE - timedelta(seconds=1))
    assert contenus() == avant


@pytest.mark.parametrize("colonne", ["ajoutee", "retiree"])
def test_un_renvoi_qui_attendait_voit_les_pieces_changees_apres_l_echeance(
    colonne: str, clos: Candidature, instructeur: Utilisateur, contenus: Any
) -> None:
    demander(clos, instructeur)
    repondre(clos, resume="Un résumé précisé.")
    changement = {f"{colonne}_le": ECHEANCE, f"{colonne}_par": clos.cree_par}
    clos.pieces.filter(code="statuts").update(**changement)
    avant = contenus()
    with pytest.raises(HorsDelai, match="ajoutée ou retirée après l’heure limite"):
        rendre(clos, le=ECHEANCE - timedelta(seconds=1))
    assert contenus() == avant


def test_ce_qui_depend_d_une_reponse_demandee_est_rouvert_et_compte(
    clos: Candidature, instructeur: Utilisateur, contenus: Any
) -> None:
    """An answer that makes another one required cannot be returned without it."""
    repondues = {
        "contact_prenom": "Rose",
        "contact_nom": "Martin",
        "contact_courriel": "rose@exemple.test",
    }
    complement = demander(clos, instructeur, demandes=("contact_different",))
    assert complement.demandes == ["contact_different"]
    with pytest.raises(TransitionInterdite):
        repondre(clos, telephone="01 23 45 67 89", nom_lieu="Un autre nom")
    repondre(clos, contact_different="oui")
    avant = contenus()
    with pytest.raises(Incomplet) as refus:
        rendre(clos)
    assert refus.value.manques[:2] == ("Prénom du contact", "Nom du contact")
    assert contenus() == avant
    repondre(clos, **repondues)
    structure = contenu_de(rendre(clos)).reponses_par_section["structure"]
    assert (structure["contact_different"], structure["contact_nom"]) == ("oui", "Martin")


def test_une_piece_que_la_reponse_demandee_rend_obligatoire_se_joint_et_compte(
    clos: Candidature, instructeur: Utilisateur
) -> None:
    demander(clos, instructeur, demandes=("type_porteur",))
    repondre(clos, type_porteur="collectivite")
    with pytest.raises(Incomplet) as refus:
        rendre(clos)
    assert "Délibération, ou pouvoir du signataire" in refus.value.manques
    joindre_piece(
        candidature_id=clos.pk,
        code="pouvoir",
        fichier=FichierFactory(),
        legende="",
        par=clos.cree_par,
        recu_le=PLUS_TARD,
    )
    assert "pouvoir" in [piece.code for piece in contenu_de(rendre(clos)).pieces]


def test_les_suites_d_une_reponse_vont_jusqu_au_bout() -> None:
    assert avec_leurs_suites(["resume", "piece:budget"], FT) == {"resume", "piece:budget"}
    assert avec_leurs_suites(["porte_par_un_consortium"], FT) >= {"piece:consortium"}
    assert "piece:comptes" in avec_leurs_suites(["situation"], FT)
    assert {"contrat_republicain", "rna", "piece:pouvoir"} <= avec_leurs_suites(["type_porteur"], FT)


def test_les_demandes_d_un_dossier_partagent_ses_depots(clos: Candidature, instructeur: Utilisateur) -> None:
    """What one request returned is what the next one is about: one row, one reading."""
    for rang in (1, 2):
        demander(clos, instructeur, demandes=("resume",))
        repondre(clos, resume=f"Réponse {rang}.")
        rendre(clos)
    depots = list(clos.depots.order_by("version"))
    with CaptureQueriesContext(connection) as requetes:
        demandes = demandes_sur(clos, depots)
        assert [demande.par for demande in demandes] == [instructeur] * 2
        assert demandes[1].depot is demandes[0].depot_avant is depots[1]
        assert (demandes[1].depot_avant, demandes[0].depot) == (depots[0], depots[2])
    assert len(requetes) == 1
    assert [d.depot for d in demandes_sur(clos, depots[:2])] == [depots[2], depots[1]]
