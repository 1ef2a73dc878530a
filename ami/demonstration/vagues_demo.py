"""Waves 11 to 14: programmed, opened and closed by the real services, at past instants."""

from ami.comptes.models import Utilisateur
from ami.demonstration.calendrier import Periode
from ami.demonstration.transaction_unique import rejoindre
from candidatures.services.sceller import sceller_vague
from evaluation.models import Grille
from evaluation.services.grilles import attacher_grille
from vagues.models import Appel, Vague
from vagues.services import cloturer_vague, ouvrir_vague, programmer_vague

CAPACITE = 30  # « au plus 30 lauréats par vague », said the call of 2019
# The track with the investment bonus is open in one wave only, as in 2019.
VOLETS = {11: ("FT",), 12: ("FT",), 13: ("FT", "FNT"), 14: ("FT",)}


def programmer(appel: Appel, periode: Periode, grille: Grille, par: Utilisateur) -> Vague:
    """The wave, with its tracks and its grid, programmed twenty days before it opens."""
    le = periode.programmee_le
    vague = rejoindre(programmer_vague)(
        appel=appel,
        libelle=f"Vague {periode.numero} (démonstration)",
        ouverture=periode.ouverture,
        cloture=periode.cloture,
        annonce_prevue=periode.annonce_prevue,
        capacite=CAPACITE,
        volets=appel.volets.filter(code__in=VOLETS[periode.numero]),
        par=par,
        maintenant=le,
    )
    if vague.numero != periode.numero:
        # The service numbers after the last wave it knows, 8; 9 and 10 were run by préfectures in 2023 and 2024.
        vague.numero = periode.numero
        vague.save(update_fields=["numero"])
    rejoindre(attacher_grille)(vague_id=vague.pk, grille=grille, par=par, maintenant=le)
    return vague


def ouvrir(vague: Vague, periode: Periode) -> None:
    """Opened by the calendar, on time."""
    rejoindre(ouvrir_vague)(vague_id=vague.pk, maintenant=periode.ouverture)


def clore(vague: Vague, periode: Periode) -> None:
    """Closed by the calendar, sealed two minutes later."""
    rejoindre(cloturer_vague)(vague_id=vague.pk, maintenant=periode.cloture)
    rejoindre(sceller_vague)(
        vague_id=vague.pk, maintenant=periode.cloture.replace(minute=periode.cloture.minute + 2)
    )
