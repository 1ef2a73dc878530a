"""Filing at the same instant as anything else."""

import random
from collections.abc import Callable
from datetime import datetime, timedelta
from functools import partial

import pytest

from ami.commun.erreurs import HorsDelai
from ami.journal.models import Entree
from ami.notifications.models import Courriel
from candidatures.models import Candidature, Depot, Scelle
from candidatures.services.creer import BROUILLONS_MAX, creer_candidature
from candidatures.services.sceller import ATTENTE_AVANT_SCELLE, prevenir_brouillon, sceller_vague
from candidatures.states import EtatCandidature
from candidatures.version_deposee.depots import contenu_de
from tests.concurrence.actes import deposer_comme_la_page
from tests.concurrence.outils import ensemble, refus
from tests.fabriques import CLOTURE, PENDANT, UtilisateurFactory
from tests.scenarios import administrateur, brouillon_complet, remplir, reponses_completes, vague_ouverte
from tests.vagues.anticipation import clore_en_avance
from vagues.models import VoletOuvert
from vagues.services import cloturer_vague
from vagues.states import EtatVague

SECONDE = timedelta(seconds=1)
SCELLE = CLOTURE + ATTENTE_AVANT_SCELLE


def _deposer(candidature: Candidature, le: datetime = PENDANT) -> Callable[[], Depot]:
    return partial(deposer_comme_la_page, candidature_id=candidature.pk, par=candidature.cree_par, recu_le=le)


def _trace(candidature: Candidature) -> tuple[str, int, int, int]:
    """State, filings, mails and journal lines of a filing: all or nothing."""
    candidature.refresh_from_db()
    return (
        candidature.etat,
        candidature.depots.count(),
        Courriel.objects.filter(cle__startswith=f"recepisse:{candidature.pk}:").count(),
        Entree.objects.filter(objet_id=str(candidature.pk), acte="candidature déposée").count(),
    )


DEPOSEE = ("deposee", 1, 1, 1)
BROUILLON = ("brouillon", 0, 0, 0)


def _brouillons(volet: VoletOuvert, nombre: int) -> list[Candidature]:
    return [brouillon_complet(volet, rang=rang) for rang in range(1, nombre + 1)]


@pytest.mark.parametrize("tour", range(6))
def test_la_cloture_et_les_depots_au_meme_instant(tour: int) -> None:
    """Two received before the instant, one at it, one after; the closing falls anywhere among them."""
    volet = vague_ouverte()
    dossiers = _brouillons(volet, 4)
    instants = [CLOTURE - SECONDE, CLOTURE - timedelta(microseconds=1), CLOTURE, CLOTURE + SECONDE]
    actes = [_deposer(dossier, le) for dossier, le in zip(dossiers, instants, strict=True)]
    actes.insert(tour % 5, partial(cloturer_vague, vague_id=volet.vague_id, maintenant=CLOTURE))

    resultats = ensemble(*actes)

    assert [_trace(dossier) for dossier in dossiers] == [DEPOSEE, DEPOSEE, BROUILLON, BROUILLON]
    assert [type(r) for r in refus(resultats)] == [HorsDelai, HorsDelai]
    volet.vague.refresh_from_db()
    assert volet.vague.etat == EtatVague.CLOSE


@pytest.mark.parametrize("tour", range(4))
def test_une_cloture_avancee_decide_par_son_instant(tour: int) -> None:
    """The administrator closes early: what was received before that instant is in, after it is out."""
    volet = vague_ouverte()
    dossiers = _brouillons(volet, 4)
    avancee = PENDANT + timedelta(hours=1)
    clore_en_avance(volet.vague, avancee)
    instants = [avancee - SECONDE, avancee, avancee + SECONDE, avancee - timedelta(microseconds=1)]
    random.shuffle(dossiers)

    ensemble(*(_deposer(dossier, le) for dossier, le in zip(dossiers, instants, strict=True)))

    assert [_trace(dossier) for dossier in dossiers] == [DEPOSEE, BROUILLON, BROUILLON, DEPOSEE]


@pytest.mark.parametrize("tour", range(6))
def test_le_scelle_et_les_depots_au_meme_instant(tour: int) -> None:
    """A filing received in time is either counted by the seal or refused: never in and uncounted."""
    volet = vague_ouverte()
    dossiers = _brouillons(volet, 4)
    cloturer_vague(vague_id=volet.vague_id, maintenant=CLOTURE)
    actes = [_deposer(dossier, CLOTURE - SECONDE) for dossier in dossiers]
    actes.insert(tour % 5, partial(sceller_vague, vague_id=volet.vague_id, maintenant=SCELLE))

    resultats = ensemble(*actes)

    traces = [_trace(dossier) for dossier in dossiers]
    assert set(traces) <= {DEPOSEE, BROUILLON}
    assert len(refus(resultats)) == traces.count(BROUILLON)
    scelle = Scelle.objects.get()
    assert (scelle.depots, scelle.brouillons) == (traces.count(DEPOSEE), traces.count(BROUILLON))


