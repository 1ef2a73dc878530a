"""Starting a draft and saving its sections."""

from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest

from ami.commun.erreurs import DroitInsuffisant, ErreurMetier, HorsDelai, TransitionInterdite
from ami.journal.models import Entree
from candidatures.lectures import en_l_etat
from candidatures.models import Acces, Candidature, Complement, Interet, Porteur, Reponse
from candidatures.services.creer import BROUILLONS_MAX, creer_candidature
from candidatures.services.enregistrer import Enregistrement, enregistrer_reponses
from candidatures.services.remanier import remanier_candidature
from tests.fabriques import CLOTURE, PENDANT, UtilisateurFactory, siret
from tests.scenarios import brouillon_complet, deposer, dossier_depose, ecrire_l_etat, vague_ouverte

pytestmark = pytest.mark.django_db


def enregistrer(candidature: Candidature, **valeurs: Any) -> Enregistrement:
    return enregistrer_reponses(
        candidature_id=candidature.pk, valeurs=valeurs, par=candidature.cree_par, recu_le=PENDANT
    )


def test_un_brouillon_a_un_signataire_et_une_ligne_de_journal() -> None:
    volet, par = vague_ouverte(), UtilisateurFactory()
    candidature = creer_candidature(volet_ouvert=volet, par=par, recu_le=PENDANT)
    assert (candidature.etat, candidature.numero, candidature.volet) == ("brouillon", None, volet.volet)
    acces = Acces.objects.get()
    assert (acces.utilisateur, acces.role) == (par, "signataire")
    assert Entree.objects.get().acte == "candidature créée"
    assert str(candidature) == "Dossier sans nom"
    assert candidature.libelle_porteur == "Brouillon – non déposé"


@pytest.mark.parametrize("instant", [CLOTURE, CLOTURE + timedelta(days=1)])
def test_on_ne_commence_rien_apres_la_cloture(instant: Any, tables: Any) -> None:
    volet, par = vague_ouverte(), UtilisateurFactory()
    avant = tables()
    with pytest.raises(HorsDelai, match="ne reçoit plus"):
        creer_candidature(volet_ouvert=volet, par=par, recu_le=instant)
    assert tables() == avant


def test_une_personne_n_a_pas_plus_de_vingt_brouillons_par_vague(tables: Any) -> None:
    volet, par = vague_ouverte(), UtilisateurFactory()
    for _ in range(BROUILLONS_MAX):
        creer_candidature(volet_ouvert=volet, par=par, recu_le=PENDANT)
    avant = tables()
    with pytest.raises(ErreurMetier, match="Vous avez déjà 20 brouillons"):
        creer_candidature(volet_ouvert=volet, par=par, recu_le=PENDANT)
    assert tables() == avant
    creer_candidature(volet_ouvert=vague_ouverte(), par=par, recu_le=PENDANT)


def test_seules_les_reponses_changees_prennent_une_version() -> None:
    candidature = brouillon_complet(vague_ouverte())
    avant = dict(candidature.reponses.values_list("champ", "version"))
    enregistrer(candidature, instances="Autre.", usagers="Un collège des usagers.", equipe=None)
    apres = dict(Reponse.objects.values_list("champ", "version"))
    assert {champ for champ in apres if apres[champ] != avant[champ]} == {"instances", "equipe"}
    assert Reponse.objects.get(champ="equipe").valeur is None


def test_une_reponse_jamais_donnee_ne_cree_pas_de_ligne() -> None:
    candidature = creer_candidature(volet_ouvert=vague_ouverte(), par=UtilisateurFactory(), recu_le=PENDANT)
    enregistrer(candidature, nom_lieu="La Halle", commune="", departement=None)
    assert list(Reponse.objects.values_list("champ", "valeur")) == [("nom_lieu", "La Halle")]


def test_le_dossier_repete_ce_dont_les_listes_ont_besoin() -> None:
    candidature = brouillon_complet(vague_ouverte(), rang=4)
    assert (candidature.nom, candidature.departement, candidature.siren) == ("La Halle 4", "67", siret(4)[:9])
    assert candidature.montant_demande == Decimal(140_000)
    assert (candidature.porteur.siret, candidature.porteur.siren) == (siret(4), siret(4)[:9])
    enregistrer(candidature, siret=None)
    candidature.refresh_from_db()
    assert (candidature.siren, candidature.porteur) == ("", None)


def test_renommer_sa_structure_ne_renomme_pas_celle_d_un_autre_dossier() -> None:
    un, autre = (brouillon_complet(vague_ouverte(), rang=1) for _ in range(2))
    assert un.porteur == autre.porteur
    enregistrer(un, siret=siret(1), raison_sociale="Nouveau nom")
    for dossier in (un, autre):
        dossier.refresh_from_db()
    assert str(un.porteur) == "Nouveau nom"
    assert str(autre.porteur) == "Association des lieux n° 1 (fictive)"
    assert Porteur.objects.count() == 2


