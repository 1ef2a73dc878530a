"""What a person trying the demonstration finds in it."""

from collections import Counter
from datetime import date, timedelta
from decimal import Decimal

import pytest
from allauth.account.models import EmailAddress
from django.db import connection
from django.db.models import Count, F
from django.test import override_settings
from stdnum.fr import siret

from ami.comptes.models import Role, Utilisateur
from ami.demonstration.calendrier import instant
from ami.demonstration.chargement import charger
from ami.demonstration.comptes import COMPTES, MOT_DE_PASSE
from ami.demonstration.documents import Coffre
from ami.fichiers.states import EtatFichier
from ami.journal.models import Entree
from ami.journal.verification import anomalies
from ami.notifications.models import Courriel
from ami.notifications.states import EtatCourriel
from candidatures.formulaire.controle.completude import manques
from candidatures.lectures import en_l_etat
from candidatures.models import Candidature, Complement, Depot, Piece, Porteur, Reponse, Scelle
from candidatures.states import RESULTATS, EtatCandidature, EtatComplement
from candidatures.version_deposee.depots import contenu_de
from evaluation.models import Evaluation, Grille, GrilleVague, Synthese
from evaluation.selection.models import Decision, Publication
from evaluation.selection.states import Sens
from evaluation.states import EtatEvaluation
from tests.demonstration.conftest import JOUR
from vagues.models import Appel, Vague, VoletOuvert
from vagues.states import EtatVague

E = EtatCandidature


pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("demonstration")]


def _comptes() -> dict[str, int]:
    modeles = (Appel, Vague, Utilisateur, Candidature, Depot, Reponse, Porteur, Evaluation, Decision)
    return {m.__name__: m._default_manager.count() for m in (*modeles, Entree, Courriel, Synthese)}


def test_un_second_chargement_ne_change_rien() -> None:
    avant = _comptes()
    with override_settings(AMI_DEMO=True):
        assert not charger(candidatures=40, jour=JOUR)
        assert not charger(candidatures=50, jour=JOUR + timedelta(days=1))
    assert _comptes() == avant


def test_le_journal_est_intact() -> None:
    assert list(anomalies()) == []


def test_quarante_dossiers_sont_dans_tous_les_etats() -> None:
    assert Candidature.objects.count() == 40
    assert set(Candidature.objects.values_list("etat", flat=True)) == set(E)


def test_chaque_vague_a_les_etats_prevus() -> None:
    trouves = Counter(Candidature.objects.values_list("vague__numero", "etat"))
    assert trouves == {
        (11, E.LAUREATE): 5, (11, E.NON_RETENUE): 4, (11, E.LISTE_COMPLEMENTAIRE): 1,
        (11, E.AJOURNEE): 1, (11, E.IRRECEVABLE): 1,
        (12, E.DEPOSEE): 7, (12, E.RECEVABLE): 3, (12, E.A_COMPLETER): 1, (12, E.IRRECEVABLE): 1,
        (12, E.RETIREE): 1, (12, E.BROUILLON): 1,
        (13, E.BROUILLON): 8, (13, E.DEPOSEE): 5, (13, E.RETIREE): 1,
    }  # fmt: skip


def test_chaque_etat_est_le_dernier_du_journal() -> None:
    for candidature in Candidature.objects.all():
        lignes = Entree.objects.filter(objet_type="candidature", objet_id=str(candidature.pk))
        derniere = lignes.exclude(vers="").order_by("-rang").first()
        assert derniere is not None
        assert derniere.vers == candidature.etat
        assert derniere.le <= candidature.modifie_le


@pytest.mark.parametrize(
    ("numero", "etat"),
    [
        (11, EtatVague.PUBLIEE),
        (12, EtatVague.CLOSE),
        (13, EtatVague.OUVERTE),
        (14, EtatVague.PROGRAMMEE),
        *((numero, EtatVague.ARCHIVEE) for numero in range(1, 9)),
    ],
)
def test_les_vagues_sont_dans_l_etat_prevu(numero: int, etat: EtatVague) -> None:
    assert Vague.objects.get(numero=numero).etat == etat


