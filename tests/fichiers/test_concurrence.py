"""Two workers at once: a file is never analysed twice, and waits for nobody."""

from datetime import timedelta

import pytest

from ami.comptes.models import Utilisateur
from ami.fichiers.models import Fichier
from ami.fichiers.services import analyse, analyser_les_recus
from ami.journal.models import Entree
from tests.concurrence.outils import ensemble
from tests.fabriques import FichierFactory, UtilisateurFactory
from tests.fichiers.fabrication import RECU_LE, deposer, honnete

SECONDE = timedelta(seconds=1)
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


def _attendre(nombre: int, rang: int) -> Utilisateur:
    """Somebody whose ``nombre`` files came at the instant ``rang``."""
    compte = UtilisateurFactory()
    commun = {"etat": "recu", "empreinte_servie": "", "taille_servie": None, "prochain_essai_le": RECU_LE}
    for _ in range(nombre):
        FichierFactory(depose_par=compte, recu_le=RECU_LE + rang * SECONDE, **commun)
    return compte


def test_les_comptes_passent_chacun_leur_tour() -> None:
    """Twelve heavy images of one account delay another's document by one of them."""
    pressee, autre, suivante = _attendre(12, 0), _attendre(2, 1), _attendre(1, 2)
    pris = []
    for rang in range(15):
        fichier = analyse.FICHIERS.prendre(maintenant=RECU_LE + rang * SECONDE)
        assert fichier
        pris.append(fichier.depose_par)
        if rang == 3:
            derniere = _attendre(1, 3)  # while the others are being analysed
    assert pris[:7] == [pressee, autre, suivante, pressee, derniere, autre, pressee]
    assert set(pris[7:]) == {pressee}


def test_deux_ouvriers_prennent_les_fichiers_de_deux_comptes() -> None:
    pressee, autre = _attendre(3, 0), _attendre(3, 1)
    premiers = [analyse.FICHIERS.prendre(maintenant=RECU_LE) for _ in range(2)]
    assert [fichier.depose_par for fichier in premiers if fichier] == [pressee, autre]


def test_un_compte_seul_garde_l_ordre_de_ses_envois() -> None:
    compte = UtilisateurFactory()
    envoyes = [deposer(compte, f"{rang}.pdf", honnete("pdf")) for rang in range(3)]
    for rang, fichier in enumerate(envoyes):
        Fichier.objects.filter(pk=fichier.pk).update(recu_le=RECU_LE + rang * SECONDE)
    assert [analyse.FICHIERS.prendre(maintenant=RECU_LE + rang * SECONDE) for rang in range(3)] == envoyes


@pytest.mark.usefixtures("antivirus")
def test_le_petit_fichier_d_un_autre_n_attend_qu_une_analyse() -> None:
    """Real analyses: the journal says in which order the verdicts came."""
    pressee, autre = UtilisateurFactory(), UtilisateurFactory()
    images = [deposer(pressee, f"{rang}.png", honnete("png") + bytes(rang)) for rang in range(4)]
    petit = deposer(autre, "budget.pdf", honnete("pdf"))
    Fichier.objects.filter(pk=petit.pk).update(recu_le=RECU_LE + SECONDE)
    assert analyser_les_recus() == (5, 0)
    verdicts = list(
        Entree.objects.filter(objet_type="fichier").order_by("le").values_list("objet_id", flat=True)
    )
    assert verdicts.index(str(petit.pk)) == 1
    assert set(verdicts) == {str(fichier.pk) for fichier in (*images, petit)}
