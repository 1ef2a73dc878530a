"""What requirements/ promises: locks that are complete, and bounds that say what was tested."""

import re
from importlib.metadata import distribution, version

import pytest
from packaging.markers import default_environment
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name
from packaging.version import Version

from ami.local.installation import RACINE
from tests.local.roues import verrou_reel

# Each set starts from the one before it.
ENSEMBLES = {"run": ("run",), "local": ("run", "local"), "dev": ("run", "local", "dev")}
# The oldest Python that may run this, for which the locks are resolved.
PLUS_ANCIEN = {"python_version": "3.11", "python_full_version": "3.11.0"}


def demandes(ensemble: str) -> list[Requirement]:
    lignes = (RACINE / "requirements" / f"{ensemble}.in").read_text().splitlines()
    return [Requirement(ligne) for ligne in lignes if ligne and not ligne.startswith(("#", "-r "))]


def voulus_par(exigence: Requirement) -> list[Requirement]:
    """Return what the installed release requires, extras included, on the oldest Python."""
    environnements = [
        {**default_environment(), **PLUS_ANCIEN, "extra": extra} for extra in ("", *exigence.extras)
    ]
    toutes = map(Requirement, distribution(exigence.name).requires or ())
    return [
        voulue
        for voulue in toutes
        if voulue.marker is None or any(map(voulue.marker.evaluate, environnements))
    ]


@pytest.mark.parametrize("ensemble", ENSEMBLES)
def test_un_verrou_contient_tout_ce_qui_est_voulu_et_rien_d_autre(ensemble: str) -> None:
    verrou = verrou_reel(ensemble)
    a_voir = [exigence for partie in ENSEMBLES[ensemble] for exigence in demandes(partie)]
    vues: dict[str, str] = {}
    while a_voir:
        exigence = a_voir.pop()
        nom = canonicalize_name(exigence.name)
        assert nom in verrou, f"{exigence} is not pinned"
        assert exigence.specifier.contains(verrou[nom], prereleases=True), (
            f"{exigence}, pinned at {verrou[nom]}"
        )
        if str(exigence) not in vues:
            vues[str(exigence)] = nom
            a_voir += voulus_par(exigence)
    assert set(vues.values()) == verrou.keys()


def test_ce_qui_est_installe_est_le_verrou_dont_les_tests_parlent() -> None:
    """The tests above read what the installed releases require."""
    assert {nom: version(nom) for nom in verrou_reel("dev")} == verrou_reel("dev")


@pytest.mark.parametrize("ensemble", ENSEMBLES)
def test_un_verrou_n_a_que_des_epingles_et_leurs_sommes(ensemble: str) -> None:
    """The installer compares names and versions: no extra, no marker, no address, no option."""
    texte = (RACINE / "requirements" / f"{ensemble}.txt").read_text()
    assert re.fullmatch(
        r"([a-z0-9-]+==[a-z0-9.]+( \\\n    --hash=sha256:[0-9a-f]{64})+\n(    # .*\n|    #\n)+)+", texte
    )


def sommes(ensemble: str) -> dict[str, tuple[str, ...]]:
    """Return the digests that the lock admits for each pin."""
    texte = (RACINE / "requirements" / f"{ensemble}.txt").read_text()
    blocs = re.findall(r"^(\S+==\S+) \\\n((?:    --hash=\S+(?: \\)?\n)+)", texte, re.MULTILINE)
    return {epingle: tuple(re.findall(r"sha256:(\w+)", bloc)) for epingle, bloc in blocs}


def test_les_ensembles_s_accordent() -> None:
    """Release by release, digest by digest: one that was touched in a single lock is seen without any network."""
    assert verrou_reel("run").items() <= verrou_reel("local").items() <= verrou_reel("dev").items()
    assert len(sommes("dev")) == len(verrou_reel("dev"))
    assert sommes("run").items() <= sommes("local").items() <= sommes("dev").items()


def premiere_non_essayee(verrouillee: Version) -> Version:
    """Return a release that nobody has tested: the next major one; for 0.x, where minor ones break, the next minor."""
    if verrouillee.major:
        return Version(f"{verrouillee.major + 1}.0")
    return Version(f"0.{verrouillee.minor + 1}")


def est_bornee(exigence: Requirement, verrouillee: Version) -> bool:
    return exigence.specifier.contains(verrouillee) and not any(
        exigence.specifier.contains(future)
        for future in (premiere_non_essayee(verrouillee), Version("99999"))
    )


@pytest.mark.parametrize(
    ("exigence", "verrouillee", "attendu"),
    [
        ("gunicorn", "27.0.1", False),
        ("gunicorn>=27", "27.0.1", False),
        ("gunicorn>=27,!=28.0", "27.0.1", False),
        ("gunicorn<29", "27.0.1", False),
        ("gunicorn~=27.0.1", "27.0.1", True),
        ("gunicorn~=26.0", "27.0.1", False),
        ("typst>=0.14,<0.16", "0.15.2", True),
        ("typst~=0.14", "0.15.2", False),
    ],
)
def test_une_borne_arrete_la_version_que_personne_n_a_essayee(
    exigence: str, verrouillee: str, *, attendu: bool
) -> None:
    assert est_bornee(Requirement(exigence), Version(verrouillee)) is attendu


@pytest.mark.parametrize(
    "exigence", [exigence for ensemble in ENSEMBLES for exigence in demandes(ensemble)], ids=lambda e: e.name
)
def test_chaque_dependance_directe_est_bornee(exigence: Requirement) -> None:
    assert est_bornee(exigence, Version(verrou_reel("dev")[canonicalize_name(exigence.name)]))


def test_gunicorn_est_borne_a_la_version_mineure_dont_le_prive_est_importe() -> None:
    (gunicorn,) = [exigence for exigence in demandes("run") if exigence.name == "gunicorn"]
    essayee = Version(verrou_reel("run")["gunicorn"])
    assert not gunicorn.specifier.contains(f"{essayee.major}.{essayee.minor + 1}.0")


def test_seul_l_installateur_installe() -> None:
    """CI and people go through make; the image, whose text tests/deploiement/test_image.py reads, is the other place."""
    for nom in (".ci/run", "Makefile", "README.md", "CONTRIBUTING.md"):
        assert not re.search(r"pip3? (--\S+ \S+ )?(install|sync)", (RACINE / nom).read_text()), nom
