"""Bringing a wave into deliberation, deciding."""

from copy import deepcopy
from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest

from ami.commun.erreurs import DroitInsuffisant, ErreurMetier, Incomplet, TransitionInterdite
from ami.comptes.models import Role, Utilisateur
from ami.journal.models import Entree
from ami.notifications.models import Courriel
from candidatures.models import Candidature
from evaluation.selection.models import Decision
from evaluation.selection.services.deliberer import decider, ouvrir_deliberation
from evaluation.selection.states import Sens
from tests.evaluation.conftest import PLUS_TARD, VagueClose, vague_close
from tests.fabriques import CLOTURE
from tests.partage_du_module import Base
from tests.scenarios import (
    SANS_EVALUATION,
    administrateur,
    agent,
    dossier_depose,
    ouvrir_la_deliberation,
    vague_ouverte,
)
from vagues.models import Vague, VoletOuvert
from vagues.services import cloturer_vague

pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module")
def deliberation_du_module(base_du_module: Base) -> VagueClose:
    with base_du_module():
        close = vague_close()
        close.vague = ouvrir_la_deliberation(close.vague)
        return close


@pytest.fixture
def deliberation(db: None, deliberation_du_module: VagueClose) -> VagueClose:
    return deepcopy(deliberation_du_module)


def prendre(close: VagueClose, par: Utilisateur | None = None, **champs: Any) -> Decision:
    return decider(
        **{
            "candidature_id": close.dossiers[0].pk,
            "sens": Sens.LAUREATE,
            "montant": Decimal(120_000),
            "motif": "Un lieu solide.",
            "par": par or administrateur(),
            "maintenant": PLUS_TARD,
            "precisions": SANS_EVALUATION,
            **champs,
        }
    )


def test_ouvrir_la_deliberation_se_journalise(close: VagueClose) -> None:
    par = administrateur()
    ouvrir_deliberation(vague_id=close.vague.pk, par=par, maintenant=PLUS_TARD)
    ligne = Entree.objects.get(vers="en_deliberation")
    assert (ligne.de, ligne.par, ligne.le) == ("close", par, PLUS_TARD)


def test_la_deliberation_attend_le_scelle(contenus: Any) -> None:
    volet, par = vague_ouverte(), administrateur()
    cloturer_vague(vague_id=volet.vague_id, maintenant=CLOTURE)
    avant = contenus()
    with pytest.raises(ErreurMetier, match="pas encore scellés"):
        ouvrir_deliberation(vague_id=volet.vague_id, par=par, maintenant=CLOTURE + timedelta(seconds=59))
    assert contenus() == avant


def test_une_vague_ouverte_ne_delibere_pas(contenus: Any) -> None:
    volet, par = vague_ouverte(), administrateur()
    avant = contenus()
    with pytest.raises(TransitionInterdite, match="Une vague ouverte ne peut pas devenir en délibération"):
        ouvrir_deliberation(vague_id=volet.vague_id, par=par, maintenant=PLUS_TARD)
    assert contenus() == avant


def test_seul_un_administrateur_ouvre_la_deliberation(close: VagueClose, contenus: Any) -> None:
    par = agent(Role.INSTRUCTEUR)
    avant = contenus()
    with pytest.raises(DroitInsuffisant):
        ouvrir_deliberation(vague_id=close.vague.pk, par=par, maintenant=PLUS_TARD)
    assert contenus() == avant


def test_une_decision_reste_hors_de_la_candidature(deliberation: VagueClose) -> None:
    courriels = Courriel.objects.count()
    decision = prendre(deliberation)
    assert (decision.sens, decision.montant, decision.motif) == ("laureate", 120_000, "Un lieu solide.")
    candidature = Candidature.objects.get()
    assert (candidature.etat, candidature.montant_accorde, candidature.motif_resultat) == (
        "deposee",
        None,
        "",
    )
    assert Courriel.objects.count() == courriels


def test_une_decision_se_change_et_chaque_version_est_journalisee(deliberation: VagueClose) -> None:
    prendre(deliberation)
    prendre(deliberation, sens=Sens.NON_RETENUE, motif="  Trop fragile. ")
    decision = Decision.objects.get()
    assert (decision.sens, decision.montant, decision.motif) == ("non_retenue", None, "Trop fragile.")
    lignes = Entree.objects.filter(acte="décision enregistrée").order_by("rang")
    assert list(lignes.values_list("de", "vers", "motif", "donnees")) == [
        ("", "laureate", "Un lieu solide.", {"montant": "120000"} | SANS_EVALUATION),
        ("laureate", "non_retenue", "Trop fragile.", {"montant": None} | SANS_EVALUATION),
    ]


