"""What all pages have in common."""

import re
from typing import ClassVar, Self

from playwright.sync_api import Page, expect

from tests.parcours.navigateur import Onglet


class PageDuSite:
    """``titre`` is the start of the only ``h1``."""

    titre: ClassVar[str] = ""

    def __init__(self, onglet: Onglet) -> None:
        self.onglet = onglet
        self._arriver()
        onglet.verifier()

    def _arriver(self) -> None:
        expect(self.page.locator("h1")).to_have_count(1)
        if self.titre:
            expect(self.page.locator("h1")).to_contain_text(self.titre)

    @classmethod
    def sans_controle(cls, onglet: Onglet) -> Self:
        """Arrive with a browser in which no script runs: the checks are scripts."""
        page = cls.__new__(cls)
        page.onglet = onglet
        page._arriver()
        return page

    @property
    def page(self) -> Page:
        return self.onglet.page

    def dit(self, texte: str) -> None:
        """The page shows these words; any space stands for any space."""
        mots = r"\s+".join(re.escape(mot) for mot in texte.split())
        expect(self.page.locator("main")).to_contain_text(re.compile(mots))

    def cliquer(self, nom: str) -> None:
        self.page.get_by_role("button", name=nom).click()

    def suivre(self, nom: str) -> None:
        self.page.locator("main").get_by_role("link", name=nom).first.click()
