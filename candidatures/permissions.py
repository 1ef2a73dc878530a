"""Who may do what to a dossier, as porteur."""

from ami.comptes.models import Role, Utilisateur
from candidatures.models import Acces, Candidature, RoleAcces
from candidatures.states import TRANSITIONS, EtatCandidature
from vagues.models import Vague
from vagues.states import EtatVague


def _role(utilisateur: Utilisateur, candidature: Candidature) -> str | None:
    return (
        Acces.objects.filter(candidature=candidature, utilisateur=utilisateur)
        .values_list("role", flat=True)
        .first()
    )


def peut_rediger(utilisateur: Utilisateur, candidature: Candidature) -> bool:
    """Write the sections of a draft: not a mere reader."""
    return _role(utilisateur, candidature) in (RoleAcces.SIGNATAIRE, RoleAcces.REDACTEUR)


def peut_deposer(utilisateur: Utilisateur, candidature: Candidature) -> bool:
    """File: the signatory alone."""
    return _role(utilisateur, candidature) == RoleAcces.SIGNATAIRE


def est_modifiable(candidature: Candidature) -> bool:
    return candidature.etat == EtatCandidature.BROUILLON


def est_juge_et_partie(utilisateur: Utilisateur, candidature: Candidature) -> bool:
    """Say whether this person files, or has written a draft, for the SIREN of the dossier."""
    return Candidature.objects.filter(pk=candidature.pk).a_l_interet_de(utilisateur).exists()


def peut_instruire(utilisateur: Utilisateur, candidature: Candidature) -> bool:
    """Check recevabilité: an instructeur without interest in the dossier."""
    return utilisateur.a_role(Role.INSTRUCTEUR) and not est_juge_et_partie(utilisateur, candidature)


def est_a_instruire(candidature: Candidature, vague: Vague) -> bool:
    """Recevabilité is checked between the closing of the wave and its publication."""
    return (
        vague.etat in (EtatVague.CLOSE, EtatVague.EN_DELIBERATION)
        and EtatCandidature.RECEVABLE in TRANSITIONS[EtatCandidature(candidature.etat)]
    )
