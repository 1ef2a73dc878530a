"""Compléments: asked field by field, returned as a new version."""

from copy import deepcopy
from datetime import timedelta
from typing import Any

import pytest

from ami.commun.erreurs import DroitInsuffisant, ErreurMetier, HorsDelai, Incomplet, TransitionInterdite
from ami.comptes.models import Role, Utilisateur
from ami.fichiers.states import EtatFichier
from ami.journal.models import Entree
from ami.notifications.models import Courriel
from candidatures.lectures.complements import fin_du_jour
from candidatures.models import Acces, Candidature, RoleAcces
from candidatures.services.completer import (
    DELAI_MAX,
    annuler_complements,
)
from candidatures.services.instruire import declarer_recevable
from candidatures.services.joindre import joindre_piece, retirer_piece
from candidatures.states import EtatCandidature, EtatComplement
from candidatures.version_deposee.depots import contenu_de
from candidatures.version_deposee.differences import differences
from tests.candidatures.complements import (
    ECHEANCE,
    PLUS_TARD,
    courriels,
    demander,
    dossier_clos,
    etat,
    rendre,
    repondre,
)
from tests.fabriques import APRES, FichierFactory, UtilisateurFactory
from tests.partage_du_module import Base
from tests.scenarios import (
    administrateur,
    agent,
    decider_pour,
    dossier_depose,
    ouvrir_la_deliberation,
    vague_ouverte,
)

pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module")
def depose_du_module(base_du_module: Base) -> Candidature:
    with base_du_module():
        return dossier_clos()


@pytest.fixture
def depose(db: None, depose_du_module: Candidature) -> Candidature:
    return deepcopy(depose_du_module)


def test_une_demande_rouvre_ce_qu_elle_nomme_et_previent_le_porteur(
    depose: Candidature, instructeur: Utilisateur
) -> None:
    complement = demander(depose, instructeur)
    assert etat(depose) == EtatCandidature.A_COMPLETER
    assert (complement.etat_avant, complement.demandes) == ("deposee", ["piece:statuts", "resume"])
    assert complement.depot_avant == depose.depots.get()
    courriel = Courriel.objects.get(modele="complements_demandes")
    assert courriel.destinataire == depose.cree_par.email
    assert courriel.objet == "Complétez votre dossier FDT-01-0001"
    assert "3 mars 2027 à 23 h 59 (heure de Paris)" in courriel.texte.replace("\xa0", " ")
    assert "Précisez le résumé" not in courriel.texte + courriel.html
    entree = Entree.objects.filter(acte="compléments demandés").get()
    assert (entree.de, entree.vers, entree.par) == ("deposee", "a_completer", instructeur)


@pytest.mark.parametrize(
    ("changement", "champ"),
    [
        ({"demandes": ()}, "demandes"),
        ({"demandes": ("inconnu",)}, "demandes"),
        ({"demandes": ("resume", "piece:inconnue")}, "demandes"),
        ({"message": "  "}, "message"),
        ({"echeance": APRES}, "echeance"),
        ({"echeance": fin_du_jour(APRES, DELAI_MAX.days) + timedelta(seconds=1)}, "echeance"),
    ],
)
def test_une_demande_mal_formee_ne_change_rien(
    changement: dict[str, Any], champ: str, depose: Candidature, instructeur: Utilisateur, contenus: Any
) -> None:
    avant = contenus()
    with pytest.raises(Incomplet) as refus:
        demander(depose, instructeur, **changement)
    assert refus.value.manques == (champ,)
    assert contenus() == avant


def test_le_dernier_jour_du_delai_le_plus_long_est_accepte(
    depose: Candidature, instructeur: Utilisateur
) -> None:
    dernier_instant = fin_du_jour(APRES, DELAI_MAX.days)
    assert demander(depose, instructeur, echeance=dernier_instant).echeance == dernier_instant


