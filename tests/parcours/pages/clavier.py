"""Somebody who has only a keyboard: the Tab key, then what the focused element asks for."""

from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any

from playwright.sync_api import FileChooser, Page, TimeoutError, expect  # noqa: A004 - of Playwright

from candidatures.formulaire.catalogue.champs import Champ, Section

# What has the focus, and whether one can see it: something on the screen, that nothing else covers.
FOYER = """() => {
  const e = document.activeElement;
  const vu = e.type === "radio" || e.type === "checkbox" ? e.labels[0] ?? e : e;
  const r = vu.getBoundingClientRect();
  const milieu = (Math.max(r.top, 0) + Math.min(r.bottom, innerHeight)) / 2; // taller than the screen: what is seen of it
  const haut = r.height > innerHeight ? milieu : r.top + Math.min(r.height / 2, 20);
  const [x, y] = [r.left + Math.min(r.width / 2, 20), haut];
  const dessus = document.elementFromPoint(x, y);
  return { nom: e.name ?? "", valeur: e.value ?? "", genre: e.type ?? "", coche: Boolean(e.checked), texte: e.innerText ?? "",
    balise: e.tagName, cache: e !== document.body && !(dessus && (vu.contains(dessus) || dessus.contains(vu))) };
}"""
OU = """() => [document.activeElement.getBoundingClientRect().toJSON(), scrollY, innerHeight]"""
TOUCHES_MAX = 400


def saisies(section: Section, reponses: Mapping[str, Any]) -> dict[str, Any]:
    """What to type, by name of the input: text, a code, list of codes, true."""
    a_taper: dict[str, Any] = {}
    for champ in section.champs:
        valeur = reponses.get(champ.nom)
        if valeur is None or not champ.s_applique(reponses):
            continue
        if champ.genre == "liste":
            a_taper |= lignes(champ.nom, valeur)
        elif champ.genre == "budget":
            a_taper |= _cases(champ, valeur)
        else:
            a_taper[champ.nom] = valeur
    return a_taper


def lignes(bloc: str, valeurs: list[dict[str, Any]]) -> dict[str, Any]:
    """What to type in the rows of a repeatable block."""
    return {
        f"{bloc}-{rang}-{nom}": valeur for rang, ligne in enumerate(valeurs) for nom, valeur in ligne.items()
    }


def _cases(champ: Champ, grille: Mapping[str, Any]) -> dict[str, str]:
    """Name and amount of each cell of the budget."""
    return {
        f"{champ.nom}-{groupe}-{code}-{annee}": montant
        for groupe, postes in grille.items()
        for code, montants in postes.items()
        for annee, montant in enumerate(montants, start=1)
        if montant
    }


@dataclass
class Clavier:
    """``faites``: what was answered; it is never typed again, whatever became of the page since."""

    page: Page
    faites: set[str] = field(default_factory=set)
    dialogues: list[FileChooser] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.page.on("filechooser", lambda dialogue: self.dialogues.append(dialogue))

    def aller_a(self, selecteur: str) -> None:
        for _ in range(TOUCHES_MAX):
            self._tabuler()
            if self.page.evaluate("(s) => document.activeElement.matches(s)", selecteur):
                return
        raise AssertionError(f"la touche Tab n’atteint pas {selecteur}")

    def presser(self, selecteur: str) -> None:
        self.aller_a(selecteur)
        self.page.keyboard.press("Enter")

    def choisir(self, selecteur: str, fichier: Any) -> None:
        """Open the file dialog of this input, and take one file in it."""
        self.aller_a(selecteur)
        choix = len(self.dialogues)
        self.page.keyboard.press("Enter")
        for _ in range(100):
            if len(self.dialogues) > choix:
                break
            self.page.wait_for_timeout(50)
        self.dialogues[choix].set_files(fichier)

    def remplir(
        self, a_taper: Mapping[str, Any], incidents: Mapping[str, Callable[[], object]] | None = None
    ) -> None:
        """Go through the section from its first field, answer where it asks, stop on « Enregistrer et continuer ».

        ``incidents``: what happens once the field of that name is typed.
        """
        reste = {nom for nom in a_taper if nom not in self.faites}
        for _ in range(TOUCHES_MAX):
            foyer = self._tabuler()
            while foyer["nom"] == "ajouter" and self._manque_une_ligne(foyer["valeur"], reste):
                self.page.keyboard.press("Enter")
                expect(self.page.locator(f"[name^='{foyer['valeur']}-']:focus")).to_have_count(
                    1, timeout=15_000
                )
                foyer = self.page.evaluate(FOYER)
            if foyer["nom"] == "continuer":
                assert not reste, f"la touche Tab ne mène pas à {sorted(reste)}"
                return
            if foyer["nom"] in a_taper:
                self._repondre(foyer, a_taper[foyer["nom"]])
                if foyer["nom"] in reste:
                    reste.discard(foyer["nom"])
                    self.faites.add(foyer["nom"])
                    (incidents or {}).get(foyer["nom"], bool)()
        raise AssertionError("la section n’a pas de fin")

    def _tabuler(self) -> dict[str, Any]:
        self.page.keyboard.press("Tab")
        foyer: dict[str, Any] = self.page.evaluate(FOYER)
        if foyer["cache"]:  # the page moved: it comes back in a frame, which a loaded machine draws late
            with suppress(TimeoutError):
                self.page.wait_for_function(f"() => !({FOYER})().cache", timeout=1_000)
            foyer = self.page.evaluate(FOYER)
        if foyer[
            "cache"
        ]:  # what was saved meanwhile took place above: one goes back and returns, as a person does
            self.page.keyboard.press("Shift+Tab")
            self.page.keyboard.press("Tab")
            foyer = self.page.evaluate(FOYER)
        assert not foyer["cache"], f"focus invisible : {foyer}, {self.page.evaluate(OU)}"
        return foyer

    def _manque_une_ligne(self, bloc: str, reste: set[str]) -> bool:
        absentes = [nom for nom in reste if nom.startswith(f"{bloc}-")]
        return any(not self.page.locator(f"[name={nom}]").count() for nom in absentes)

    def _repondre(self, foyer: dict[str, Any], valeur: Any) -> None:
        clavier = self.page.keyboard
        if foyer["genre"] == "checkbox":
            codes = valeur if isinstance(valeur, list) else [foyer["valeur"]]
            if foyer["valeur"] in codes and not foyer["coche"]:
                clavier.press("Space")
        elif foyer["nom"] in self.faites:
            return
        elif foyer["genre"] == "radio" or foyer["balise"] == "SELECT":
            if foyer["genre"] == "radio":
                clavier.press("Space")
            while (atteinte := self.page.evaluate(FOYER)["valeur"]) != valeur:
                clavier.press("ArrowDown")
                assert self.page.evaluate(FOYER)["valeur"] != atteinte, (
                    f"{valeur} n’est pas proposé : {foyer}"
                )
        else:
            clavier.type(str(valeur))
