"""Setting the form of a wave: words, necessity, bounds, documents and commitments."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.conf import settings
from django.db import transaction

from ami.commun.concurrence import SANS_LECTURE, Lecture, reunir_les_saisies
from ami.commun.erreurs import DroitInsuffisant, ErreurMetier, TransitionInterdite
from ami.comptes.models import Utilisateur
from ami.journal.services import Acte, journaliser
from candidatures.actes import ActeCandidature
from candidatures.formulaire.catalogue.champs import MEGA
from candidatures.formulaire.catalogue.pieces import PIECES
from candidatures.formulaire.questionnaire import sections
from candidatures.formulaire.reglages.par_question import en_changements, en_feuilles, fusionner
from candidatures.formulaire.reglages.validite import fautes
from candidatures.lectures.en_l_etat import catalogue_du_volet
from vagues.models import Vague, VoletOuvert
from vagues.permissions import peut_conduire_les_vagues
from vagues.services.gardes import exiger_sans_interet
from vagues.states import EtatVague


@transaction.atomic(durable=True)
def regler_formulaire(
    *,
    volet_ouvert_id: int,
    changements: Mapping[str, Any],
    par: Utilisateur,
    maintenant: datetime,
    lecture: Lecture = SANS_LECTURE,
) -> VoletOuvert:
    """Change the form of a track of a programmed wave (shape: ``candidatures.formulaire.reglages.par_question``). Locks the wave.

    ``lecture`` is what the page had read: what it did not touch is left as it is stored. Nothing is written nor journalled when nothing changes, nor when any part of ``changements`` is wrong. Once the wave is open the form is frozen: what porteurs
    answer never moves. Raises ``DroitInsuffisant``, ``ErreurMetier``, ``Conflit``,
    ``TransitionInterdite``.
    """
    vague = Vague.objects.verrouiller(volets_ouverts=volet_ouvert_id)
    if not peut_conduire_les_vagues(par):
        raise DroitInsuffisant("Seul un administrateur règle le formulaire d’une vague.")
    exiger_sans_interet(vague, par)
    if vague.etat != EtatVague.PROGRAMMEE:
        raise TransitionInterdite("Cette vague est ouverte ou close : son formulaire ne change plus.")
    ouvert = VoletOuvert.objects.select_related("volet").get(pk=volet_ouvert_id)
    ouvert.vague = vague
    _verifier(ouvert, changements)
    reglages = fusionner(ouvert.reglages, _reunis(ouvert, changements, lecture))
    if reglages == ouvert.reglages:
        return ouvert
    avant, ouvert.reglages = ouvert.reglages, reglages
    ouvert.save(update_fields=["reglages"])
    donnees = {"volet": ouvert.volet.code, "avant": avant, "apres": reglages}
    acte = Acte(objet=vague, acte=ActeCandidature.FORMULAIRE_REGLE, par_id=par.pk, donnees=donnees)
    journaliser([acte], le=maintenant)
    return ouvert


def _reunis(ouvert: VoletOuvert, changements: Mapping[str, Any], lecture: Lecture) -> Mapping[str, Any]:
    """What changes, without what the page did not touch. A value that a page of settings no longer holds is one too."""
    if lecture == SANS_LECTURE:
        return changements
    stockees = en_feuilles(ouvert.reglages)
    saisies = dict.fromkeys(lecture.lues) | en_feuilles(changements)
    return en_changements(reunir_les_saisies(saisies, stockees, lecture), changements)


def taille_maximale() -> int:
    """The largest file, in Mo, that a wave may ask for: the limit of the site."""
    return max(1, int(settings.FICHIER_TAILLE_MAX) // MEGA)


def _verifier(ouvert: VoletOuvert, changements: object) -> None:
    toutes = sections(catalogue_du_volet(ouvert))
    for faute in fautes(changements, sections=toutes, pieces=PIECES, taille_max=taille_maximale()):
        ou = ", ".join(filter(None, (faute.famille, faute.cible, faute.cle)))
        raise ErreurMetier(f"{ou} – {faute.phrase}" if ou else faute.phrase)