def test_un_dossier_depose_ne_se_modifie_plus(contenus: Any) -> None:
    candidature = dossier_depose(vague_ouverte())
    avant = contenus()
    with pytest.raises(TransitionInterdite, match="déjà déposé"):
        enregistrer(candidature, nom_lieu="Autre")
    assert contenus() == avant


def test_une_reponse_fausse_est_gardee_et_n_est_pas_repetee_sur_le_dossier() -> None:
    candidature = brouillon_complet(vague_ouverte())
    enregistrer(
        candidature, siret="123", nom_lieu="é" * 151, departement="999", montant_an_1="abc", raison_sociale=""
    )
    candidature.refresh_from_db()
    assert (candidature.siren, candidature.porteur, candidature.departement) == ("", None, "")
    assert candidature.montant_demande == Decimal(90_000)
    reponses = en_l_etat.reponses(candidature)
    assert (reponses["siret"], reponses["departement"], reponses["montant_an_1"]) == ("123", "999", "abc")


@pytest.mark.parametrize(
    ("saisi", "montre"),
    [
        ("é" * 150, "é" * 150),
        ("é" * 151, f"{'é' * 149}…"),
        (f"La Halle {'du marché ' * 20}", f"La Halle {'du marché ' * 14}"[:148] + "…"),
        ("La Halle\ndu marché", "La Halle du marché"),
        ("La\x1bHalle", "Dossier sans nom"),
        ("", "Dossier sans nom"),
    ],
)
def test_un_nom_trop_long_est_montre_par_son_debut(saisi: str, montre: str) -> None:
    candidature = brouillon_complet(vague_ouverte())
    enregistrer(candidature, nom_lieu=saisi)
    candidature.refresh_from_db()
    assert str(candidature) == montre


def test_un_texte_ne_touche_pas_la_ligne_du_dossier() -> None:
    candidature = brouillon_complet(vague_ouverte())
    avant = candidature.modifie_le
    enregistrer(candidature, instances="Autre")
    candidature.refresh_from_db()
    assert candidature.modifie_le == avant


def test_un_dossier_rouvert_garde_les_colonnes_de_sa_version_deposee() -> None:
    candidature = dossier_depose(vague_ouverte(), rang=3)
    remanier_candidature(candidature_id=candidature.pk, par=candidature.cree_par, recu_le=PENDANT)
    enregistrer(candidature, siret=siret(8), nom_lieu="Autre lieu")
    candidature.refresh_from_db()
    assert (candidature.etat, candidature.siren, candidature.nom) == ("brouillon", siret(3)[:9], "La Halle 3")
    assert Interet.objects.filter(utilisateur=candidature.cree_par, siren=siret(8)[:9]).exists()
    deposer(candidature)
    assert (candidature.siren, candidature.nom) == (siret(8)[:9], "Autre lieu")


def test_une_reponse_rouverte_par_une_demande_se_modifie_et_elle_seule(contenus: Any) -> None:
    candidature = dossier_depose(vague_ouverte())
    ecrire_l_etat(Candidature.objects.filter(pk=candidature.pk), "a_completer")
    Complement.objects.create(
        candidature=candidature,
        demandes=["instances", "piece:statuts"],
        message="Précisez.",
        demande_le=PENDANT,
        echeance=CLOTURE,
        etat_avant="deposee",
        depot_avant=candidature.depots.get(),
    )
    nom = candidature.nom
    enregistrer(candidature, instances="Précisé")
    assert en_l_etat.reponses(candidature)["instances"] == "Précisé"
    avant = contenus()
    with pytest.raises(TransitionInterdite, match="déjà déposé"):
        enregistrer(candidature, instances="Encore", nom_lieu="Autre")
    assert contenus() == avant
    candidature.refresh_from_db()
    assert candidature.nom == nom


def test_deux_siren_identiques_dans_deux_vagues_se_deposent() -> None:
    assert dossier_depose(vague_ouverte(), rang=9).siren == dossier_depose(vague_ouverte(), rang=9).siren


@pytest.mark.usefixtures("courtier_en_panne")
def test_un_courtier_en_panne_n_empeche_pas_de_deposer(django_capture_on_commit_callbacks: Any) -> None:
    candidature = brouillon_complet(vague_ouverte())
    with django_capture_on_commit_callbacks(execute=True) as rappels:
        deposer(candidature)
    assert (candidature.etat, len(rappels)) == ("deposee", 1)  # the receipt and the documents, woken together


def test_un_acces_ferme_n_ecrit_plus(brouillon: Candidature, contenus: Any) -> None:
    """Asked under the lock, whatever the page had seen before."""
    etrangere = UtilisateurFactory()
    avant = contenus()
    with pytest.raises(DroitInsuffisant, match="votre accès a changé"):
        enregistrer_reponses(
            candidature_id=brouillon.pk, valeurs={"nom_lieu": "Ailleurs"}, par=etrangere, recu_le=PENDANT
        )
    assert contenus() == avant
