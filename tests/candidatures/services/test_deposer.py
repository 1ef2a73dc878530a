"""Filing: the clock, the number, the copy, the mail; and what a refusal leaves."""

import hashlib
import json
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

from ami.commun.erreurs import DroitInsuffisant, ErreurMetier, HorsDelai, Incomplet, TransitionInterdite
from ami.fichiers.models import Fichier
from ami.journal.models import Entree
from ami.notifications.models import Courriel
from candidatures.models import Candidature, Depot, RoleAcces
from candidatures.services.deposer import deposer_candidature
from candidatures.services.joindre import retirer_piece
from candidatures.services.sceller import sceller_vague
from candidatures.states import EtatCandidature
from candidatures.version_deposee.depots import contenu_de, recepisse_de
from tests.fabriques import CLOTURE, PENDANT, AccesFactory, UtilisateurFactory, siret
from tests.scenarios import brouillon_complet, clore, deposer, dossier_depose, ecrire_l_etat, vague_ouverte
from vagues.models import Appel
from vagues.services import cloturer_vague

pytestmark = pytest.mark.django_db
Compter = Callable[[], dict[str, int]]
SECONDE = timedelta(seconds=1)


def test_un_depot_donne_un_numero_une_copie_une_ligne_de_journal_et_un_courriel() -> None:
    candidature = brouillon_complet(vague_ouverte(numero=13))

    depot = deposer(candidature, le=PENDANT)

    assert (candidature.etat, candidature.numero, candidature.depose_le) == (
        "deposee",
        "FDT-13-0001",
        PENDANT,
    )
    assert depot.empreinte == hashlib.sha256(depot.contenu.encode()).hexdigest()
    assert json.loads(depot.contenu)["sections"]["lieu"]["nom_lieu"] == "La Halle 1"
    ligne = Entree.objects.get(acte="candidature déposée")
    assert (ligne.objet_id, ligne.de, ligne.vers) == (str(candidature.pk), "brouillon", "deposee")
    courriel = Courriel.objects.get(modele="recepisse")
    assert courriel.cle == f"recepisse:{candidature.pk}:1:{candidature.cree_par_id}"
    assert courriel.destinataire == candidature.cree_par.email
    assert "FDT-13-0001" in courriel.texte
    assert depot.empreinte in courriel.texte


def test_deposer_deux_fois_rend_le_meme_depot(brouillon: Candidature) -> None:
    premier = deposer(brouillon)

    second = deposer(brouillon, le=PENDANT + SECONDE)

    assert second == premier
    assert (Depot.objects.count(), Courriel.objects.filter(modele="recepisse").count()) == (1, 1)


@pytest.mark.parametrize("retard", [timedelta(0), SECONDE, timedelta(days=1)])
def test_un_depot_recu_a_la_cloture_ou_apres_est_refuse_meme_sans_celery(
    retard: timedelta, tables: Compter, brouillon: Candidature
) -> None:
    avant = tables()

    with pytest.raises(HorsDelai, match="15\xa0février\xa02027 à 23\xa0h\xa059"):
        deposer(brouillon, le=CLOTURE + retard)

    assert tables() == avant
    assert Candidature.objects.get().etat == EtatCandidature.BROUILLON


def test_un_depot_recu_une_seconde_avant_la_cloture_est_accepte(brouillon: Candidature) -> None:

    deposer(brouillon, le=CLOTURE - SECONDE)

    assert brouillon.etat == EtatCandidature.DEPOSEE


def test_un_depot_recu_a_temps_mais_traite_apres_la_cloture_est_accepte_jusqu_au_scelle() -> None:
    volet = vague_ouverte()
    a_temps, trop_tard = brouillon_complet(volet, rang=1), brouillon_complet(volet, rang=2)
    cloturer_vague(vague_id=volet.vague_id, maintenant=CLOTURE)
    deposer(a_temps, le=CLOTURE - SECONDE)
    sceller_vague(vague_id=volet.vague_id, maintenant=CLOTURE + timedelta(seconds=60))

    assert a_temps.etat == EtatCandidature.DEPOSEE
    with pytest.raises(HorsDelai):
        deposer(trop_tard, le=CLOTURE - SECONDE)


