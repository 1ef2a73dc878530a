"""How the constraints on what follows a filing are broken (``tests.commun.contraintes``)."""

from datetime import timedelta
from typing import Any

from candidatures.models import Candidature, Complement, Depot, Message, MotifCritere
from evaluation.selection.models import Decision, MotifDecision
from tests.commun.contraintes import EMPREINTE, enfreint
from tests.fabriques import (
    PENDANT,
    CandidatureFactory,
    CritereFactory,
    GrilleFactory,
    PieceFactory,
    UtilisateurFactory,
)


@enfreint("message_un_brouillon_par_auteur")
def _() -> None:
    candidature = CandidatureFactory()
    for _rang in range(2):
        Message.objects.create(
            candidature=candidature, cote="porteur", auteur=candidature.cree_par, ecrit_le=PENDANT
        )


@enfreint("message_lu_apres_envoi")
def _() -> None:
    candidature = CandidatureFactory()
    Message.objects.create(
        candidature=candidature,
        cote="porteur",
        auteur=candidature.cree_par,
        ecrit_le=PENDANT,
        envoye_le=PENDANT,
        lu_le=PENDANT - timedelta(seconds=1),
    )


def _complement(candidature: Candidature | None = None, **champs: Any) -> Candidature:
    candidature = candidature or CandidatureFactory()
    depot = Depot.objects.filter(candidature=candidature).first() or Depot.objects.create(
        candidature=candidature,
        version=1,
        numero="FDT-01-0001",
        recu_le=PENDANT,
        par=candidature.cree_par,
        contenu="{}",
        empreinte=EMPREINTE,
    )
    Complement.objects.create(
        **{
            "candidature": candidature,
            "demandes": ["resume"],
            "message": "Précisez.",
            "demande_le": PENDANT,
            "echeance": PENDANT + timedelta(days=15),
            "etat_avant": "deposee",
            "depot_avant": depot,
            **champs,
        }
    )
    return candidature


@enfreint("complement_ouvert_unique")
def _() -> None:
    _complement(_complement())


@enfreint("complement_echeance_apres_demande")
def _() -> None:
    _complement(echeance=PENDANT)


@enfreint("complement_ferme_date")
def _() -> None:
    _complement(etat="rendu", ferme_le=PENDANT)


@enfreint("motif_critere_unique")
def _() -> None:
    candidature = CandidatureFactory()
    for motif in ("Un.", "Deux."):
        MotifCritere.objects.create(candidature=candidature, ordre=1, critere="Ambition", motif=motif)


@enfreint("motif_critere_ecrit")
def _() -> None:
    MotifCritere.objects.create(candidature=CandidatureFactory(), ordre=1, critere="Ambition", motif="")


@enfreint("grille_seuil_de_0_a_5")
def _() -> None:
    GrilleFactory(code="seuil", seuil="5.01")


@enfreint("motif_decision_unique", "motif_decision_ecrit")
def _(nom: str) -> None:
    decision = Decision.objects.create(
        candidature=CandidatureFactory(), par=UtilisateurFactory(), sens="non_retenue", motif="Motif."
    )
    critere = CritereFactory()
    for motif in ("Un.", "Deux." if nom == "motif_decision_unique" else ""):
        MotifDecision.objects.create(
            decision=decision,
            critere=critere if nom == "motif_decision_unique" else CritereFactory(),
            motif=motif,
        )


@enfreint("piece_retiree_datee_et_signee")
def _() -> None:
    PieceFactory(retiree_le=PENDANT)
