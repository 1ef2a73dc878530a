"""What is wrong, late or cut off, as a page says it while one types: errors, files, messages, a narrow screen."""

import re
from pathlib import Path

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from ami.comptes.models import Session
from candidatures.lectures import en_l_etat
from candidatures.models import Candidature, Message
from tests.attente import attendre
from tests.pannes.outils import vague_du_jour
from tests.parcours.navigateur import MOT_DE_PASSE, Ouvrir
from tests.parcours.test_saisie_au_navigateur import COPIES, dit, taper
from tests.scenarios import dossier_depose

ETROIT = {"width": 375, "height": 700}


@pytest.mark.lent
def test_une_reponse_fausse_se_dit_puis_se_dedit(ouvrir: Ouvrir, brouillon: Candidature) -> None:
    onglet = ouvrir()
    onglet.entrer(brouillon.cree_par)
    onglet.aller(f"/candidatures/{brouillon.pk}/structure/")
    page = onglet.page
    siret = page.locator("#id_siret")
    siret.fill("123")
    page.locator("button[name=enregistrer]").click()  # the page comes back with its summary
    resume = page.locator("[data-resume-des-erreurs]")
    expect(resume).to_be_focused()
    assert page.title().startswith("Erreur")

    siret.fill("1234")
    note = page.locator("#etat-de-siret")
    expect(note).to_have_class(re.compile("fr-message--error"))
    expect(siret).to_have_attribute("aria-invalid", "true")
    expect(siret).to_have_attribute("aria-describedby", re.compile("etat-de-siret"))
    expect(page.locator("#annonce-de-la-saisie")).to_contain_text("Numéro SIRET")
    expect(page.locator("#id_siret_error")).to_have_count(0)
    assert onglet.examiner() == []

    siret.fill("13002526500013")
    expect(note).to_have_text(re.compile("^Enregistré"))
    expect(siret).not_to_have_attribute("aria-invalid", "true")
    expect(resume).to_have_count(0)
    assert not page.title().startswith("Erreur")


def test_une_case_fausse_dit_sa_ligne(ouvrir: Ouvrir, brouillon: Candidature) -> None:
    onglet = ouvrir()
    onglet.entrer(brouillon.cree_par)
    onglet.aller(f"/candidatures/{brouillon.pk}/gouvernance/")
    page = onglet.page
    if not page.locator("[name=postes-0-poste]").count():
        page.locator("button[name=ajouter][value=postes]").click()
    page.locator("button[name=ajouter][value=postes]").click()
    page.locator("[name=postes-1-etp]").fill("beaucoup")  # the first row is left empty
    expect(page.locator("#etat-de-postes")).to_contain_text(
        re.compile(r"Poste 2, Équivalent temps plein\s: ")
    )
    page.locator("#id_instances").focus()  # what is empty is told once the row is left
    expect(page.locator("#etat-de-postes")).to_contain_text(re.compile(r"Poste 2, Poste\s: "))
    page.locator("button[name=retirer][value=postes-1]").click()
    expect(page.locator("#etat-de-postes")).to_have_text(re.compile("^Enregistré"))


@pytest.mark.lent
def test_chaque_case_fausse_du_budget_est_marquee(ouvrir: Ouvrir, brouillon: Candidature) -> None:
    onglet = ouvrir()
    onglet.entrer(brouillon.cree_par)
    onglet.aller(f"/candidatures/{brouillon.pk}/budget/")
    page, fausses = onglet.page, ("charges-64-1", "produits-70-1", "produits-74-1")
    for case, montant in zip(fausses, ("60.000,50", "-5", "abc"), strict=True):
        page.locator(f"[name=budget-{case}]").fill(montant)
    expect(page.locator("#etat-de-budget")).to_contain_text("Et 2 autres cases à corriger.")
    for case, phrase in zip(
        fausses, ("montant en euros", "ne peut pas être négatif", "montant en euros"), strict=True
    ):
        saisie = page.locator(f"[name=budget-{case}]")
        expect(saisie).to_have_attribute("aria-invalid", "true")
        expect(saisie).to_have_accessible_description(re.compile(phrase))
        expect(page.locator(f"td:has([name=budget-{case}]) .fr-message--error")).to_be_visible()
    assert onglet.examiner() == []
    page.locator("[name=budget-produits-70-1]").fill("5")
    expect(page.locator("#etat-de-budget")).to_contain_text("Et 1 autre case à corriger.")
    juste = page.locator("[name=budget-produits-70-1]")
    expect(juste).not_to_have_attribute("aria-invalid", "true")
    expect(juste).to_have_accessible_description("")
    expect(page.locator("[data-budget] .fr-message--error")).to_have_count(2)


def test_hors_ligne_les_boutons_gardent_la_page(ouvrir: Ouvrir, brouillon: Candidature) -> None:
    onglet = ouvrir()
    onglet.entrer(brouillon.cree_par)
    onglet.aller(f"/candidatures/{brouillon.pk}/gouvernance/")
    page = onglet.page
    page.context.set_offline(True)
    page.locator("button[name=continuer]").click()
    dit(page, "Hors ligne : tout ce que vous avez écrit est enregistré")
    taper(page, "instances", "Une assemblée")
    page.locator("button[name=continuer]").click()
    dit(page, "Hors ligne : votre texte est gardé sur cet appareil")
    page.context.set_offline(False)
    dit(page, "Enregistré à")
    assert en_l_etat.reponses(brouillon)["instances"] == "Une assemblée"


