"""What follows a filing, done twice or against its opposite at the same instant."""

from datetime import timedelta
from functools import partial
from typing import Any

import pytest

from ami.comptes.models import Role, Utilisateur
from ami.notifications.models import Courriel
from candidatures.models import Candidature, Complement, Cote, Depot, Message
from candidatures.services.completer import annuler_complements, demander_complements, rendre_complements
from candidatures.services.echanger import envoyer_message, marquer_lus
from candidatures.services.joindre import joindre_piece
from candidatures.services.recandidater import recandidater
from candidatures.services.refermer import ATTENTE, demander_les_pieces_refusees, refermer_complement
from candidatures.services.remanier import remanier_candidature
from candidatures.services.retirer import retirer_candidature
from tests.candidatures.complements import ECHEANCE, PLUS_TARD, demander, dossier_clos, refuser, repondre
from tests.candidatures.echanges import dossier_numerote
from tests.concurrence.actes import DOSSIER, VAGUE
from tests.concurrence.outils import ensemble, refus, verrous_puis_ecritures
from tests.fabriques import APRES, PENDANT, FichierFactory
from tests.scenarios import agent, dossier_depose, vague_ouverte

SECONDE = timedelta(seconds=1)


def a_renvoyer() -> tuple[Candidature, Complement, Utilisateur]:
    dossier, par = dossier_clos(), agent(Role.INSTRUCTEUR)
    complement = demander(dossier, par, demandes=("resume",))
    repondre(dossier, resume="Un résumé précisé.")
    return dossier, complement, par


def rendre(dossier: Candidature, le: Any = PLUS_TARD) -> Any:
    return partial(rendre_complements, candidature_id=dossier.pk, par=dossier.cree_par, recu_le=le)


def bilan(dossier: Candidature) -> tuple[str, str, int]:
    dossier.refresh_from_db()
    return dossier.etat, Complement.objects.get().etat, Depot.objects.filter(candidature=dossier).count()


def test_deux_renvois_donnent_une_version() -> None:
    dossier, _, _ = a_renvoyer()
    premier, second = ensemble(rendre(dossier), rendre(dossier))
    assert premier == second
    assert bilan(dossier) == ("deposee", "rendu", 2)
    assert Courriel.objects.filter(modele="complements_renvoyes").count() == 1


@pytest.mark.parametrize("tour", range(3))
def test_un_renvoi_et_une_annulation(tour: int) -> None:
    dossier, _, par = a_renvoyer()
    annuler = partial(annuler_complements, candidature_id=dossier.pk, motif="", par=par, maintenant=PLUS_TARD)
    actes = [rendre(dossier), annuler]
    resultats = ensemble(*(actes if tour % 2 else reversed(actes)))
    assert len(refus(resultats)) == 1
    assert bilan(dossier) in {("deposee", "rendu", 2), ("deposee", "annule", 1)}


def test_un_renvoi_a_temps_et_la_fermeture() -> None:
    dossier, complement, _ = a_renvoyer()
    refermer = partial(refermer_complement, complement_id=complement.pk, maintenant=ECHEANCE + ATTENTE)
    resultats = ensemble(rendre(dossier, ECHEANCE - SECONDE), refermer, refermer)
    rendu = not refus(resultats)
    assert bilan(dossier) == (("deposee", "rendu", 2) if rendu else ("deposee", "expire", 1))
    assert Courriel.objects.filter(modele="complements_fermes").count() == (not rendu)


def test_deux_demandes_n_en_ouvrent_qu_une() -> None:
    dossier, par, autre = dossier_clos(), agent(Role.INSTRUCTEUR), agent(Role.INSTRUCTEUR)
    actes = [
        partial(
            demander_complements,
            candidature_id=dossier.pk,
            demandes=("resume",),
            message="Précisez.",
            echeance=ECHEANCE,
            par=agent_,
            maintenant=APRES,
        )
        for agent_ in (par, autre)
    ]
    assert len(refus(ensemble(*actes))) == 1
    assert bilan(dossier) == ("a_completer", "ouvert", 1)


