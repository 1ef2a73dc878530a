"""Starting a draft and saving its sections."""

from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest

from ami.commun.erreurs import ErreurMetier, HorsDelai, Incomplet, TransitionInterdite
from ami.journal.models import Entree
from candidatures import lecture
from candidatures.models import Acces, Candidature, Porteur, Reponse
from candidatures.questionnaire import sections
from candidatures.services.creer import BROUILLONS_MAX, creer_candidature
from candidatures.services.enregistrer import enregistrer_section
from tests.fabriques import CLOTURE, PENDANT, UtilisateurFactory, siret
from tests.scenarios import brouillon_complet, deposer, dossier_depose, vague_ouverte

pytestmark = pytest.mark.django_db


def enregistrer(candidature: Candidature, code: str, **valeurs: Any) -> Candidature:
    section = next(s for s in sections(lecture.parametres(candidature)) if s.code == code)
    return enregistrer_section(
        candidature_id=candidature.pk,
        section=section,
        valeurs=valeurs,
        par=candidature.cree_par,
        recu_le=PENDANT,
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
    enregistrer(
        candidature, "gouvernance", instances="Autre.", usagers="Un collège des usagers.", equipe=None
    )
    apres = dict(Reponse.objects.values_list("champ", "version"))
    assert {champ for champ in apres if apres[champ] != avant[champ]} == {"instances", "equipe"}
    assert Reponse.objects.get(champ="equipe").valeur is None


def test_une_reponse_jamais_donnee_ne_cree_pas_de_ligne() -> None:
    candidature = creer_candidature(volet_ouvert=vague_ouverte(), par=UtilisateurFactory(), recu_le=PENDANT)
    enregistrer(candidature, "lieu", nom_lieu="La Halle", commune="", departement=None)
    assert list(Reponse.objects.values_list("champ", "valeur")) == [("nom_lieu", "La Halle")]


def test_le_dossier_repete_ce_dont_les_listes_ont_besoin() -> None:
    candidature = brouillon_complet(vague_ouverte(), rang=4)
    assert (candidature.nom, candidature.departement, candidature.siren) == ("La Halle 4", "67", siret(4)[:9])
    assert candidature.montant_demande == Decimal(140_000)
    assert (candidature.porteur.siret, candidature.porteur.siren) == (siret(4), siret(4)[:9])
    enregistrer(candidature, "structure", siret=None)
    candidature.refresh_from_db()
    assert (candidature.siren, candidature.porteur) == ("", None)


def test_renommer_sa_structure_ne_renomme_pas_celle_d_un_autre_dossier() -> None:
    un, autre = (brouillon_complet(vague_ouverte(), rang=1) for _ in range(2))
    assert un.porteur == autre.porteur
    enregistrer(un, "structure", siret=siret(1), raison_sociale="Nouveau nom")
    for dossier in (un, autre):
        dossier.refresh_from_db()
    assert str(un.porteur) == "Nouveau nom"
    assert str(autre.porteur) == "Association des lieux n° 1 (fictive)"
    assert Porteur.objects.count() == 2


def test_un_dossier_depose_ne_se_modifie_plus(contenus: Any) -> None:
    candidature = dossier_depose(vague_ouverte())
    avant = contenus()
    with pytest.raises(TransitionInterdite, match="déjà déposé"):
        enregistrer(candidature, "lieu", nom_lieu="Autre")
    assert contenus() == avant


def test_un_total_trop_grand_n_est_pas_enregistre(contenus: Any) -> None:
    volet = vague_ouverte()
    volet.montant_max_total = 100_000
    volet.save()
    candidature = creer_candidature(volet_ouvert=volet, par=UtilisateurFactory(), recu_le=PENDANT)
    avant = contenus()
    with pytest.raises(Incomplet) as refus:
        enregistrer(
            candidature, "budget", montant_an_1="50000.00", montant_an_2="50000.00", montant_an_3="0.01"
        )
    assert refus.value.manques == ("montant_an_1",)
    assert contenus() == avant


def test_deux_siren_identiques_dans_deux_vagues_se_deposent() -> None:
    assert dossier_depose(vague_ouverte(), rang=9).siren == dossier_depose(vague_ouverte(), rang=9).siren


@pytest.mark.usefixtures("courtier_en_panne")
def test_un_courtier_en_panne_n_empeche_pas_de_deposer(django_capture_on_commit_callbacks: Any) -> None:
    candidature = brouillon_complet(vague_ouverte())
    with django_capture_on_commit_callbacks(execute=True) as rappels:
        deposer(candidature)
    assert (candidature.etat, len(rappels)) == ("deposee", 1)
