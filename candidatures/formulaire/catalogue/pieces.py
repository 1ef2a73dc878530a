"""Kinds of documents asked for. No Django import.

Neither bank details nor certificates: they are asked of laureates, at the agreement (least data).
"""

from candidatures.formulaire.catalogue.champs import PieceDemandee
from candidatures.formulaire.catalogue.situations import PRIVEES, pour

PIECE = "piece:"  # begins the key of a document: its code follows
PIECES = (
    PieceDemandee(
        "statuts",
        "Statuts signés et liste des dirigeants",
        si=pour(*PRIVEES),
        requise_si=pour("association", "fondation", "cooperative", "groupement"),
    ),
    PieceDemandee(
        "pouvoir", "Délibération, ou pouvoir du signataire", requise_si=pour("public", "signataire")
    ),
    PieceDemandee(
        "comptes",
        "Comptes annuels ou bilan de l’an dernier",
        si=pour(*PRIVEES),
        requise_si=pour("existant"),
    ),
    PieceDemandee(
        "consortium",
        "Accord de consortium ou lettres d’engagement",
        "L’accord signé, son projet, ou une lettre de chaque membre.",
        requise=True,
        si=pour("consortium"),
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