@pytest.mark.parametrize("role", [Role.ADMINISTRATEUR, Role.EVALUATEUR, Role.REFERENT, Role.AUDITEUR])
def test_seul_un_instructeur_demande(role: str, depose: Candidature, contenus: Any) -> None:
    par = agent(role)
    avant = contenus()
    with pytest.raises(DroitInsuffisant):
        demander(depose, par)
    assert contenus() == avant


def test_un_instructeur_interesse_ne_demande_ni_n_annule(depose: Candidature, contenus: Any) -> None:
    par = agent(Role.INSTRUCTEUR, utilisateur=depose.cree_par)
    avant = contenus()
    with pytest.raises(DroitInsuffisant):
        demander(depose, par)
    with pytest.raises(DroitInsuffisant):
        annuler_complements(candidature_id=depose.pk, motif="", par=par, maintenant=APRES)
    assert contenus() == avant


def test_une_demande_a_la_fois_et_entre_le_scelle_et_la_publication(
    depose: Candidature, instructeur: Utilisateur, contenus: Any
) -> None:
    ouvert = dossier_depose(vague_ouverte(), rang=2)
    demander(depose, instructeur)
    avant = contenus()
    for dossier in (depose, ouvert):
        with pytest.raises(TransitionInterdite):
            demander(dossier, instructeur)
    assert contenus() == avant


def test_la_publication_attend_le_retour_et_la_decision_aussi(
    depose: Candidature, instructeur: Utilisateur
) -> None:
    ouvrir_la_deliberation(depose.vague)
    demander(depose, instructeur)
    with pytest.raises(TransitionInterdite):
        decider_pour(depose, par=administrateur())
    repondre(depose, resume="Un autre résumé.")
    rendre(depose)
    decider_pour(depose)


def test_seules_les_questions_demandees_s_ecrivent(
    depose: Candidature, instructeur: Utilisateur, contenus: Any
) -> None:
    demander(depose, instructeur)
    avant = contenus()
    with pytest.raises(TransitionInterdite):
        repondre(depose, nom_lieu="Un autre nom")
    with pytest.raises(TransitionInterdite):
        repondre(depose, resume="Mieux", nom_lieu="Un autre nom")
    with pytest.raises(TransitionInterdite):
        joindre_piece(
            candidature_id=depose.pk,
            code="comptes",
            fichier=FichierFactory.build(),
            legende="",
            par=depose.cree_par,
            recu_le=PLUS_TARD,
        )
    assert contenus() == avant
    repondre(depose, resume="Mieux")
    assert depose.reponses.get(champ="resume").valeur == "Mieux"


@pytest.mark.parametrize("recevable", [False, True])
def test_le_retour_depose_une_version_et_rend_son_etat_au_dossier(
    recevable: bool, depose: Candidature, instructeur: Utilisateur
) -> None:
    if recevable:
        declarer_recevable(candidature_id=depose.pk, par=instructeur, maintenant=APRES)
    complement = demander(depose, instructeur)
    depose_le = depose.depose_le
    repondre(depose, resume="Un résumé précisé.")
    depot = rendre(depose)
    depose.refresh_from_db()
    complement.refresh_from_db()
    assert (depose.etat, depose.depose_le) == ("recevable" if recevable else "deposee", depose_le)
    assert (depot.version, depot.recu_le, contenu_de(depot).motif) == (2, PLUS_TARD, "complements")
    assert (complement.etat, complement.depot, complement.ferme_le) == (
        EtatComplement.RENDU,
        depot,
        PLUS_TARD,
    )
    (difference,) = differences(contenu_de(complement.depot_avant), contenu_de(depot))
    assert (difference.avant, difference.apres) == (
        "Un lieu ressource pour le quartier.",
        "Un résumé précisé.",
    )
    assert courriels("complements_recus") == [instructeur.email]
    assert courriels("complements_renvoyes") == [depose.cree_par.email]
    assert Entree.objects.filter(acte="compléments renvoyés").get().donnees["empreinte"] == depot.empreinte


