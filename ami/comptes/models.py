"""Accounts and roles. An account signs in with its e-mail; any account may file as porteur."""

from datetime import datetime
from typing import ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.auth.models import PermissionsMixin
from django.contrib.sessions.base_session import AbstractBaseSession
from django.db import models
from django.db.models.functions import Lower
from django.utils import timezone
from django.utils.functional import cached_property

from ami.commun.adresses import ADRESSE_MAX, affichable, canonique
from ami.commun.textes import refuser_caracteres_de_controle

NOM_MAX = 80


class UtilisateurManager(BaseUserManager["Utilisateur"]):
    def create_user(self, email: str, password: str | None = None, **champs: str) -> "Utilisateur":
        """Account under the one spelling of its address; without password it cannot sign in."""
        compte = self.model(email=canonique(email), **champs)
        compte.set_password(password)
        compte.save(using=self._db)
        return compte

    def get_by_natural_key(self, email: str | None) -> "Utilisateur":
        """Exactly this address: PostgreSQL writes « ı » and « i » with the same capital."""
        return self.get(email=canonique(email or ""))

    def jamais_prouves(self) -> models.QuerySet["Utilisateur"]:
        """Those who signed up under an address that nobody has proved to be theirs: no dossier, no role, no session."""
        inscrits = self.filter(
            emailaddress__verified=False, last_login__isnull=True, attributions__isnull=True
        )
        return inscrits.exclude(emailaddress__verified=True)

    def non_prouves_depuis(self, instant: datetime) -> models.QuerySet["Utilisateur"]:
        return self.jamais_prouves().filter(inscrit_le__lte=instant)


class Utilisateur(AbstractBaseUser, PermissionsMixin):
    """A person. ``roles`` say what they may do beyond their own dossiers."""

    email = models.EmailField("adresse électronique", max_length=ADRESSE_MAX, unique=True)
    prenom = models.CharField(
        "prénom", max_length=NOM_MAX, blank=True, validators=[refuser_caracteres_de_controle]
    )
    nom = models.CharField("nom", max_length=NOM_MAX, blank=True, validators=[refuser_caracteres_de_controle])
    is_active = models.BooleanField("actif", default=True)
    inscrit_le = models.DateTimeField("inscrit le", default=timezone.now, editable=False)

    NOM_AU_JOURNAL: ClassVar[str] = "compte"
    objects: ClassVar[UtilisateurManager] = UtilisateurManager()

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"

    class Meta:
        verbose_name = "compte"
        ordering = ["email", "pk"]
        constraints = [
            models.UniqueConstraint(
                Lower("email"),
                name="utilisateur_email_unique",
                violation_error_message="Un compte utilise déjà cette adresse électronique.",
            )
        ]

    def __str__(self) -> str:
        return self.nom_complet or affichable(self.email)

    @property
    def nom_complet(self) -> str:
        return f"{self.prenom} {self.nom}".strip()

    @property
    def is_staff(self) -> bool:
        return self.a_role(Role.ADMINISTRATEUR)

    @cached_property
    def roles(self) -> frozenset[str]:
        """Roles of the account: those read with its session, otherwise one query, once."""
        return frozenset(self.attributions.order_by().values_list("role", flat=True))

    def a_role(self, *roles: str) -> bool:
        return not self.roles.isdisjoint(roles)


class Role(models.TextChoices):
    EVALUATEUR = "evaluateur", "Évaluateur"
    REFERENT = "referent", "Référent territorial"
    INSTRUCTEUR = "instructeur", "Instructeur"
    ADMINISTRATEUR = "administrateur", "Administrateur"
    AUDITEUR = "auditeur", "Auditeur"


class Perimetre(models.TextChoices):
    NATIONAL = "national", "National"
    REGION = "region", "Région"
    DEPARTEMENT = "departement", "Département"


class Attribution(models.Model):
    """A role held by an account, within a perimeter."""

    utilisateur = models.ForeignKey(Utilisateur, models.CASCADE, related_name="attributions")
    role = models.CharField("rôle", max_length=20, choices=Role.choices)
    perimetre = models.CharField(
        "périmètre", max_length=20, choices=Perimetre.choices, default=Perimetre.NATIONAL
    )
    code = models.CharField(
        "code INSEE", max_length=3, blank=True, help_text="De la région ou du département ; vide si national."
    )

    class Meta:
        verbose_name = "rôle"
        ordering = ["utilisateur", "role", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["utilisateur", "role", "perimetre", "code"],
                name="attribution_unique",
                violation_error_message="Ce compte a déjà ce rôle sur ce périmètre.",
            ),
            models.CheckConstraint(
                condition=(models.Q(role=Role.REFERENT) & ~models.Q(perimetre=Perimetre.NATIONAL))
                | (~models.Q(role=Role.REFERENT) & models.Q(perimetre=Perimetre.NATIONAL)),
                name="attribution_perimetre_du_referent",
                violation_error_message="Un référent territorial, et lui seul, a pour périmètre une région ou un département.",
            ),
            models.CheckConstraint(
                condition=models.Q(perimetre=Perimetre.NATIONAL, code="")
                | (~models.Q(perimetre=Perimetre.NATIONAL) & ~models.Q(code="")),
                name="attribution_code_selon_perimetre",
                violation_error_message="Indiquez le code de la région ou du département, sauf au niveau national.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_role_display()} {self.code}".strip()


class Session(AbstractBaseSession):
    """A session, with the account that its data name: both are read together (``ami.comptes.sessions``)."""

    compte = models.ForeignKey(
        Utilisateur,
        models.CASCADE,
        null=True,
        related_name="+",
        db_constraint=False,  # an account may be closed while one of its pages is being answered
    )
