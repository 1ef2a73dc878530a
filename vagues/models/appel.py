"""The call (AMI), its dated objectives and its tracks."""

from datetime import date

from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import F, Q


class Appel(models.Model):
    """A call of the agency: its texts, its contact, what receipts and decisions must quote."""

    code = models.SlugField("code", max_length=12, unique=True)
    titre = models.CharField(max_length=150)
    chapeau = models.TextField("chapeau", help_text="Deux ou trois phrases en tête de la page d’accueil.")
    operateur = models.CharField("service responsable", max_length=150)
    adresse = models.CharField("adresse postale", max_length=250, blank=True)
    courriel = models.EmailField("adresse électronique de contact")
    telephone = models.CharField("téléphone", max_length=30, blank=True)
    ouvert_le = models.DateField("ouvert le")
    qui_peut_candidater = models.TextField("qui peut candidater")
    delai_decision_implicite = models.PositiveSmallIntegerField(
        "délai de décision implicite (mois)",
        null=True,
        blank=True,
        help_text="À valider par l’ANCT. CRPA, art. L. 231-4 3° : deux mois pour une demande financière.",
    )
    point_de_depart = models.CharField(
        "le délai de décision implicite court",
        max_length=10,
        choices=[("depot", "du dépôt"), ("cloture", "de la clôture de la vague")],
        default="depot",
        help_text="À valider par l’ANCT.",
    )
    delai_complements = models.PositiveSmallIntegerField(
        "délai de réponse à une demande de compléments (jours)",
        default=15,
        help_text="Proposé à l’instructeur, et appliqué quand une pièce est refusée par l’antivirus. À valider par l’ANCT.",
    )
    voies_de_recours = models.TextField(
        "voies et délais de recours", blank=True, help_text="À valider par l’ANCT."
    )
    a_valider = models.BooleanField(
        "textes à valider par l’ANCT", default=True, help_text="Affiché aux administrateurs seulement."
    )

    class Meta:
        verbose_name = "appel"
        ordering = ["-ouvert_le", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(delai_decision_implicite__isnull=True) | Q(delai_decision_implicite__gt=0),
                name="appel_delai_positif",
                violation_error_message="Le délai de décision implicite est d’au moins un mois ; laissez-le vide s’il n’y en a pas.",
            )
        ]

    def __str__(self) -> str:
        return self.titre

    def objectif_au(self, jour: date) -> "ObjectifAppel | None":
        """Objective in force on ``jour``."""
        return self.objectifs.filter(du__lte=jour).order_by("-du").first()


class ObjectifAppel(models.Model):
    """What the call aims at from a date on; a later row amends the former, none is overwritten."""

    appel = models.ForeignKey(Appel, models.PROTECT, related_name="objectifs")
    du = models.DateField("à compter du")
    laureats = models.PositiveIntegerField("nombre de lauréats visé")
    enveloppe = models.DecimalField(
        "enveloppe (€)", max_digits=12, decimal_places=2, validators=[MinValueValidator(0)]
    )
    source = models.CharField(max_length=200, blank=True)

    class Meta:
        verbose_name = "objectif"
        ordering = ["appel", "-du"]
        constraints = [
            models.UniqueConstraint(
                fields=["appel", "du"],
                name="objectif_date_unique",
                violation_error_message="Cet appel a déjà un objectif à cette date.",
            ),
            models.CheckConstraint(
                condition=Q(laureats__gt=0, enveloppe__gt=0),
                name="objectif_positif",
                violation_error_message="Un objectif compte au moins un lauréat et une enveloppe.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.laureats} lauréats à compter du {self.du:%d/%m/%Y}"


class RoleDuLieu(models.Model):
    """One of the roles a Fabrique plays for its territory, as the call words it."""

    appel = models.ForeignKey(Appel, models.CASCADE, related_name="roles_du_lieu")
    ordre = models.PositiveSmallIntegerField()
    titre = models.CharField(max_length=120)
    texte = models.TextField()

    class Meta:
        verbose_name = "rôle du lieu"
        verbose_name_plural = "rôles du lieu"
        ordering = ["appel", "ordre"]
        constraints = [
            models.UniqueConstraint(
                fields=["appel", "ordre"],
                name="role_du_lieu_ordre_unique",
                violation_error_message="Un autre rôle occupe ce rang.",
            )
        ]

    def __str__(self) -> str:
        return self.titre


class Montants(models.Model):
    """Amounts a porteur may ask for, in euros; ``duree_mois`` in months."""

    montant_min_total = models.DecimalField("minimum au total (€)", max_digits=12, decimal_places=2)
    montant_max_total = models.DecimalField("maximum au total (€)", max_digits=12, decimal_places=2)
    montant_max_annuel = models.DecimalField("maximum par an (€)", max_digits=12, decimal_places=2)
    duree_mois = models.PositiveSmallIntegerField("durée (mois)")
    prime_investissement_max = models.DecimalField(
        "prime d’investissement maximale (€)", max_digits=12, decimal_places=2, null=True, blank=True
    )

    reglages = models.JSONField(
        "réglages du formulaire",
        default=dict,
        blank=True,
        help_text="Ce que ce volet change aux questions, aux pièces et aux engagements proposés par défaut.",
    )

    class Meta:
        abstract = True
        constraints = [
            models.CheckConstraint(
                condition=Q(montant_min_total__gte=0)
                & Q(montant_min_total__lte=F("montant_max_total"))
                & Q(montant_max_annuel__gt=0)
                & Q(montant_max_annuel__lte=F("montant_max_total")),
                name="%(class)s_montants_coherents",
                violation_error_message="Le minimum et le maximum annuel ne dépassent pas le maximum total.",
            ),
            models.CheckConstraint(
                condition=Q(duree_mois__gte=12, duree_mois__lte=60),
                name="%(class)s_duree_entre_un_et_cinq_ans",
                violation_error_message="La durée va de 12 à 60 mois.",
            ),
            models.CheckConstraint(
                condition=Q(prime_investissement_max__isnull=True) | Q(prime_investissement_max__gt=0),
                name="%(class)s_prime_positive",
                violation_error_message="Laissez la prime vide s’il n’y en a pas.",
            ),
        ]

    @property
    def nombre_annees(self) -> int:
        """Years to ask for: a started year counts."""
        return -(-self.duree_mois // 12)


class Volet(Montants):
    """A track of the call, with the amounts proposed to its next waves."""

    appel = models.ForeignKey(Appel, models.PROTECT, related_name="volets")
    code = models.SlugField(max_length=8)
    nom = models.CharField(max_length=80)
    description = models.TextField()
    numerique = models.BooleanField(
        "numérique", default=False, help_text="Demande les services numériques et l’implantation en quartier."
    )
    ordre = models.PositiveSmallIntegerField(default=1)

    class Meta(Montants.Meta):
        verbose_name = "volet"
        ordering = ["appel", "ordre", "pk"]
        constraints = [
            *Montants.Meta.constraints,
            models.UniqueConstraint(
                fields=["appel", "code"],
                name="volet_code_unique",
                violation_error_message="Un volet de cet appel porte déjà ce code.",
            ),
        ]

    def __str__(self) -> str:
        return self.nom
