"""Waking the worker, and going through rows one by one."""

import logging
from typing import Any

import pytest
from celery import shared_task
from celery.exceptions import SoftTimeLimitExceeded

from ami.celery import app
from ami.commun.taches import pour_chacun, reveiller


def test_un_echec_n_arrete_pas_les_autres(caplog: pytest.LogCaptureFixture) -> None:
    faits: list[int] = []

    def service(numero: int) -> None:
        if numero == 2:
            message = "la ligne 2 échoue"
            raise ValueError(message)
        faits.append(numero)

    with caplog.at_level(logging.INFO):
        pour_chacun([1, 2, 3], service, "lignes traitées")

    assert faits == [1, 3]
    textes = [str(ligne.msg) for ligne in caplog.records]
    assert any("échec d’une ligne" in texte and "'2'" in texte for texte in textes)
    assert any("'faits': 2" in texte and "'echecs': 1" in texte for texte in textes)


def test_la_fin_du_temps_de_la_tache_arrete_tout() -> None:
    essayes: list[int] = []

    def service(numero: int) -> None:
        essayes.append(numero)
        raise SoftTimeLimitExceeded

    with pytest.raises(SoftTimeLimitExceeded):
        pour_chacun([1, 2, 3], service, "lignes traitées")
    assert essayes == [1]


def test_rien_a_faire_ne_dit_rien(caplog: pytest.LogCaptureFixture) -> None:
    pour_chacun([], print, "lignes traitées")
    assert caplog.records == []


@pytest.mark.django_db
@pytest.mark.usefixtures("courtier_en_panne")
def test_un_courtier_en_panne_ne_fait_pas_echouer_l_acte(
    django_capture_on_commit_callbacks: Any, caplog: pytest.LogCaptureFixture
) -> None:
    @shared_task
    def tache_de_test() -> None: ...

    with django_capture_on_commit_callbacks(execute=True) as rappels:
        reveiller(tache_de_test)
    assert len(rappels) == 1


A_LEUR_HEURE = {
    "oublier les inscriptions jamais prouvées": "23 * * * *",
    "oublier les fichiers sans usage": "47 3 * * *",
    "effacer les fichiers sans ligne": "17 4 * * *",
}


@pytest.mark.parametrize("nom", sorted(app.conf.beat_schedule))
def test_chaque_tache_du_calendrier_existe_et_a_son_rythme(nom: str) -> None:
    entree = app.conf.beat_schedule[nom]
    app.loader.import_default_modules()
    assert entree["task"] in app.tasks
    rythme = (A_LEUR_HEURE[nom], 3600) if nom in A_LEUR_HEURE else ("* * * * *", 50)
    assert (str(entree["schedule"]), entree["options"]) == (
        f"<crontab: {rythme[0]} (m/h/dM/MY/d)>",
        {"expires": rythme[1]},
    )
