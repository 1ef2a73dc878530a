"""pytest plugin: the family of each test, told by the fixtures it uses, and what each family may cost.

A test of the family ``essai`` needs PostgreSQL alone. The run ends with the tests that cost more than
their family allows: it tells, it does not fail.
"""

import time
from collections import defaultdict
from collections.abc import Iterator
from typing import Any

import pytest

FIXTURES = {
    "navigateur": {"browser"},
    "serveur": {"clamd", "demarrer", "lanceur", "moto", "port", "puits", "redis", "serveur"},
    "commits": {"transactional_db", "live_server"},
    "demonstration": {"demonstration", "demonstration_plus_grande"},
}
MARQUES = {
    "navigateur": "a real browser (given by the fixtures)",
    "serveur": "a server besides PostgreSQL (given by the fixtures)",
    "commits": "real commits, often from several connections (given by the fixtures)",
    "demonstration": "the whole demonstration, loaded (given by the fixtures)",
    "balayage": "goes through every page or every route",
    "essai": "the others: PostgreSQL alone, run by `make essai` (given by the fixtures)",
}
# Seconds of one test, without what it shares with others. The first family that applies decides.
BUDGETS = {"lent": 120.0, "balayage": 20.0, "navigateur": 8.0, "serveur": 5.0, "commits": 3.0}
BUDGET = 1.0
AU_PLUS = 40


def pytest_configure(config: pytest.Config) -> None:
    for nom, sens in MARQUES.items():
        config.addinivalue_line("markers", f"{nom}: {sens}")
    config.pluginmanager.register(Depenses(), "depenses")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """After the conftest files have put their marks, before ``-m`` chooses."""
    for item in items:
        for nom in familles(item):
            item.add_marker(nom)


def familles(item: pytest.Item) -> list[str]:
    """Return the families that the fixtures of a test give it."""
    fixtures = set(getattr(item, "fixturenames", ()))
    trouvees = [nom for nom, celles in FIXTURES.items() if celles & fixtures]
    if any(marque.kwargs.get("transaction") for marque in item.iter_markers("django_db")):
        trouvees.append("commits")
    if item.get_closest_marker("enable_socket"):
        trouvees.append("serveur")  # the real launcher, or a worker
    a_la_main = [nom for nom in ("lent", "balayage", "serveur") if item.get_closest_marker(nom)]
    return trouvees or ([] if a_la_main else ["essai"])


class Depenses:
    """What each test cost, all phases together, but for the fixtures that it shares with others."""

    def __init__(self) -> None:
        self.durees: dict[str, float] = defaultdict(float)
        self.budgets: dict[str, float] = {}
        self.partage = 0.0  # seconds that the shared fixtures of the current test took
        self.profondeur = 0

    @pytest.hookimpl(wrapper=True)
    def pytest_fixture_setup(self, fixturedef: pytest.FixtureDef[Any]) -> Iterator[None]:
        """The first to ask for a database, a browser, a demonstration is not to blame for their start."""
        if fixturedef.scope == "function":
            return (yield)
        self.profondeur += 1
        debut = time.perf_counter()
        try:
            return (yield)
        finally:
            self.profondeur -= 1
            if not self.profondeur:
                self.partage += time.perf_counter() - debut

    @pytest.hookimpl(wrapper=True)
    def pytest_runtest_setup(self, item: pytest.Item) -> Iterator[None]:
        self.partage = 0.0
        try:
            return (yield)
        finally:
            item.user_properties.append(("partage", self.partage))

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        self.durees[report.nodeid] += report.duration
        if report.when == "setup":
            self.durees[report.nodeid] -= sum(v for nom, v in report.user_properties if nom == "partage")
        self.budgets[report.nodeid] = next(
            (budget for nom, budget in BUDGETS.items() if nom in report.keywords), BUDGET
        )

    def depassements(self) -> list[tuple[float, float, str]]:
        """Return (seconds, budget, test), the greatest excess first."""
        trop = [
            (duree, self.budgets[nom], nom) for nom, duree in self.durees.items() if duree > self.budgets[nom]
        ]
        return sorted(trop, key=lambda ligne: ligne[1] - ligne[0])

    def pytest_terminal_summary(self, terminalreporter: Any) -> None:
        if not (trop := self.depassements()):
            return
        terminalreporter.section(f"{len(trop)} tests above their budget")
        for duree, budget, nom in trop[:AU_PLUS]:
            terminalreporter.write_line(f"{duree:6.1f} s > {budget:g} s  {nom}")