@pytest.mark.parametrize("tour", range(3))
def test_deux_clotures_et_deux_scelles_a_la_fois(tour: int) -> None:
    volet = vague_ouverte()
    _brouillons(volet, 1)

    clotures = ensemble(*[partial(cloturer_vague, vague_id=volet.vague_id, maintenant=CLOTURE)] * 4)
    scelles = ensemble(*[partial(sceller_vague, vague_id=volet.vague_id, maintenant=SCELLE)] * 4)

    assert {vague.close_le for vague in clotures} == {CLOTURE}
    assert {scelle.empreinte for scelle in scelles} == {Scelle.objects.get().empreinte}
    assert list(
        Entree.objects.filter(objet_type="vague").order_by("rang").values_list("acte", "de", "vers")
    ) == [("vague close", "ouverte", "close"), ("vague scellée", "", "")]


def test_une_personne_et_le_systeme_closent_a_la_fois() -> None:
    """The second of the two finds the wave closed: silent for the system, an error for the person."""
    volet = vague_ouverte()
    par = administrateur()
    resultats = ensemble(
        partial(cloturer_vague, vague_id=volet.vague_id, maintenant=CLOTURE),
        partial(cloturer_vague, vague_id=volet.vague_id, maintenant=CLOTURE, par=par),
    )
    assert Entree.objects.filter(acte="vague close").count() == 1
    assert all("Seule une vague ouverte" in erreur.message for erreur in refus(resultats))


@pytest.mark.parametrize("clics", [2, 4, 8])
def test_le_double_clic_ne_depose_qu_une_fois(clics: int) -> None:
    candidature = brouillon_complet(vague_ouverte(numero=13))

    depots = ensemble(*[_deposer(candidature, PENDANT + clic * SECONDE) for clic in range(clics)])

    assert len({depot.pk for depot in depots}) == 1
    assert _trace(candidature) == DEPOSEE
    assert candidature.numero == "FDT-13-0001"


def test_deux_dossiers_du_meme_siren_deposes_ensemble() -> None:
    volet = vague_ouverte()
    dossiers = [brouillon_complet(volet, rang=7) for _ in range(4)]

    resultats = ensemble(*map(_deposer, dossiers))

    assert sorted(_trace(dossier) for dossier in dossiers) == [BROUILLON] * 3 + [DEPOSEE]
    assert all("déjà déposé un dossier" in erreur.message for erreur in refus(resultats))


def test_huit_depots_a_la_fois_sont_numerotes_sans_trou() -> None:
    dossiers = _brouillons(vague_ouverte(numero=5), 8)

    ensemble(*map(_deposer, dossiers))

    numeros = sorted(Candidature.objects.values_list("numero", flat=True))
    assert numeros == [f"FDT-05-{rang:04d}" for rang in range(1, 9)]
    assert [_trace(dossier) for dossier in dossiers] == [DEPOSEE] * 8


@pytest.mark.parametrize("tour", range(4))
def test_une_section_enregistree_pendant_le_depot_est_dedans_ou_refusee(tour: int) -> None:
    """The filed copy holds the last text saved: a text is never accepted and left out."""
    candidature = brouillon_complet(vague_ouverte())
    changees = reponses_completes(1, resume="Le texte de la dernière minute.")
    actes = [_deposer(candidature), partial(remplir, Candidature.objects.get(), changees)]
    if tour % 2:
        actes.reverse()

    resultats = ensemble(*actes)

    resume = contenu_de(candidature.depots.get()).reponses["resume"]
    ecrit = candidature.reponses.get(champ="resume").valeur
    assert resume == ecrit
    assert all("déjà déposé" in erreur.message for erreur in refus(resultats))


def test_un_brouillon_n_est_prevenu_qu_une_fois() -> None:
    volet = vague_ouverte()
    candidature = brouillon_complet(volet)
    cloturer_vague(vague_id=volet.vague_id, maintenant=CLOTURE)
    sceller_vague(vague_id=volet.vague_id, maintenant=SCELLE)

    ensemble(*[partial(prevenir_brouillon, candidature_id=candidature.pk, maintenant=SCELLE)] * 4)

    assert Courriel.objects.get(modele="brouillon_non_depose").cle.startswith(f"non-depose:{candidature.pk}:")


def test_le_plafond_de_brouillons_tient_a_plusieurs() -> None:
    volet, par = vague_ouverte(), UtilisateurFactory()
    creer = partial(creer_candidature, volet_ouvert=volet, par=par, recu_le=PENDANT)
    for _ in range(BROUILLONS_MAX - 2):
        creer()

    resultats = ensemble(*[creer] * 4)

    assert len(refus(resultats)) == 2
    assert Candidature.objects.filter(cree_par=par, etat=EtatCandidature.BROUILLON).count() == BROUILLONS_MAX