@pytest.mark.parametrize(
    ("numero", "cloture", "annoncee_le", "laureats"),
    [
        (1, "2019-10-15T22:00:00+00:00", date(2020, 2, 3), 80),
        (2, "2019-12-30T23:00:00+00:00", None, 30),
        (3, "2020-06-30T22:00:00+00:00", date(2020, 10, 23), 60),
        (4, "2020-09-30T22:00:00+00:00", None, 19),
        (5, "2020-12-30T23:00:00+00:00", date(2021, 3, 30), 29),
        (6, "2021-03-30T22:00:00+00:00", None, 35),
        (7, "2021-06-30T22:00:00+00:00", None, None),
        (8, "2021-09-30T22:00:00+00:00", None, None),
    ],
)
def test_les_vagues_reelles_disent_ce_que_disent_les_sources(
    numero: int, cloture: str, annoncee_le: date | None, laureats: int | None
) -> None:
    vague = Vague.objects.get(numero=numero)
    assert vague.cloture.isoformat() == cloture
    assert (vague.annoncee_le, vague.laureats_annonces) == (annoncee_le, laureats)
    assert (vague.publiee_le, vague.close_le) == (None, None)
    assert (vague.ouverture is not None) == (numero == 1)


def test_la_prime_n_est_ouverte_que_sur_le_volet_numerique() -> None:
    ouverts = VoletOuvert.objects.filter(prime_investissement_max__isnull=False)
    assert set(ouverts.values_list("vague__numero", "volet__code", "prime_investissement_max")) == {
        (1, "FNT", Decimal(100_000)),
        (13, "FNT", Decimal(100_000)),
    }


def test_les_grilles_ont_trois_puis_quatre_criteres() -> None:
    criteres = dict(Grille.objects.annotate(n=Count("criteres")).values_list("code", "n"))
    assert criteres == {"2019": 3, "2020": 4}
    anciennes = GrilleVague.objects.filter(grille__code="2019").values_list("vague__numero", flat=True)
    assert set(anciennes) == {1, 2, 3, 4}
    assert GrilleVague.objects.count() == 12
    assert all(len(grille.echelle) == 6 for grille in Grille.objects.all())


def test_l_objectif_de_2021_remplace_celui_de_2019() -> None:
    appel = Appel.objects.get()
    assert appel.a_valider
    for jour, laureats in ((date(2020, 12, 31), 300), (date(2021, 1, 1), 360)):
        objectif = appel.objectif_au(jour)
        assert objectif is not None
        assert objectif.laureats == laureats
        assert objectif.enveloppe == laureats * 150_000
    assert appel.roles_du_lieu.count() == 4


def test_les_comptes_ont_le_mot_de_passe_commun_et_leur_role() -> None:
    for prevu in COMPTES:
        compte = Utilisateur.objects.get(email=prevu.email)
        assert compte.roles == ({prevu.role} if prevu.role else set())
        assert EmailAddress.objects.filter(user=compte, verified=True, primary=True).count() == 1
    assert Utilisateur.objects.get(email="admin1@demo.test").check_password(MOT_DE_PASSE)
    referent = Utilisateur.objects.get(email="prefet67@demo.test").attributions.get()
    assert (referent.role, referent.code) == (Role.REFERENT, "67")


def test_les_porteurs_fictifs_ne_peuvent_pas_se_connecter() -> None:
    porteurs = Utilisateur.objects.filter(email__startswith="demo-")
    assert porteurs.count() == 34
    assert not any(porteur.has_usable_password() for porteur in porteurs)


def test_les_structures_chargees_sont_valides_et_fictives() -> None:
    for porteur in Porteur.objects.all():
        assert siret.is_valid(porteur.siret)
        assert porteur.siren.startswith("000")
        assert porteur.raison_sociale.endswith("(fictif)")


def _dossiers_de(email: str) -> set[tuple[int, str, str]]:
    dossiers = Candidature.objects.filter(acces__utilisateur__email=email)
    return set(dossiers.values_list("vague__numero", "volet__code", "etat"))


def test_les_deux_porteurs_ont_les_dossiers_des_parcours() -> None:
    assert _dossiers_de("porteur@demo.test") == {
        (11, "FT", E.LAUREATE),
        (12, "FT", E.DEPOSEE),
        (13, "FT", E.BROUILLON),
        (13, "FNT", E.BROUILLON),
    }
    assert _dossiers_de("porteur2@demo.test") == {(11, "FT", E.NON_RETENUE), (13, "FNT", E.BROUILLON)}


@pytest.mark.parametrize(("volet", "complet"), [("FT", True), ("FNT", False)])
def test_le_brouillon_complet_du_porteur_est_pret_a_deposer(volet: str, complet: bool) -> None:
    dossier = Candidature.objects.get(
        acces__utilisateur__email="porteur@demo.test", vague__numero=13, volet__code=volet
    )
    restent = manques(en_l_etat.dossier(dossier))
    assert (restent == ()) == complet
    assert dossier.reponses.exists()


