"""Compléments: asked field by field, returned as a new version."""

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
    etat,
    rendre,
    repondre,
)
from tests.fabriques import APRES, FichierFactory, UtilisateurFactory
from tests.scenarios import (
    administrateur,
    agent,
    decider_pour,
    dossier_depose,
    ouvrir_la_deliberation,
    vague_ouverte,
)

pytestmark = pytest.mark.django_db


def test_une_demande_rouvre_ce_qu_elle_nomme_et_previent_le_porteur(
    clos: Candidature, instructeur: Utilisateur
) -> None:
    complement = demander(clos, instructeur)
    assert etat(clos) == EtatCandidature.A_COMPLETER
    assert (complement.etat_avant, complement.demandes) == ("deposee", ["piece:statuts", "resume"])
    assert complement.depot_avant == clos.depots.get()
    courriel = Courriel.objects.get(modele="complements_demandes")
    assert courriel.destinataire == clos.cree_par.email
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
    changement: dict[str, Any], champ: str, clos: Candidature, instructeur: Utilisateur, contenus: Any
) -> None:
    avant = contenus()
    with pytest.raises(Incomplet) as refus:
        demander(clos, instructeur, **changement)
    assert refus.value.manques == (champ,)
    assert contenus() == avant


def test_le_dernier_jour_du_delai_le_plus_long_est_accepte(
    clos: Candidature, instructeur: Utilisateur
) -> None:
    dernier_instant = fin_du_jour(APRES, DELAI_MAX.days)
    assert demander(clos, instructeur, echeance=dernier_instant).echeance == dernier_instant


@pytest.mark.parametrize("role", [Role.ADMINISTRATEUR, Role.EVALUATEUR, Role.REFERENT, Role.AUDITEUR])
def test_seul_un_instructeur_demande(role: str, clos: Candidature, contenus: Any) -> None:
    par = agent(role)
    avant = contenus()
    with pytest.raises(DroitInsuffisant):
        demander(clos, par)
    assert contenus() == avant


def test_un_instructeur_interesse_ne_demande_ni_n_annule(clos: Candidature, contenus: Any) -> None:
    par = agent(Role.INSTRUCTEUR, utilisateur=clos.cree_par)
    avant = contenus()
    with pytest.raises(DroitInsuffisant):
        demander(clos, par)
    with pytest.raises(DroitInsuffisant):
        annuler_complements(candidature_id=clos.pk, motif="", par=par, maintenant=APRES)
    assert contenus() == avant


def test_une_demande_a_la_fois_et_entre_le_scelle_et_la_publication(
    clos: Candidature, instructeur: Utilisateur, contenus: Any
) -> None:
    ouvert = dossier_depose(vague_ouverte(), rang=2)
    demander(clos, instructeur)
    avant = contenus()
    for dossier in (clos, ouvert):
        with pytest.raises(TransitionInterdite):
            demander(dossier, instructeur)
    assert contenus() == avant


def test_la_publication_attend_le_retour_et_la_decision_aussi(
    clos: Candidature, instructeur: Utilisateur
) -> None:
    ouvrir_la_deliberation(clos.vague)
    demander(clos, instructeur)
    with pytest.raises(TransitionInterdite):
        decider_pour(clos, par=administrateur())
    repondre(clos, resume="Un autre résumé.")
    rendre(clos)
    decider_pour(clos)


def test_seules_les_questions_demandees_s_ecrivent(
    clos: Candidature, instructeur: Utilisateur, contenus: Any
) -> None:
    demander(clos, instructeur)
    avant = contenus()
    with pytest.raises(TransitionInterdite):
        repondre(clos, nom_lieu="Un autre nom")
    with pytest.raises(TransitionInterdite):
        repondre(clos, resume="Mieux", nom_lieu="Un autre nom")
    with pytest.raises(TransitionInterdite):
        joindre_piece(
            candidature_id=clos.pk,
            code="comptes",
            fichier=FichierFactory.build(),
            legende="",
            par=clos.cree_par,
            recu_le=PLUS_TARD,
        )
    assert contenus() == avant
    repondre(clos, resume="Mieux")
    assert clos.reponses.get(champ="resume").valeur == "Mieux"


