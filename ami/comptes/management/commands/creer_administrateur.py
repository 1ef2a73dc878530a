"""``manage.py creer_administrateur``: the first administrator of a site, without SQL."""

from argparse import ArgumentParser
from getpass import getpass
from typing import Any

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from ami.commun.erreurs import ErreurMetier
from ami.comptes.models import Utilisateur
from ami.comptes.services import creer_administrateur
from ami.notifications.redaction import lien


class Command(BaseCommand):
    help = (
        "Crée le compte d’un administrateur. Son mot de passe se choisit par « Mot de passe oublié ? », ou ici même avec "
        "--demander-le-mot-de-passe : il ne s’écrit jamais sur la ligne de commande."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("adresse", help="son adresse électronique")
        parser.add_argument("--prenom", required=True)
        parser.add_argument("--nom", required=True)
        parser.add_argument(
            "--demander-le-mot-de-passe",
            action="store_true",
            help="le demander au clavier, sans l’afficher (utile tant que les courriels ne partent pas)",
        )

    def handle(
        self,
        *_args: Any,
        adresse: str,
        prenom: str,
        nom: str,
        demander_le_mot_de_passe: bool,
        **_options: Any,
    ) -> None:
        phrase = _demander(Utilisateur(prenom=prenom, nom=nom)) if demander_le_mot_de_passe else ""
        try:
            compte = creer_administrateur(
                adresse=adresse,
                prenom=prenom,
                nom=nom,
                mot_de_passe=phrase or None,
                maintenant=timezone.now(),
            )
        except ErreurMetier as refus:
            raise CommandError(refus.message) from refus
        self.stdout.write(f"{compte.nom_complet} est administrateur.")
        page = "account_login" if phrase else "account_reset_password"
        self.stdout.write(f"{'Se connecter' if phrase else 'Choisir un mot de passe'} : {lien(page)}")


def _demander(personne: Utilisateur) -> str:
    phrase = getpass("Mot de passe : ")
    if phrase != getpass("Mot de passe, une seconde fois : "):
        raise CommandError("Les deux mots de passe diffèrent : rien n’a été créé.")
    try:
        validate_password(phrase, personne)
    except ValidationError as refus:
        raise CommandError(" ".join(refus.messages)) from refus
    return phrase
