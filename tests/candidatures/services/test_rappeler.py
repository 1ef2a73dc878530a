"""A draft is not a filing: told when it is created, and on four mornings, once each."""

from datetime import datetime, timedelta
from typing import Any

import pytest
import time_machine

from ami.commun.dates import PARIS
from ami.journal.models import Entree
from ami.notifications.models import Courriel
from candidatures.models import Candidature, RoleAcces
from candidatures.services.creer import creer_candidature
from candidatures.services.rappeler import brouillons_a_rappeler, rappeler_brouillon
from candidatures.services.reporter import reporter_brouillon
from candidatures.seuils import SEUILS, instant_du_rappel
from candidatures.tasks import rappeler_brouillons
from tests.candidatures.partage import avec
from tests.fabriques import CLOTURE, OUVERTURE, PENDANT, CandidatureFactory, UtilisateurFactory, VoletFactory
from tests.scenarios import brouillon_complet, clore, dossier_depose, vague_ouverte
from vagues.models import Vague, VoletOuvert

pytestmark = pytest.mark.django_db
INSECABLE = "\u00a0"
TOT = OUVERTURE + timedelta(hours=1)  # more than 15 days before the closing


def rappels() -> list[str]:
    """Threshold of each reminder queued, in order."""
    return [
        cle.split(":")[3]
        for cle in Courriel.objects.filter(modele="rappel").order_by("pk").values_list("cle", flat=True)
    ]


def passer(maintenant: datetime) -> None:
    """Run the task of that minute, twice: the second finds nothing."""
    with time_machine.travel(maintenant, tick=False):
        rappeler_brouillons()
        avant = Courriel.objects.count()
        rappeler_brouillons()
    assert Courriel.objects.count() == avant


def brouillon(volet: VoletOuvert, le: datetime = TOT) -> Candidature:
    return creer_candidature(volet_ouvert=volet, par=UtilisateurFactory(), recu_le=le)


# --- N02 ------------------------------------------------------------------------------------------


def test_un_brouillon_cree_annonce_sa_cloture() -> None:
    candidature = brouillon(vague_ouverte())
    courriel = Courriel.objects.get()
    assert (courriel.cle, courriel.destinataire) == (
        f"brouillon-cree:{candidature.pk}:{candidature.cree_par_id}",
        candidature.cree_par.email,
    )
    assert courriel.objet.replace(INSECABLE, " ") == (
        "Votre brouillon est commencé : clôture le 15 février 2027 à 23 h 59 (heure de Paris)"
    )
    assert "dépos" not in courriel.objet.lower()
    for corps in (courriel.texte, courriel.html):
        assert "Un brouillon n’est pas un dépôt" in corps
        assert f"/candidatures/{candidature.pk}/" in corps


# --- N04 ------------------------------------------------------------------------------------------


@pytest.mark.parametrize("jour", range(7))
def test_quatre_rappels_quel_que_soit_le_jour_de_la_cloture(jour: int) -> None:
    cloture = CLOTURE + timedelta(days=jour)
    brouillon(vague_ouverte(cloture=cloture))
    for seuil in SEUILS:
        instant = instant_du_rappel(cloture, seuil)
        passer(instant - timedelta(seconds=1))
        passer(instant)
        passer(instant + timedelta(hours=3))
    passer(cloture)
    passer(cloture + timedelta(days=1))
    assert rappels() == ["15", "7", "2", "0"]


@pytest.mark.parametrize(
    "cloture",
    [
        datetime(2027, 3, 29, 0, 0, tzinfo=PARIS),
        datetime(2027, 11, 1, 0, 0, tzinfo=PARIS),
        datetime(2028, 1, 1, 0, 0, tzinfo=PARIS),
    ],
    ids=["été", "hiver", "fin d’année"],
)
def test_une_vague_entiere_heure_par_heure_ne_donne_que_quatre_rappels(cloture: datetime) -> None:
    """One run an hour from 20 days before to 2 days after, across the change of hour."""
    brouillon(vague_ouverte(cloture=cloture), le=cloture - timedelta(days=21))
    partis = []
    for heures in range(-20 * 24, 48):
        instant = cloture + timedelta(hours=heures, minutes=1)
        if list(brouillons_a_rappeler(instant)):
            with time_machine.travel(instant, tick=False):
                rappeler_brouillons()
            partis.append(instant.astimezone(PARIS))
    assert rappels() == ["15", "7", "2", "0"]
    assert {instant.hour for instant in partis} <= {8, 9}  # an elapsed hour may be one of the clock away