@pytest.mark.parametrize("recevable", [False, True])
def test_le_retour_depose_une_version_et_rend_son_etat_au_dossier(
    recevable: bool, clos: Candidature, instructeur: Utilisateur
) -> None:
    if recevable:
        declarer_recevable(candidature_id=clos.pk, par=instructeur, maintenant=APRES)
    complement = demander(clos, instructeur)
    depose_le = clos.depose_le
    repondre(clos, resume="Un résumé précisé.")
    depot = rendre(clos)
    clos.refresh_from_db()
    complement.refresh_from_db()
    assert (clos.etat, clos.depose_le) == ("recevable" if recevable else "deposee", depose_le)
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
    assert courriels("complements_renvoyes") == [clos.cree_par.email]
    assert Entree.objects.filter(acte="compléments renvoyés").get().donnees["empreinte"] == depot.empreinte


def test_renvoyer_deux_fois_donne_la_meme_version(
    clos: Candidature, instructeur: Utilisateur, contenus: Any
) -> None:
    demander(clos, instructeur)
    repondre(clos, resume="Un résumé précisé.")
    premier = rendre(clos)
    avant = contenus()
    assert rendre(clos, le=PLUS_TARD + timedelta(seconds=1)) == premier
    assert contenus() == avant


def test_le_signataire_seul_renvoie(clos: Candidature, instructeur: Utilisateur, contenus: Any) -> None:
    demander(clos, instructeur)
    redacteur = UtilisateurFactory()
    Acces.objects.create(candidature=clos, utilisateur=redacteur, role=RoleAcces.REDACTEUR)
    repondre(clos, resume="Un résumé précisé.")
    avant = contenus()
    for par in (redacteur, instructeur):
        with pytest.raises(DroitInsuffisant):
            rendre(clos, par)
    assert contenus() == avant


def test_rien_ne_se_renvoie_sans_changement_ni_avec_un_manque(
    clos: Candidature, instructeur: Utilisateur, contenus: Any
) -> None:
    demander(clos, instructeur)
    avant = contenus()
    with pytest.raises(ErreurMetier, match="Rien n’a changé"):
        rendre(clos)
    assert contenus() == avant
    repondre(clos, resume="")
    avant = contenus()
    with pytest.raises(Incomplet) as refus:
        rendre(clos)
    assert len(refus.value.manques) == 1
    assert contenus() == avant


def test_renvoyer_sans_demande_est_refuse(clos: Candidature, contenus: Any) -> None:
    avant = contenus()
    with pytest.raises(TransitionInterdite):
        rendre(clos)
    assert contenus() == avant


@pytest.mark.parametrize(("ecart", "accepte"), [(-1, True), (0, False)])
def test_l_echeance_est_un_instant_exclu(
    ecart: int, accepte: bool, clos: Candidature, instructeur: Utilisateur, contenus: Any
) -> None:
    """Even with Celery stopped; what was typed in time is kept."""
    demander(clos, instructeur)
    le = ECHEANCE + timedelta(seconds=ecart)
    repondre(clos, ECHEANCE - timedelta(seconds=1), resume="Un résumé précisé.")
    if accepte:
        assert rendre(clos, le=le).version == 2
        return
    avant = contenus()
    with pytest.raises(HorsDelai, match="Vos textes sont conservés"):
        rendre(clos, le=le)
    assert contenus() == avant


def test_une_piece_redemandee_remplace_l_ancienne(clos: Candidature, instructeur: Utilisateur) -> None:
    complement = demander(clos, instructeur)
    ancienne = clos.pieces.get(code="statuts")
    retirer_piece(candidature_id=clos.pk, piece_id=ancienne.pk, par=clos.cree_par, recu_le=PLUS_TARD)
    with pytest.raises(Incomplet):
        rendre(clos)
    nouveau = FichierFactory(
        nom="statuts-signes.pdf", etat=EtatFichier.RECU, empreinte_servie="", taille_servie=None
    )
    joindre_piece(
        candidature_id=clos.pk,
        code="statuts",
        fichier=nouveau,
        legende="",
        par=clos.cree_par,
        recu_le=PLUS_TARD,
    )
    depot = rendre(clos)
    codes = {piece.code: piece.nom for piece in contenu_de(depot).pieces}
    assert codes["statuts"] == "statuts-signes.pdf"
    assert set(codes) == {piece.code for piece in contenu_de(complement.depot_avant).pieces}
    (difference,) = differences(contenu_de(complement.depot_avant), contenu_de(depot))
    assert difference.apres == "statuts-signes.pdf"


def test_le_montant_et_le_nom_suivent_la_version_renvoyee(
    clos: Candidature, instructeur: Utilisateur
) -> None:
    demander(clos, instructeur, demandes=("nom_lieu",))
    repondre(clos, nom_lieu="La Halle aux grains")
    assert Candidature.objects.get().nom == "La Halle 1"
    rendre(clos)
    assert Candidature.objects.get().nom == "La Halle aux grains"