def test_renvoyer_deux_fois_donne_la_meme_version(
    depose: Candidature, instructeur: Utilisateur, contenus: Any
) -> None:
    demander(depose, instructeur)
    repondre(depose, resume="Un résumé précisé.")
    premier = rendre(depose)
    avant = contenus()
    assert rendre(depose, le=PLUS_TARD + timedelta(seconds=1)) == premier
    assert contenus() == avant


def test_le_signataire_seul_renvoie(depose: Candidature, instructeur: Utilisateur, contenus: Any) -> None:
    demander(depose, instructeur)
    redacteur = UtilisateurFactory()
    Acces.objects.create(candidature=depose, utilisateur=redacteur, role=RoleAcces.REDACTEUR)
    repondre(depose, resume="Un résumé précisé.")
    avant = contenus()
    for par in (redacteur, instructeur):
        with pytest.raises(DroitInsuffisant):
            rendre(depose, par)
    assert contenus() == avant


def test_rien_ne_se_renvoie_sans_changement_ni_avec_un_manque(
    depose: Candidature, instructeur: Utilisateur, contenus: Any
) -> None:
    demander(depose, instructeur)
    avant = contenus()
    with pytest.raises(ErreurMetier, match="Rien n’a changé"):
        rendre(depose)
    assert contenus() == avant
    repondre(depose, resume="")
    avant = contenus()
    with pytest.raises(Incomplet) as refus:
        rendre(depose)
    assert len(refus.value.manques) == 1
    assert contenus() == avant


def test_renvoyer_sans_demande_est_refuse(depose: Candidature, contenus: Any) -> None:
    avant = contenus()
    with pytest.raises(TransitionInterdite):
        rendre(depose)
    assert contenus() == avant


@pytest.mark.parametrize(("ecart", "accepte"), [(-1, True), (0, False)])
def test_l_echeance_est_un_instant_exclu(
    ecart: int, accepte: bool, depose: Candidature, instructeur: Utilisateur, contenus: Any
) -> None:
    """Even with Celery stopped; what was typed in time is kept."""
    demander(depose, instructeur)
    le = ECHEANCE + timedelta(seconds=ecart)
    repondre(depose, ECHEANCE - timedelta(seconds=1), resume="Un résumé précisé.")
    if accepte:
        assert rendre(depose, le=le).version == 2
        return
    avant = contenus()
    with pytest.raises(HorsDelai, match="Vos textes sont conservés"):
        rendre(depose, le=le)
    assert contenus() == avant


def test_une_piece_redemandee_remplace_l_ancienne(depose: Candidature, instructeur: Utilisateur) -> None:
    complement = demander(depose, instructeur)
    ancienne = depose.pieces.get(code="statuts")
    retirer_piece(candidature_id=depose.pk, piece_id=ancienne.pk, par=depose.cree_par, recu_le=PLUS_TARD)
    with pytest.raises(Incomplet):
        rendre(depose)
    nouveau = FichierFactory(
        nom="statuts-signes.pdf", etat=EtatFichier.RECU, empreinte_servie="", taille_servie=None
    )
    joindre_piece(
        candidature_id=depose.pk,
        code="statuts",
        fichier=nouveau,
        legende="",
        par=depose.cree_par,
        recu_le=PLUS_TARD,
    )
    depot = rendre(depose)
    codes = {piece.code: piece.nom for piece in contenu_de(depot).pieces}
    assert codes["statuts"] == "statuts-signes.pdf"
    assert set(codes) == {piece.code for piece in contenu_de(complement.depot_avant).pieces}
    (difference,) = differences(contenu_de(complement.depot_avant), contenu_de(depot))
    assert difference.apres == "statuts-signes.pdf"


def test_le_montant_et_le_nom_suivent_la_version_renvoyee(
    depose: Candidature, instructeur: Utilisateur
) -> None:
    demander(depose, instructeur, demandes=("nom_lieu",))
    repondre(depose, nom_lieu="La Halle aux grains")
    assert Candidature.objects.get().nom == "La Halle 1"
    rendre(depose)
    assert Candidature.objects.get().nom == "La Halle aux grains"
