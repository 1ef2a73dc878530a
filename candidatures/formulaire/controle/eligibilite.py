"""Alerts on who applies, where and since when (E06, E07, E16, E17, E19 of the call). No Django import.

None of them keeps from filing: a person decides.
"""

from collections.abc import Iterator
from datetime import date

from ami.territoires import numeros
from ami.territoires.codes_postaux import departements_du
from ami.territoires.departements import DEPARTEMENTS
from candidatures.formulaire.catalogue.champs import Dossier
from candidatures.formulaire.controle.formats import jour_saisi
from candidatures.formulaire.controle.manque import Manque
from candidatures.formulaire.controle.validite import lignes
from candidatures.formulaire.reglages.generaux import anciennete_minimale, departements_vises


def alertes(dossier: Dossier) -> Iterator[Manque]:
    yield from _alertes_de_date(dossier)
    yield from _alerte_d_anciennete(dossier)
    yield from _alertes_de_lieu(dossier)
    yield from _alerte_de_numero(dossier)
    yield from _alertes_d_adresse(dossier)
    yield from _alertes_d_implantation(dossier)


def _alertes_de_date(dossier: Dossier) -> Iterator[Manque]:
    """Days that contradict what else is said, seen from the day of the closing."""
    cloture, situation = dossier.cahier.cloture, dossier.reponses.get("situation")
    if cloture is None:
        return
    creation, ouverture, prevue = (
        jour_saisi(dossier.reponses.get(nom))
        for nom in ("date_creation", "date_ouverture", "ouverture_prevue")
    )
    if creation and creation > cloture:
        yield Manque(
            "structure",
            "date_creation",
            f"La structure serait créée le {creation:%d/%m/%Y}, après la clôture : vérifiez cette date.",
        )
    if situation == "existant" and ouverture and ouverture > cloture:
        yield Manque(
            "lieu",
            "date_ouverture",
            f"Le lieu existe, mais ouvrirait le {ouverture:%d/%m/%Y}, après la clôture : vérifiez cette date.",
        )
    if situation == "projet" and prevue and prevue < cloture:
        yield Manque(
            "lieu",
            "ouverture_prevue",
            f"Le lieu est en projet, mais son ouverture serait prévue le {prevue:%d/%m/%Y}, avant la clôture : vérifiez "
            "cette date.",
        )


def _alerte_de_numero(dossier: Dossier) -> Iterator[Manque]:
    """No register that we can ask knows this number."""
    numero = dossier.reponses.get("siret")
    if isinstance(numero, str) and numeros.est_un_numero(numero):
        yield Manque(
            "structure",
            "siret",
            f"Le registre des entreprises ne connaît pas le numéro {numeros.en_mots(numero)} : un instructeur vérifiera.",
        )


def _alertes_d_adresse(dossier: Dossier) -> Iterator[Manque]:
    """The département against the postcode, and against the codes of the quartiers the place is in."""
    departement = dossier.reponses.get("departement")
    if not isinstance(departement, str) or departement not in DEPARTEMENTS:
        return
    choisi = f"{departement} – {DEPARTEMENTS[departement].nom}"
    code_postal = dossier.reponses.get("code_postal")
    possibles = departements_du(code_postal) if isinstance(code_postal, str) else frozenset()
    if possibles and departement not in possibles:
        yield Manque(
            "lieu",
            "code_postal",
            f"Le code postal {code_postal} ne correspond pas au département choisi ({choisi}) : vérifiez les deux.",
        )
    if dossier.reponses.get("implantation") != "qpv":
        return  # near a quartier, one may well be on the other side of a border
    for rang, quartier in lignes(dossier.reponses.get("quartiers")):
        code = quartier.get("code")
        if isinstance(code, str) and code[2:5].removeprefix("0") not in ("", departement):
            yield Manque(
                "territoire",
                "quartiers",
                f"Ligne {rang + 1} : le quartier {code} n’est pas dans le département choisi ({choisi}) : vérifiez les "
                "deux.",
                f"{rang}.code",
            )


def _alertes_d_implantation(dossier: Dossier) -> Iterator[Manque]:
    implantation = dossier.reponses.get("implantation")
    if implantation == "autre":
        yield Manque(
            "territoire",
            "implantation",
            "L’appel s’adresse aux lieux situés dans un quartier prioritaire, à proximité immédiate ou hors des grands "
            "centres urbains : le service vérifiera.",
        )
    if dossier.cahier.numerique and implantation in ("hors_grand_centre", "autre"):
        yield Manque(
            "territoire",
            "implantation",
            "Ce volet s’adresse aux lieux situés dans un quartier prioritaire ou à proximité immédiate.",
        )


def _alerte_d_anciennete(dossier: Dossier) -> Iterator[Manque]:
    """E19: when the wave asks for a minimum age."""
    minimum, cloture = anciennete_minimale(dossier.cahier.reglages), dossier.cahier.cloture
    creation = jour_saisi(dossier.reponses.get("date_creation"))
    if minimum is None or cloture is None or creation is None or creation > cloture:
        return
    if _mois_revolus(creation, cloture) < minimum:
        yield Manque(
            "structure",
            "date_creation",
            f"À la clôture, la structure aura moins de {minimum} mois d’existence, le minimum de cette vague : un "
            "instructeur vérifiera.",
        )


def _mois_revolus(debut: date, fin: date) -> int:
    return (fin.year - debut.year) * 12 + fin.month - debut.month - (fin.day < debut.day)


def _alertes_de_lieu(dossier: Dossier) -> Iterator[Manque]:
    """E16: a first label is given once; E17: when the wave names its départements."""
    if dossier.reponses.get("deja_labellise") == "oui":
        yield Manque(
            "lieu",
            "deja_labellise",
            "Ce lieu est déjà labellisé Fabrique de territoire : le service vérifiera s’il peut l’être de nouveau.",
        )
    vises, departement = departements_vises(dossier.cahier.reglages), dossier.reponses.get("departement")
    if vises and isinstance(departement, str) and departement in DEPARTEMENTS and departement not in vises:
        yield Manque(
            "lieu",
            "departement",
            "Ce département ne fait pas partie de ceux que vise cette vague : le service vérifiera.",
        )
