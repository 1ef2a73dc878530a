"""Sections « Le projet de Fabrique » and « Gouvernance ». No Django import."""

from decimal import Decimal

from candidatures.formulaire.catalogue.champs import Champ, Section
from candidatures.formulaire.catalogue.choix import choix

POSTE = (
    Champ("poste", "Poste", longueur=120, aide="Par exemple : animatrice, fabmanager."),
    Champ("etp", "Équivalent temps plein", "decimal", "Par exemple 0,5.", maximum=Decimal(1000)),
    Champ("statut", "Statut", "choix", choix=choix(existant="Existant", a_creer="À créer")),
)
PROJET = (
    Champ(
        "resume",
        "Résumé du projet",
        "long",
        "Ce résumé pourra être publié si vous êtes lauréat.",
        longueur=500,
    ),
    Champ("ambition", "Ambition et rôle de lieu ressource", "long", longueur=3000),
    Champ(
        "actions_tiers_lieux",
        "Actions pour les autres tiers-lieux et porteurs de projets",
        "long",
        longueur=3000,
    ),
    # Nobody is obliged to play every role: a laureate said how it skipped the digital one.
    Champ("formation", "Formation et apprentissage", "long", longueur=3000, requis=False),
    Champ("inclusion", "Inclusion numérique", "long", longueur=3000, requis=False),
    Champ("culture", "Création et culture", "long", longueur=3000, requis=False),
)
NUMERIQUE = (
    Champ(
        "services_numeriques",
        "Services numériques proposés aux habitants",
        "multiple",
        choix=choix(
            demarches="Accompagnement aux démarches en ligne",
            acces="Point d’accès au numérique",
            usages="Formation aux usages",
            professionnalisante="Formation professionnalisante",
            incubation="Incubation de projets",
            entrepreneuriat="Entrepreneuriat numérique",
        ),
        groupe="Volet numérique",
    ),
    Champ(
        "public_quartiers",
        "Comment le projet s’adresse-t-il aux habitants des quartiers prioritaires ?",
        "long",
        longueur=1500,
        groupe="Volet numérique",
    ),
)


def suite_du_projet(annees: int) -> tuple[Champ, ...]:
    """Calendar of the actions and indicators, over the years of the track."""
    groupe = "Calendrier et résultats attendus"
    return (
        Champ(
            "calendrier",
            "Calendrier des actions",
            "liste",
            requis=False,
            sous_champs=(
                Champ("annee", "Année", "choix", choix=_annees(annees)),
                Champ("action", "Action", longueur=300),
            ),
            ligne="une action",
            lignes_max=30,
            groupe=groupe,
        ),
        Champ(
            "indicateurs",
            "Résultats attendus",
            "liste",
            "Quelques indicateurs que vous suivrez.",
            requis=False,
            sous_champs=_indicateur(annees),
            ligne="un indicateur",
            lignes_max=15,
            groupe=groupe,
        ),
    )


def _indicateur(annees: int) -> tuple[Champ, ...]:
    return (
        Champ("libelle", "Indicateur", longueur=150),
        Champ("unite", "Unité", longueur=40, requis=False),
        Champ("initiale", "Valeur initiale", "decimal", requis=False),
        *(Champ(f"cible_{n}", f"Cible année {n}", "decimal", requis=False) for n in range(1, annees + 1)),
    )


def _annees(annees: int) -> tuple[tuple[str, str], ...]:
    return tuple((str(n), f"Année {n}") for n in range(1, annees + 1))


GOUVERNANCE = Section(
    "gouvernance",
    "Gouvernance",
    (
        Champ("instances", "Instances et prise de décision", "long", longueur=2000),
        Champ("usagers", "Place des usagers, des résidents et des habitants", "long", longueur=2000),
        Champ(
            "postes",
            "Équipe d’animation",
            "liste",
            "Les postes qui font vivre le lieu, existants ou à créer.",
            sous_champs=POSTE,
            ligne="un poste",
            lignes_max=30,
        ),
        Champ("equipe", "Précisions sur l’équipe d’animation", "long", requis=False, longueur=2000),
        Champ(
            "communs",
            "Contributions, communs, documentation partagée",
            "long",
            requis=False,
            longueur=2000,
        ),
    ),
)
