"""Section « Consortium ». No Django import."""

from candidatures.formulaire.catalogue.champs import Champ, Section
from candidatures.formulaire.catalogue.choix import EN_CONSORTIUM, OUI_NON, TYPES_DE_PORTEUR, choix, si

MEMBRE = (
    Champ("nom", "Nom du membre"),
    Champ("a_un_siret", "A-t-il un numéro SIRET ?", "choix", choix=OUI_NON),
    Champ(
        "siret",
        "Numéro SIRET (s’il en a un)",
        "siret",
        "14 chiffres.",
        longueur=20,
        si=si("a_un_siret", "oui"),
    ),
    Champ("type", "Type de structure", "choix", choix=TYPES_DE_PORTEUR, requis=False),
    Champ(
        "role",
        "Rôle",
        "choix",
        choix=choix(associe="Associé au projet", reversement="Bénéficiaire d’un reversement"),
    ),
    Champ("competences", "Compétences apportées", "long", longueur=500),
    Champ("contact", "Contact", aide="Nom et adresse électronique ou téléphone.", requis=False),
    Champ("part_budget", "Part du budget (€)", "montant", "Sur toute la durée du projet.", requis=False),
)

CONSORTIUM = Section(
    "consortium",
    "Consortium",
    (
        Champ(
            "porte_par_un_consortium",
            "Le projet est-il porté par un consortium ?",
            "choix",
            "Un consortium réunit plusieurs structures ; la vôtre est son chef de file et répond pour lui.",
            choix=OUI_NON,
        ),
        Champ(
            "membres",
            "Membres du consortium (s’il y en a un)",
            "liste",
            "Les partenaires de votre structure, sans la répéter.",
            si=EN_CONSORTIUM,
            sous_champs=MEMBRE,
            ligne="un membre",
            lignes_max=20,
        ),
        Champ(
            "accord",
            "Accord entre les membres (s’il y a un consortium)",
            "choix",
            "L’accord, son projet ou les lettres d’engagement sont à joindre avec les pièces.",
            choix=choix(signe="Signé", projet="En projet", lettres="Lettres d’engagement"),
            si=EN_CONSORTIUM,
        ),
        Champ(
            "territoire_commun",
            "En quoi les membres partagent-ils un même territoire ? (s’il y a un consortium)",
            "long",
            longueur=1500,
            si=EN_CONSORTIUM,
        ),
    ),
)
