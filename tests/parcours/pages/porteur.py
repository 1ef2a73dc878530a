"""Pages of an account and of a porteur."""

import re
from collections.abc import Mapping
from typing import Any

from playwright.sync_api import expect

from candidatures.budget import POSTES, VOLONTAIRES
from candidatures.champs import Champ, Section
from tests.fichiers.fabrication import honnete
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
    """One of the sections. Answers are typed where the page asks them, in its order."""

    def remplir_au_clavier(self, section: Section, reponses: Mapping[str, Any]) -> None:
        """Tab from field to field, type, and press Enter on « Enregistrer et continuer »."""
        expect(self.page.locator("h1")).to_contain_text(section.titre)
        if section.code == "pieces":
            self.joindre_ce_qui_est_demande()
            self.tabuler_jusqu_a("main .fr-btns-group a.fr-btn")
            self.page.keyboard.press("Enter")
            return
        for champ in section.champs:
            if reponses.get(champ.nom) is None or not champ.s_applique(reponses):
                continue
            if champ.genre == "liste":
                self._taper_les_lignes(champ, reponses[champ.nom])
            elif champ.genre == "budget":
                for nom, montant in cases_du_budget(champ, reponses[champ.nom]):
                    self.tabuler_jusqu_a(f"[name={nom}]")
                    self.page.keyboard.insert_text(montant)
            else:
                self._taper(champ, champ.nom, reponses[champ.nom])
        self.tabuler_jusqu_a("button[name=continuer]")
        self.page.keyboard.press("Enter")

    def _taper_les_lignes(self, champ: Champ, lignes: list[dict[str, Any]]) -> None:
        for rang, ligne in enumerate(lignes):
            premiere = f"{champ.nom}-{rang}-{champ.sous_champs[0].nom}"
            if not self.page.locator(f"[name={premiere}]").count():
                self.tabuler_jusqu_a(f"button[name=ajouter][value={champ.nom}]")
                self.page.keyboard.press("Enter")
                expect(self.page.locator(f"[name={premiere}]")).to_be_focused()
            for sous in champ.sous_champs:
                if ligne.get(sous.nom) is not None:
                    self._taper(sous, f"{champ.nom}-{rang}-{sous.nom}", ligne[sous.nom], en_liste=True)

    def _taper(self, champ: Champ, nom: str, valeur: Any, *, en_liste: bool = False) -> None:
        clavier = self.page.keyboard
        if champ.genre == "multiple":
            for code in valeur:
                self.tabuler_jusqu_a(f"[name={nom}][value={code}]")
                clavier.press("Space")
            return
        if not self.page.locator(f"[name={nom}]:focus").count():
            self.tabuler_jusqu_a(f"[name={nom}]")
        if champ.genre == "case":
            clavier.press("Space")
        elif champ.genre == "choix" and not en_liste and len(champ.choix) > 8:
            clavier.type(dict(champ.choix)[valeur])
        elif champ.genre == "choix":
            clavier.press("ArrowDown" if en_liste else "Space")  # from « Choisissez », or on the first button
            for _ in range([code for code, _ in champ.choix].index(valeur)):
                clavier.press("ArrowDown")
        else:
            clavier.insert_text(str(valeur))

    def remplir(self, section: Section, reponses: Mapping[str, Any]) -> None:
        """Fill without the keyboard's detail, and continue."""
        if section.code == "pieces":
            self.joindre_ce_qui_est_demande()
            self.suivre("Continuer")
            return
        for champ in section.champs:
            valeur = reponses.get(champ.nom)
            if valeur is None or not champ.s_applique(reponses):
                continue
            if champ.genre == "liste":
                self.remplir_les_lignes(champ, valeur)
            elif champ.genre == "budget":
                for nom, montant in cases_du_budget(champ, valeur):
                    self.page.locator(f"[name={nom}]").fill(montant)
            else:
                self._donner(champ, champ.nom, valeur)
        self.page.locator("button[name=continuer]").click()

    def joindre_ce_qui_est_demande(self) -> None:
        """One file for each document asked; without JavaScript, the button sends it."""
        demandees = self.page.locator("[data-piece]:has(.fr-badge--info)")
        for reste in range(demandees.count(), 0, -1):
            piece = demandees.first
            piece.locator("input[type=file]").set_input_files(
                {"name": "piece.pdf", "mimeType": "application/pdf", "buffer": honnete("pdf")}
            )
            envoyer = piece.get_by_role("button", name="Envoyer")
            if not self.page.locator("html[data-fr-js]").count():
                envoyer.click()
            expect(demandees).to_have_count(reste - 1)

    def remplir_les_lignes(self, champ: Champ, lignes: list[dict[str, Any]]) -> None:
        for rang, ligne in enumerate(lignes):
            if not self.page.locator(f"[name={champ.nom}-{rang}-{champ.sous_champs[0].nom}]").count():
                self.page.locator(f"button[name=ajouter][value={champ.nom}]").click()
            for sous in champ.sous_champs:
                if ligne.get(sous.nom) is not None:
                    self._donner(sous, f"{champ.nom}-{rang}-{sous.nom}", ligne[sous.nom], en_liste=True)

    def _donner(self, champ: Champ, nom: str, valeur: Any, *, en_liste: bool = False) -> None:
        cible = self.page.locator(f"[name={nom}]")
        if champ.genre == "case":
            cible.check(force=True)
        elif champ.genre == "choix" and (en_liste or len(champ.choix) > 8):
            cible.select_option(valeur)
        elif champ.genre in {"choix", "multiple"}:
            for code in [valeur] if champ.genre == "choix" else valeur:
                self.page.locator(f"[name={nom}][value={code}]").check(force=True)
        else:
            cible.fill(str(valeur))

    def enregistrer(self) -> None:
        self.page.locator("button[name=enregistrer]").click()

    def resume_des_erreurs_a_le_focus(self) -> None:
        resume = self.page.locator("[data-resume-des-erreurs]")
        expect(resume).to_be_focused()
        resume.get_by_role("link").first.click()
        expect(self.page.locator(":focus")).to_have_attribute("aria-invalid", "true")


def cases_du_budget(champ: Champ, grille: Mapping[str, Any]) -> list[tuple[str, str]]:
    """Name and amount of each cell, in the order of the page: contributions in kind come last."""
    lignes = [
        (code in VOLONTAIRES.values(), groupe, code)
        for groupe, postes in POSTES.items()
        for code, _ in postes
        if code in grille[groupe]
    ]
    return [
        (f"{champ.nom}-{groupe}-{code}-{annee}", montant)
        for _, groupe, code in sorted(lignes, key=lambda ligne: ligne[0])
        for annee, montant in enumerate(grille[groupe][code], start=1)
        if montant
    ]


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
