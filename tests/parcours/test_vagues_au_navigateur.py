"""The pages of a wave, in two browsers, one of them without script: corrected, deleted, closed early by two people."""

from datetime import datetime, timedelta
from typing import Any

import pytest
from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import expect

from ami.commun.dates import PARIS
from candidatures.services.sceller import sceller_vague
from tests.evaluation.dossiers import dossier_numerote, lecture
from tests.fabriques import CandidatureFactory
from tests.parcours.navigateur import MOBILE, Onglet
from tests.scenarios import administrateur, grille_de_quatre_criteres, vague_ouverte, vague_programmee
from vagues.models import Vague

pytestmark = pytest.mark.django_db(transaction=True)
JOUR = timedelta(days=1)


def chemin(nom: str, vague: Vague) -> str:
    return reverse(f"pilotage:{nom}", args=[vague.numero])


def a_venir() -> Vague:
    """A wave that closes at 02:30 on the night that has two of them, in winter time."""
    annee = timezone.now().year + 1
    dernier = max(j for j in range(25, 32) if datetime(annee, 10, j, tzinfo=PARIS).weekday() == 6)
    cloture = datetime(annee, 10, dernier, 2, 30, tzinfo=PARIS, fold=1)
    vague: Vague = vague_programmee(ouverture=timezone.now() + JOUR, cloture=cloture).vague
    return vague


@pytest.mark.parametrize("options", [{}, {"java_script_enabled": False}], ids=["script", "sans script"])
def test_une_vague_a_venir_se_corrige_puis_se_supprime(options: Any, ouvrir: Any) -> None:
    vague = a_venir()
    onglet: Onglet = ouvrir(**options).entrer(administrateur())
    if options:
        onglet.page.set_viewport_size(MOBILE)
    onglet.aller(chemin("vague", vague))
    if not options:
        onglet.verifier()
    onglet.page.get_by_role("link", name="Corriger la vague").click()
    expect(onglet.page.get_by_label("2 h 30, heure d’hiver")).to_be_checked()
    if not options:
        onglet.verifier()
    onglet.page.get_by_label("Libellé").fill("Vague d’automne")
    onglet.page.get_by_label("2 h 30, heure d’été").check(force=True)
    onglet.page.get_by_role("button", name="Enregistrer").click()
    expect(onglet.page.locator("h1")).to_have_text("Vague d’automne")
    avancee = Vague.objects.get().cloture
    assert vague.cloture.timestamp() - avancee.timestamp() == 3600

    onglet.page.get_by_role("link", name="Supprimer la vague").click()
    onglet.page.get_by_role("button", name="Supprimer la vague").click()
    expect(onglet.page.get_by_text("Cochez cette case pour confirmer.").first).to_be_visible()
    if not options:
        onglet.verifier()
    onglet.page.get_by_label("Je supprime cette vague").check(force=True)
    onglet.page.get_by_role("button", name="Supprimer la vague").click()
    expect(onglet.page.get_by_text("est supprimée")).to_be_visible()
    assert not Vague.objects.exists()


def test_une_heure_d_octobre_se_demande_et_une_heure_de_mars_s_explique(ouvrir: Any) -> None:
    vague = vague_programmee(ouverture=timezone.now() + JOUR, cloture=timezone.now() + 20 * JOUR).vague
    onglet: Onglet = ouvrir().entrer(administrateur())
    onglet.aller(chemin("corriger", vague))
    onglet.page.get_by_label("Clôture").fill("2027-10-31T02:30")
    onglet.page.get_by_role("button", name="Enregistrer").click()
    expect(onglet.page.get_by_text("Choisissez l’heure d’été ou l’heure d’hiver").first).to_be_visible()
    onglet.verifier()
    onglet.page.get_by_label("Clôture", exact=False).first.fill("2027-03-28T02:30")
    onglet.page.get_by_role("button", name="Enregistrer").click()
    expect(onglet.page.get_by_text("n’existe pas : cette nuit-là").first).to_be_visible()
    onglet.verifier()


@pytest.mark.lent
def test_deux_administrateurs_cloturent_en_avance_au_clavier(ouvrir: Any) -> None:
    maintenant = timezone.now()
    volet = vague_ouverte(ouverture=maintenant - 20 * JOUR, cloture=maintenant + 20 * JOUR)
    CandidatureFactory(vague=volet.vague, volet=volet.volet)
    un: Onglet = ouvrir().entrer(administrateur())
    un.aller(chemin("vague", volet.vague))
    un.page.get_by_role("link", name="Demander une clôture anticipée").press("Enter")
    un.verifier()
    un.page.get_by_role("button", name="Demander la clôture anticipée").press("Enter")
    un.verifier()  # with the summary of errors
    un.page.get_by_label("Pourquoi avancez-vous la clôture").fill("Enveloppe épuisée.")
    un.page.get_by_label("Je demande la clôture anticipée").press("Space")
    un.page.get_by_role("button", name="Demander la clôture anticipée").press("Enter")
    expect(un.page.get_by_role("button", name="Retirer ma demande")).to_be_visible()
    un.verifier()

    deux: Onglet = ouvrir().entrer(administrateur())
    deux.aller(chemin("vague", volet.vague))
    deux.page.get_by_role("link", name="Relire et confirmer la clôture anticipée").press("Enter")
    expect(deux.page.get_by_text("Enveloppe épuisée.")).to_be_visible()
    deux.verifier()
    deux.page.get_by_label("Je confirme la clôture anticipée").press("Space")
    deux.page.get_by_role("button", name="Clore la vague maintenant").press("Enter")
    expect(deux.page.get_by_text("est close par anticipation").first).to_be_visible()
    deux.verifier()

    public: Onglet = ouvrir()
    public.aller("/")
    expect(public.page.get_by_text("motif : Enveloppe épuisée").first).to_be_visible()
    public.verifier()


@pytest.mark.lent
def test_ouvrir_clore_et_deliberer_montrent_ce_qu_ils_figent(ouvrir: Any) -> None:
    maintenant = timezone.now()
    onglet: Onglet = ouvrir().entrer(administrateur())
    prete = vague_programmee(ouverture=maintenant - JOUR, cloture=maintenant + JOUR).vague
    sans_grille = vague_ouverte(
        etat="programmee", ouverture=maintenant + JOUR, cloture=maintenant + 2 * JOUR
    ).vague
    volet = vague_ouverte(ouverture=maintenant - 20 * JOUR, cloture=maintenant - JOUR)
    grille_de_quatre_criteres(volet.vague)
    lecture(dossier_numerote(volet, 1), "brouillon")
    dossier_numerote(volet, 2)
    for nom, vague in (
        ("ouvrir", prete),
        ("vague", sans_grille),
        ("ouvrir", sans_grille),
        ("cloturer", volet.vague),
    ):
        onglet.aller(chemin(nom, vague))
        onglet.verifier()
    onglet.aller(chemin("cloturer", volet.vague))
    onglet.page.get_by_label("J’enregistre la clôture").check(force=True)
    onglet.page.get_by_role("button", name="Enregistrer la clôture").click()
    sceller_vague(vague_id=volet.vague_id, maintenant=maintenant + JOUR)
    onglet.aller(chemin("vague", volet.vague))
    onglet.verifier()
    onglet.page.get_by_role("link", name="Voir ce que la délibération figera").click()
    onglet.verifier()
    onglet.page.get_by_label("J’ouvre la délibération").check(force=True)
    onglet.page.get_by_role("button", name="Ouvrir la délibération").click()
    expect(onglet.page.get_by_text("La délibération est ouverte").first).to_be_visible()
