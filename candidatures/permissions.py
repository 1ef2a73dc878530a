"""Who may do what to a dossier: its own people, and the agents of the service."""

from dataclasses import dataclass
from datetime import datetime

from ami.comptes.models import Role, Utilisateur
from candidatures.formulaire.catalogue.pieces import PIECE
from candidatures.models import Acces, Candidature, RoleAcces
from candidatures.states import EN_LICE, TRANSITIONS, EtatCandidature
from vagues.models import Vague
from vagues.states import EtatVague

REDACTEURS = (RoleAcces.SIGNATAIRE, RoleAcces.REDACTEUR)  # they write the dossier and answer for it
AGENTS_LECTEURS = (Role.INSTRUCTEUR, Role.REFERENT, Role.ADMINISTRATEUR)  # they read filed dossiers


def _role(utilisateur: Utilisateur, candidature: Candidature) -> str | None:
    return (
        Acces.objects.filter(candidature=candidature, utilisateur=utilisateur)
        .values_list("role", flat=True)
        .first()
    )


def permet_de_rediger(role: str | None) -> bool:
    """The role alone, when it was read with the dossier."""
    return role in REDACTEURS


def peut_rediger(utilisateur: Utilisateur, candidature: Candidature) -> bool:
    """Write the sections of a draft: not a mere reader."""
    return permet_de_rediger(_role(utilisateur, candidature))


def peut_deposer(utilisateur: Utilisateur, candidature: Candidature) -> bool:
    """File: the signatory alone."""
    return _role(utilisateur, candidature) == RoleAcces.SIGNATAIRE


def peut_gerer_les_acces(utilisateur: Utilisateur, candidature: Candidature) -> bool:
    """Invite, change a role, close an access, propose another signatory: the signatory alone."""
    return _role(utilisateur, candidature) == RoleAcces.SIGNATAIRE


def peut_decider_une_reprise(utilisateur: Utilisateur) -> bool:
    """Give a dossier to another signatory; being party to it is asked apart (``est_juge_et_partie``)."""
    return utilisateur.a_role(Role.INSTRUCTEUR, Role.ADMINISTRATEUR)


def est_modifiable(candidature: Candidature) -> bool:
    return candidature.etat == EtatCandidature.BROUILLON


def cles_rouvertes(candidature: Candidature) -> frozenset[str]:
    """Questions and documents that the open request for compléments reopens, even once its due instant has passed."""
    return frozenset(candidature.rouvert)


def pieces_rouvertes(candidature: Candidature) -> frozenset[str] | None:
    """Kinds that compléments reopen on a filed dossier, even too late; None for a draft, all of which is open."""
    if est_modifiable(candidature):
        return None
    return frozenset(cle.removeprefix(PIECE) for cle in cles_rouvertes(candidature) if cle.startswith(PIECE))


def cles_modifiables(candidature: Candidature, le: datetime) -> frozenset[str]:
    """Those of them that may be written at ``le``: none from the due instant on."""
    jusqu_au = candidature.rouvert_jusqu_au
    return cles_rouvertes(candidature) if jusqu_au and le < jusqu_au else frozenset()


def est_juge_et_partie(utilisateur: Utilisateur, candidature: Candidature) -> bool:
    """Say whether this person files, or has written a draft, for the SIREN of the dossier."""
    return Candidature.objects.filter(pk=candidature.pk).a_l_interet_de(utilisateur).exists()


@dataclass(frozen=True)
class DroitsDuService:
    """What an agent may do to somebody else's dossier, whatever its state."""

    parle: bool
    instruit: bool
    retire: bool


def droits_du_service(utilisateur: Utilisateur, candidature: Candidature) -> DroitsDuService:
    """All of them at once: nobody acts on a dossier in which they have an interest."""
    agit = utilisateur.a_role(Role.INSTRUCTEUR, Role.ADMINISTRATEUR) and not est_juge_et_partie(
        utilisateur, candidature
    )
    return DroitsDuService(parle=agit, instruit=agit and utilisateur.a_role(Role.INSTRUCTEUR), retire=agit)


def peut_instruire(utilisateur: Utilisateur, candidature: Candidature) -> bool:
    """Check recevabilité: an instructeur without interest in the dossier."""
    return droits_du_service(utilisateur, candidature).instruit


def est_a_instruire(candidature: Candidature, vague: Vague) -> bool:
    """Recevabilité is checked between the closing of the wave and its publication, not while compléments are awaited."""
    return vague.etat in (EtatVague.CLOSE, EtatVague.EN_DELIBERATION) and candidature.etat in (
        EtatCandidature.DEPOSEE,
        EtatCandidature.IRRECEVABLE,
    )


def est_recevabilite_a_annuler(candidature: Candidature, vague: Vague) -> bool:
    """Undone until the deliberation opens, unless compléments are awaited."""
    return vague.etat == EtatVague.CLOSE and candidature.etat == EtatCandidature.RECEVABLE


def peut_echanger(utilisateur: Utilisateur, candidature: Candidature) -> bool:
    """Write to the service that runs the call: whoever answers for the dossier; a reader reads."""
    return peut_rediger(utilisateur, candidature)


def peut_parler_pour_le_service(utilisateur: Utilisateur, candidature: Candidature) -> bool:
    """Read and write on the service's side of the thread: an agent without interest in the dossier."""
    return droits_du_service(utilisateur, candidature).parle


def peut_etre_complete(candidature: Candidature, vague: Vague) -> bool:
    """Compléments are asked between the seal of the wave and its publication, of a dossier in the running, once at a time."""
    return (
        vague.etat in (EtatVague.CLOSE, EtatVague.EN_DELIBERATION)
        and vague.scellee_le is not None
        and candidature.etat in EN_LICE
        and not candidature.complements.ouverts().exists()
    )


def est_a_recandidater(candidature: Candidature) -> bool:
    """A published refusal, or adjournment, may be filed again in a later wave."""
    return candidature.etat in (EtatCandidature.NON_RETENUE, EtatCandidature.AJOURNEE)


def est_a_remanier(candidature: Candidature, *, ouverte: bool) -> bool:
    """A filed dossier, even one of which a document is asked again, may be taken back while its wave is open."""
    return ouverte and EtatCandidature.BROUILLON in TRANSITIONS[EtatCandidature(candidature.etat)]


def est_a_supprimer(candidature: Candidature) -> bool:
    """A draft that was never filed: nobody but its own people has read it, whatever its wave has become."""
    return candidature.etat == EtatCandidature.BROUILLON and candidature.numero is None


def est_a_retirer(candidature: Candidature, vague: Vague) -> bool:
    """A filed dossier, even taken back, may be withdrawn until the results of its wave are published."""
    return (
        vague.etat in (EtatVague.OUVERTE, EtatVague.CLOSE, EtatVague.EN_DELIBERATION)
        and candidature.numero is not None
        and EtatCandidature.RETIREE in TRANSITIONS[EtatCandidature(candidature.etat)]
    )


def peut_retirer_d_office(utilisateur: Utilisateur, candidature: Candidature) -> bool:
    """Withdraw somebody else's dossier, with a reason: an agent without interest in it."""
    return droits_du_service(utilisateur, candidature).retire
