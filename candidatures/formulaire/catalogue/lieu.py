"""Section « Le lieu ». No Django import."""

from decimal import Decimal

from ami.territoires.departements import DEPARTEMENTS
from candidatures.formulaire.catalogue.champs import Champ, Section
from candidatures.formulaire.catalogue.choix import EN_PROJET, EXISTANT, OUI_NON, choix

_LIEU = "Le lieu"
_EXISTANT = "Lieu existant"
_PROJET = "Lieu en projet"
_SITE = "Adresse du site principal"
_LOCAUX = "Locaux"
_BEAUCOUP = Decimal(1_000_000)

SITE = (
    Champ("voie", "Numéro et voie"),
    Champ("code_postal", "Code postal", "code_postal", longueur=5),
    Champ("commune", "Commune", longueur=100),
    Champ("definitive", "Cette adresse est-elle définitive ?", "choix", requis=False, choix=OUI_NON),
)
JALON = (
    Champ("date", "Date", "date"),
    Champ("libelle", "Étape", longueur=200),
)

_EXISTANTS = (
    Champ("date_ouverture", "Date d’ouverture (si le lieu existe)", "date", si=EXISTANT, groupe=_EXISTANT),
    Champ(
        "activites",
        "Activités actuelles (si le lieu existe)",
        "long",
        longueur=3000,
        si=EXISTANT,
        groupe=_EXISTANT,
    ),
    Champ(
        "surface",
        "Surface en m² (si le lieu existe)",
        "entier",
        requis=False,
        maximum=_BEAUCOUP,
        si=EXISTANT,
        groupe=_EXISTANT,
    ),
    Champ(
        "horaires",
        "Jours et heures d’ouverture (si le lieu existe)",
        requis=False,
        longueur=300,
        si=EXISTANT,
        groupe=_EXISTANT,
    ),
    Champ(
        "nombre_usagers",
        "Nombre d’usagers réguliers (si le lieu existe)",
        "entier",
        requis=False,
        maximum=_BEAUCOUP,
        si=EXISTANT,
        groupe=_EXISTANT,
    ),
    Champ(
        "structures_residentes",
        "Nombre de structures résidentes (si le lieu existe)",
        "entier",
        requis=False,
        maximum=_BEAUCOUP,
        si=EXISTANT,
        groupe=_EXISTANT,
    ),
    Champ(
        "lieu_etp",
        "Équivalents temps plein sur place (si le lieu existe)",
        "decimal",
        requis=False,
        maximum=_BEAUCOUP,
        si=EXISTANT,
        groupe=_EXISTANT,
    ),
    Champ(
        "budget_annuel",
        "Budget ou chiffre d’affaires de l’an dernier (€) (si le lieu existe)",
        "montant",
        requis=False,
        si=EXISTANT,
        groupe=_EXISTANT,
    ),
)
_EN_PROJETS = (
    Champ(
        "ouverture_prevue",
        "Date d’ouverture prévue (si le lieu est en projet)",
        "date",
        si=EN_PROJET,
        groupe=_PROJET,
    ),
    Champ(
        "etape",
        "Où en est le projet ? (si le lieu est en projet)",
        "choix",
        choix=choix(idee="Idée", etude="Étude", travaux="Travaux", preouverture="Pré-ouverture"),
        si=EN_PROJET,
        groupe=_PROJET,
    ),
    Champ(
        "avancement",
        "État d’avancement (si le lieu est en projet)",
        "long",
        "Ce qui est fait, ce qui reste à faire.",
        longueur=3000,
        si=EN_PROJET,
        groupe=_PROJET,
    ),
    Champ(
        "jalons",
        "Étapes à venir (si le lieu est en projet)",
        "liste",
        requis=False,
        si=EN_PROJET,
        sous_champs=JALON,
        ligne="une étape",
        lignes_max=20,
        groupe=_PROJET,
    ),
    Champ(
        "etudes",
        "Études faites (si le lieu est en projet)",
        "long",
        requis=False,
        longueur=1500,
        si=EN_PROJET,
        groupe=_PROJET,
    ),
    Champ(
        "absence_offre",
        "Ce qui manque aujourd’hui sur le territoire (si le lieu est en projet)",
        "long",
        "Un lieu en projet se situe dans un territoire qui n’a pas encore de tiers-lieu.",
        longueur=1500,
        si=EN_PROJET,
        groupe=_PROJET,
    ),
)
_ADRESSE = (
    Champ(
        "adresse",
        "Adresse",
        saisie="street-address",
        aide="Numéro et voie ; « adresse non définitive » si elle peut changer.",
        groupe=_SITE,
    ),
    Champ("code_postal", "Code postal", "code_postal", longueur=5, saisie="postal-code", groupe=_SITE),
    Champ("commune", "Commune", longueur=100, saisie="address-level2", groupe=_SITE),
    Champ(
        "departement",
        "Département ou collectivité",
        "choix",
        choix=tuple((d.code, f"{d.code} – {d.nom}") for d in DEPARTEMENTS.values()),
        groupe=_SITE,
    ),
    Champ(
        "autres_sites",
        "Autres sites",
        "liste",
        "Si le projet se déploie à plusieurs adresses.",
        requis=False,
        sous_champs=SITE,
        ligne="un site",
        lignes_max=20,
        groupe=_SITE,
    ),
)
_OCCUPATION = (
    Champ(
        "maitrise_fonciere",
        "À quel titre occupez-vous ou occuperez-vous les locaux ?",
        "choix",
        choix=choix(
            propriete="Propriétaire",
            bail="Bail",
            convention="Convention d’occupation",
            mise_a_disposition="Mise à disposition",
            negociation="En négociation",
        ),
        groupe=_LOCAUX,
    ),
    Champ(
        "maitrise_echeance",
        "Échéance du bail ou de la convention",
        "date",
        requis=False,
        groupe=_LOCAUX,
    ),
    Champ(
        "accessibilite",
        "Les locaux sont-ils accessibles aux personnes handicapées ?",
        "choix",
        requis=False,
        choix=choix(oui="Oui", partielle="En partie", prevue="Non, c’est prévu", non="Non"),
        groupe=_LOCAUX,
    ),
)

