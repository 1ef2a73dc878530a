"""Two workers at once: a file is never analysed twice, and waits for nobody."""

import pytest

from ami.fichiers.models import Fichier
from ami.fichiers.services import analyse, analyser_les_recus
from tests.concurrence.outils import ensemble
from tests.fabriques import UtilisateurFactory
from tests.fichiers.fabrication import RECU_LE, deposer, honnete

pytestmark = pytest.mark.usefixtures("transactional_db")


def test_deux_ouvriers_ne_prennent_pas_le_meme_fichier() -> None:
    for rang in range(3):
        deposer(UtilisateurFactory(), f"{rang}.pdf", honnete("pdf"))

    def prendre() -> Fichier | None:
        return analyse.FICHIERS.prendre(maintenant=RECU_LE)

    pris = [fichier for fichier in ensemble(prendre, prendre, prendre, prendre) if fichier]
    assert len(pris) == len({fichier.pk for fichier in pris}) <= 3
    while fichier := prendre():
        pris.append(fichier)
    assert len({fichier.pk for fichier in pris}) == len(pris) == 3
    assert set(Fichier.objects.values_list("etat", "tentatives")) == {("en_analyse", 1)}


@pytest.mark.usefixtures("antivirus")
def test_deux_ouvriers_ensemble_donnent_un_verdict_chacun_le_sien() -> None:
    for rang in range(4):
        deposer(UtilisateurFactory(), f"{rang}.pdf", honnete("pdf"))
    comptes = ensemble(analyser_les_recus, analyser_les_recus)
    assert sum(analyses for analyses, _ in comptes) == 4
    assert set(Fichier.objects.values_list("etat", "tentatives")) == {("sain", 1)}