def test_chaque_dossier_depose_a_ses_pieces_et_se_lit() -> None:
    for depot in Depot.objects.select_related("candidature"):
        contenu = contenu_de(depot)
        assert {section.code for section in contenu.presentation} == set(contenu.reponses_par_section)
        assert len(contenu.pieces) == depot.candidature.pieces.count()
    assert Piece.objects.filter(candidature__numero__isnull=False).count() > 60
    assert not Piece.objects.exclude(fichier__etat=EtatFichier.SAIN).exists()


def test_une_demande_de_complements_attend_sa_reponse() -> None:
    complement = Complement.objects.get()
    assert complement.etat == EtatComplement.OUVERT
    assert complement.candidature.etat == E.A_COMPLETER
    assert complement.echeance > instant(JOUR)


def test_un_brouillon_est_vide() -> None:
    vides = Candidature.objects.filter(reponses__isnull=True)
    assert list(vides.values_list("vague__numero", "etat")) == [(13, E.BROUILLON)]


def test_le_perimetre_67_et_l_outre_mer_sont_presents() -> None:
    deposees = Candidature.objects.exclude(etat=E.BROUILLON)
    assert deposees.filter(departement="67").count() == 3
    assert set(deposees.values_list("departement", flat=True)) >= {"971", "972", "973", "974"}


def test_les_numeros_se_suivent_sans_trou() -> None:
    for numero in (11, 12, 13):
        numeros = Candidature.objects.filter(vague__numero=numero, numero__isnull=False)
        attendus = [f"FDT-{numero}-{rang:04d}" for rang in range(1, numeros.count() + 1)]
        assert list(numeros.order_by("depose_le").values_list("numero", flat=True)) == attendus


def test_les_evaluations_en_cours_sont_dans_tous_les_etats() -> None:
    evaluations = Evaluation.objects.filter(candidature__vague__numero=12)
    assert Counter(evaluations.values_list("etat", flat=True)) == {
        EtatEvaluation.REMISE: 11,
        EtatEvaluation.A_FAIRE: 6,
        EtatEvaluation.BROUILLON: 4,
        EtatEvaluation.DEPORT: 1,
    }
    assert set(evaluations.values_list("evaluateur__email", flat=True)) == {
        f"evaluateur{n}@demo.test" for n in (1, 2, 3)
    }
    assert Synthese.objects.filter(candidature__vague__numero=12, evaluations__gt=0).exists()


def test_la_vague_publiee_porte_deux_signatures() -> None:
    publication = Publication.objects.get()
    assert publication.demandee_par.email == "admin1@demo.test"
    assert publication.confirmee_par is not None
    assert publication.confirmee_par.email == "admin2@demo.test"
    resultats = Candidature.objects.filter(etat__in=RESULTATS)
    assert resultats.count() == Decision.objects.count() == 11
    assert not resultats.exclude(etat=F("decision__sens")).exists()
    assert Decision.objects.filter(sens=Sens.LAUREATE, montant__gt=0, montant__lte=150_000).count() == 5


def test_les_vagues_closes_sont_scellees() -> None:
    assert set(Scelle.objects.values_list("vague__numero", "depots", "brouillons")) == {
        (11, 12, 0),
        (12, 13, 1),
    }


def test_aucun_courriel_du_passe_n_attend() -> None:
    assert not Courriel.objects.exclude(etat=EtatCourriel.ENVOYE).exists()
    assert not Courriel.objects.exclude(envoye_le=F("cree_le")).exists()
    assert Counter(Courriel.objects.values_list("modele", flat=True)) == {
        "brouillon_cree": 40,
        "recepisse": 31,
        "complements_demandes": 1,
        "retrait": 2,
        "resultat_laureat": 5,
        "resultat_autre": 6,
        "brouillon_non_depose": 1,
    }
    (rangement,) = connection.run_on_commit  # no mail is sent: the contents of the documents are stored
    assert rangement[1].__func__ is Coffre.ranger


def test_les_dates_des_lignes_sont_celles_du_recit() -> None:
    assert not Candidature.objects.filter(cree_le__date__gte=JOUR).exists()
    assert not Candidature.objects.filter(modifie_le__lt=F("cree_le")).exists()
    assert not Evaluation.objects.filter(cree_le__date__gte=JOUR).exists()


def test_un_verrou_met_les_chargements_en_file() -> None:
    with connection.cursor() as curseur:
        curseur.execute(
            "SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND pid = pg_backend_pid()"
        )
        assert curseur.fetchone() == (1,)
