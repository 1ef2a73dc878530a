"""The filing of the stored example: its dossier and its rows, none of them saved. No database."""

from datetime import UTC, datetime
from pathlib import Path
from uuid import UUID

from ami.comptes.models import Utilisateur
from candidatures.formulaire.catalogue.champs import Dossier, PieceLue
from candidatures.models import Candidature
from tests.candidatures.formulaire.cas import FT
from tests.scenarios import reponses_completes
from vagues.models import Appel, Vague, Volet

EXEMPLES = Path(__file__).parent / "exemples"
RECU_LE = datetime(2027, 2, 1, 9, 30, 0, 125000, tzinfo=UTC)
DOSSIER = Dossier(
    FT,
    reponses_completes(departement="974", nom_lieu="La Halle « d’à côté » 😀", surface=None),
    (
        PieceLue(2, "lettres", "maire.pdf", 1_234_567, "a" * 64, "3f0e8a52-59c1-4b6e-8d0d-4f6b6a1c7e11", "sain", "Lettre de la maire"),
        PieceLue(1, "statuts", "statuts.pdf", 1200, "b" * 64, "9b6d2c14-0a77-4f0b-a2b3-6e5d4c3b2a19", "recu"),
    ),
)  # fmt: skip


def candidature() -> Candidature:
    appel = Appel(
        titre="Fabriques de territoire",
        operateur="Agence fictive",
        adresse="1 rue d’Essai\n75000 Paris",
        courriel="ami@exemple.test",
        telephone="01 00 00 00 00",
        delai_decision_implicite=2,
        voies_de_recours="Recours gracieux dans les deux mois.\nPuis le tribunal administratif.",
    )
    vague = Vague(appel=appel, numero=13, cloture=datetime(2027, 2, 15, 23, 0, tzinfo=UTC))
    return Candidature(
        pk=UUID("0b4c5d1e-7f10-4a53-9c2e-3a1d7e5f9b21"),
        vague=vague,
        volet=Volet(code="ft", nom="Fabrique de territoire"),
        numero="FDT-13-0042",
    )


def signataire() -> Utilisateur:
    return Utilisateur(prenom="Claude", nom="Durand", email="claude@exemple.test")
