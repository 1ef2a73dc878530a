"""Why a file is refused. The child names a reason; the parent alone turns it into words."""

from enum import Enum

_ENREGISTREZ = "Ouvrez-le dans le logiciel qui l’a créé, enregistrez-le de nouveau, puis joignez cette copie."


class Raison(Enum):
    """Each reason with its sentence, which says what to do."""

    CHIFFRE = "Ce fichier est protégé par un mot de passe : enregistrez-le sans mot de passe, puis joignez-le de nouveau."
    ILLISIBLE = f"Ce fichier est endommagé : nous ne pouvons pas le lire. {_ENREGISTREZ}"
    INCOMPLET = (
        "Ce fichier est incomplet : sa fin manque. Téléchargez-le ou enregistrez-le de nouveau en entier, "
        "puis joignez-le."
    )
    SANS_PAGE = (
        "Ce PDF ne contient aucune page. Créez-le de nouveau à partir du document d’origine, puis joignez-le."
    )
    PORTE_DOCUMENTS = (
        "Ce PDF est un porte-documents : les fichiers qu’il contient seraient perdus. Ouvrez-le, enregistrez ces "
        "fichiers un par un, puis joignez-les."
    )
    FORMULAIRE_XFA = (
        "Ce formulaire ne s’affiche que dans Adobe Reader : ses réponses seraient perdues. Ouvrez-le dans Adobe "
        "Reader, imprimez-le dans un nouveau fichier PDF (« Imprimer », puis « Enregistrer au format PDF »), puis "
        "joignez cette copie."
    )
    AUTRE_GENRE = (
        "Ce fichier annonce un format et en contient un autre. Ouvrez-le dans le logiciel qui l’a créé, "
        "enregistrez-le au format PDF, puis joignez cette copie."
    )
    TROP_LOURD = (
        "Ce fichier, une fois ouvert, est beaucoup trop lourd. Réduisez ses images ou enregistrez-le au format PDF, "
        "puis joignez-le."
    )
    TROP_D_ELEMENTS = "Ce fichier contient trop d’éléments pour être vérifié. Enregistrez-le au format PDF, puis joignez-le."
    TROP_LONG = (
        "Ce fichier est trop complexe pour être vérifié. Imprimez-le dans un nouveau fichier PDF (« Imprimer », puis "
        "« Enregistrer au format PDF »), puis joignez cette copie."
    )
    TROP_DE_PIXELS = "Cette image est trop grande : réduisez-la à moins de 50 millions de pixels, puis joignez-la de nouveau."
    MACROS = (
        "Ce fichier contient des macros (de petits programmes) : enregistrez-le sans macros ou au format PDF, "
        "puis joignez-le."
    )
    OBJET_INCORPORE = (
        "Ce fichier contient un objet incorporé que nous ne pouvons pas vérifier : supprimez cet objet ou "
        "enregistrez le fichier au format PDF, puis joignez-le."
    )
    DESSIN_ACTIF = (
        "Ce fichier contient un dessin SVG animé, ou qui fait autre chose que s’afficher : remplacez-le par une image "
        "PNG ou enregistrez le fichier au format PDF, puis joignez-le."
    )
    LIEN_EXTERNE = (
        "Ce fichier va chercher des données dans un autre fichier ou sur un site : rompez ces liaisons ou "
        "enregistrez-le au format PDF, puis joignez-le."
    )


class Refus(Exception):
    """The file is refused for a known reason: trying again would change nothing."""

    def __init__(self, raison: Raison) -> None:
        super().__init__(raison.name)
        self.raison = raison
