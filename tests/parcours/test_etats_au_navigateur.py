"""The pages of a dossier that lives on after its filing: reopened, asked for compléments, refused, taken up again."""

from datetime import datetime, timedelta

import pytest
from django.utils import timezone

from ami.comptes.models import Utilisateur
from candidatures.models import Candidature
from candidatures.services.completer import demander_complements
from candidatures.services.enregistrer import enregistrer_reponses
from candidatures.services.recandidater import recandidater
from candidatures.services.remanier import remanier_candidature
from tests.candidatures.services.test_recandidater import publie
from tests.fabriques import APRES
from tests.parcours.navigateur import Ouvrir
from tests.scenarios import agent, clore, deposer, dossier_depose, vague_ouverte

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.lent]  # fifteen pages under axe


def visiter(ouvrir: Ouvrir, compte: Utilisateur, *chemins: str) -> None:
    """Open these pages, signed in by the session's cookie; each is checked."""
    onglet = ouvrir().entrer(compte)
    for chemin in chemins:
        reponse = onglet.page.goto(f"{onglet.racine}{chemin}")
        assert reponse
        assert reponse.ok, chemin
        onglet.verifier()


def changer(dossier: Candidature, le: datetime, **valeurs: str) -> None:
    enregistrer_reponses(candidature_id=dossier.pk, valeurs=valeurs, par=dossier.cree_par, recu_le=le)


def test_un_dossier_rouvert_puis_depose_de_nouveau(ouvrir: Ouvrir) -> None:
    maintenant = timezone.now()
    volet = vague_ouverte(ouverture=maintenant - timedelta(days=1), cloture=maintenant + timedelta(days=1))
    dossier = dossier_depose(volet, le=maintenant)
    remanier_candidature(candidature_id=dossier.pk, par=dossier.cree_par, recu_le=maintenant)
    changer(dossier, maintenant, resume="Un autre résumé.")
    racine = f"/candidatures/{dossier.pk}/"
    visiter(ouvrir, dossier.cree_par, racine, f"{racine}deposer/", f"{racine}projet/", f"{racine}retirer/")
    deposer(dossier, le=maintenant)
    visiter(ouvrir, dossier.cree_par, racine, f"{racine}recepisse/")


def test_un_dossier_a_completer(ouvrir: Ouvrir) -> None:
    dossier, instructeur = dossier_depose(vague_ouverte(numero=1)), agent("instructeur")
    clore(dossier.vague)
    demander_complements(
        candidature_id=dossier.pk,
        par=instructeur,
        demandes=("resume", "budget", "piece:statuts"),
        message="Précisez le résumé et le budget.",
        echeance=APRES + timedelta(days=15),
        maintenant=APRES,
    )
    changer(dossier, APRES, resume="Un résumé plus précis.")
    racine = f"/candidatures/{dossier.pk}/"
    pages = [
        f"{racine}{suite}" for suite in ("", "complements/", "projet/", "budget/", "pieces/", "echanges/")
    ]
    visiter(ouvrir, dossier.cree_par, *pages)
    visiter(ouvrir, instructeur, f"/instruction/{dossier.pk}/", f"/instruction/{dossier.pk}/complements/")


def test_un_dossier_refuse_puis_repris(ouvrir: Ouvrir) -> None:
    refuse = publie()
    maintenant = timezone.now()
    volet = vague_ouverte(
        numero=2, ouverture=maintenant - timedelta(days=1), cloture=maintenant + timedelta(days=90)
    )
    visiter(ouvrir, refuse.cree_par, f"/candidatures/{refuse.pk}/")
    suite = recandidater(
        candidature_id=refuse.pk, volet_ouvert=volet, par=refuse.cree_par, recu_le=maintenant
    )
    racine = f"/candidatures/{suite.pk}/"
    visiter(ouvrir, suite.cree_par, racine, f"{racine}projet/", f"{racine}deposer/", "/candidatures/")
