"""Section « Engagements ». No Django import."""

from datetime import date

from candidatures.formulaire.catalogue.champs import Cahier, Champ, Section
from candidatures.formulaire.catalogue.choix import ACTIVITE_ECONOMIQUE, ASSOCIATIVE, EN_CONSORTIUM

# Decree 2021-1947 of 31 December 2021, applied from 2 January 2022.
CONTRAT_REPUBLICAIN_DEPUIS = date(2022, 1, 2)

CONTRAT_REPUBLICAIN = Champ(
    "contrat_republicain",
    "La structure souscrit le contrat d’engagement républicain.",
    "case",
    "Pour les associations et les fondations (loi du 24 août 2021).",
    si=ASSOCIATIVE,
)
ENGAGEMENTS = (
    Champ("exactitude", "J’atteste l’exactitude des informations de ce dossier.", "case"),
    Champ("pouvoir", "J’ai le pouvoir, ou l’autorisation, d’engager la structure.", "case"),
    Champ(
        "accord_membres",
        "Les membres du consortium ont donné leur accord à cette candidature.",
        "case",
        "S’il y a un consortium.",
        si=EN_CONSORTIUM,
    ),
    Champ(
        "de_minimis",
        "J’atteste avoir déclaré toutes les aides de minimis reçues sur les trois dernières années.",
        "case",
        "Si le projet comporte une activité économique.",
        si=ACTIVITE_ECONOMIQUE,
    ),
    Champ(
        "reseau",
        "La structure participera au réseau des Fabriques et rendra compte de l’emploi des fonds.",
        "case",
    ),
    Champ(
        "communication",
        "La structure fera mention du soutien de l’État dans sa communication.",
        "case",
    ),
    Champ(
        "publication",
        "La structure a noté que le résumé du projet pourra être publié si la candidature est retenue.",
        "case",
    ),
    Champ("donnees", "J’ai lu l’information sur les données personnelles.", "case"),
)


def engagements(cahier: Cahier) -> Section:
    """What is committed to at filing; the republican contract only since it exists."""
    cloture = cahier.cloture
    ajoutes = () if cloture and cloture < CONTRAT_REPUBLICAIN_DEPUIS else (CONTRAT_REPUBLICAIN,)
    return Section("engagements", "Engagements", (*ENGAGEMENTS, *ajoutes))
