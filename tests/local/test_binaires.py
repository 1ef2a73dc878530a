"""Which servers are chosen, and what is said when none fits."""

from pathlib import Path

import pytest

from ami.local.binaires import Binaire, choisir_postgres, examiner, trouver_postgres, trouver_redis
from ami.local.erreurs import ErreurLanceur

QUINZE = Binaire(Path("/systeme/15/postgres"), (15, 18))
DIX_HUIT = Binaire(Path("/paquet/18/postgres"), (18, 4))
SEIZE = Binaire(Path("/paquet/16/postgres"), (16, 14))
QUATORZE = Binaire(Path("/systeme/14/postgres"), (14, 9))


def faux_programme(dossier: Path, nom: str, reponse: str) -> Path:
    dossier.mkdir(parents=True, exist_ok=True)
    chemin = dossier / nom
    chemin.write_text(f"#!/bin/sh\necho '{reponse}'\n")
    chemin.chmod(0o755)
    return chemin


def test_postgres_neuf_prend_le_premier_assez_recent() -> None:
    assert choisir_postgres([QUATORZE, QUINZE, DIX_HUIT], existante=None) == QUINZE


def test_postgres_existant_prend_la_version_des_donnees() -> None:
    assert choisir_postgres([QUINZE, DIX_HUIT, SEIZE], existante=16) == SEIZE


def test_postgres_d_une_autre_version_que_les_donnees_le_dit() -> None:
    with pytest.raises(
        ErreurLanceur, match=r"PostgreSQL 17, mais on ne trouve ici que : 15, 18.* make reset"
    ):
        choisir_postgres([QUINZE, DIX_HUIT], existante=17)


def test_postgres_absent_dit_quoi_installer() -> None:
    with pytest.raises(ErreurLanceur, match=r"AMI_PG_BIN.*DATABASE_URL"):
        choisir_postgres([QUATORZE], existante=None)


def test_ami_pg_bin_l_emporte_sur_le_systeme(tmp_path: Path) -> None:
    faux_programme(tmp_path, "postgres", "postgres (PostgreSQL) 17.2 (Debian 17.2-1)")
    trouve = trouver_postgres({"AMI_PG_BIN": str(tmp_path)}, existante=None)
    assert trouve == Binaire(tmp_path / "postgres", (17, 2))


def test_ami_pg_bin_vide_de_postgres_est_refuse(tmp_path: Path) -> None:
    with pytest.raises(ErreurLanceur, match="ne contient pas PostgreSQL 15"):
        trouver_postgres({"AMI_PG_BIN": str(tmp_path)}, existante=None)


@pytest.mark.parametrize(
    ("reponse", "version"),
    [
        ("postgres (PostgreSQL) 18beta1", (18, 0)),
        ("Redis server v=7.0.15 sha=00000000:0 malloc=jemalloc", (7, 0)),
        ("Valkey server v=9.1.2 sha=00000000:1", (9, 1)),
    ],
)
def test_version_lue_dans_la_reponse(tmp_path: Path, reponse: str, version: tuple[int, int]) -> None:
    binaire = examiner(faux_programme(tmp_path, "serveur", reponse))
    assert binaire is not None
    assert binaire.version == version


def test_programme_d_un_autre_processeur_est_ecarte(tmp_path: Path) -> None:
    chemin = tmp_path / "valkey-server"
    chemin.write_bytes(b"\x7fELF\x00")
    chemin.chmod(0o755)
    assert examiner(chemin) is None


def test_redis_du_systeme_avant_le_paquet(tmp_path: Path) -> None:
    chemin = faux_programme(tmp_path, "redis-server", "Redis server v=7.0.15 sha=0")
    assert trouver_redis({"PATH": str(tmp_path)}).chemin == chemin


def test_redis_trop_vieux_laisse_la_place_au_paquet(tmp_path: Path) -> None:
    faux_programme(tmp_path, "redis-server", "Redis server v=6.0.16 sha=0")
    trouve = trouver_redis({"PATH": str(tmp_path)})
    assert trouve.chemin.name == "valkey-server"
    assert trouve.version >= (6, 2)
