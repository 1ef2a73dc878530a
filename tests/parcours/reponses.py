"""A dossier in which nearly everything is answered: a consortium, several rows in each block, six documents."""

from typing import Any

from tests.fabriques import siret
from tests.fichiers.fabrication import honnete
from tests.scenarios import reponses_completes

PIECES = {
    "statuts": ("statuts.pdf", "application/pdf", "pdf"),
    "comptes": (
        "comptes 2023.xlsx",
        "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        "xlsx",
    ),
    "consortium": (
        "accord.docx",
        "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
        "docx",
    ),
    "lettres": ("lettre de la mairie.odt", "application/vnd.oasis.opendocument.text", "odt"),
    "budget": ("budget détaillé.ods", "application/vnd.oasis.opendocument.spreadsheet", "ods"),
    "photos": ("façade.jpeg", "image/jpeg", "jpeg"),
}


def piece(code: str) -> dict[str, Any]:
    """One file, as a browser's file dialog gives it."""
    nom, genre, contenu = PIECES[code]
    return {"name": nom, "mimeType": genre, "buffer": honnete(contenu)}


def reponses_nombreuses() -> dict[str, Any]:
    return reponses_completes(
        sigle="ALX",
        rna="W670001234",
        date_creation="2015-09-01",
        effectif_etp="3.5",
        representant_civilite="madame",
        contact_different="oui",
        contact_prenom="Nour",
        contact_nom="Benali",
        contact_fonction="Coordinatrice",
        contact_courriel="nour@exemple.test",
        porte_par_un_consortium="oui",
        membres=[
            {
                "nom": nom,
                "a_un_siret": "oui",
                "siret": siret(rang),
                "type": "association",
                "role": "associe",
                "competences": f"Formation et médiation, {nom}.",
            }
            for rang, nom in ((21, "Les Ateliers"), (22, "La Fabrique voisine"))
        ],
        accord="projet",
        territoire_commun="Les deux quartiers voisins, à dix minutes à pied.",
        surface="420",
        horaires="Du lundi au samedi, de 9 h à 19 h",
        nombre_usagers="180",
        accessibilite="partielle",
        contrats=["contrat_de_ville"],
        formation="Des parcours courts, avec la mission locale.",
        calendrier=[
            {"annee": "1", "action": "Ouvrir l’atelier"},
            {"annee": "2", "action": "Former dix lieux"},
        ],
        indicateurs=[{"libelle": "Lieux accompagnés", "unite": "lieux", "initiale": "2", "cible_3": "12"}],
        partenaires=[
            {"nom": "Mairie", "type": "collectivite", "soutien": ["usage"], "statut": "acquis"},
            {
                "nom": "Fablab",
                "type": "association",
                "soutien": ["technique", "lettre"],
                "statut": "sollicite",
            },
        ],
        collectivite_position="soutien",
        emplois_crees="2",
        accord_membres=True,
    )
