"""Pages of an account and of a porteur."""

import re
from collections.abc import Mapping
from typing import Any

from playwright.sync_api import expect

from candidatures.formulaire.catalogue.champs import Section
from tests.fichiers.fabrication import honnete
from tests.parcours.pages.base import PageDuSite
from tests.parcours.pages.clavier import Clavier, saisies


class Accueil(PageDuSite):
    def creer_un_compte(self) -> "Inscription":
        self.page.get_by_role("banner").get_by_role("link", name="Créer un compte").click()
        return Inscription(self.onglet)


class Inscription(PageDuSite):
    titre = "Créer un compte"

    def s_inscrire(self, prenom: str, nom: str, courriel: str, mot_de_passe: str) -> "CodeRecu":
        self.page.get_by_label("Prénom").fill(prenom)
        self.page.get_by_label("Nom", exact=True).fill(nom)
        self.page.get_by_label("Adresse électronique").fill(courriel)
        self.page.locator("input[type=password]").fill(mot_de_passe)
        self.cliquer("Créer mon compte")
        return CodeRecu(self.onglet)


class CodeRecu(PageDuSite):
    titre = "Vérifier votre adresse électronique"

    def saisir(self, code: str) -> "MesDossiers":
        self.page.get_by_label("Code reçu par courriel").fill(code)
        self.cliquer("Continuer")
        return MesDossiers(self.onglet)


class Connexion(PageDuSite):
    titre = "Se connecter"

    def se_connecter(self, courriel: str, mot_de_passe: str) -> None:
        self.page.get_by_label("Adresse électronique").fill(courriel)
        self.page.locator("input[type=password]").fill(mot_de_passe)
        self.page.locator("main").get_by_role("button", name="Se connecter").click()
        expect(self.page.get_by_role("button", name="Se déconnecter").first).to_be_visible()


class MesDossiers(PageDuSite):
    titre = "Mes dossiers"

    def nouvelle_candidature(self) -> "NouvelleCandidature":
        self.suivre("Nouvelle candidature")
        return NouvelleCandidature(self.onglet)


class NouvelleCandidature(PageDuSite):
    titre = "Nouvelle candidature"

    def commencer(self) -> "PageSection":
        self.cliquer("Commencer un dossier")
        return PageSection(self.onglet)


class PageSection(PageDuSite):
    """One of the sections. Answers are typed where the page asks them, in its order."""

    def remplir_au_clavier(self, section: Section, reponses: Mapping[str, Any]) -> None:
        """Tab from field to field, type, and press Enter on « Enregistrer et continuer »."""
        expect(self.page.locator("h1")).to_contain_text(section.titre)
        clavier = Clavier(self.page)
        if section.code == "pieces":
            self.joindre_ce_qui_est_demande()
            clavier.presser("main .fr-btns-group a.fr-btn")
        else:
            clavier.remplir(saisies(section, reponses))
            self.page.keyboard.press("Enter")

    def joindre_ce_qui_est_demande(self) -> None:
        """One file for each document asked."""
        demandees = self.page.locator("[data-piece]:has(.fr-badge--info)")
        for reste in range(demandees.count(), 0, -1):
            demandees.first.locator("input[type=file]").set_input_files(
                {"name": "piece.pdf", "mimeType": "application/pdf", "buffer": honnete("pdf")}
            )
            expect(demandees).to_have_count(reste - 1)

    def enregistrer(self) -> None:
        self.page.locator("button[name=enregistrer]").click()

    def resume_des_erreurs_a_le_focus(self) -> None:
        resume = self.page.locator("[data-resume-des-erreurs]")
        expect(resume).to_be_focused()
        resume.get_by_role("link").first.click()
        expect(self.page.locator(":focus")).to_have_attribute("aria-invalid", "true")


class RelireEtDeposer(PageDuSite):
    titre = "Relire et déposer"

    def deposer(self) -> "Recepisse":
        self.cliquer("Déposer et signer")
        return Recepisse(self.onglet)


class Recepisse(PageDuSite):
    titre = "Accusé de réception"

    @property
    def numero(self) -> str:
        trouve = re.search(r"FDT-\d{2,}-\d{4}", self.page.locator("main").inner_text())
        assert trouve
        return trouve[0]


class Dossier(PageDuSite):
    """A dossier as its porteur reads it."""


class Laureats(PageDuSite):
    titre = "Lauréats"
