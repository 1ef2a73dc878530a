"""Section « Structure porteuse ». No Django import."""

from decimal import Decimal

from candidatures.formulaire.catalogue.champs import Champ, Section
from candidatures.formulaire.catalogue.choix import (
    ACTIVITE_ECONOMIQUE,
    CIVILITES,
    OUI_NON,
    TYPES_DE_PORTEUR,
    choix,
    si,
)

_ETP_MAX = Decimal(100_000)
_IDENTITE = "La structure"
_REPRESENTANT = "Représentant légal"
_CONTACT = "Personne à contacter"
_CADRE = "TVA et aides"
_AUTRE_CONTACT = si("contact_different", "oui")

STRUCTURE = Section(
    "structure",
    "Structure porteuse",
    (
        Champ(
            "siret",
            "Numéro SIRET",
            "siret",
            "14 chiffres, celui de l’établissement qui portera le projet. En Nouvelle-Calédonie, écrivez RIDET puis votre "
            "numéro ; en Polynésie française, TAHITI puis votre numéro. À Wallis-et-Futuna, écrivez au service de l’appel.",
            longueur=20,
            groupe=_IDENTITE,
        ),
        Champ("type_porteur", "Type de structure", "choix", choix=TYPES_DE_PORTEUR, groupe=_IDENTITE),
        Champ("raison_sociale", "Nom de la structure", saisie="organization", groupe=_IDENTITE),
        Champ("sigle", "Sigle", requis=False, longueur=30, groupe=_IDENTITE),
        Champ(
            "adresse_siege",
            "Adresse du siège",
            aide="Numéro, voie, code postal et commune.",
            longueur=300,
            saisie="street-address",
            groupe=_IDENTITE,
        ),
        Champ(
            "rna",
            "Numéro RNA (si la structure est une association)",
            "rna",
            "W suivi de 9 chiffres, sur le récépissé de la préfecture. Les associations d’Alsace-Moselle n’en ont pas "
            "toujours.",
            requis=False,
            longueur=10,
            si=si("type_porteur", "association"),
            groupe=_IDENTITE,
        ),
        Champ(
            "siren_collectivite",
            "Numéro SIREN de la collectivité (si la structure est une collectivité)",
            "siren",
            "9 chiffres.",
            requis=False,
            longueur=12,
            si=si("type_porteur", "collectivite"),
            groupe=_IDENTITE,
        ),
        Champ("date_creation", "Date de création", "date", requis=False, groupe=_IDENTITE),
        Champ(
            "effectif_etp",
            "Effectif salarié (équivalents temps plein)",
            "decimal",
            "Par exemple 2,5.",
            requis=False,
            maximum=_ETP_MAX,
            groupe=_IDENTITE,
        ),
        Champ(
            "site_web",
            "Site internet",
            "url",
            "Par exemple https://www.exemple.fr.",
            requis=False,
            saisie="url",
            groupe=_IDENTITE,
        ),
        Champ(
            "representant_civilite",
            "Civilité du représentant légal",
            "choix",
            requis=False,  # nobody is obliged to state it (CJUE, 9 janvier 2025, C-394/23)
            choix=CIVILITES,
            groupe=_REPRESENTANT,
        ),
        Champ("representant_prenom", "Prénom du représentant légal", longueur=80, groupe=_REPRESENTANT),
        Champ("representant_nom", "Nom du représentant légal", longueur=80, groupe=_REPRESENTANT),
        Champ(
            "representant_fonction",
            "Fonction du représentant légal",
            aide="Par exemple : présidente, maire.",
            longueur=120,
            groupe=_REPRESENTANT,
        ),
        Champ(
            "representant_courriel",
            "Adresse électronique du représentant légal",
            "courriel",
            "Format attendu : nom@domaine.fr. Une copie de l’accusé de réception y sera envoyée.",
            groupe=_REPRESENTANT,
        ),
        Champ(
            "telephone",
            "Téléphone du représentant légal",
            "telephone",
            "Avec l’indicatif outre-mer s’il y a lieu.",
            longueur=20,
            saisie="tel",
            groupe=_REPRESENTANT,
        ),
        Champ(
            "signataire_representant",
            "Le signataire du dossier est-il le représentant légal ?",
            "choix",
            "Le signataire est la personne qui dépose le dossier. S’il n’est pas le représentant légal, son pouvoir est à "
            "joindre avec les pièces.",
            choix=OUI_NON,
            groupe=_REPRESENTANT,
        ),
        Champ(
            "contact_different",
            "Faut-il écrire à une autre personne au sujet du dossier ?",
            "choix",
            "Cette personne reçoit la copie de l’accusé de réception. Les rappels et les autres courriels vont aux "
            "personnes qui ont accès au dossier.",
            requis=False,
            choix=OUI_NON,
            groupe=_CONTACT,
        ),
        Champ("contact_prenom", "Prénom du contact", longueur=80, si=_AUTRE_CONTACT, groupe=_CONTACT),
        Champ("contact_nom", "Nom du contact", longueur=80, si=_AUTRE_CONTACT, groupe=_CONTACT),
        Champ(
            "contact_fonction",
            "Fonction du contact",
            requis=False,
            longueur=120,
            si=_AUTRE_CONTACT,
            groupe=_CONTACT,
        ),
        Champ(
            "contact_courriel",
            "Adresse électronique du contact",
            "courriel",
            "Format attendu : nom@domaine.fr. Une copie de l’accusé de réception y sera envoyée.",
            si=_AUTRE_CONTACT,
            groupe=_CONTACT,
        ),
        Champ(
            "contact_telephone",
            "Téléphone du contact",
            "telephone",
            requis=False,
            longueur=20,
            si=_AUTRE_CONTACT,
            groupe=_CONTACT,
        ),
        Champ(
            "tva",
            "Comment les montants de ce dossier sont-ils exprimés ?",
            "choix",
            "Selon que la structure récupère ou non la TVA.",
            choix=choix(
                ht="Hors taxes : la structure récupère la TVA",
                ttc="Toutes taxes comprises : elle ne la récupère pas",
            ),
            groupe=_CADRE,
        ),
        Champ(
            "activite_economique",
            "Le projet comporte-t-il une activité économique (vente de biens ou de services sur un marché) ?",
            "choix",
            "Cette réponse dit si la réglementation européenne des aides s’applique. Un doute : répondez oui.",
            choix=OUI_NON,
            groupe=_CADRE,
        ),
        Champ(
            "aides_de_minimis",
            "Aides de minimis reçues sur les trois dernières années (€) (si l’activité est économique)",
            "montant",
            "Le total des aides que leur notification dit « de minimis » ; 0 s’il n’y en a pas.",
            si=ACTIVITE_ECONOMIQUE,
            groupe=_CADRE,
        ),
    ),
)
