"""Programming a wave: its number, its amounts, its two instants."""

from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest

from ami.commun.erreurs import DroitInsuffisant, ErreurMetier
from ami.journal.models import Entree
from tests.fabriques import CLOTURE, OUVERTURE, AppelFactory, VagueFactory, VoletFactory
from tests.scenarios import administrateur, agent
from vagues.forms import MotifForm, ProgrammerVagueForm
from vagues.models import Vague, VoletOuvert
from vagues.services import programmer_vague

pytestmark = pytest.mark.django_db
HIER = OUVERTURE - timedelta(days=1)


def programmer(**champs: Any) -> Vague:
    return programmer_vague(
        **{
            "appel": AppelFactory(),
            "libelle": "Vague d’hiver",
            "ouverture": OUVERTURE,
            "cloture": CLOTURE,
            "annonce_prevue": "mars 2027",
            "capacite": 30,
            "volets": [],
            "par": champs.pop("par", None) or administrateur(),
            "maintenant": HIER,
            **champs,
        }
    )


def test_une_vague_prend_le_numero_suivant_et_copie_les_montants() -> None:
    VagueFactory(numero=12)
    volet = VoletFactory(prime_investissement_max=Decimal(100_000))
    vague = programmer(volets=[volet])

    assert (vague.numero, vague.etat, str(vague)) == (13, "programmee", "Vague d’hiver")
    ouvert = VoletOuvert.objects.get()
    assert (ouvert.volet, ouvert.montant_min_total, ouvert.montant_max_total) == (volet, 75_000, 150_000)
    assert (ouvert.montant_max_annuel, ouvert.duree_mois, ouvert.prime_investissement_max) == (
        50_000,
        36,
        100_000,
    )
    assert Entree.objects.get().acte == "vague programmée"


def test_changer_le_volet_ne_change_pas_la_vague_programmee() -> None:
    volet = VoletFactory(reglages={"annee_debut": 2027})
    programmer(volets=[volet])
    volet.montant_max_total, volet.reglages = Decimal(200_000), {}
    volet.save()
    ouvert = VoletOuvert.objects.get()
    assert (ouvert.montant_max_total, ouvert.reglages) == (150_000, {"annee_debut": 2027})


@pytest.mark.parametrize(
    ("champs", "phrase"),
    [
        ({"cloture": OUVERTURE}, "La clôture doit suivre l’ouverture"),
        ({"ouverture": CLOTURE, "cloture": OUVERTURE}, "La clôture doit suivre l’ouverture"),
        ({"maintenant": CLOTURE}, "La clôture est déjà passée"),
    ],
)
def test_un_calendrier_impossible_est_refuse(champs: dict[str, Any], phrase: str, contenus: Any) -> None:
    AppelFactory()
    par = administrateur()
    avant = contenus()
    with pytest.raises(ErreurMetier, match=phrase):
        programmer(par=par, **champs)
    assert contenus() == avant


def test_seul_un_administrateur_programme(contenus: Any) -> None:
    AppelFactory()
    par = agent()
    avant = contenus()
    with pytest.raises(DroitInsuffisant):
        programmer(par=par)
    assert contenus() == avant


def formulaire(**champs: Any) -> ProgrammerVagueForm:
    volet = VoletFactory()
    donnees = {
        "libelle": "",
        "ouverture": "2027-01-11T09:00",
        "cloture": "2027-02-16T00:00",
        "volets": [volet.pk],
        **champs,
    }
    return ProgrammerVagueForm(volet.appel, donnees)


def test_les_instants_sont_ceux_de_paris() -> None:
    form = formulaire()
    assert form.is_valid(), form.errors
    assert (form.cleaned_data["ouverture"], form.cleaned_data["cloture"]) == (OUVERTURE, CLOTURE)


@pytest.mark.parametrize(
    ("champs", "fautif"),
    [
        ({"cloture": "2027-03-28T02:30"}, "cloture"),  # an hour that does not exist
        ({"cloture": "2027-10-31T02:30"}, "cloture"),  # an hour that exists twice
        ({"cloture": "demain"}, "cloture"),
        ({"ouverture": ""}, "ouverture"),
        ({"libelle": "a\x00b"}, "libelle"),
        ({"libelle": "a\u202eb"}, "libelle"),
        ({"libelle": "a" * 121}, "libelle"),
        ({"capacite": "0"}, "capacite"),
        ({"capacite": "1001"}, "capacite"),
        ({"volets": []}, "volets"),
        ({"volets": ["999999"]}, "volets"),
        ({"volets": ["x\x00"]}, "volets"),
    ],
    ids=str,
)
def test_une_saisie_fausse_est_dite_sur_son_champ(champs: dict[str, Any], fautif: str) -> None:
    assert list(formulaire(**champs).errors) == [fautif]


@pytest.mark.parametrize("motif", ["a" * 501, "a\x00b", "a\x1bb", "a\u202eb"], ids=ascii)
def test_un_motif_illisible_est_refuse(motif: str) -> None:
    assert not MotifForm({"motif": motif}).is_valid()