LIEU = Section(
    "lieu",
    "Le lieu",
    (
        Champ("nom_lieu", "Nom du lieu", longueur=150, groupe=_LIEU),
        Champ(
            "situation",
            "Situation du lieu",
            "choix",
            choix=choix(existant="Lieu existant", projet="Lieu en projet"),
            groupe=_LIEU,
        ),
        Champ(
            "typologie",
            "De quel type de lieu s’agit-il ?",
            "multiple",
            "Plusieurs réponses possibles.",
            choix=choix(
                coworking="Espace de travail partagé (coworking)",
                fablab="Fablab",
                micro_folie="Micro-Folie",
                campus_connecte="Campus connecté",
                atelier_partage="Atelier partagé",
                garage_solidaire="Garage solidaire",
                makerspace="Makerspace",
                friche_culturelle="Friche culturelle",
                france_services="France services",
                living_lab="Living lab",
                autre="Autre",
            ),
            groupe=_LIEU,
        ),
        Champ(
            "labels",
            "Labels et agréments du lieu",
            "multiple",
            requis=False,
            choix=choix(
                france_services="France services",
                campus_connecte="Campus connecté",
                aptic="APTIC",
                evs="Espace de vie sociale",
                centre_social="Centre social",
                grande_ecole_du_numerique="Grande École du Numérique",
                autre="Autre",
            ),
            groupe=_LIEU,
        ),
        Champ(
            "deja_labellise",
            "Ce lieu est-il déjà labellisé Fabrique de territoire ?",
            "choix",
            requis=False,
            choix=OUI_NON,
            groupe=_LIEU,
        ),
        *_EXISTANTS,
        *_EN_PROJETS,
        *_ADRESSE,
        *_OCCUPATION,
    ),
)
