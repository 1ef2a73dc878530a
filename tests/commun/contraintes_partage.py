"""How each named constraint about the people of a dossier is broken."""

from candidatures.models import Candidature, Invitation, Transfert
from tests.commun.contraintes import enfreint
from tests.fabriques import PENDANT, CandidatureFactory, UtilisateurFactory


def _invitation(candidature: Candidature, adresse: str, role: str = "lecteur") -> Invitation:
    return Invitation.objects.create(
        candidature=candidature,
        adresse=adresse,
        role=role,
        par=candidature.cree_par,
        envoyee_le=PENDANT,
        expire_le=PENDANT,
    )


@enfreint("invitation_en_attente_unique")
def _() -> None:
    candidature = CandidatureFactory()
    _invitation(candidature, "camille@exemple.test")
    _invitation(candidature, "CAMILLE@exemple.test")


@enfreint("invitation_sans_signature")
def _() -> None:
    _invitation(CandidatureFactory(), "camille@exemple.test", role="signataire")


@enfreint("transfert_en_attente_unique")
def _() -> None:
    candidature = CandidatureFactory()
    for _rang in range(2):
        Transfert.objects.create(
            candidature=candidature,
            de=candidature.cree_par,
            vers=UtilisateurFactory(),
            propose_le=PENDANT,
        )
