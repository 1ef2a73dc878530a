"""The compose file keeps what the README promises. No container engine: the text is read, not run."""

import ast
import re
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from ruamel.yaml import YAML

RACINE = Path(__file__).resolve().parents[2]
PASSAGERS = {"migrate"}
WORKERS = ("worker", "worker-fichiers")
APPLICATION = {"web", *WORKERS, "beat", "migrate"}
# Read by the settings, yet never by a container: a development aid, and what the image has already fixed.
HORS_DES_CONTENEURS = {"DEBUG", "AMI_STATIC_ROOT", "AMI_STATIQUES_SOURCE"}


def _compose() -> dict[str, Any]:
    fichier: dict[str, Any] = YAML(typ="safe").load(RACINE / "docker-compose.yml")
    return fichier


COMPOSE = _compose()
SERVICES: dict[str, dict[str, Any]] = COMPOSE["services"]


def _variables_des_reglages() -> tuple[set[str], set[str]]:
    """Return the names that ami/settings.py reads: those without default, then all of them."""
    obligatoires, toutes = set(), set()
    for noeud in ast.walk(ast.parse((RACINE / "ami/settings.py").read_text())):
        if (
            isinstance(noeud, ast.Call)
            and isinstance(noeud.func, ast.Attribute)
            and isinstance(noeud.func.value, ast.Name)
            and noeud.func.value.id == "env"
            and isinstance(nom := noeud.args[0], ast.Constant)
        ):
            toutes.add(nom.value)
            if len(noeud.args) == 1 and not noeud.keywords:
                obligatoires.add(nom.value)
    return obligatoires, toutes


def test_services_attendus() -> None:
    assert set(SERVICES) == APPLICATION | {"postgres", "redis", "clamav", "s3", "mail"}


@pytest.mark.parametrize("nom", sorted(set(SERVICES) - PASSAGERS))
def test_chaque_service_durable_est_sonde(nom: str) -> None:
    sonde = SERVICES[nom]["healthcheck"]
    assert sonde["test"][0] in {"CMD", "CMD-SHELL"}
    assert {"interval", "timeout", "retries"} <= set(sonde)
    assert SERVICES[nom]["restart"] == "unless-stopped"


@pytest.mark.parametrize("nom", sorted(PASSAGERS))
def test_un_service_passager_ne_redemarre_pas(nom: str) -> None:
    assert SERVICES[nom]["restart"] == "no"
    assert SERVICES[nom]["healthcheck"] == {"disable": True}


@pytest.mark.parametrize("nom", sorted(SERVICES))
def test_chaque_service_est_restreint(nom: str) -> None:
    service = SERVICES[nom]
    assert str(service["user"]).split(":")[0] not in {"root", "0"}
    assert service["read_only"] is True
    assert service["cap_drop"] == ["ALL"]
    assert service["security_opt"] == ["no-new-privileges:true"]
    assert "privileged" not in service
    assert "cap_add" not in service


@pytest.mark.parametrize("nom", sorted(SERVICES))
def test_aucun_port_privilegie_ni_ouvert_au_dehors(nom: str) -> None:
    for publication in SERVICES[nom].get("ports", []):
        hote, _, cible = publication.rpartition(":")
        assert hote.startswith("127.0.0.1:")
        assert all(int(port) >= 1024 for port in (cible, *re.findall(r"\d{2,5}", hote.partition(":")[2])))


def test_les_variables_lues_par_les_reglages_sont_connues() -> None:
    obligatoires, _ = _variables_des_reglages()
    assert obligatoires == {
        *("SECRET_KEY", "ALLOWED_HOSTS", "DATABASE_URL", "REDIS_URL", "EMAIL_URL", "AMI_STOCKAGE")
    }


@pytest.mark.parametrize("nom", sorted(APPLICATION))
def test_chaque_variable_des_reglages_est_donnee(nom: str) -> None:
    obligatoires, toutes = _variables_des_reglages()
    environnement = SERVICES[nom]["environment"]
    assert set(environnement) == toutes - HORS_DES_CONTENEURS
    # A value that is required, or has a default: never an empty one. The antivirus is optional, but it is here; so are
    # the ports, which this file publishes.
    donnees = obligatoires | {"AMI_CLAMD", "AMI_PORTS"}
    assert all(re.match(r"\$\{\w+:[?-].+\}$", environnement[variable]) for variable in donnees)
    # Absent from .env, an option is absent from the container: an empty text would hide the default.
    assert {environnement[variable] for variable in set(environnement) - donnees} == {None}


