"""Loading the demonstration, from the call to the published wave, in one transaction."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta

from django.conf import settings
from django.db import transaction

from ami.commun.erreurs import ErreurMetier
from ami.comptes.models import Utilisateur
from ami.demonstration import appel as donnees_appel
from ami.demonstration import evaluations, masse_evaluations, vagues_demo
from ami.demonstration.calendrier import Periode, instant, periodes
from ami.demonstration.comptes import COMPTES, charger_comptes, charger_porteurs
from ami.demonstration.documents import Coffre
from ami.demonstration.dossiers import (
    PART_DES_FICHES,
    Depositaire,
    Dossier,
    instruire,
    instruire_la_vague,
)
from ami.demonstration.finitions import dater, tenir_le_passe_pour_envoye
from ami.demonstration.masse import Masse
from ami.demonstration.redaction import alea_de
from ami.demonstration.scenario import FICHES, Fiche
from ami.demonstration.structures import RANG_MAX
from ami.demonstration.transaction_unique import attendre_son_tour, oublier_les_reveils
from candidatures.models import Candidature
from candidatures.states import EtatCandidature
from evaluation.models import Grille
from vagues.models import Appel, Vague

PUBLIEE, EN_EVALUATION, OUVERTE, A_VENIR = 11, 12, 13, 14
GRILLE = "2020"


@dataclass
class Chargement:
    """What the steps share: who acts, on which call, from which day."""

    jour: date
    appel: Appel
    grille: Grille
    comptes: dict[str, Utilisateur]
    porteurs: dict[int, Utilisateur]
    rangs_de_masse: dict[int, range]
    periodes: dict[int, Periode] = field(init=False)
    comite: evaluations.Comite = field(init=False)
    coffre: Coffre = field(default_factory=Coffre)

    def __post_init__(self) -> None:
        self.periodes = periodes(self.jour)
        self.comite = evaluations.Comite(
            evaluateurs=[self.comptes[f"evaluateur{n}"] for n in (1, 2, 3)],
            admin1=self.comptes["admin1"],
            admin2=self.comptes["admin2"],
            criteres=list(self.grille.criteres.all()),
        )


@transaction.atomic(durable=True)
def charger(*, candidatures: int, jour: date) -> bool:
    """Load the demonstration as of ``jour``; False, and nothing written, when it is already there.

    All or nothing, but for the contents of the documents, stored once the rows are committed. Takes an advisory lock: two loads never mix. Raises ``ErreurMetier`` outside a
    demonstration site, on a database that holds another call, or for a number out of bounds.
    """
    _verifier(candidatures)
    attendre_son_tour()
    if _est_deja_chargee():
        return False
    chargement = _preparer(candidatures, jour)
    _charger_vague_publiee(chargement)
    _charger_vague_en_evaluation(chargement)
    _charger_vague_ouverte(chargement)
    _programmer(chargement, A_VENIR)
    tenir_le_passe_pour_envoye()
    dater()
    oublier_les_reveils()
    transaction.on_commit(chargement.coffre.ranger)
    return True


def _verifier(candidatures: int) -> None:
    if not settings.AMI_DEMO:
        raise ErreurMetier(
            "La démonstration ne se charge que sur un site de démonstration (AMI_DEMO=1) : rien n’a été écrit."
        )
    if not len(FICHES) <= candidatures <= RANG_MAX:
        raise ErreurMetier(f"Demandez de {len(FICHES)} à {RANG_MAX} candidatures.")


def _est_deja_chargee() -> bool:
    chargee = Vague.objects.filter(numero=A_VENIR).exists()
    comptes = Utilisateur.objects.filter(email__in=[compte.email for compte in COMPTES]).count()
    if chargee and comptes == len(COMPTES):
        return True
    if chargee or comptes or Appel.objects.exists():
        raise ErreurMetier(
            "Cette base contient déjà un appel ou des comptes : la démonstration se charge dans une base vide."
        )
    return False


def _preparer(candidatures: int, jour: date) -> Chargement:
    inscription = instant(jour - timedelta(days=230))
    comptes = charger_comptes(inscription)
    rangs = [rang for rang, fiche in enumerate(FICHES, start=1) if not fiche.compte]
    porteurs = dict(zip(rangs, charger_porteurs(rangs, inscription), strict=True))
    appel = donnees_appel.charger_appel()
    grilles = donnees_appel.charger_grilles()
    donnees_appel.charger_vagues_historiques(appel, grilles, instant(jour))
    return Chargement(jour, appel, grilles[GRILLE], comptes, porteurs, _rangs_de_masse(candidatures))


def _rangs_de_masse(candidatures: int) -> dict[int, range]:
    """The ranks after the forty, shared in three."""
    reste = candidatures - len(FICHES)
    bornes = [len(FICHES) + 1 + reste * part // 3 for part in range(4)]
    vagues = (PUBLIEE, EN_EVALUATION, OUVERTE)
    return {vague: range(bornes[n], bornes[n + 1]) for n, vague in enumerate(vagues)}


def _programmer(chargement: Chargement, numero: int) -> Vague:
    periode = chargement.periodes[numero]
    return vagues_demo.programmer(chargement.appel, periode, chargement.grille, chargement.comptes["admin1"])


def _fiches_de(chargement: Chargement, numero: int) -> list[tuple[Fiche, int, Utilisateur]]:
    return [
        (fiche, rang, chargement.comptes.get(fiche.compte) or chargement.porteurs[rang])
        for rang, fiche in enumerate(FICHES, start=1)
        if fiche.vague == numero
    ]


def _ouvrir_et_remplir(chargement: Chargement, numero: int) -> tuple[Vague, list[Dossier]]:
    """Open the wave and fill it: the forty first, then the mass, then the dossier of the last evening.

    Numbers follow the order of filing.
    """
    periode = chargement.periodes[numero]
    vague = _programmer(chargement, numero)
    vagues_demo.ouvrir(vague, periode)
    ouverts = list(vague.volets_ouverts.select_related("volet", "vague"))
    depositaire = Depositaire(periode, ouverts, chargement.coffre)
    fiches = _fiches_de(chargement, numero)
    instants = periode.depots(len(fiches), 0.05, PART_DES_FICHES, alea_de("depots", numero))
    est_passee = periode.cloture <= instant(chargement.jour)
    if est_passee:
        instants[-1] = periode.derniere_soiree
    avant_la_masse = len(fiches) - est_passee
    prevus = [(*fiche, le) for fiche, le in zip(fiches, instants, strict=True)]
    dossiers = [depositaire.remplir(*prevu) for prevu in prevus[:avant_la_masse]]
    masse = Masse(vague, periode, ouverts, chargement.coffre)
    masse.deposer(chargement.rangs_de_masse[numero], avec_brouillons=not est_passee)
    dossiers += [depositaire.remplir(*prevu) for prevu in prevus[avant_la_masse:]]
    return vague, dossiers


def _clore_et_lire(
    chargement: Chargement, numero: int, part_lue: float
) -> tuple[Vague, Sequence[Dossier], list[Candidature]]:
    """A filled wave, closed, sealed, checked by the instructeur, and read; its mass apart."""
    periode, comite = chargement.periodes[numero], chargement.comite
    vague, dossiers = _ouvrir_et_remplir(chargement, numero)
    vagues_demo.clore(vague, periode)
    instruire_la_vague(dossiers, periode, chargement.comptes["instructeur"])
    evaluations.affecter_et_evaluer(dossiers, periode, comite)
    masse = masse_evaluations.masse_de(vague, chargement.rangs_de_masse[numero])
    masse_evaluations.lire_en_masse(masse, periode, comite, part_lue)
    return vague, dossiers, masse


def _charger_vague_publiee(chargement: Chargement) -> None:
    periode, comite = chargement.periodes[PUBLIEE], chargement.comite
    vague, dossiers, masse = _clore_et_lire(chargement, PUBLIEE, part_lue=1)
    evaluations.deliberer(vague, periode, comite.admin1)
    evaluations.decider_chaque(dossiers, periode, comite)
    masse_evaluations.decider_en_masse(masse, periode, comite)
    evaluations.publier(vague, periode, comite)


def _charger_vague_en_evaluation(chargement: Chargement) -> None:
    _clore_et_lire(chargement, EN_EVALUATION, part_lue=0.6)


def _charger_vague_ouverte(chargement: Chargement) -> None:
    """Filing goes on; one porteur has withdrawn, an hour after filing."""
    _, dossiers = _ouvrir_et_remplir(chargement, OUVERTE)
    for dossier in dossiers:
        if dossier.fiche.destin == EtatCandidature.RETIREE:
            depot = dossier.candidature.depots.get()
            instruire(dossier, dossier.par, depot.recu_le + timedelta(hours=1))
