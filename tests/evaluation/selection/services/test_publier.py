"""Publishing: two administrators, one act, all or nothing, once."""

from collections.abc import Callable
from copy import deepcopy
from datetime import date, timedelta
from typing import Any

import pytest
from django.db import IntegrityError, connection
from django.template import TemplateDoesNotExist

from ami.commun.erreurs import DroitInsuffisant, ErreurMetier, TransitionInterdite
from ami.comptes.models import Role, Utilisateur
from ami.journal.models import Entree
from ami.notifications.models import Courriel
from ami.notifications.redaction import mettre_en_mots
from candidatures.models import Acces, Candidature, RoleAcces
from evaluation.selection.lectures.obstacles import obstacles
from evaluation.selection.models import Decision, Publication
from evaluation.selection.services.publier import demander_publication, publier_vague
from evaluation.selection.states import Sens
from tests.evaluation.conftest import VagueClose, vague_close
from tests.fabriques import APRES, AccesFactory
from tests.partage_du_module import Base
from tests.scenarios import administrateur, agent, decider_pour, ecrire_l_etat, ouvrir_la_deliberation
from vagues.models import Appel, Vague

pytestmark = pytest.mark.django_db
JOUR_J = APRES + timedelta(days=20)
SENS = (Sens.NON_RETENUE, Sens.LAUREATE, Sens.LISTE_COMPLEMENTAIRE, Sens.AJOURNEE)


def vague_decidee(nombre: int) -> VagueClose:
    """Return a wave in deliberation, every decision taken: refusal, laureate, waiting list, adjourned…"""
    close = vague_close(nombre)
    close.vague = ouvrir_la_deliberation(close.vague)
    par = administrateur()
    for rang, dossier in enumerate(close.dossiers):
        sens = SENS[rang % 4]
        decider_pour(dossier, sens, 120_000 if sens == Sens.LAUREATE else None, par=par)
    return close


@pytest.fixture(scope="module")
def decidee_du_module(base_du_module: Base) -> VagueClose:
    with base_du_module():
        return vague_decidee(4)


@pytest.fixture
def decidee(db: None, decidee_du_module: VagueClose) -> VagueClose:
    return deepcopy(decidee_du_module)


def demander(close: VagueClose, par: Utilisateur | None = None) -> Publication:
    return demander_publication(
        vague_id=close.vague.pk, par=par or administrateur(), maintenant=JOUR_J - timedelta(hours=1)
    )


def publier(close: VagueClose, par: Utilisateur | None = None) -> Vague:
    return publier_vague(vague_id=close.vague.pk, par=par or administrateur(), maintenant=JOUR_J)


def resultats() -> Any:
    return Courriel.objects.filter(lot__nom__startswith="resultats:")


def test_publier_ecrit_tous_les_resultats_d_un_coup(decidee: VagueClose) -> None:
    premiere, seconde = administrateur(), administrateur()
    demander(decidee, premiere)
    vague = publier(decidee, seconde)

    assert (vague.etat, vague.publiee_le, vague.annoncee_le) == ("publiee", JOUR_J, date(2027, 3, 8))
    lignes = Candidature.objects.order_by("numero").values_list("etat", "montant_accorde")
    assert list(lignes) == [
        ("non_retenue", None),
        ("laureate", 120_000),
        ("liste_complementaire", None),
        ("ajournee", None),
    ]
    for dossier in Candidature.objects.all():
        assert dossier.motif_resultat == f"Motif du dossier {dossier.numero}."
    publication = Publication.objects.get()
    assert (publication.demandee_par, publication.confirmee_par, publication.confirmee_le) == (
        premiere,
        seconde,
        JOUR_J,
    )
    assert Entree.objects.filter(acte="résultat publié", par=seconde, le=JOUR_J).count() == 4
    assert Entree.objects.filter(acte="vague publiee", de="en_deliberation", par=seconde).count() == 1