@pytest.mark.parametrize(
    ("champs", "phrase"),
    [
        ({"motif": " "}, "Motivez la décision"),
        ({"montant": None}, "plus de 0 €, au plus 150\u202f000\xa0€"),
        ({"montant": Decimal(0)}, "plus de 0 €"),
        ({"montant": Decimal(-1)}, "plus de 0 €"),
        ({"montant": Decimal("150000.01")}, "au plus 150\u202f000\xa0€"),
    ],
    ids=str,
)
def test_une_decision_mal_formee_est_refusee(
    champs: dict[str, Any], phrase: str, deliberation: VagueClose, contenus: Any
) -> None:
    par = administrateur()
    avant = contenus()
    with pytest.raises(ErreurMetier, match=phrase):
        prendre(deliberation, par, **champs)
    assert contenus() == avant


def test_on_ne_decide_pas_avant_la_deliberation(close: VagueClose, contenus: Any) -> None:
    par = administrateur()
    avant = contenus()
    with pytest.raises(TransitionInterdite, match="pendant la délibération"):
        prendre(close, par)
    assert contenus() == avant


def test_un_brouillon_ne_recoit_pas_de_decision(deliberation: VagueClose, contenus: Any) -> None:
    Candidature.objects.update(etat="brouillon")
    par = administrateur()
    avant = contenus()
    with pytest.raises(TransitionInterdite):
        prendre(deliberation, par)
    assert contenus() == avant


@pytest.mark.parametrize("role", [Role.EVALUATEUR, Role.INSTRUCTEUR, Role.REFERENT, Role.AUDITEUR])
def test_seul_un_administrateur_decide(role: str, deliberation: VagueClose, contenus: Any) -> None:
    options = {"perimetre": "departement", "code": "67"} if role == Role.REFERENT else {}
    par = agent(role, **options)
    avant = contenus()
    with pytest.raises(DroitInsuffisant, match="Seul un administrateur"):
        prendre(deliberation, par)
    assert contenus() == avant


def test_un_administrateur_porteur_ne_decide_pas_de_son_dossier(
    deliberation: VagueClose, contenus: Any
) -> None:
    par = agent(Role.ADMINISTRATEUR, utilisateur=deliberation.dossiers[0].cree_par)
    avant = contenus()
    with pytest.raises(DroitInsuffisant, match="un autre administrateur doit décider"):
        prendre(deliberation, par)
    assert contenus() == avant


def test_le_maximum_compte_la_prime_d_investissement() -> None:
    volet = vague_ouverte()
    volet.prime_investissement_max = Decimal(100_000)
    volet.save()
    dossier = dossier_depose(volet)
    Vague.objects.update(etat="en_deliberation", close_le=CLOTURE)
    Candidature.objects.update(montant_demande=250_000)
    decider(
        candidature_id=dossier.pk,
        sens=Sens.LAUREATE,
        montant=Decimal(250_000),
        motif="Oui.",
        precisions=SANS_EVALUATION,
        par=administrateur(),
        maintenant=PLUS_TARD,
    )
    assert Decision.objects.get().montant == 250_000


@pytest.mark.parametrize(
    ("montant", "phrase"),
    [
        (1, "Le minimum de ce volet est de 75\u202f000\xa0€"),
        (145_000, "Le porteur a demandé 140\u202f000\xa0€"),
    ],
)
def test_un_montant_hors_des_bornes_se_refuse_ou_se_motive(
    montant: int, phrase: str, deliberation: VagueClose, contenus: Any
) -> None:
    par = administrateur()
    avant = contenus()
    with pytest.raises(Incomplet, match=phrase) as refus:
        prendre(
            deliberation, par, montant=Decimal(montant), precisions=SANS_EVALUATION | {"hors_bornes": "Oui."}
        )
    assert (refus.value.manques, contenus()) == (("montant",), avant)

    VoletOuvert.objects.update(reglages={"montant_motive": True})
    with pytest.raises(Incomplet, match="dites pourquoi") as refus:
        prendre(deliberation, par, montant=Decimal(montant))
    assert refus.value.manques == ("hors_bornes",)
    prendre(
        deliberation,
        par,
        montant=Decimal(montant),
        precisions=SANS_EVALUATION | {"hors_bornes": "Une étude."},
    )
    assert Entree.objects.latest("pk").donnees["hors_bornes"] == "Une étude."


def test_le_maximum_par_an_borne_aussi_le_total(deliberation: VagueClose) -> None:
    VoletOuvert.objects.update(montant_max_annuel=30_000, reglages={"montant_motive": True})
    with pytest.raises(Incomplet, match="au plus 90\u202f000\xa0€"):
        prendre(deliberation, montant=Decimal(100_000))


def test_un_dossier_que_personne_n_a_lu_ne_se_decide_pas_sans_dire_pourquoi(
    deliberation: VagueClose, contenus: Any
) -> None:
    par = administrateur()
    avant = contenus()
    with pytest.raises(Incomplet, match="Personne n’a remis d’évaluation") as refus:
        prendre(deliberation, par, precisions={})
    assert (refus.value.manques, contenus()) == (("sans_evaluation",), avant)
    prendre(deliberation, par)
    assert Decision.objects.get().sans_evaluation == SANS_EVALUATION["sans_evaluation"]
