"""Assignment, board, decisions and publication in a real browser, in the states that a plain wave does not show."""

import pytest
from playwright.sync_api import expect

from ami.comptes.models import Role, Utilisateur
from evaluation.selection.models import Decision
from evaluation.selection.services.publier import demander_publication
from evaluation.selection.states import Sens
from tests.candidatures.complements import demander, rendre, repondre
from tests.evaluation.conftest import PLUS_TARD, VagueClose, vague_close
from tests.fabriques import AccesFactory
from tests.parcours.navigateur import BUREAU, Onglet, Ouvrir
from tests.scenarios import administrateur, affecter, agent, decider_pour, noter, ouvrir_la_deliberation

pytestmark = [pytest.mark.lent, pytest.mark.django_db(transaction=True)]


def vague_lue() -> tuple[VagueClose, Utilisateur]:
    """One dossier completed after a reading was handed in, one waiting for compléments; and that évaluateur."""
    close = vague_close(3)
    lecture = noter(affecter(close.dossiers[0]), 1, 4, 3, 2)
    instructeur = agent(Role.INSTRUCTEUR)
    demander(close.dossiers[0], instructeur)
    repondre(close.dossiers[0], resume="Un lieu ressource, ouvert le soir.")
    rendre(close.dossiers[0])
    demander(close.dossiers[1], instructeur)
    return close, lecture.evaluateur


def examiner(onglet: Onglet, chemin: str) -> None:
    onglet.page.set_viewport_size(BUREAU)
    onglet.aller(chemin)
    onglet.verifier()


def test_les_pages_d_une_vague_en_cours_de_selection(ouvrir: Ouvrir) -> None:
    close, evaluateur = vague_lue()
    numero, premier = close.vague.numero, close.dossiers[0]
    lecteur = ouvrir().entrer(evaluateur)
    examiner(lecteur, f"/evaluation/{premier.pk}/")
    expect(lecteur.page.get_by_text("Vous avez lu la version 1.")).to_be_visible()
    lecteur.page.get_by_role("button", name="Confirmer mon évaluation").click()
    expect(lecteur.page.locator("#nouvelle-version")).to_have_count(0)

    admin = ouvrir().entrer(administrateur())
    examiner(admin, f"/vagues/{numero}/affectation/")
    expect(admin.page.get_by_text("1 dossier à compléter")).to_be_visible()
    ouvrir_la_deliberation(close.vague)
    examiner(admin, f"/vagues/{numero}/deliberation/")
    expect(admin.page.get_by_text("1 évaluation sur 3")).to_be_visible()
    examiner(admin, f"/vagues/{numero}/publication/")
    examiner(admin, f"/vagues/{numero}/deliberation/{close.dossiers[1].pk}/")

    partie = administrateur()
    AccesFactory(candidature=close.dossiers[2], utilisateur=partie, role="lecteur")
    interesse = ouvrir().entrer(partie)
    for page in ("", "affectation/", "deliberation/", "publication/"):
        examiner(interesse, f"/vagues/{numero}/{page}")
        expect(interesse.page.get_by_text("ses dossiers ne vous sont pas montrés")).to_be_visible()


def test_deux_administrateurs_et_une_decision_sans_script(ouvrir: Ouvrir) -> None:
    close = vague_close(1)
    ouvrir_la_deliberation(close.vague)
    dossier = close.dossiers[0]
    onglet = ouvrir(java_script_enabled=False).entrer(administrateur())
    page = onglet.page
    onglet.aller(f"/vagues/{close.vague.numero}/deliberation/{dossier.pk}/")
    decider_pour(dossier, Sens.LAUREATE, 120_000)
    page.get_by_role("radio", name="Lauréat").check(force=True)
    page.get_by_label("Montant accordé").fill("80 000")
    page.get_by_label("Pourquoi décider sans évaluation").fill("Sur pièces.")
    page.get_by_label("Motif", exact=True).fill("Un lieu solide.")
    page.get_by_role("button", name="Enregistrer la décision").click()
    expect(page.locator("#conflits")).to_contain_text(
        "120 000 €".replace(" ", "\u202f", 1).replace(" ", "\xa0")
    )
    page.get_by_role("button", name="Prendre l’autre : Montant accordé").click()
    expect(page.locator("#conflits")).to_contain_text("Motif")
    page.get_by_role("button", name="Enregistrer la décision").click()
    assert Decision.objects.get().motif == "Un lieu solide."


def test_un_conflit_et_la_confirmation_sont_accessibles(ouvrir: Ouvrir) -> None:
    close = vague_close(1)
    ouvrir_la_deliberation(close.vague)
    dossier, numero = close.dossiers[0], close.vague.numero
    onglet = ouvrir().entrer(administrateur())
    page = onglet.page
    onglet.aller(f"/vagues/{numero}/deliberation/{dossier.pk}/")
    decider_pour(dossier, Sens.LAUREATE, 120_000)
    page.get_by_role("radio", name="Ajourné").check(force=True)
    page.get_by_label("Pourquoi décider sans évaluation").fill("Décidé sur pièces par le comité.")
    page.get_by_label("Motif", exact=True).fill("À revoir.")
    page.get_by_role("button", name="Enregistrer la décision").click()
    expect(page.locator("#conflits")).to_be_focused()
    onglet.verifier()

    demander_publication(vague_id=close.vague.pk, par=administrateur(), maintenant=PLUS_TARD)
    onglet.aller(f"/vagues/{numero}/publication/confirmer/")
    onglet.verifier()
    page.get_by_role("button", name="Confirmer et publier la vague").click()
    expect(page.locator("[data-resume-des-erreurs]")).to_be_focused()
    onglet.verifier()
