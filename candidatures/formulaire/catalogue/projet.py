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
        "Ce résumé pourra être publié si votre candidature est retenue.",
        longueur=500,
    ),
    Champ(
        "ambition",
        "Ambition et rôle de lieu ressource",
        "long",
        "Pour quel territoire et quels tiers-lieux serez-vous une ressource, et qu’est-ce qui aura changé dans trois ans ?",
        longueur=3000,
    ),
    Champ(
        "actions_tiers_lieux",
        "Actions pour les autres tiers-lieux et porteurs de projets",
        "long",
        "Qui accompagnez-vous, par quelles actions, et combien de lieux ou de personnes en profitent ?",
        longueur=3000,
    ),
    # Nobody is obliged to play every role: a laureate said how it skipped the digital one.
    Champ(
        "formation",
        "Formation et apprentissage",
        "long",
        "Ce que l’on apprend dans le lieu, avec qui, et pour quels publics.",
        longueur=3000,
        requis=False,
    ),
    Champ(
        "inclusion",
        "Inclusion numérique",
        "long",
        "Ce que le lieu propose aux personnes éloignées du numérique, et avec quels partenaires.",
        longueur=3000,
        requis=False,
    ),
    Champ(
        "culture",
        "Création et culture",
        "long",
        "Ce que le lieu crée ou accueille, avec quels artistes et quels habitants.",
        longueur=3000,
        requis=False,
    ),
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
        "Ce qui est prévu pour eux et avec eux : horaires, tarifs, médiation, partenaires.",
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
        Champ(
            "instances",
            "Instances et prise de décision",
            "long",
            "Qui décide de quoi, et comment : assemblée, bureau, comité, rythme des réunions.",
            longueur=2000,
        ),
        Champ(
            "usagers",
            "Place des usagers, des résidents et des habitants",
            "long",
            "Quelle part prennent-ils aux décisions, à l’animation, à l’entretien du lieu ?",
            longueur=2000,
        ),
        Champ(
            "postes",
            "Équipe d’animation",
            "liste",
            "Les postes qui font vivre le lieu, existants ou à créer.",
            sous_champs=POSTE,
            ligne="un poste",
            lignes_max=30,
        ),
        Champ(
            "equipe",
            "Précisions sur l’équipe d’animation",
            "long",
            "Compétences, ancienneté, bénévoles : ce que le tableau ne dit pas.",
            requis=False,
            longueur=2000,
        ),
        Champ(
            "communs",
            "Contributions, communs, documentation partagée",
            "long",
            "Ce que vous documentez et partagez avec d’autres lieux : plans, méthodes, formations.",
            requis=False,
            longueur=2000,
        ),
    ),
    "Les évaluateurs y jugent la gouvernance : qui décide, quelle place ont les usagers, avec quelle équipe.",
)
