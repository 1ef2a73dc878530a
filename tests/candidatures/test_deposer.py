"""Filing: the clock, the number, the copy, the mail; and what a refusal leaves."""

import hashlib
import json
from collections.abc import Callable
from datetime import timedelta

import pytest

from ami.commun.erreurs import ErreurMetier, HorsDelai, Incomplet
from ami.journal.models import Entree
from ami.notifications.models import Courriel
from candidatures.models import Candidature, Depot
from candidatures.services.sceller import sceller_vague
from candidatures.states import EtatCandidature
from tests.fabriques import CLOTURE, PENDANT
from tests.scenarios import brouillon_complet, clore, deposer, dossier_depose, vague_ouverte
from vagues.services import cloturer_vague

pytestmark = pytest.mark.django_db
Compter = Callable[[], dict[str, int]]
SECONDE = timedelta(seconds=1)


def test_un_depot_donne_un_numero_une_copie_une_ligne_de_journal_et_un_courriel() -> None:
    candidature = brouillon_complet(vague_ouverte(numero=13))

    depot = deposer(candidature, le=PENDANT)

    assert (candidature.etat, candidature.numero, candidature.depose_le) == (
        "deposee",
        "FDT-13-0001",
        PENDANT,
    )
    assert depot.empreinte == hashlib.sha256(depot.contenu.encode()).hexdigest()
    assert json.loads(depot.contenu)["sections"]["lieu"]["nom_lieu"] == "La Halle 1"
    ligne = Entree.objects.get(acte="candidature déposée")
    assert (ligne.objet_id, ligne.de, ligne.vers) == (str(candidature.pk), "brouillon", "deposee")
    courriel = Courriel.objects.get()
    assert courriel.cle == f"recepisse:{candidature.pk}:1:{candidature.cree_par_id}"
    assert courriel.destinataire == candidature.cree_par.email
    assert "FDT-13-0001" in courriel.texte
    assert depot.empreinte in courriel.texte


def test_deposer_deux_fois_rend_le_meme_depot() -> None:
    candidature = brouillon_complet(vague_ouverte())
    premier = deposer(candidature)

    second = deposer(candidature, le=PENDANT + SECONDE)

    assert second == premier
    assert (Depot.objects.count(), Courriel.objects.count()) == (1, 1)


@pytest.mark.parametrize("retard", [timedelta(0), SECONDE, timedelta(days=1)])
def test_un_depot_recu_a_la_cloture_ou_apres_est_refuse_meme_sans_celery(
    retard: timedelta, tables: Compter
) -> None:
    candidature = brouillon_complet(vague_ouverte())
    avant = tables()

    with pytest.raises(HorsDelai, match="15\xa0février\xa02027 à 23\xa0h\xa059"):
        deposer(candidature, le=CLOTURE + retard)

    assert tables() == avant
    assert Candidature.objects.get().etat == EtatCandidature.BROUILLON


def test_un_depot_recu_une_seconde_avant_la_cloture_est_accepte() -> None:
    candidature = brouillon_complet(vague_ouverte())

    deposer(candidature, le=CLOTURE - SECONDE)

    assert candidature.etat == EtatCandidature.DEPOSEE


def test_un_depot_recu_a_temps_mais_traite_apres_la_cloture_est_accepte_jusqu_au_scelle() -> None:
    volet = vague_ouverte()
    a_temps, trop_tard = brouillon_complet(volet, rang=1), brouillon_complet(volet, rang=2)
    cloturer_vague(vague_id=volet.vague_id, maintenant=CLOTURE)
    deposer(a_temps, le=CLOTURE - SECONDE)
    sceller_vague(vague_id=volet.vague_id, maintenant=CLOTURE + timedelta(seconds=60))

    assert a_temps.etat == EtatCandidature.DEPOSEE
    with pytest.raises(HorsDelai):
        deposer(trop_tard, le=CLOTURE - SECONDE)


def test_un_dossier_incomplet_dit_ce_qui_manque(tables: Compter) -> None:
    candidature = brouillon_complet(vague_ouverte(), nom_lieu="", montant_an_1="100.00", montant_an_2="0.00")
    avant = tables()

    with pytest.raises(Incomplet) as refus:
        deposer(candidature)

    assert refus.value.manques == (
        "Nom du lieu",
        "Demandez au moins 75\u202f000\xa0€ au total : la demande est de 40\u202f100\xa0€.",
    )
    assert tables() == avant


def test_une_structure_ne_depose_qu_un_dossier_par_volet_et_vague(tables: Compter) -> None:
    volet = vague_ouverte()
    dossier_depose(volet, rang=7)
    second = brouillon_complet(volet, rang=7)
    avant = tables()

    with pytest.raises(ErreurMetier, match="déjà déposé un dossier"):
        deposer(second)

    assert tables() == avant


def test_les_numeros_se_suivent_sans_trou() -> None:
    volet = vague_ouverte(numero=5)
    numeros = [dossier_depose(volet, rang=rang).numero for rang in range(1, 4)]
    assert numeros == ["FDT-05-0001", "FDT-05-0002", "FDT-05-0003"]


def test_le_scelle_compte_et_resume_tous_les_depots() -> None:
    volet = vague_ouverte()
    depots = [dossier_depose(volet, rang=rang).depots.get() for rang in (1, 2)]
    brouillon_complet(volet, rang=3)

    scelle = clore(volet.vague).scelle

    lignes = "\n".join(f"{d.numero} 1 {d.empreinte}" for d in depots)
    assert (scelle.depots, scelle.brouillons) == (2, 1)
    assert scelle.empreinte == hashlib.sha256(lignes.encode()).hexdigest()
