"""Writing accounts: the profile of a person, what was never proved, the first administrator."""

from datetime import datetime, timedelta

from allauth.account.models import EmailAddress
from django.db import transaction
from django.db.models import ProtectedError

from ami.commun.erreurs import ErreurMetier
from ami.commun.textes import exiger_adresse, exiger_ligne, sur_une_ligne
from ami.comptes.actes import ActeCompte
from ami.comptes.models import NOM_MAX, Attribution, Role, Utilisateur
from ami.journal.services import Acte, journaliser

PREUVE_ATTENDUE = timedelta(days=1)  # then an account whose address nobody proved is forgotten


@transaction.atomic(durable=True)
def renommer(*, compte_id: int, prenom: str, nom: str) -> Utilisateur:
    """Give an account the name its owner asks. Locks the account. Raises ``ErreurMetier``."""
    compte = _verrouiller(compte_id)
    compte.prenom, compte.nom = _nommer(prenom, nom)
    compte.save(update_fields=["prenom", "nom"])
    return compte


@transaction.atomic(durable=True)
def fermer_compte(*, compte_id: int) -> None:
    """Erase an account that holds nothing, at its owner's request. Locks the account.

    Raises ``ErreurMetier`` when a role, a dossier or a line of the journal needs it.
    """
    compte = _verrouiller(compte_id)
    if compte.roles:
        raise ErreurMetier(
            "Votre compte a un rôle dans l’instruction\u00a0: demandez à un administrateur de vous retirer ce rôle."
        )
    try:
        compte.delete()
    except ProtectedError as erreur:
        raise ErreurMetier(
            "Votre compte est lié à des dossiers, qui doivent garder la trace de qui les a écrits. Écrivez à l’équipe, "
            "dont l’adresse figure en bas de la page d’accueil\u00a0: elle vous dira ce qui peut être effacé."
        ) from erreur


@transaction.atomic(durable=True)
def oublier_l_inscription(*, compte_id: int, maintenant: datetime) -> None:
    """Erase an account whose address was not proved within a day. Locks it. Silent if it was meanwhile."""
    compte = Utilisateur.objects.non_prouves_depuis(maintenant - PREUVE_ATTENDUE).filter(pk=compte_id)
    for perime in compte.select_for_update(of=("self",)):
        perime.delete()


@transaction.atomic(durable=True)
def creer_administrateur(
    *, adresse: str, prenom: str, nom: str, maintenant: datetime, mot_de_passe: str | None = None
) -> Utilisateur:
    """Create the account of an administrator, whose address the operator vouches for.

    Without password, the person chooses it by mail.

    Raises ``ErreurMetier``: the address is taken by a proved account, or a name is missing.
    """
    adresse = exiger_adresse(adresse)
    prenom, nom = _nommer(prenom, nom)
    Utilisateur.objects.jamais_prouves().filter(email=adresse).delete()
    if Utilisateur.objects.filter(email=adresse).exists():
        raise ErreurMetier("Un compte utilise déjà cette adresse électronique.")
    compte = Utilisateur.objects.create_user(adresse, mot_de_passe, prenom=prenom, nom=nom)
    EmailAddress.objects.create(user=compte, email=adresse, verified=True, primary=True)
    Attribution.objects.create(utilisateur=compte, role=Role.ADMINISTRATEUR)
    journaliser([Acte(objet=compte, acte=ActeCompte.ADMINISTRATEUR_CREE)], le=maintenant)
    return compte


def _verrouiller(compte_id: int) -> Utilisateur:
    return Utilisateur.objects.select_for_update(of=("self",), no_key=True).get(pk=compte_id)


def _nommer(prenom: str, nom: str) -> tuple[str, str]:
    prenom, nom = sur_une_ligne(prenom), sur_une_ligne(nom)
    if not prenom or not nom:
        raise ErreurMetier("Écrivez un prénom et un nom.")
    exiger_ligne(prenom, NOM_MAX)
    exiger_ligne(nom, NOM_MAX)
    return prenom, nom
