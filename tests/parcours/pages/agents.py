"""Pages of administrators and évaluateurs."""

from collections.abc import Sequence

from playwright.sync_api import expect

from tests.parcours.pages.base import PageDuSite


class Vagues(PageDuSite):
    titre = "Vagues"

    def ouvrir(self, vague: str) -> "TableauDeVague":
        self.suivre(vague)
        return TableauDeVague(self.onglet)


class TableauDeVague(PageDuSite):
    def affecter_les_dossiers(self) -> "Affectation":
        self.suivre("Affecter les dossiers")
        return Affectation(self.onglet)

    def ouvrir_la_deliberation(self) -> "Deliberation":
        self.suivre("Voir ce que la délibération figera")
        self.onglet.verifier()
        self.page.get_by_label("J’ouvre la délibération").check(force=True)
        self.cliquer("Ouvrir la délibération")
        return Deliberation(self.onglet)


class Affectation(PageDuSite):
    titre = "Affectation des dossiers"

    def affecter(self, numero: str, evaluateur: str) -> "Affectation":
        self.page.get_by_label(numero).check(force=True)
        self.page.get_by_role("combobox", name="Évaluateur").select_option(label=evaluateur)
        self.cliquer("Affecter les dossiers cochés")
        return Affectation(self.onglet)


class MesEvaluations(PageDuSite):
    titre = "Mes évaluations"

    def commencer(self, numero: str) -> "Declaration":
        self.suivre(f"Commencer le dossier {numero}")
        return Declaration(self.onglet)


class Declaration(PageDuSite):
    def aucun_conflit(self) -> "Grille":
        self.cliquer("Je n’ai aucun conflit d’intérêts")
        return Grille(self.onglet)


class Grille(PageDuSite):
    def noter(self, notes: Sequence[int]) -> MesEvaluations:
        for rang, note in enumerate(notes, start=1):
            groupe = self.page.get_by_role("radiogroup", name=f"Critère {rang} : note")
            groupe.get_by_role("radio").nth(note).check(force=True)
            self.page.get_by_label(f"Critère {rang} : justification").fill(f"Justification {rang}.")
        self.cliquer("Remettre et passer au suivant")
        return MesEvaluations(self.onglet)

    def remettre_sans_rien(self) -> None:
        self.cliquer("Remettre et passer au suivant")
        expect(self.page.locator("[data-resume-des-erreurs]")).to_be_focused()
        self.onglet.verifier()


class Deliberation(PageDuSite):
    titre = "Délibération"

    def examiner(self, numero: str) -> "Decision":
        self.suivre(numero)
        return Decision(self.onglet)


class Decision(PageDuSite):
    def retenir(self, montant: str, motif: str) -> Deliberation:
        self.page.get_by_role("radio", name="Lauréat").check(force=True)
        self.page.get_by_label("Montant accordé").fill(montant)
        self.page.get_by_label("Motif", exact=True).fill(motif)
        self.cliquer("Enregistrer la décision")
        return Deliberation(self.onglet)


class Publication(PageDuSite):
    titre = "Publication"

    def demander(self) -> "Publication":
        self.cliquer("Demander la publication")
        return Publication(self.onglet)

    def confirmer(self) -> "Publication":
        """The page that says what is frozen and sent, then its gesture."""
        self.suivre("Confirmer et publier la vague")
        self.onglet.verifier()
        self.page.get_by_label("J’ai relu ces résultats").check(force=True)
        self.cliquer("Confirmer et publier la vague")
        return Publication(self.onglet)
