"""Factories: one row each, no surprise; chains of acts are in ``tests.scenarios``."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal

import factory
from factory.django import DjangoModelFactory
from stdnum import luhn

from ami.comptes.models import Attribution, Perimetre, Role, Utilisateur
from ami.fichiers.models import Fichier
from ami.fichiers.states import EtatFichier
from candidatures.models import Acces, Candidature, Piece, RoleAcces
from evaluation.models import Critere, Evaluation, Grille, GrilleVague
from vagues.models import Appel, Vague, Volet, VoletOuvert
from vagues.states import EtatVague

OUVERTURE = datetime(2027, 1, 11, 8, 0, tzinfo=UTC)
CLOTURE = datetime(2027, 2, 15, 23, 0, tzinfo=UTC)  # 16 February, 00:00 in Paris
PENDANT = datetime(2027, 2, 1, 9, 30, tzinfo=UTC)  # an ordinary day while the wave is open
APRES = CLOTURE + timedelta(minutes=5)


def siret(rang: int) -> str:
    """Return a SIRET-shaped number with both keys right, in a range that was never allotted."""
    siren = f"0001{rang:04d}"
    siren += luhn.calc_check_digit(siren)
    etablissement = f"{siren}0001"
    return etablissement + luhn.calc_check_digit(etablissement)


class UtilisateurFactory(DjangoModelFactory[Utilisateur]):
    class Meta:
        model = Utilisateur

    email = factory.Sequence(lambda n: f"personne{n}@exemple.test")
    prenom = "Camille"
    nom = factory.Sequence(lambda n: f"Martin{n}")
    password = "!"


class AttributionFactory(DjangoModelFactory[Attribution]):
    class Meta:
        model = Attribution

    utilisateur = factory.SubFactory(UtilisateurFactory)
    role = Role.EVALUATEUR
    perimetre = factory.LazyAttribute(
        lambda a: Perimetre.DEPARTEMENT if a.role == Role.REFERENT else Perimetre.NATIONAL
    )
    code = factory.LazyAttribute(lambda a: "67" if a.perimetre == Perimetre.DEPARTEMENT else "")


class AppelFactory(DjangoModelFactory[Appel]):
    class Meta:
        model = Appel
        django_get_or_create = ("code",)

    code = "fdt"
    titre = "Fabriques de territoire"
    chapeau = "Des lieux au service de leur territoire."
    operateur = "Agence nationale de la cohésion des territoires"
    courriel = "contact@exemple.test"
    ouvert_le = datetime(2019, 7, 11, tzinfo=UTC).date()
    qui_peut_candidater = "Les personnes morales existantes."
    delai_decision_implicite = 2
    voies_de_recours = "Recours gracieux ou contentieux dans les deux mois."


class MontantsFactory(DjangoModelFactory[Volet]):
    class Meta:
        abstract = True

    montant_min_total = Decimal(75_000)
    montant_max_total = Decimal(150_000)
    montant_max_annuel = Decimal(50_000)
    duree_mois = 36


class VoletFactory(MontantsFactory):
    class Meta:
        model = Volet
        django_get_or_create = ("appel", "code")

    appel = factory.SubFactory(AppelFactory)
    code = "ft"
    nom = "Fabrique de territoire"
    description = "Un lieu ressource."


class VagueFactory(DjangoModelFactory[Vague]):
    """An open wave of January and February 2027."""

    class Meta:
        model = Vague

    appel = factory.SubFactory(AppelFactory)
    numero = factory.Sequence(lambda n: n + 1)
    ouverture = OUVERTURE
    cloture = CLOTURE
    etat = EtatVague.OUVERTE


class VoletOuvertFactory(MontantsFactory):
    class Meta:
        model = VoletOuvert

    vague = factory.SubFactory(VagueFactory)
    volet = factory.SubFactory(VoletFactory, appel=factory.SelfAttribute("..vague.appel"))


class CandidatureFactory(DjangoModelFactory[Candidature]):
    """An empty draft."""

    class Meta:
        model = Candidature

    vague = factory.SubFactory(VagueFactory)
    volet = factory.SubFactory(VoletFactory, appel=factory.SelfAttribute("..vague.appel"))
    cree_par = factory.SubFactory(UtilisateurFactory)


class AccesFactory(DjangoModelFactory[Acces]):
    class Meta:
        model = Acces

    candidature = factory.SubFactory(CandidatureFactory)
    utilisateur = factory.SelfAttribute("candidature.cree_par")
    role = RoleAcces.SIGNATAIRE


class FichierFactory(DjangoModelFactory[Fichier]):
    """A verified file whose bytes are nowhere: for tests that do not read them."""

    class Meta:
        model = Fichier

    nom = factory.Sequence(lambda n: f"piece-{n}.pdf")
    genre = "pdf"
    taille = 1200
    empreinte = factory.Sequence(lambda n: f"{n:064x}")
    taille_servie = 1100
    empreinte_servie = factory.Sequence(lambda n: f"{n:064x}")
    etat = EtatFichier.SAIN
    depose_par = factory.SubFactory(UtilisateurFactory)
    recu_le = PENDANT
    prochain_essai_le = PENDANT


class PieceFactory(DjangoModelFactory[Piece]):
    class Meta:
        model = Piece

    candidature = factory.SubFactory(CandidatureFactory)
    code = "statuts"
    ajoutee_par = factory.SelfAttribute("candidature.cree_par")
    fichier = factory.SubFactory(FichierFactory, depose_par=factory.SelfAttribute("..ajoutee_par"))
    ajoutee_le = PENDANT


class GrilleFactory(DjangoModelFactory[Grille]):
    class Meta:
        model = Grille
        django_get_or_create = ("code",)

    code = "2020"
    libelle = "Grille 2020"
    echelle = ["Absent", "Très faible", "Faible", "Correct", "Bon", "Excellent"]


class CritereFactory(DjangoModelFactory[Critere]):
    class Meta:
        model = Critere

    grille = factory.SubFactory(GrilleFactory)
    ordre = factory.Sequence(lambda n: n + 1)
    code = factory.Sequence(lambda n: f"critere-{n + 1}")
    libelle = factory.Sequence(lambda n: f"Critère {n + 1}")
    poids = Decimal(1)


class GrilleVagueFactory(DjangoModelFactory[GrilleVague]):
    class Meta:
        model = GrilleVague

    vague = factory.SubFactory(VagueFactory)
    grille = factory.SubFactory(GrilleFactory)


class EvaluationFactory(DjangoModelFactory[Evaluation]):
    class Meta:
        model = Evaluation

    candidature = factory.SubFactory(CandidatureFactory)
    evaluateur = factory.SubFactory(UtilisateurFactory)