def _option(nom: str, option: str) -> str:
    commande = SERVICES[nom]["command"]
    valeur: str = commande[commande.index(option) + 1]
    return valeur


def test_chaque_file_est_consommee_par_un_worker_et_un_seul() -> None:
    consommees = [file for nom in WORKERS for file in _option(nom, "-Q").split(",")]
    routes = {route["queue"] for route in settings.CELERY_TASK_ROUTES.values()}
    assert sorted(consommees) == sorted(routes | {settings.CELERY_TASK_DEFAULT_QUEUE})


def test_les_fichiers_ne_prennent_la_place_ni_des_vagues_ni_des_courriels() -> None:
    assert (_option("worker-fichiers", "-Q"), _option("worker-fichiers", "-c")) == ("fichiers", "1")
    commun = {cle: valeur for cle, valeur in SERVICES["worker"].items() if cle != "command"}
    assert {cle: valeur for cle, valeur in SERVICES["worker-fichiers"].items() if cle != "command"} == commun


def test_un_seul_beat_et_rien_qui_empeche_les_autres_de_se_multiplier() -> None:
    for nom in ("web", *WORKERS):
        assert "container_name" not in SERVICES[nom]
        assert "hostname" not in SERVICES[nom]
        assert "-B" not in SERVICES[nom].get("command", ())
    (publication,) = SERVICES["web"]["ports"]
    premier, dernier = map(int, re.findall(r"\d{4,5}", publication.partition(":-")[2])[:2])
    assert dernier - premier >= 3


@pytest.mark.parametrize("nom", ["web", *WORKERS, "beat"])
def test_l_application_attend_ce_dont_elle_a_besoin(nom: str) -> None:
    attentes = {cible: regle["condition"] for cible, regle in SERVICES[nom]["depends_on"].items()}
    assert attentes["migrate"] == "service_completed_successfully"
    for cible, condition in attentes.items():
        if condition == "service_healthy":
            assert "test" in SERVICES[cible]["healthcheck"]
    # Filing depends neither on Redis nor on a mail server.
    if nom == "web":
        assert "service_healthy" not in {attentes.get("redis"), attentes.get("mail")}


def test_redis_ne_perd_ni_n_evince() -> None:
    commande = SERVICES["redis"]["command"]
    assert commande[commande.index("--appendonly") + 1] == "yes"
    assert commande[commande.index("--maxmemory-policy") + 1] == "noeviction"


def test_chaque_volume_et_chaque_reseau_sont_declares() -> None:
    volumes = {v.partition(":")[0] for s in SERVICES.values() for v in s.get("volumes", [])}
    reseaux = {r for s in SERVICES.values() for r in s["networks"]}
    assert volumes == set(COMPOSE["volumes"])
    assert reseaux == set(COMPOSE["networks"])


def test_l_exemple_nomme_les_variables_obligatoires_et_aucun_secret() -> None:
    exemple = dict(
        ligne.split("=", 1)
        for ligne in (RACINE / ".env.exemple").read_text().splitlines()
        if "=" in ligne and not ligne.startswith("#")
    )
    requises = set(re.findall(r"\$\{(\w+):\?", (RACINE / "docker-compose.yml").read_text()))
    assert requises <= set(exemple)
    assert {exemple[nom] for nom in ("SECRET_KEY", "POSTGRES_PASSWORD", "S3_SECRET")} == {""}


def test_les_fichiers_ont_leur_place_leur_antivirus_et_rien_ne_les_attend() -> None:
    """The store is made ready before anything starts; neither it nor the antivirus keeps the web from starting."""
    assert "preparer_stockage" in SERVICES["migrate"]["command"][-1]
    assert not [
        nom for nom in ("web", *WORKERS, "beat") if {"clamav", "s3"} & set(SERVICES[nom]["depends_on"])
    ]
    assert not [nom for nom, service in SERVICES.items() if "profiles" in service]
    environnement = SERVICES["worker-fichiers"]["environment"]
    assert environnement["AMI_CLAMD"].endswith("tcp://clamav:3310}")
    assert "@s3:9000/" in environnement["AMI_STOCKAGE"]