def test_une_semaine_d_arret_ne_donne_qu_un_rappel() -> None:
    brouillon(vague_ouverte())
    passer(CLOTURE - timedelta(days=1))
    assert rappels() == ["2"]
    passer(CLOTURE - timedelta(hours=1))
    assert rappels() == ["2", "0"]


@pytest.mark.parametrize("cas", ["depose", "close", "reporte", "programmee"])
def test_seul_un_brouillon_d_une_vague_ouverte_est_rappele(cas: str, contenus: Any) -> None:
    volet = vague_ouverte()
    candidature = dossier_depose(volet, le=TOT) if cas == "depose" else brouillon_complet(volet, le=TOT)
    maintenant = CLOTURE - timedelta(hours=2)
    if cas == "close":
        clore(volet.vague)
    elif cas == "reporte":
        Vague.objects.filter(pk=volet.vague_id).update(cloture=CLOTURE + timedelta(days=60))
    elif cas == "programmee":
        Vague.objects.filter(pk=volet.vague_id).update(etat="programmee")
    avant = contenus()
    assert list(brouillons_a_rappeler(maintenant)) == []
    rappeler_brouillon(candidature_id=candidature.pk, maintenant=maintenant)
    assert contenus() == avant


def test_le_rappel_dit_le_temps_les_manques_et_ou_les_refuser() -> None:
    candidature = brouillon_complet(vague_ouverte(), le=TOT, resume="", nom_lieu="")
    passer(instant_du_rappel(CLOTURE, 7))
    courriel = Courriel.objects.get(modele="rappel")
    assert courriel.objet.replace(INSECABLE, " ") == (
        "Il reste 7 jours et 16 heures : votre brouillon « Dossier sans nom » n’est pas un dépôt"
    )
    texte = courriel.texte.replace(INSECABLE, " ")
    assert "Un brouillon n’est pas un dépôt." in texte
    # Two drafts of one place bear one name: the track tells them apart.
    assert f"Votre dossier « Dossier sans nom » ({candidature.volet}, {candidature.vague})" in texte
    assert "Il reste 2 points à compléter ou à corriger, dans 2 sections :" in texte
    assert "15 février 2027 à 23 h 59 (heure de Paris)" in texte
    assert f"/candidatures/{candidature.pk}/personnes/" in texte
    ligne = Entree.objects.get(acte="brouillon rappelé")
    assert (ligne.par_id, ligne.donnees) == (None, {"jours_avant_la_cloture": 7})
    candidature.refresh_from_db()
    assert candidature.dernier_rappel == 7


def test_le_dernier_matin_dit_les_heures_qui_restent() -> None:
    candidature = brouillon_complet(vague_ouverte(), le=TOT)
    passer(instant_du_rappel(CLOTURE, 0))
    courriel = Courriel.objects.get(modele="rappel")
    assert courriel.objet.replace(INSECABLE, " ") == (
        f"Il reste 16 heures : votre brouillon « {candidature} » n’est pas un dépôt"
    )
    assert "Il ne manque plus rien" in courriel.texte


def test_un_dossier_rouvert_a_ses_propres_mots() -> None:
    candidature = dossier_depose(vague_ouverte(), le=TOT)
    Candidature.objects.filter(pk=candidature.pk).update(etat="brouillon")
    passer(instant_du_rappel(CLOTURE, 2))
    courriel = Courriel.objects.get(modele="rappel")
    assert courriel.objet.endswith(
        f"vos modifications du dossier {candidature.numero} ne comptent pas encore"
    )
    texte = courriel.texte.replace(INSECABLE, " ")
    assert "La version déposée le 11 janvier 2027 compte toujours" in texte
    assert "n’est pas déposé : en l’état" not in texte


