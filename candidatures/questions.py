"""The questions asked, section by section. No Django import.

The agency has not published its questions: these follow DOMAIN §3 and are to be validated by it.
"""

from ami.commun.departements import DEPARTEMENTS
from candidatures.champs import Champ, Section


def _choix(**codes: str) -> tuple[tuple[str, str], ...]:
    return tuple(codes.items())


TYPES_DE_PORTEUR = _choix(
    association="Association",
    fondation="Fondation",
    entreprise="Entreprise (publique ou privée, coopérative)",
    groupement="Groupement (GIP, GIE…)",
    collectivite="Collectivité territoriale ou groupement de collectivités",
    syndicat_mixte="Syndicat mixte",
    autre="Autre personne morale",
)
_EXISTANT = ("situation", frozenset({"existant"}))
_EN_PROJET = ("situation", frozenset({"projet"}))
_EN_QUARTIER = ("implantation", frozenset({"qpv", "proximite"}))
_ASSOCIATIVE = ("type_porteur", frozenset({"association", "fondation"}))

STRUCTURE = Section(
    "structure",
    "Structure porteuse",
    (
        Champ(
            "siret",
            "Numéro SIRET",
            "siret",
            "14 chiffres, celui de l’établissement qui portera le projet.",
            longueur=20,
        ),
        Champ("raison_sociale", "Nom de la structure", saisie="organization"),
        Champ("type_porteur", "Type de structure", "choix", choix=TYPES_DE_PORTEUR),
        Champ("representant_prenom", "Prénom du représentant légal", longueur=80),
        Champ("representant_nom", "Nom du représentant légal", longueur=80),
        Champ(
            "representant_fonction",
            "Fonction du représentant légal",
            aide="Par exemple : présidente, maire.",
            longueur=120,
        ),
        Champ(
            "representant_courriel",
            "Adresse électronique du représentant légal",
            "courriel",
            "Format attendu : nom@domaine.fr",
        ),
        Champ(
            "telephone",
            "Téléphone",
            "telephone",
            "Avec l’indicatif outre-mer s’il y a lieu.",
            requis=False,
            longueur=20,
            saisie="tel",
        ),
    ),
)
LIEU = Section(
    "lieu",
    "Le lieu",
    (
        Champ("nom_lieu", "Nom du lieu", longueur=150),
        Champ(
            "situation",
            "Situation du lieu",
            "choix",
            choix=_choix(existant="Lieu existant", projet="Lieu en projet"),
        ),
        Champ("date_ouverture", "Date d’ouverture (si le lieu existe)", "date", si=_EXISTANT),
        Champ("activites", "Activités actuelles (si le lieu existe)", "long", longueur=3000, si=_EXISTANT),
        Champ(
            "avancement",
            "État d’avancement (si le lieu est en projet)",
            "long",
            "Études, travaux, date d’ouverture prévue.",
            longueur=3000,
            si=_EN_PROJET,
        ),
        Champ(
            "adresse",
            "Adresse",
            saisie="street-address",
            aide="Numéro et voie ; « adresse non définitive » si elle peut changer.",
        ),
        Champ("code_postal", "Code postal", "code_postal", longueur=5, saisie="postal-code"),
        Champ("commune", "Commune", longueur=100, saisie="address-level2"),
        Champ(
            "departement",
            "Département ou collectivité",
            "choix",
            choix=tuple((d.code, f"{d.code} – {d.nom}") for d in DEPARTEMENTS.values()),
        ),
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
            "Ce que vous déclarez sera vérifié par un instructeur ; un doute n’empêche pas de déposer.",
            choix=_choix(
                qpv="Dans un quartier prioritaire de la politique de la ville (QPV)",
                proximite="À proximité immédiate d’un QPV",
                hors_grand_centre="Hors des grands centres urbains",
                autre="Autre",
            ),
        ),
        Champ(
            "quartier",
            "Nom du quartier prioritaire (si le lieu est dans un quartier ou à proximité)",
            si=_EN_QUARTIER,
        ),
        Champ(
            "proximite",
            "En quoi le lieu est-il à proximité immédiate ? (si à proximité)",
            "long",
            "Distance, publics accueillis.",
            longueur=1500,
            si=("implantation", frozenset({"proximite"})),
        ),
        Champ(
            "besoins",
            "Besoins du territoire",
            "long",
            "Ce que vous avez constaté, et avec qui.",
            longueur=3000,
        ),
        Champ("autres_lieux", "Autres tiers-lieux du territoire et liens avec eux", "long", longueur=3000),
    ),
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
    Champ("formation", "Formation et apprentissage", "long", longueur=3000, requis=False),
    Champ("inclusion", "Inclusion numérique", "long", longueur=3000, requis=False),
    Champ("culture", "Création et culture", "long", longueur=3000, requis=False),
)
NUMERIQUE = Champ(
    "services_numeriques",
    "Services numériques proposés aux habitants",
    "multiple",
    choix=_choix(
        demarches="Accompagnement aux démarches en ligne",
        acces="Point d’accès au numérique",
        usages="Formation aux usages",
        professionnalisante="Formation professionnalisante",
        incubation="Incubation de projets",
        entrepreneuriat="Entrepreneuriat numérique",
    ),
)
GOUVERNANCE = Section(
    "gouvernance",
    "Gouvernance",
    (
        Champ("instances", "Instances et prise de décision", "long", longueur=2000),
        Champ("usagers", "Place des usagers, des résidents et des habitants", "long", longueur=2000),
        Champ(
            "equipe",
            "Équipe d’animation",
            "long",
            "Postes, équivalents temps plein, existants ou à créer.",
            longueur=2000,
        ),
    ),
)
ENGAGEMENTS = Section(
    "engagements",
    "Engagements",
    (
        Champ("exactitude", "J’atteste l’exactitude des informations de ce dossier.", "case"),
        Champ("pouvoir", "J’ai le pouvoir d’engager la structure, ou j’y suis autorisé.", "case"),
        Champ(
            "reseau",
            "La structure participera au réseau des Fabriques et rendra compte de l’emploi des fonds.",
            "case",
        ),
        Champ(
            "publication",
            "La structure a noté que le résumé du projet pourra être publié si la candidature est retenue.",
            "case",
        ),
        Champ("donnees", "J’ai lu l’information sur les données personnelles.", "case"),
        Champ(
            "contrat_republicain",
            "La structure souscrit le contrat d’engagement républicain.",
            "case",
            "Pour les associations et les fondations (loi du 24 août 2021).",
            si=_ASSOCIATIVE,
        ),
    ),
)
