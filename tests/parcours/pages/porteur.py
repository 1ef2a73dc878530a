"""Pages of an account and of a porteur."""

import re
from collections.abc import Mapping
from typing import Any

from playwright.sync_api import expect

from candidatures.champs import Champ, Section
from tests.parcours.pages.base import PageDuSite


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
    """One of the seven sections."""

    def remplir_au_clavier(self, section: Section, reponses: Mapping[str, Any]) -> None:
        """Tab from field to field, type, and press Enter on « Enregistrer et continuer »."""
        expect(self.page.locator("h1")).to_contain_text(section.titre)
        for champ in section.champs:
            if reponses.get(champ.nom) is not None:
                self.tabuler_jusqu_a(f"[name={champ.nom}]")
                self._taper(champ, reponses[champ.nom])
        self.tabuler_jusqu_a("button[name=continuer]")
        self.page.keyboard.press("Enter")

    def _taper(self, champ: Champ, valeur: Any) -> None:
        clavier = self.page.keyboard
        if champ.genre == "case":
            clavier.press("Space")
        elif champ.genre == "choix" and len(champ.choix) > 8:
            clavier.type(dict(champ.choix)[valeur])
        elif champ.genre == "choix":
            clavier.press("Space")
            for _ in range([code for code, _ in champ.choix].index(valeur)):
                clavier.press("ArrowDown")
        elif champ.genre == "date":  # what to type depends on the language of the browser itself
            self.page.locator(f"[name={champ.nom}]").fill(valeur)
        else:
            clavier.insert_text(str(valeur))

    def remplir(self, section: Section, reponses: Mapping[str, Any]) -> None:
        """Fill without the keyboard's detail, and continue."""
        for champ in section.champs:
            valeur = reponses.get(champ.nom)
            cible = self.page.locator(f"[name={champ.nom}]")
            if valeur is None:
                continue
            if champ.genre == "case":
                cible.check(force=True)
            elif champ.genre == "choix" and len(champ.choix) > 8:
                cible.select_option(valeur)
            elif champ.genre == "choix":
                self.page.locator(f"[name={champ.nom}][value={valeur}]").check(force=True)
            else:
                cible.fill(str(valeur))
        self.page.locator("button[name=continuer]").click()

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
        self.cliquer("Déposer le dossier")
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
