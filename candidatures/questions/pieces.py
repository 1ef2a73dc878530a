"""Kinds of documents asked for. No Django import.

Neither bank details nor certificates: they are asked of laureates, at the agreement (least data).
"""

from candidatures.champs import PieceDemandee
from candidatures.questions.choix import EN_CONSORTIUM, EXISTANT, PUBLIQUES, si

_PRIVEES = ("association", "fondation", "entreprise", "cooperative", "groupement", "autre")

PIECES = (
    PieceDemandee(
        "statuts",
        "Statuts signés et liste des dirigeants",
        "Obligatoire pour une association, une fondation, une société coopérative ou un groupement.",
        si=si("type_porteur", *_PRIVEES),
        requise_si=(si("type_porteur", "association", "fondation", "cooperative", "groupement"),),
    ),
    PieceDemandee(
        "pouvoir",
        "Délibération, ou pouvoir du signataire",
        "Obligatoire pour une collectivité, ou quand le signataire n’est pas le représentant légal.",
        requise_si=(si("type_porteur", *PUBLIQUES), si("signataire_representant", "non")),
    ),
    PieceDemandee(
        "comptes",
        "Comptes annuels ou bilan de l’an dernier",
        "Obligatoire quand le lieu existe déjà.",
        si=si("type_porteur", *_PRIVEES),
        requise_si=(EXISTANT,),
    ),
    PieceDemandee(
        "consortium",
        "Accord de consortium ou lettres d’engagement",
        "L’accord signé, son projet, ou une lettre de chaque membre.",
        requise=True,
        si=EN_CONSORTIUM,
    ),
    PieceDemandee("lettres", "Lettres de soutien", "Une lettre par fichier, de préférence."),
    PieceDemandee(
        "budget", "Budget et plan de financement détaillés", "Si le tableau du dossier ne suffit pas."
    ),
    PieceDemandee("occupation", "Bail, convention d’occupation ou promesse"),
    PieceDemandee("organigramme", "Organigramme"),
    PieceDemandee(
        "photos", "Photos et plans", "Ne joignez que des images que vous nous autorisez à publier."
    ),
    PieceDemandee("autres", "Autres pièces"),
)