@pytest.mark.parametrize(
    ("seuil", "prevenus"),
    [(15, ["redacteur"]), (2, ["signataire", "redacteur", "sourd"]), (0, ["redacteur"])],
)
def test_chacun_peut_refuser_les_rappels_sauf_celui_de_l_avant_veille(
    seuil: int, prevenus: list[str]
) -> None:
    candidature = brouillon(vague_ouverte())
    gens = {"signataire": candidature.acces.get(), "redacteur": avec(candidature), "sourd": avec(candidature)}
    avec(candidature, RoleAcces.LECTEUR)
    for nom in ("signataire", "sourd"):
        gens[nom].rappels = False
        gens[nom].save(update_fields=["rappels"])
    passer(instant_du_rappel(CLOTURE, seuil))
    adresses = set(Courriel.objects.filter(modele="rappel").values_list("destinataire", flat=True))
    assert adresses == {gens[nom].utilisateur.email for nom in prevenus}


def test_un_brouillon_commence_tard_n_est_pas_rappele_aussitot() -> None:
    """The mail of its creation has just said the closing."""
    candidature = brouillon(vague_ouverte(), le=CLOTURE - timedelta(days=10))
    passer(CLOTURE - timedelta(days=10) + timedelta(minutes=1))
    assert rappels() == []
    passer(instant_du_rappel(CLOTURE, 7))
    assert rappels() == ["7"]
    assert candidature.dernier_rappel == 15


def test_une_cloture_reportee_recommence_les_rappels() -> None:
    volet = vague_ouverte()
    brouillon(volet)
    for seuil in SEUILS:
        passer(instant_du_rappel(CLOTURE, seuil))
    reportee = CLOTURE + timedelta(days=20)
    Vague.objects.filter(pk=volet.vague_id).update(cloture=reportee)
    passer(CLOTURE)
    for seuil in SEUILS:
        passer(instant_du_rappel(reportee, seuil))
    assert rappels() == ["15", "7", "2", "0"] * 2


def test_un_brouillon_reporte_suit_la_cloture_de_sa_nouvelle_vague() -> None:
    suivante_close = datetime(2027, 5, 1, 0, 0, tzinfo=PARIS)
    volet, suivante = vague_ouverte(), vague_ouverte(cloture=suivante_close)
    candidature = brouillon_complet(volet, le=PENDANT)
    clore(volet.vague)
    reporter_brouillon(
        candidature_id=candidature.pk, volet_ouvert=suivante, par=candidature.cree_par, recu_le=CLOTURE
    )
    candidature.refresh_from_db()
    assert candidature.dernier_rappel is None
    for seuil in SEUILS:
        passer(instant_du_rappel(suivante_close, seuil))
    assert rappels() == ["15", "7", "2", "0"]


def test_un_brouillon_qui_ne_peut_pas_etre_rappele_n_arrete_pas_les_autres() -> None:
    volet = vague_ouverte()
    casse = CandidatureFactory(vague=volet.vague, volet=VoletFactory(code="autre"))
    bon = brouillon(volet)
    instant = instant_du_rappel(CLOTURE, 7)
    passer(instant)
    assert rappels() == ["7"]
    assert list(brouillons_a_rappeler(instant)) == [casse.pk]
    bon.refresh_from_db()
    assert bon.dernier_rappel == 7


def test_le_journal_ne_dit_que_les_rappels_qui_partent() -> None:
    """Nobody wants it; or the closing comes back to where it was when they were told."""
    volet = vague_ouverte()
    brouillon(volet).acces.update(rappels=False)
    passer(instant_du_rappel(CLOTURE, 7))
    assert not Entree.objects.filter(acte="brouillon rappelé").exists()

    Candidature.objects.get().acces.update(rappels=True)
    Candidature.objects.update(dernier_rappel=15)
    passer(instant_du_rappel(CLOTURE, 7))
    Candidature.objects.update(dernier_rappel=15)
    passer(instant_du_rappel(CLOTURE, 7) + timedelta(hours=1))
    assert rappels() == ["7"]
    assert Entree.objects.filter(acte="brouillon rappelé").count() == 1
