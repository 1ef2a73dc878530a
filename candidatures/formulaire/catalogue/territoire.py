"""Sections « Le territoire » and « Ancrage et partenariats ». No Django import."""

from candidatures.formulaire.catalogue.champs import Champ, Section
from candidatures.formulaire.catalogue.choix import EN_QUARTIER, choix, si

QUARTIER = (
    Champ("nom", "Nom du quartier", longueur=150),
    Champ(
        "code",
        "Code du quartier",
        aide="Par exemple QP067001 ou QN06701M, s’il est connu.",
        requis=False,
        longueur=8,
        forme=("Q[PN][0-9A-Z]{6}", "Un code de quartier commence par QP ou QN, suivi de 6 caractères."),
    ),
)
AUTRE_LIEU = (
    Champ("nom", "Nom du lieu", longueur=150),
    Champ("commune", "Commune", longueur=100, requis=False),
    Champ("lien", "Lien avec votre projet", longueur=300, requis=False),
)
PARTENAIRE = (
    Champ("nom", "Nom du partenaire"),
    Champ(
        "type",
        "Type",
        "choix",
        choix=choix(
            collectivite="Collectivité",
            etat="Service ou opérateur de l’État",
            association="Association",
            entreprise="Entreprise",
            enseignement="Établissement d’enseignement ou de recherche",
            autre="Autre",
        ),
    ),
    Champ("siret", "Numéro SIRET", "siret", requis=False, longueur=20),
    Champ(
        "soutien",
        "Nature du soutien",
        "multiple",
        choix=choix(
            financier="Financier", technique="Technique", usage="Usage du lieu", lettre="Lettre de soutien"
        ),
    ),
    Champ(
        "statut",
        "Ce soutien est-il acquis ?",
        "choix",
        choix=choix(acquis="Acquis", sollicite="Sollicité"),
    ),
)

TERRITOIRE = Section(
    "territoire",
    "Le territoire",
    (
        Champ(
            "implantation",
            "Implantation du lieu",
            "choix",
            "Ce que vous déclarez sera vérifié par le service ; un doute n’empêche pas de déposer.",
            choix=choix(
                qpv="Dans un quartier prioritaire de la politique de la ville (QPV)",
                proximite="À proximité immédiate d’un QPV",
                hors_grand_centre="Hors des grands centres urbains",
                autre="Autre",
            ),
        ),
        Champ(
            "quartiers",
            "Quartiers prioritaires concernés (si le lieu est dans un quartier ou à proximité)",
            "liste",
            si=EN_QUARTIER,
            sous_champs=QUARTIER,
            ligne="un quartier",
            lignes_max=10,
        ),
        Champ(
            "proximite",
            "En quoi le lieu est-il à proximité immédiate ? (si à proximité)",
            "long",
            "Distance, publics accueillis.",
            longueur=1500,
            si=si("implantation", "proximite"),
        ),
        Champ(
            "echelle",
            "À quelle échelle le lieu rayonne-t-il ?",
            "multiple",
            choix=choix(
                quartier="Quartier",
                commune="Commune",
                epci="Intercommunalité",
                bassin="Bassin de vie ou d’emploi",
                departement="Département",
                region="Région ou au-delà",
            ),
        ),
        Champ(
            "perimetre",
            "Périmètre de rayonnement",
            "long",
            "Communes, intercommunalités ou bassin concernés.",
            longueur=1000,
        ),
        Champ(
            "besoins",
            "Besoins du territoire",
            "long",
            "Ce que vous avez constaté, et avec qui.",
            longueur=3000,
        ),
        Champ("autres_lieux", "Autres tiers-lieux du territoire et liens avec eux", "long", longueur=3000),
        Champ(
            "lieux_voisins",
            "Liste de ces tiers-lieux",
            "liste",
            requis=False,
            sous_champs=AUTRE_LIEU,
            ligne="un lieu",
            lignes_max=30,
        ),
        Champ(
            "contrats",
            "Le projet s’inscrit-il dans un contrat ou un programme du territoire ?",
            "multiple",
            requis=False,
            choix=choix(
                crte="Contrat de relance et de transition écologique (CRTE)",
                contrat_de_ville="Contrat de ville",
                acv="Action cœur de ville",
                pvd="Petites villes de demain",
                ti="Territoires d’industrie",
                autre="Autre",
            ),
        ),
    ),
)

ANCRAGE = Section(
    "ancrage",
    "Ancrage et partenariats",
    (
        Champ(
            "partenaires",
            "Partenaires",
            "liste",
            "Les lettres de soutien sont à joindre avec les pièces.",
            requis=False,
            sous_champs=PARTENAIRE,
            ligne="un partenaire",
            lignes_max=30,
        ),
        Champ(
            "collectivite_position",
            "Position de la commune, de l’intercommunalité ou de la région",
            "choix",
            requis=False,
            choix=choix(
                porteuse="Elle porte le projet",
                soutien="Elle le soutient",
                informee="Elle est informée",
                non_consultee="Elle n’a pas encore été consultée",
            ),
        ),
        Champ("collectivite_texte", "Précisions sur cette position", "long", requis=False, longueur=1500),
        Champ(
            "prefecture",
            "Liens avec la préfecture ou la sous-préfecture",
            "long",
            requis=False,
            longueur=1500,
        ),
        Champ(
            "reseau_regional",
            "Liens avec le réseau régional de tiers-lieux ou un hub",
            "long",
            requis=False,
            longueur=1500,
        ),
    ),
    "Les évaluateurs y jugent l’ancrage : le besoin du territoire, les partenaires, le soutien local.",
)
