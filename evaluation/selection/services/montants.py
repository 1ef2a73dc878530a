"""What may be granted to a laureate: the bounds of the track, in total and per year, and what was asked."""

from decimal import Decimal

from ami.commun.erreurs import Incomplet
from ami.commun.nombres import euros
from candidatures.formulaire.catalogue.champs import Cahier
from candidatures.formulaire.reglages.generaux import admet_un_montant_motive
from candidatures.lectures.en_l_etat import cahier
from candidatures.models import Candidature


def montant_maximal(bornes: Cahier) -> Decimal:
    """The least of the two bounds of the track, in total and per year, and its premium."""
    par_an = bornes.montant_max_annuel * bornes.nombre_annees
    return min(bornes.montant_max_total, par_an) + (bornes.prime_investissement_max or 0)


def refus_du_montant(candidature: Candidature, montant: Decimal | None, motif: str) -> Incomplet | None:
    """What keeps it from being granted. ``motif``: why it is under the minimum or above what was asked, where the wave admits it."""
    bornes = cahier(candidature)
    maximum = montant_maximal(bornes)
    if montant is None or not 0 < montant <= maximum:
        phrase = f"Indiquez le montant accordé : plus de 0 €, au plus {euros(maximum)} pour ce volet."
        return Incomplet(phrase, ("montant",))
    if not (ecart := _ecart(candidature, bornes, montant)):
        return None
    if not admet_un_montant_motive(bornes.reglages):
        return Incomplet(f"{ecart} Changez ce montant.", ("montant",))
    if not motif:
        return Incomplet(f"{ecart} Changez ce montant, ou dites pourquoi il est accordé.", ("hors_bornes",))
    return None


def _ecart(candidature: Candidature, bornes: Cahier, montant: Decimal) -> str:
    """What is unusual in this amount; empty: nothing."""
    demande = candidature.montant_demande
    if demande is not None and montant > demande:
        return f"Le porteur a demandé {euros(demande)} : {euros(montant)} dépasse sa demande."
    if montant < bornes.montant_min_total:
        return f"Le minimum de ce volet est de {euros(bornes.montant_min_total)} : {euros(montant)} est en dessous."
    return ""
