"""Answers proposed by several questions. No Django import."""

from candidatures.formulaire.catalogue.champs import Condition


def choix(**codes: str) -> tuple[tuple[str, str], ...]:
    """Pairs code, label, in the order given."""
    return tuple(codes.items())


def si(nom: str, *valeurs: str) -> Condition:
    """Condition fulfilled when the answer to ``nom`` is one of ``valeurs``."""
    return nom, frozenset(valeurs)


OUI_NON = choix(oui="Oui", non="Non")
CIVILITES = choix(madame="Madame", monsieur="Monsieur")
TYPES_DE_PORTEUR = choix(
    association="Association",
    fondation="Fondation",
    entreprise="Entreprise (publique ou privée)",
    cooperative="Société coopérative (SCIC, SCOP…)",
    groupement="Groupement (GIP, GIE…)",
    collectivite="Collectivité territoriale ou groupement de collectivités",
    syndicat_mixte="Syndicat mixte",
    autre="Autre personne morale",
)
TYPES_DE_FINANCEUR = choix(
    etat="État",
    region="Région",
    departement="Département",
    commune="EPCI ou commune",
    europe="Union européenne",
    banque_des_territoires="Caisse des dépôts, Banque des Territoires",
    prive="Financeur privé, fondation, mécène",
    autofinancement="Autofinancement",
)
PUBLIQUES = ("collectivite", "syndicat_mixte")
ASSOCIATIVE = si("type_porteur", "association", "fondation")
EN_CONSORTIUM = si("porte_par_un_consortium", "oui")
ACTIVITE_ECONOMIQUE = si("activite_economique", "oui")
EXISTANT = si("situation", "existant")
EN_PROJET = si("situation", "projet")
EN_QUARTIER = si("implantation", "qpv", "proximite")