def test_chaque_responsable_recoit_un_courriel_le_laureat_d_abord(decidee: VagueClose) -> None:
    laureat = decidee.dossiers[1]
    redacteur = AccesFactory(candidature=laureat, utilisateur=agent(), role=RoleAcces.REDACTEUR).utilisateur
    AccesFactory(candidature=laureat, utilisateur=agent(), role=RoleAcces.LECTEUR)
    demander(decidee)
    publier(decidee)

    attendus = {
        f"resultat:{acces.candidature_id}:{acces.utilisateur_id}"
        for acces in Acces.objects.exclude(role=RoleAcces.LECTEUR)
    }
    assert set(resultats().values_list("cle", flat=True)) == attendus
    ordre = list(resultats().order_by("priorite", "pk").values_list("modele", "priorite", "destinataire"))
    assert ordre[:2] == [
        ("resultat_laureat", 2, laureat.cree_par.email),
        ("resultat_laureat", 2, redacteur.email),
    ]
    assert [ligne[:2] for ligne in ordre[2:]] == [("resultat_autre", 3)] * 3


def test_le_courriel_d_un_refus_porte_son_motif_et_les_voies_de_recours(decidee: VagueClose) -> None:
    demander(decidee)
    publier(decidee)
    Appel.objects.update(voies_de_recours="Autre chose, après coup.")
    courriel = resultats().get(destinataire=decidee.dossiers[0].cree_par.email)
    assert (courriel.objet, courriel.texte) == ("", "")  # put in words when it is sent
    mettre_en_mots(courriel, courriel.lot)
    assert "Motif du dossier" in courriel.texte
    assert "Recours gracieux ou contentieux dans les deux mois." in courriel.texte
    assert f"/candidatures/{decidee.dossiers[0].pk}/" in courriel.texte
    assert "Qui peut vous aider" in courriel.texte
    assert "France Tiers-Lieux" in courriel.html


def test_celui_qui_demande_ne_confirme_pas(decidee: VagueClose, contenus: Any) -> None:
    seule = administrateur()
    demander(decidee, seule)
    avant = contenus()
    with pytest.raises(DroitInsuffisant, match="un autre administrateur doit la confirmer"):
        publier(decidee, seule)
    assert contenus() == avant


def _prendre_part(close: VagueClose, personne: Utilisateur) -> None:
    AccesFactory(candidature=close.dossiers[0], utilisateur=personne, role="redacteur")


PERTES: dict[str, Callable[[VagueClose, Utilisateur], Any]] = {
    "un intérêt venu depuis": _prendre_part,
    "un rôle retiré": lambda _, personne: personne.attributions.all().delete(),
    "un compte fermé": lambda _, personne: Utilisateur.objects.filter(pk=personne.pk).update(is_active=False),
}


@pytest.mark.parametrize("perte", PERTES)
def test_une_demande_tombe_quand_son_auteur_ne_peut_plus_signer(
    perte: str, decidee: VagueClose, contenus: Any
) -> None:
    premiere, seconde = administrateur(), administrateur()
    demander(decidee, premiere)
    PERTES[perte](decidee, premiere)
    avant = contenus()
    with pytest.raises(ErreurMetier, match="ne peut plus signer pour cette vague"):
        publier(decidee, seconde)
    assert contenus() == avant


def test_personne_ne_publie_sans_demande(decidee: VagueClose, contenus: Any) -> None:
    seconde = administrateur()
    avant = contenus()
    with pytest.raises(ErreurMetier, match="Un premier administrateur doit d’abord demander"):
        publier(decidee, seconde)
    assert contenus() == avant


@pytest.mark.parametrize("role", [Role.EVALUATEUR, Role.INSTRUCTEUR, Role.AUDITEUR])
def test_seul_un_administrateur_publie(decidee: VagueClose, role: str, contenus: Any) -> None:
    intrus = agent(role)
    demander(decidee)
    avant = contenus()
    for geste in (demander, publier):
        with pytest.raises(DroitInsuffisant, match="Seul un administrateur publie"):
            geste(decidee, intrus)
    assert contenus() == avant


