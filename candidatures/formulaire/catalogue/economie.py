"""Section « Modèle économique ». No Django import."""

from decimal import Decimal

from candidatures.formulaire.catalogue.champs import Cahier, Champ, Section
from candidatures.formulaire.catalogue.choix import OUI_NON, TYPES_DE_FINANCEUR, choix

_DEMANDE = "Subvention demandée"
_PREVISIONS = "Budget et plan de financement"
_SUITE = "Emplois et autres aides"
_ETP_MAX = Decimal(10_000)

EQUIPEMENT = (
    Champ("libelle", "Équipement", longueur=150),
    Champ("montant", "Montant (€)", "montant"),
)
AIDE_RECUE = (
    Champ("financeur", "Financeur", longueur=150),
    Champ("objet", "Objet", longueur=200, requis=False),
    Champ("annee", "Année", "entier", minimum=Decimal(2000), maximum=Decimal(2100)),
    Champ("montant", "Montant (€)", "montant"),
    Champ("de_minimis", "Aide de minimis ?", "choix", requis=False, choix=OUI_NON),
)
MODELE = Champ("modele", "Modèle économique et trajectoire d’équilibre", "long", longueur=3000)
SUITES = (
    Champ(
        "emplois_crees",
        "Emplois créés (équivalents temps plein)",
        "decimal",
        requis=False,
        maximum=_ETP_MAX,
        groupe=_SUITE,
    ),
    Champ(
        "emplois_finances",
        "Emplois financés par la subvention (équivalents temps plein)",
        "decimal",
        requis=False,
        maximum=_ETP_MAX,
        groupe=_SUITE,
    ),
    Champ(
        "aides_publiques",
        "Aides publiques reçues sur les trois dernières années",
        "liste",
        requis=False,
        sous_champs=AIDE_RECUE,
        ligne="une aide",
        lignes_max=30,
        groupe=_SUITE,
    ),
    Champ(
        "autres_demandes",
        "Autres demandes en cours auprès de l’État ou de ses opérateurs",
        "long",
        requis=False,
        longueur=1500,
        groupe=_SUITE,
    ),
)


def economie(cahier: Cahier) -> Section:
    """Amounts, budget and financing plan, over the years of the track."""
    return Section(
        "budget",
        "Modèle économique",
        (
            MODELE,
            *_montants(cahier),
            *_investissement(cahier),
            _grille(cahier),
            _plan(cahier),
            *SUITES,
        ),
        "Les évaluateurs y jugent le modèle économique : un budget sincère, des ressources diverses, un équilibre à terme.",
    )


def _montants(cahier: Cahier) -> tuple[Champ, ...]:
    return tuple(
        Champ(
            f"montant_an_{annee}",
            f"Subvention demandée, {annee_nommee(cahier, annee)} (€)",
            "montant",
            cahier.aide_montants if annee == 1 else "",
            maximum=cahier.montant_max_annuel,
            groupe=_DEMANDE,
        )
        for annee in range(1, cahier.nombre_annees + 1)
    )


def _investissement(cahier: Cahier) -> tuple[Champ, ...]:
    """The bonus where the track has one; the equipment is asked of every « Fabrique numérique », bonus or not."""
    maximum = cahier.prime_investissement_max
    prime = (_prime(maximum),) if maximum else ()
    aide = "Ceux que la prime d’investissement financerait." if maximum else ""
    return (*prime, _equipements(aide)) if maximum or cahier.numerique else ()


def _prime(maximum: Decimal) -> Champ:
    return Champ(
        "prime_investissement",
        "Prime d’investissement demandée (€)",
        "montant",
        "Pour des équipements seulement.",
        requis=False,
        maximum=maximum,
        groupe=_DEMANDE,
    )


def _equipements(aide: str) -> Champ:
    return Champ(
        "equipements",
        "Équipements à acquérir",
        "liste",
        aide,
        requis=False,
        sous_champs=EQUIPEMENT,
        ligne="un équipement",
        lignes_max=30,
        groupe=_DEMANDE,
    )


def _grille(cahier: Cahier) -> Champ:
    return Champ(
        "budget",
        "Budget prévisionnel",
        "budget",
        "Chaque année, les charges égalent les produits ; les contributions volontaires (86 et 87) s’équilibrent à part.",
        choix=tuple(
            (str(annee), annee_nommee(cahier, annee).capitalize())
            for annee in range(1, cahier.nombre_annees + 1)
        ),
        annees=cahier.nombre_annees,
        groupe=_PREVISIONS,
    )


def _plan(cahier: Cahier) -> Champ:
    financeur = (
        Champ("financeur", "Financeur", longueur=150),
        Champ("type", "Type", "choix", choix=TYPES_DE_FINANCEUR),
        *(
            Champ(f"montant_{n}", f"Montant {annee_nommee(cahier, n)} (€)", "montant", requis=False)
            for n in range(1, cahier.nombre_annees + 1)
        ),
        Champ(
            "statut",
            "Statut",
            "choix",
            choix=choix(acquis="Acquis", demande="Demandé", envisage="Envisagé"),
        ),
        Champ("precision", "Précision", aide="Date de la décision, référence de la pièce.", requis=False),
    )
    return Champ(
        "plan_financement",
        "Plan de financement",
        "liste",
        "Les autres financeurs et l’autofinancement : la subvention demandée ici s’y ajoute d’elle-même.",
        requis=False,
        sous_champs=financeur,
        ligne="un financeur",
        lignes_max=30,
        groupe=_PREVISIONS,
    )


def annee_nommee(cahier: Cahier, annee: int) -> str:
    """« année 2 », or « année 2 (2028) » when the wave says which year is the first."""
    debut = cahier.reglages.get("annee_debut")
    precision = f" ({debut + annee - 1})" if isinstance(debut, int) and not isinstance(debut, bool) else ""
    return f"année {annee}{precision}"