def test_un_dossier_incomplet_dit_ce_qui_manque(tables: Compter) -> None:
    candidature = brouillon_complet(vague_ouverte(), nom_lieu="", montant_an_1="100.00", montant_an_2="0.00")
    avant = tables()

    with pytest.raises(Incomplet) as refus:
        deposer(candidature)

    assert refus.value.manques == (
        "Nom du lieu",
        "Demandez au moins 75\u202f000\xa0€ au total : la demande est de 40\u202f100\xa0€.",
    )
    assert tables() == avant


def test_une_structure_ne_depose_qu_un_dossier_par_volet_et_vague(tables: Compter) -> None:
    volet = vague_ouverte()
    dossier_depose(volet, rang=7)
    second = brouillon_complet(volet, rang=7)
    avant = tables()

    with pytest.raises(ErreurMetier, match="déjà déposé un dossier"):
        deposer(second)

    assert tables() == avant


def test_les_numeros_se_suivent_sans_trou() -> None:
    volet = vague_ouverte(numero=5)
    numeros = [dossier_depose(volet, rang=rang).numero for rang in range(1, 4)]
    assert numeros == ["FDT-05-0001", "FDT-05-0002", "FDT-05-0003"]


def test_le_scelle_compte_et_resume_tous_les_depots() -> None:
    volet = vague_ouverte()
    depots = [dossier_depose(volet, rang=rang).depots.get() for rang in (1, 2)]
    brouillon_complet(volet, rang=3)

    scelle = clore(volet.vague).scelle

    lignes = "\n".join(f"{d.numero} 1 {d.empreinte}" for d in depots)
    assert (scelle.depots, scelle.brouillons) == (2, 1)
    assert scelle.empreinte == hashlib.sha256(lignes.encode()).hexdigest()


def test_le_depot_se_suffit_a_lui_meme() -> None:
    """Answers, documents with their hashes, words, facts of the acknowledgement: nothing else is needed to read it."""
    candidature = brouillon_complet(vague_ouverte(numero=13))
    piece = candidature.pieces.select_related("fichier").get(code="statuts")

    donnees = json.loads(deposer(candidature).contenu)

    assert sorted(donnees) == [
        "accuse",
        "candidature",
        "format",
        "lecture",
        "motif",
        "numero",
        "pieces",
        "recu_le",
        "sections",
        "vague",
        "version",
        "volet",
    ]
    assert (donnees["format"], donnees["motif"], donnees["version"]) == (2, "depot", 1)
    assert (donnees["vague"], donnees["volet"]) == (13, "ft")
    assert {section["code"] for section in donnees["lecture"]} == set(donnees["sections"])
    jointe = next(p for p in donnees["pieces"] if p["code"] == "statuts")
    assert jointe == {
        "code": "statuts",
        "libelle": jointe["libelle"],
        "legende": "",
        "nom": piece.fichier.nom,
        "taille": 1200,
        "empreinte": piece.fichier.empreinte,
        "fichier": str(piece.fichier_id),
    }
    assert jointe["libelle"]


def test_l_accuse_ne_change_pas_quand_l_appel_change(brouillon: Candidature) -> None:
    avant = recepisse_de(deposer(brouillon))
    Appel.objects.update(titre="Autre titre", operateur="Autre service", voies_de_recours="Aucune.")
    brouillon.cree_par.nom = "Autre"
    brouillon.cree_par.save()
    assert recepisse_de(Depot.objects.get()) == avant


@pytest.mark.parametrize(
    ("depart", "mots"),
    [
        ("depot", "le 1er\xa0avril\xa02027, soit 2 mois après la réception du dossier"),
        ("cloture", "le 16\xa0avril\xa02027, soit 2 mois après la clôture de la vague"),
    ],
)
def test_la_decision_implicite_court_du_depot_ou_de_la_cloture(
    depart: str, mots: str, brouillon: Candidature
) -> None:
    Appel.objects.update(point_de_depart=depart)
    recours = recepisse_de(deposer(brouillon)).recours
    assert mots in recours[0]
    assert recours[1] == "Recours gracieux ou contentieux dans les deux mois."
    assert recours[0] in Courriel.objects.get(modele="recepisse").texte


