"""A reading in a real browser: what an évaluateur types is never typed twice."""

import re

import pytest
from playwright.sync_api import Page, expect

from ami.comptes.models import Session
from evaluation.models import Critere, Evaluation, Note
from tests.parcours.navigateur import Onglet, Ouvrir
from tests.scenarios import affecter, clore, dossier_depose, grille_de_quatre_criteres, noter, vague_ouverte

COPIES = "() => Object.keys(localStorage).filter((cle) => cle.startsWith('ami:saisie:'))"


@pytest.fixture
def lecture(transactional_db: None) -> Evaluation:
    volet = vague_ouverte()
    grille_de_quatre_criteres(volet.vague)
    dossier = dossier_depose(volet)
    clore(volet.vague)
    return noter(affecter(dossier), 3, None, 2, 1, remettre=False)


@pytest.fixture
def onglet(ouvrir: Ouvrir, lecture: Evaluation) -> Onglet:
    onglet = ouvrir().entrer(lecture.evaluateur)
    onglet.aller(f"/evaluation/{lecture.candidature_id}/")
    return onglet


def dit(page: Page, mots: str) -> None:
    expect(page.locator("#etat-de-la-saisie")).to_contain_text(re.compile(mots.replace(" ", r"\s")))


def taper(page: Page, texte: str) -> None:
    page.locator(f"#id_justification_{Critere.objects.first().pk}").fill(texte)


def gardee(page: Page) -> str:
    return page.locator(f"#id_justification_{Critere.objects.first().pk}").input_value()


def enregistree() -> str:
    return Note.objects.order_by("critere__ordre").first().justification


@pytest.mark.lent
def test_ce_qu_ecrit_un_evaluateur_ne_se_perd_pas(onglet: Onglet, lecture: Evaluation) -> None:
    page, reseau = onglet.page, onglet.page.context
    onglet.verifier()
    taper(page, "Un lieu ouvert.")
    page.locator(f"label[for=id_note_{Critere.objects.last().pk}_5]").click()
    dit(page, "Enregistré à")
    assert (enregistree(), Note.objects.order_by("critere__ordre").last().valeur) == ("Un lieu ouvert.", 5)

    reseau.set_offline(True)
    taper(page, "Un lieu ouvert à tous.")
    dit(page, "Hors ligne : votre texte est gardé")
    page.goto("about:blank")
    reseau.set_offline(False)
    onglet.aller(f"/evaluation/{lecture.candidature_id}/")
    expect(page.locator("#saisie-retablie")).to_be_visible()
    dit(page, "Enregistré à")
    assert enregistree() == "Un lieu ouvert à tous."
    assert page.evaluate(COPIES) == []

    Session.objects.all().delete()
    taper(page, "Un lieu ouvert à tous, le soir aussi.")
    dit(page, "Session expirée : votre texte est gardé sur cet appareil")
    onglet.entrer(lecture.evaluateur).aller(f"/evaluation/{lecture.candidature_id}/")
    assert gardee(page) == "Un lieu ouvert à tous, le soir aussi."
    dit(page, "Enregistré à")


@pytest.mark.lent
def test_une_correction_d_evaluation_remise_attend_son_bouton(onglet: Onglet, lecture: Evaluation) -> None:
    page = onglet.page
    page.locator("button[name=remettre]").click()
    expect(page.locator("h1")).to_contain_text("Mes évaluations")
    onglet.aller(f"/evaluation/{lecture.candidature_id}/")
    avant = enregistree()
    taper(page, "Corrigé.")
    dit(page, "Gardé sur cet appareil seulement")
    page.reload()
    expect(page.locator("#saisie-retablie")).to_be_visible()
    assert (gardee(page), enregistree()) == ("Corrigé.", avant)
    page.locator("button[name=enregistrer]").click()
    expect(page.locator("[data-saisie-enregistree]")).to_be_visible()
    assert enregistree() == "Corrigé."
    assert page.evaluate(COPIES) == []


@pytest.mark.lent
def test_deux_onglets_montrent_les_deux_textes(onglet: Onglet, lecture: Evaluation) -> None:
    page, autre = onglet.page, onglet.page.context.new_page()
    autre.goto(page.url)
    taper(page, "Depuis le premier.")
    dit(page, "Enregistré à")
    taper(autre, "Depuis le second.")
    dit(autre, "choisissez, sous la question")
    expect(autre.locator(".ami-conflit--en-place")).to_contain_text("Depuis le premier.")
    expect(autre.locator(".ami-conflit--en-place")).to_contain_text(
        "Modifié par vous, sur une autre page, pendant que vous écriviez"
    )
    onglet.page = autre
    onglet.verifier()
    autre.get_by_role("button", name=re.compile("Garder la mienne")).click()
    dit(autre, "Enregistré à")
    assert enregistree() == "Depuis le second."
