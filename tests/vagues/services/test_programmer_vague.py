"""Programming a wave: its number, its amounts, its two instants, what a refusal leaves untouched."""

from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.db import IntegrityError

from ami.commun.erreurs import DroitInsuffisant, ErreurMetier
from ami.comptes.models import Role
from ami.journal.models import Entree
from tests.fabriques import (
    CLOTURE,
    OUVERTURE,
    AppelFactory,
    UtilisateurFactory,
    VagueFactory,
    VoletFactory,
)
from tests.scenarios import administrateur, agent
from vagues.models import Vague, VoletOuvert
from vagues.services import programmer_vague

pytestmark = pytest.mark.django_db
HIER = OUVERTURE - timedelta(days=1)
SECONDE = timedelta(seconds=1)


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


def test_la_ligne_du_journal_dit_qui_et_quand() -> None:
    par = administrateur()
    vague = programmer(par=par)
    ligne = Entree.objects.get()
    assert (ligne.objet_id, ligne.par, ligne.le, ligne.de, ligne.vers, ligne.motif, ligne.donnees) == (
        str(vague.pk),
        par,
        HIER,
        "",
        "programmee",
        "",
        {},
    )


def test_ce_qui_est_donne_est_ce_qui_est_garde() -> None:
    vague = Vague.objects.get(pk=programmer(libelle="", capacite=None, annonce_prevue="").pk)
    assert (vague.ouverture, vague.cloture, vague.capacite, vague.annonce_prevue) == (
        OUVERTURE,
        CLOTURE,
        None,
        "",
    )
    assert (vague.close_le, vague.scellee_le, vague.publiee_le, vague.dernier_rang) == (None, None, None, 0)
    assert str(vague) == "Vague 1"


@pytest.mark.parametrize("deja", [[], [1], [3, 1], [40]], ids=str)
def test_le_numero_suit_le_plus_grand_meme_quand_il_en_manque(deja: list[int]) -> None:
    for numero in deja:
        VagueFactory(numero=numero)
    assert programmer().numero == max(deja, default=0) + 1


def test_deux_appels_se_partagent_les_numeros() -> None:
    """The number is in every address and every receipt: it names one wave, whatever its call."""
    ancien = programmer(appel=AppelFactory(code="ancien"))
    assert programmer(appel=AppelFactory(code="nouveau")).numero == ancien.numero + 1


@pytest.mark.parametrize(
    ("ouverture", "gardee"),
    [
        (HIER - timedelta(days=30), HIER),
        (HIER - SECONDE, HIER),
        (HIER, HIER),
        (HIER + SECONDE, HIER + SECONDE),
    ],
)
def test_une_ouverture_passee_devient_maintenant(ouverture: datetime, gardee: datetime) -> None:
    """Nobody could file before the wave existed."""
    vague = programmer(ouverture=ouverture)
    assert (vague.ouverture, vague.etat) == (gardee, "programmee")


def test_une_vague_peut_durer_une_seconde() -> None:
    vague = programmer(ouverture=HIER, cloture=HIER + SECONDE)
    assert (vague.ouverture, vague.cloture) == (HIER, HIER + SECONDE)


def test_une_cloture_a_l_instant_present_est_passee(contenus: Any) -> None:
    AppelFactory()
    par = administrateur()
    avant = contenus()
    with pytest.raises(ErreurMetier, match="La clôture est déjà passée"):
        programmer(par=par, ouverture=HIER - SECONDE, cloture=HIER)
    assert contenus() == avant


def test_chaque_volet_garde_ses_propres_montants() -> None:
    lieu = VoletFactory(code="ft", ordre=2)
    quartier = VoletFactory(code="fnt", ordre=1, montant_max_total=Decimal(90_000), duree_mois=24)
    vague = programmer(volets=[lieu, quartier])
    assert list(vague.volets_ouverts.values_list("volet__code", "montant_max_total", "duree_mois")) == [
        ("fnt", 90_000, 24),
        ("ft", 150_000, 36),
    ]


def test_deux_vagues_du_meme_volet_ne_partagent_rien() -> None:
    volet = VoletFactory()
    premiere = programmer(volets=[volet])
    volet.montant_min_total = Decimal(10_000)
    volet.save()
    seconde = programmer(volets=[volet], appel=volet.appel)
    assert [vague.volets_ouverts.get().montant_min_total for vague in (premiere, seconde)] == [75_000, 10_000]


def test_un_volet_donne_deux_fois_ne_laisse_aucune_vague(contenus: Any) -> None:
    volet, par = VoletFactory(), administrateur()
    avant = contenus()
    with pytest.raises(IntegrityError, match="volet_ouvert_unique"):
        programmer(par=par, volets=[volet, volet])
    assert contenus() == avant


def test_le_volet_d_un_autre_appel_est_refuse(contenus: Any) -> None:
    appel, ailleurs, par = AppelFactory(), VoletFactory(appel=AppelFactory(code="autre")), administrateur()
    avant = contenus()
    with pytest.raises(ErreurMetier, match="Un volet choisi n’est pas de cet appel"):
        programmer(appel=appel, par=par, volets=[VoletFactory.build(appel=appel), ailleurs])
    assert contenus() == avant


@pytest.mark.parametrize("role", [None, Role.EVALUATEUR, Role.INSTRUCTEUR, Role.REFERENT, Role.AUDITEUR])
def test_aucun_autre_role_ne_programme(role: str | None, contenus: Any) -> None:
    AppelFactory()
    par = agent(role) if role else UtilisateurFactory()
    avant = contenus()
    with pytest.raises(DroitInsuffisant, match="Seul un administrateur conduit les vagues"):
        programmer(par=par)
    assert contenus() == avant


def test_le_droit_est_verifie_avant_le_calendrier(contenus: Any) -> None:
    """Who may not act learns nothing of what else is wrong."""
    AppelFactory()
    par = agent()
    avant = contenus()
    with pytest.raises(DroitInsuffisant):
        programmer(par=par, cloture=OUVERTURE)
    assert contenus() == avant