def test_un_message_hors_ligne_reste_sur_l_appareil(ouvrir: Ouvrir, transactional_db: None) -> None:
    depose = dossier_depose(vague_du_jour(), le=timezone.now())
    onglet = ouvrir()
    onglet.entrer(depose.cree_par)
    onglet.aller(f"/candidatures/{depose.pk}/echanges/")
    page = onglet.page
    page.context.set_offline(True)
    page.locator("#id_texte").fill("Voici la réponse.")
    page.locator("button[name=envoyer]").click()
    expect(page.get_by_text(re.compile("Hors ligne.*gardé sur cet appareil"))).to_be_visible()
    page.goto("about:blank")
    page.context.set_offline(False)
    onglet.aller(f"/candidatures/{depose.pk}/echanges/")
    expect(page.locator("#id_texte")).to_have_value("Voici la réponse.")
    page.locator("button[name=envoyer]").click()
    expect(page.get_by_text("Votre message est envoyé.")).to_be_visible()
    assert Message.objects.get().texte == "Voici la réponse."
    attendre(lambda: page.evaluate(COPIES) == [], quoi="l’appareil oublie ce qui est envoyé")


def test_un_fichier_choisi_sans_session_se_renvoie(
    ouvrir: Ouvrir,
    brouillon: Candidature,
    tmp_path: Path,
) -> None:
    onglet = ouvrir()
    onglet.entrer(brouillon.cree_par)
    onglet.aller(f"/candidatures/{brouillon.pk}/pieces/")
    page = onglet.page
    faux = tmp_path / "statuts.pdf"
    faux.write_bytes(b"ceci n'est pas un PDF")
    carte = page.locator("[data-piece]").first
    carte.locator("[name=legende]").fill("Version signée")
    Session.objects.all().delete()
    carte.locator("input[type=file]").set_input_files(faux)
    lien = carte.get_by_role("link", name=re.compile("Se reconnecter"))
    with page.expect_popup() as ouverture:
        lien.click()
    autre = ouverture.value
    autre.get_by_label("Adresse électronique").fill(brouillon.cree_par.email)
    autre.locator("input[type=password]").fill(MOT_DE_PASSE)
    autre.keyboard.press("Enter")
    autre.wait_for_url(re.compile("/pieces/"))
    carte.get_by_role("button", name=re.compile("^Envoyer")).click()
    expect(carte.locator(".fr-message--error")).to_have_count(1)
    expect(carte.locator("[data-etat]")).to_have_text("")  # said once
    expect(carte.locator("[name=legende]")).to_have_value("Version signée")


def test_un_fichier_vide_ou_trop_lourd_ne_part_pas(
    ouvrir: Ouvrir, brouillon: Candidature, tmp_path: Path
) -> None:
    volet = en_l_etat.volet_ouvert(brouillon)
    volet.reglages = {"pieces": {"pouvoir": {"taille_max": 1}}}
    volet.save()
    onglet = ouvrir()
    onglet.entrer(brouillon.cree_par)
    onglet.aller(f"/candidatures/{brouillon.pk}/pieces/")
    page, envois = onglet.page, []
    page.on("request", lambda requete: envois.append(requete.url) if requete.method == "POST" else None)
    vide, lourd = tmp_path / "vide.pdf", tmp_path / "lourd.pdf"
    vide.touch()
    lourd.write_bytes(bytes(1_200_000))
    carte = page.locator("[id='id_piece:pouvoir']")
    saisie = carte.locator("input[type=file]")
    saisie.set_input_files([vide, lourd])
    expect(carte.locator(".fr-message--error")).to_have_text(
        [
            "«\u00a0vide.pdf\u00a0» est vide (0 octet). Vérifiez que vous pouvez l’ouvrir, puis choisissez-le de nouveau.",
            re.compile(
                "«\u00a0lourd.pdf\u00a0» pèse 1,2\u00a0Mo\u00a0: la limite est de 1\u00a0Mo. Réduisez ses images"
            ),
        ]
    )
    expect(saisie).to_be_focused()
    expect(saisie).to_have_attribute("aria-invalid", "true")
    expect(saisie).to_have_accessible_description(re.compile("1,2\u00a0Mo"))
    assert envois == []


def test_sans_javascript_un_fichier_refuse_ramene_a_sa_piece(
    ouvrir: Ouvrir, brouillon: Candidature, tmp_path: Path
) -> None:
    onglet = ouvrir(java_script_enabled=False)
    onglet.page.set_viewport_size({"width": 320, "height": 568})
    onglet.entrer(brouillon.cree_par)
    onglet.aller(f"/candidatures/{brouillon.pk}/pieces/")
    vide = tmp_path / "vide.pdf"
    vide.touch()
    carte = onglet.page.locator("[id='id_piece:photos']")
    carte.locator("input[type=file]").set_input_files(vide)
    carte.get_by_role("button", name="Envoyer").click()
    expect(onglet.page.locator("[id='id_piece:photos'] h2")).to_be_in_viewport()
    expect(onglet.page.locator("[id='id_piece:photos'] .fr-message--error")).to_contain_text("est vide")


@pytest.mark.parametrize("connecte", [True, False])
def test_sans_javascript_l_en_tete_tient_dans_un_telephone(
    ouvrir: Ouvrir,
    brouillon: Candidature,
    connecte: bool,
) -> None:
    onglet = ouvrir(java_script_enabled=False)
    onglet.page.set_viewport_size(ETROIT)
    if connecte:
        onglet.entrer(brouillon.cree_par)
    onglet.aller("/")
    entete = "() => Math.max(...[...document.querySelectorAll('header, header *')].map((e) => e.getBoundingClientRect().right))"
    assert onglet.page.evaluate(entete) <= 375
