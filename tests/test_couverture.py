"""The floors of coverage: one each, none forgotten, none left behind."""

from pathlib import Path
from typing import Any

from tests.couverture import RACINE, applications, fautes, mesurer


def fichier(lignes: tuple[int, int], branches: tuple[int, int] = (0, 0)) -> dict[str, Any]:
    return {
        "summary": {
            "covered_lines": lignes[0],
            "num_statements": lignes[1],
            "covered_branches": branches[0],
            "num_branches": branches[1],
        }
    }


FICHIERS = {
    "candidatures/models/depot.py": fichier((8, 10)),
    "candidatures/services/deposer.py": fichier((10, 10), (5, 10)),
    "candidatures/formulaire/saisie/champs.py": fichier((9, 10), (9, 10)),
    "candidatures/__init__.py": fichier((0, 0)),
}


def test_un_fichier_compte_pour_la_cle_la_plus_proche() -> None:
    mesures = mesurer(FICHIERS, {"candidatures", "candidatures/formulaire"})
    assert mesures == {"candidatures": 100 * 23 / 30, "candidatures/formulaire": 90.0}


def test_un_fichier_sans_cle_compte_pour_son_dossier() -> None:
    assert set(mesurer(FICHIERS, {"candidatures/formulaire"})) == {
        "candidatures/models",
        "candidatures/services",
        "candidatures/formulaire",
    }


def test_une_application_nouvelle_a_son_plancher(tmp_path: Path) -> None:
    (tmp_path / "vagues" / "tirage").mkdir(parents=True)
    for dossier in ("vagues", "vagues/tirage"):
        (tmp_path / dossier / "apps.py").touch()
    apps = applications(tmp_path, ["vagues"])
    assert apps == {"vagues", "vagues/tirage"}
    assert fautes({"vagues": 95.0}, {"vagues": 90}, apps) == ["vagues/tirage : sans plancher"]


def test_chaque_faute_est_dite() -> None:
    mesures = {"vagues": 89.96, "evaluation": 90.0, "ami/commun": 99.0}
    planchers = {"vagues": 90, "evaluation": 90, "ami/parti": 80}
    assert fautes(mesures, planchers, set()) == [
        "vagues : 90.0 < 90",
        "ami/commun : sans plancher",
        "ami/parti : rien à mesurer",
    ]


def test_les_applications_de_la_maison_sont_trouvees() -> None:
    trouvees = applications(RACINE, ["ami", "candidatures", "evaluation", "vagues"])
    assert {"ami/commun", "candidatures", "evaluation/selection", "vagues"} <= trouvees
