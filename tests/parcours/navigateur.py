"""What is checked on every page met: accessibility, references, console, width."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Self

from axe_playwright_python.sync_playwright import Axe
from django.conf import settings
from django.test import Client
from playwright.sync_api import ConsoleMessage, Page, Response

from ami.comptes.models import Utilisateur

OPTIONS = [
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
# Every id named by ARIA, by a label or by a link within the page exists, and exists once.
REFERENCES = """() => {
  const fautes = [];
  const idrefs = ["aria-labelledby", "aria-describedby", "aria-controls", "aria-owns", "aria-details",
    "aria-errormessage", "aria-activedescendant", "aria-flowto", "for", "headers", "list", "form"];
  for (const attribut of idrefs)
    for (const element of document.querySelectorAll(`[${attribut}]`))
      for (const id of element.getAttribute(attribut).split(/\\s+/).filter(Boolean))
        if (!document.getElementById(id)) fautes.push(`${element.tagName} ${attribut}=${id}`);
  for (const lien of document.querySelectorAll("a[href^='#']"))
    if (lien.hash && !document.getElementById(lien.hash.slice(1))) fautes.push(`A href=${lien.hash}`);
  const ids = [...document.querySelectorAll("[id]")].map((element) => element.id);
  fautes.push(...ids.filter((id, rang) => ids.indexOf(id) !== rang).map((id) => `id double : ${id}`));
  return fautes;
}"""
DEBORDEMENT = """() => {
  const largeur = document.documentElement.clientWidth;
  if (document.documentElement.scrollWidth <= largeur) return [];
  return [`${document.documentElement.scrollWidth} > ${largeur}`,
    ...[...document.body.querySelectorAll("*")].filter((e) => e.getBoundingClientRect().right > largeur + 1)
      .slice(-3).map((e) => `${e.tagName}.${e.className}`)];
}"""
# A table shows all its columns, or each row as a card: nothing is to be looked for by scrolling sideways.
TABLEAUX_COUPES = """() => [...document.querySelectorAll(".fr-table__container")]
  .filter((cadre) => cadre.scrollWidth > cadre.clientWidth + 1)
  .map((cadre) => `${cadre.textContent.trim().split("\\n")[0]} : ${cadre.scrollWidth} > ${cadre.clientWidth}`)"""
# What faults depend on: the elements, their attributes, and not the words people wrote.
STRUCTURE = """() => [...document.querySelectorAll("*")].map((element) => element.tagName
  + [...element.attributes].filter((a) => !["value", "content", "href", "action"].includes(a.name))
    .map((a) => `${a.name}=${a.value}`).join()).join()"""
DEJA_VUES: set[int] = set()
MOT_DE_PASSE = "phrase de passe de Camille"
MOBILE, BUREAU = {"width": 320, "height": 640}, {"width": 1280, "height": 900}
LARGEURS = (320, 375, 768, 1024, 1280)


@dataclass
class Onglet:
    """A person's browser tab; it remembers what the console said and which pages were checked."""

    page: Page
    racine: str
    plaintes: list[str] = field(default_factory=list)
    verifiees: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.page.on("console", self._noter)
        self.page.on("pageerror", lambda erreur: self.plaintes.append(str(erreur)))
        self.page.on("response", self._noter_une_panne)

    def _noter(self, message: ConsoleMessage) -> None:
        # The browser repeats the status of a refused form (422): the page itself tells it.
        if message.type == "error" and "status of 4" not in message.text:
            self.plaintes.append(message.text)

    def _noter_une_panne(self, reponse: Response) -> None:
        if reponse.status >= 500 or (reponse.status == 404 and reponse.request.resource_type != "document"):
            self.plaintes.append(f"{reponse.status} {reponse.url}")

    def entrer(self, compte: Utilisateur) -> Self:
        """Sign in by the session's cookie: the sign-in page has its own journey."""
        client = Client()
        client.force_login(compte)
        jeton = client.cookies[settings.SESSION_COOKIE_NAME].value
        cookie = {"name": settings.SESSION_COOKIE_NAME, "value": jeton, "url": self.racine}
        self.page.context.add_cookies([cookie])
        return self

    def aller(self, chemin: str) -> None:
        self.page.goto(f"{self.racine}{chemin}")

    def verifier(self) -> None:
        """Check the page as it stands; fails with every fault found. The same structure is examined once."""
        self.page.wait_for_load_state("load")
        fautes = [f"console : {plainte}" for plainte in self.plaintes]
        structure = hash(self.page.evaluate(STRUCTURE))
        if structure not in DEJA_VUES:
            fautes += self.examiner()
        assert fautes == [], f"{self.page.title()} ({self.page.url})"
        DEJA_VUES.add(structure)
        self.verifiees.append(self.page.title())

    def examiner(self) -> list[str]:
        fautes = [f"référence : {faute}" for faute in self.page.evaluate(REFERENCES)]
        fautes += self._axe("clair") + self._axe("sombre", regles=["color-contrast"])
        return fautes + [f"320 px : {faute}" for faute in self._debordement()] + self._tableaux_coupes()

    def _axe(self, theme: str, regles: list[str] | None = None) -> list[str]:
        self.page.emulate_media(color_scheme="dark" if theme == "sombre" else "light")
        constats = Axe().run(self.page, options={"runOnly": regles} if regles else None).response
        self.page.emulate_media(color_scheme="light")
        return [
            f"axe {violation['id']}, thème {theme} : {', '.join(str(noeud['target']) for noeud in violation['nodes'])}"
            for violation in constats["violations"]
        ]

    def _debordement(self) -> list[str]:
        """No page scrolls sideways on the narrowest screen (RGAA 10.11)."""
        self.page.set_viewport_size(MOBILE)
        fautes: list[str] = self.page.evaluate(DEBORDEMENT)
        self.page.set_viewport_size(BUREAU)
        return fautes

    def _tableaux_coupes(self) -> list[str]:
        fautes: list[str] = []
        for largeur in LARGEURS:
            self.page.set_viewport_size({**BUREAU, "width": largeur})
            fautes += [f"{largeur} px : {faute}" for faute in self.page.evaluate(TABLEAUX_COUPES)]
        self.page.set_viewport_size(BUREAU)
        return fautes


Ouvrir = Callable[..., Onglet]