def test_une_decision_manquante_arrete_la_publication(decidee: VagueClose, contenus: Any) -> None:
    par = administrateur()
    Decision.objects.filter(candidature__in=decidee.dossiers[2:]).delete()
    avant = contenus()
    assert [obstacle.phrase for obstacle in obstacles(decidee.vague)] == [
        "Il manque une décision pour 2 dossiers."
    ]
    for geste in (demander, publier):
        with pytest.raises(ErreurMetier, match="Il manque une décision pour 2 dossiers"):
            geste(decidee, par)
    assert contenus() == avant


def test_un_dossier_a_completer_arrete_la_publication(decidee: VagueClose, contenus: Any) -> None:
    par = administrateur()
    ecrire_l_etat(Candidature.objects.filter(pk=decidee.dossiers[0].pk), "a_completer")
    avant = contenus()
    with pytest.raises(ErreurMetier, match="1 dossier à compléter"):
        demander(decidee, par)
    assert contenus() == avant


def test_une_vague_sans_dossier_ne_se_publie_pas(contenus: Any) -> None:
    close, par = vague_close(0), administrateur()
    close.vague = ouvrir_la_deliberation(close.vague)
    avant = contenus()
    with pytest.raises(ErreurMetier, match="Aucun dossier déposé"):
        demander(close, par)
    assert contenus() == avant


@pytest.mark.parametrize("change", ["sens", "montant", "motif"])
def test_une_decision_changee_apres_la_demande_l_annule(
    decidee: VagueClose, change: str, contenus: Any
) -> None:
    seconde = administrateur()
    demander(decidee)
    valeurs = {"montant": 100_000, "motif": "Autre motif.", "sens": "non_retenue"}
    champs = {change: valeurs[change]} | ({"montant": None} if change == "sens" else {})
    Decision.objects.filter(sens="laureate").update(**champs)
    avant = contenus()
    with pytest.raises(ErreurMetier, match="Des décisions ont changé depuis la demande"):
        publier(decidee, seconde)
    assert contenus() == avant


def test_une_seconde_publication_est_refusee(decidee: VagueClose, contenus: Any) -> None:
    par = administrateur()
    demander(decidee)
    publier(decidee)
    avant = contenus()
    for geste in (demander, publier):
        with pytest.raises(TransitionInterdite, match="Cette vague est déjà publiée"):
            geste(decidee, par)
    assert contenus() == avant


def test_une_vague_close_ne_se_publie_pas(close: VagueClose, contenus: Any) -> None:
    par = administrateur()
    avant = contenus()
    with pytest.raises(TransitionInterdite, match="après sa délibération"):
        publier(close, par)
    assert contenus() == avant


def test_un_gabarit_qui_manque_ne_laisse_rien(
    decidee: VagueClose, contenus: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    seconde = administrateur()
    demander(decidee)
    monkeypatch.setattr(Candidature, "__str__", _gabarit_manquant)
    avant = contenus()
    with pytest.raises(TemplateDoesNotExist):
        publier(decidee, seconde)
    assert contenus() == avant


def _gabarit_manquant(_candidature: Candidature) -> str:
    gabarit = "disparu.txt"
    raise TemplateDoesNotExist(gabarit)


def test_une_contrainte_violee_au_milieu_ne_laisse_rien(decidee: VagueClose, contenus: Any) -> None:
    """The last row written, the wave's, is the one that fails."""
    seconde = administrateur()
    demander(decidee)
    with connection.cursor() as curseur:
        curseur.execute("SET CONSTRAINTS ALL IMMEDIATE")
        curseur.execute("ALTER TABLE vagues_vague ADD CONSTRAINT panne CHECK (etat <> 'publiee')")
    avant = contenus()
    with pytest.raises(IntegrityError, match="panne"):
        publier(decidee, seconde)
    assert contenus() == avant
