"""Opening and closing at the bounds: a microsecond, a clock behind, a change of hour, a role just lost."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from ami.commun.erreurs import DroitInsuffisant, ErreurMetier
from ami.comptes.models import Attribution, Role, Utilisateur
from ami.journal.models import Entree
from ami.journal.verification import anomalies
from tests.fabriques import CLOTURE, OUVERTURE, PENDANT, VagueFactory, VoletOuvertFactory
from tests.scenarios import administrateur, agent, grille_de_quatre_criteres
from vagues.models import Vague
from vagues.services import cloturer_vague, ouvrir_vague
from vagues.states import CLOSES, EtatVague

pytestmark = pytest.mark.django_db
INSTANT, SECONDE = timedelta(microseconds=1), timedelta(seconds=1)
PARIS = ZoneInfo("Europe/Paris")
MOTIF = "Panne nationale."
SERVICES = pytest.mark.parametrize("service", [ouvrir_vague, cloturer_vague])


def vague(etat: str = "programmee", **champs: Any) -> Vague:
    if etat in CLOSES:
        champs.setdefault("close_le", CLOTURE)
    if etat == EtatVague.PUBLIEE:
        champs |= {"publiee_le": CLOTURE, "annoncee_le": CLOTURE.date()}
    ouvert = VoletOuvertFactory(vague__etat=etat, **{f"vague__{nom}": v for nom, v in champs.items()})
    objet: Vague = ouvert.vague
    grille_de_quatre_criteres(objet)
    return objet


def relue(objet: Vague) -> Vague:
    return Vague.objects.get(pk=objet.pk)


@pytest.mark.parametrize("retard", [timedelta(0), INSTANT, timedelta(days=20)])
def test_le_systeme_ouvre_des_l_heure_sans_la_deplacer(retard: timedelta) -> None:
    objet = vague()
    ouvrir_vague(vague_id=objet.pk, maintenant=OUVERTURE + retard)
    assert (relue(objet).etat, relue(objet).ouverture) == ("ouverte", OUVERTURE)
    assert Entree.objects.get().donnees == {}


@pytest.mark.parametrize("avance", [INSTANT, SECONDE, timedelta(days=3)])
def test_ouvrir_en_avance_deplace_l_ouverture_et_le_dit(avance: timedelta) -> None:
    objet = vague()
    instant = OUVERTURE - avance
    ouvrir_vague(vague_id=objet.pk, maintenant=instant, par=administrateur(), motif=MOTIF)
    assert (relue(objet).ouverture, relue(objet).cloture) == (instant, CLOTURE)
    ligne = Entree.objects.get()
    assert (ligne.le, ligne.donnees) == (
        instant,
        {"ouverture_prevue": str(OUVERTURE), "ouverture": str(instant)},
    )


def test_une_personne_ouvre_jusqu_a_la_derniere_seconde() -> None:
    objet = vague()
    ouvrir_vague(vague_id=objet.pk, maintenant=CLOTURE - INSTANT, par=administrateur())
    assert relue(objet).est_ouverte(CLOTURE - INSTANT)
    assert not relue(objet).est_ouverte(CLOTURE)


def test_ouvrir_ne_touche_pas_aux_montants() -> None:
    objet = vague()
    objet.volets_ouverts.update(montant_max_total=90_000)
    ouvrir_vague(vague_id=objet.pk, maintenant=OUVERTURE)
    assert objet.volets_ouverts.get().montant_max_total == 90_000


def test_clore_a_l_heure_ne_demande_pas_de_motif_et_ne_deplace_rien() -> None:
    objet, par = vague("ouverte"), administrateur()
    cloturer_vague(vague_id=objet.pk, maintenant=CLOTURE, par=par)
    assert (relue(objet).cloture, relue(objet).close_le) == (CLOTURE, CLOTURE)
    ligne = Entree.objects.get()
    assert (ligne.par, ligne.motif, ligne.donnees) == (par, "", {})


@pytest.mark.parametrize(
    ("ouverture", "cloture"),
    [
        # From the night without 02:30 to the night with two: six months and an hour more.
        (datetime(2027, 3, 28, 3, 0, tzinfo=PARIS), datetime(2027, 10, 31, 2, 30, fold=1, tzinfo=PARIS)),
        (datetime(2027, 3, 28, 1, 59, tzinfo=PARIS), datetime(2027, 10, 31, 2, 30, fold=0, tzinfo=PARIS)),
    ],
)
def test_les_deux_changements_d_heure_ne_deplacent_aucune_borne(
    ouverture: datetime, cloture: datetime
) -> None:
    debut, fin = ouverture.astimezone(UTC), cloture.astimezone(UTC)
    objet = vague(ouverture=debut, cloture=fin)
    with pytest.raises(ErreurMetier, match="L’ouverture n’est pas encore venue"):
        ouvrir_vague(vague_id=objet.pk, maintenant=debut - SECONDE)
    ouvrir_vague(vague_id=objet.pk, maintenant=debut)
    cloturer_vague(vague_id=objet.pk, maintenant=fin - SECONDE)
    assert relue(objet).etat == "ouverte"
    cloturer_vague(vague_id=objet.pk, maintenant=fin)
    assert (relue(objet).etat, relue(objet).ouverture, relue(objet).cloture) == ("close", debut, fin)


@SERVICES
@pytest.mark.parametrize("etat", EtatVague.values)
def test_qui_n_a_pas_le_droit_n_apprend_pas_l_etat(
    service: Callable[..., Vague], etat: str, contenus: Any
) -> None:
    objet, par = vague(etat), agent(Role.AUDITEUR)
    avant = contenus()
    with pytest.raises(DroitInsuffisant, match="Seul un administrateur conduit les vagues"):
        service(vague_id=objet.pk, maintenant=PENDANT, par=par)
    assert contenus() == avant


@SERVICES
def test_un_role_retire_ne_conduit_plus(service: Callable[..., Vague], contenus: Any) -> None:
    objet, ancien = vague("programmee" if service is ouvrir_vague else "ouverte"), administrateur()
    Attribution.objects.filter(utilisateur=ancien).delete()
    par = Utilisateur.objects.get(pk=ancien.pk)
    avant = contenus()
    with pytest.raises(DroitInsuffisant):
        service(vague_id=objet.pk, maintenant=PENDANT, par=par)
    assert contenus() == avant


@SERVICES
def test_une_vague_inconnue_n_ecrit_rien(service: Callable[..., Vague], contenus: Any) -> None:
    par = administrateur()
    avant = contenus()
    with pytest.raises(Vague.DoesNotExist):
        service(vague_id=999_999, maintenant=PENDANT, par=par)
    assert contenus() == avant


def test_conduire_une_vague_n_en_touche_pas_une_autre() -> None:
    objet, voisine = vague(), VagueFactory(etat="programmee")
    ouvrir_vague(vague_id=objet.pk, maintenant=OUVERTURE)
    cloturer_vague(vague_id=objet.pk, maintenant=CLOTURE)
    assert (relue(voisine).etat, relue(voisine).modifie_le) == ("programmee", voisine.modifie_le)
    assert set(Entree.objects.values_list("objet_id", flat=True)) == {str(objet.pk)}


def test_la_vie_d_une_vague_se_relit_dans_son_journal() -> None:
    objet, par = vague(), administrateur()
    ouvrir_vague(vague_id=objet.pk, maintenant=OUVERTURE - SECONDE, par=par, motif="Tout est prêt.")
    cloturer_vague(vague_id=objet.pk, maintenant=CLOTURE)
    assert list(Entree.objects.order_by("rang").values_list("acte", "de", "vers", "par", "motif")) == [
        ("vague ouverte", "programmee", "ouverte", par.pk, "Tout est prêt."),
        ("vague close", "ouverte", "close", None, ""),
    ]
    assert list(anomalies()) == []