def test_sans_delai_ni_recours_l_accuse_n_en_dit_rien(brouillon: Candidature) -> None:
    Appel.objects.update(delai_decision_implicite=None, voies_de_recours="")
    assert recepisse_de(deposer(brouillon)).recours == ()


def test_l_accuse_donne_l_heure_locale_outre_mer() -> None:
    candidature = brouillon_complet(vague_ouverte(), departement="974", code_postal="97400")
    assert dict(recepisse_de(deposer(candidature)).recu)["Reçu le"].replace("\xa0", " ") == (
        "1er février 2027 à 10 h 30 min 00 s (heure de Paris), soit 13 h 30 min 00 s à La Réunion"
    )


@pytest.mark.parametrize("etat", ["recu", "en_analyse"])
def test_une_piece_que_l_antivirus_n_a_pas_encore_lue_compte(etat: str, brouillon: Candidature) -> None:
    Fichier.objects.update(etat=etat, empreinte_servie="", taille_servie=None)
    assert len(contenu_de(deposer(brouillon)).pieces) == 2


def test_une_piece_retiree_apres_la_cloture_arrete_le_depot_qui_attendait(
    contenus: Any, brouillon: Candidature
) -> None:
    piece = brouillon.pieces.get(code="statuts")
    par = brouillon.cree_par
    retirer_piece(candidature_id=brouillon.pk, piece_id=piece.pk, par=par, recu_le=CLOTURE)
    avant = contenus()
    with pytest.raises(HorsDelai, match="ajoutée ou retirée après l’heure limite"):
        deposer(brouillon, le=CLOTURE - SECONDE)
    assert contenus() == avant


def test_une_piece_refusee_manque(contenus: Any, brouillon: Candidature) -> None:
    statuts = brouillon.pieces.get(code="statuts")
    Fichier.objects.filter(pk=statuts.fichier_id).update(etat="refuse", motif="Infecté.")
    avant = contenus()
    with pytest.raises(Incomplet) as refus:
        deposer(brouillon)
    assert len(refus.value.manques) == 1
    assert contenus() == avant


def test_un_dossier_a_completer_ne_se_depose_pas_par_la(contenus: Any) -> None:
    """Compléments asked while the wave is open are returned by their own act, limited to what is asked."""
    candidature = dossier_depose(vague_ouverte())
    ecrire_l_etat(Candidature.objects.all(), "a_completer")
    avant = contenus()
    with pytest.raises(TransitionInterdite):
        deposer(candidature)
    assert contenus() == avant


@pytest.mark.parametrize("role", [RoleAcces.REDACTEUR, RoleAcces.LECTEUR, None])
def test_seul_le_signataire_depose(role: str | None, contenus: Any) -> None:
    candidature, autre = brouillon_complet(vague_ouverte()), UtilisateurFactory()
    if role:
        AccesFactory(candidature=candidature, utilisateur=autre, role=role)
    avant = contenus()
    with pytest.raises(DroitInsuffisant):
        deposer_candidature(candidature_id=candidature.pk, par=autre, recu_le=PENDANT)
    assert contenus() == avant


def test_un_dossier_dont_les_colonnes_retardent_est_depose_tel_qu_il_est_ecrit(
    brouillon: Candidature,
) -> None:
    """Columns repeat answers; the filing makes them right when an act left them behind."""
    Candidature.objects.update(porteur=None, siren="", nom="Vieux nom", montant_demande=None)
    deposer(brouillon)
    assert (brouillon.nom, brouillon.siren) == ("La Halle 1", siret(1)[:9])
    assert brouillon.montant_demande == 140_000
    assert str(brouillon.porteur) == "Association des lieux n° 1 (fictive)"