def test_un_renvoi_et_un_retrait() -> None:
    dossier, _, _ = a_renvoyer()
    retirer = partial(retirer_candidature, candidature_id=dossier.pk, par=dossier.cree_par, recu_le=PLUS_TARD)
    resultats = ensemble(rendre(dossier), retirer)
    rendu = not refus(resultats)
    assert bilan(dossier) == (("retiree", "rendu", 2) if rendu else ("retiree", "annule", 1))


@pytest.mark.parametrize("tour", range(3))
def test_un_renvoi_et_une_reprise_pendant_la_vague(tour: int) -> None:
    """Returned then taken back, or taken back and the return refused: never both halves."""
    dossier = dossier_depose(vague_ouverte())
    piece, par = dossier.pieces.get(code="statuts"), dossier.cree_par
    refuser(piece)
    demander_les_pieces_refusees(candidature_id=dossier.pk, maintenant=PENDANT)
    joindre_piece(
        candidature_id=dossier.pk,
        code="statuts",
        fichier=FichierFactory(),
        legende="",
        par=par,
        recu_le=PENDANT + SECONDE,
    )
    le = PENDANT + 2 * SECONDE
    reprendre = partial(remanier_candidature, candidature_id=dossier.pk, par=par, recu_le=le)
    actes = [rendre(dossier, le), reprendre]
    resultats = ensemble(*(actes if tour % 2 else reversed(actes)))
    rendu = not refus(resultats)
    assert bilan(dossier) == (("brouillon", "rendu", 2) if rendu else ("brouillon", "annule", 1))


def test_une_piece_refusee_n_est_redemandee_qu_une_fois() -> None:
    dossier = dossier_clos()
    refuser(dossier.pieces.get(code="statuts"))
    acte = partial(demander_les_pieces_refusees, candidature_id=dossier.pk, maintenant=APRES)
    ensemble(acte, acte, acte)
    assert bilan(dossier) == ("a_completer", "ouvert", 1)
    assert Courriel.objects.filter(modele="complements_demandes").count() == 1


def test_le_meme_message_envoye_deux_fois_et_lu_en_meme_temps() -> None:
    dossier, par = dossier_numerote(), agent(Role.INSTRUCTEUR)
    envoyer = partial(
        envoyer_message,
        candidature_id=dossier.pk,
        cote=Cote.PORTEUR,
        texte="Bonjour.",
        par=dossier.cree_par,
        recu_le=PENDANT,
        apres=0,
    )
    lire = partial(
        marquer_lus,
        candidature_id=dossier.pk,
        cote=Cote.SERVICE,
        messages=range(1, 1000),
        par=par,
        recu_le=PENDANT,
    )
    resultats = ensemble(envoyer, envoyer, lire)
    assert refus(resultats) == []
    assert Message.objects.count() == 1


def test_deux_reprises_donnent_un_brouillon() -> None:
    dossier = dossier_clos()
    Candidature.objects.filter(pk=dossier.pk).update(etat="non_retenue")
    volet = vague_ouverte(numero=2)
    acte = partial(
        recandidater, candidature_id=dossier.pk, volet_ouvert=volet, par=dossier.cree_par, recu_le=PENDANT
    )
    premiere, seconde = ensemble(acte, acte)
    assert premiere == seconde
    assert Candidature.objects.filter(origine=dossier).count() == 1


def test_les_verrous_se_prennent_dans_l_ordre() -> None:
    dossier, par = dossier_clos(), agent(Role.INSTRUCTEUR)
    demande = partial(demander, dossier, par, demandes=("resume",))
    assert verrous_puis_ecritures(demande) == ([VAGUE, DOSSIER], [])
    repondre(dossier, resume="Un résumé précisé.")
    assert verrous_puis_ecritures(rendre(dossier)) == ([VAGUE, DOSSIER], [])
