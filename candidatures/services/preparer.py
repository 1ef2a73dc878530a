"""All that a filing reads and computes, before anything is locked: others wait for what it writes, not for that."""

import uuid
from dataclasses import dataclass
from datetime import datetime

from ami.commun.erreurs import DroitInsuffisant, HorsDelai, Incomplet, TransitionInterdite
from ami.comptes.models import Utilisateur
from ami.territoires.heures import horodatage
from candidatures.emails.depot import adresses_saturees
from candidatures.formulaire.catalogue.champs import Dossier
from candidatures.formulaire.controle.completude import manques
from candidatures.formulaire.presentation.dossier import presenter
from candidatures.lectures.a_deposer import ADeposer, a_deposer
from candidatures.models import Candidature, Depot, RoleAcces
from candidatures.services.inscrire import contenu_suivant, est_identique, exiger_relue
from candidatures.services.verrous import DOSSIER_SUPPRIME
from candidatures.states import EtatCandidature
from candidatures.version_deposee.contenu import Contenu
from vagues.mots import cloture_passee
from vagues.states import EtatVague


@dataclass(frozen=True)
class Composition:
    """What would be filed. ``compose`` has no number yet when the dossier has none; ``inchange``: the last version, when
    nothing has changed since; ``saturees``: addresses to which no more copy of a receipt leaves today.
    """

    dossier: Dossier
    compose: Contenu
    inchange: Depot | None = None
    saturees: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Preparation:
    """``suite``: what there is to file, or what a former click has filed. ``lu.trace`` tells, under the locks, whether it still is so."""

    lu: ADeposer
    suite: Composition | Depot


def preparer_depot(
    *,
    candidature_id: uuid.UUID,
    par: Utilisateur,
    recu_le: datetime,
    relue: str | None = None,
    lu: ADeposer | None = None,
) -> Preparation:
    """Read, check, compose. Raises what ``deposer_candidature`` does: what is refused here was to be at that instant.

    ``lu``: the dossier, when it was read already for this request.
    """
    lu = lu or a_deposer(candidature_id)
    if lu is None:
        raise TransitionInterdite(DOSSIER_SUPPRIME)
    candidature = lu.candidature
    if lu.role_de(par) != RoleAcces.SIGNATAIRE:
        raise DroitInsuffisant("Seul le signataire du dossier peut le déposer.")
    if candidature.etat == EtatCandidature.DEPOSEE:
        return Preparation(lu, candidature.depots.latest("version"))
    if candidature.etat != EtatCandidature.BROUILLON:  # compléments are returned by another act
        raise TransitionInterdite("Ce dossier ne peut plus être déposé : sa page dit où il en est.")
    _verifier_delai(candidature, recu_le)
    return Preparation(lu, _composer(lu, par, recu_le, relue))


def _composer(lu: ADeposer, par: Utilisateur, recu_le: datetime, relue: str | None) -> Composition:
    candidature, dossier = lu.candidature, lu.dossier()
    if absents := manques(dossier):
        raise Incomplet(
            "Il reste des points à compléter ou à corriger : votre dossier n’est pas déposé.",
            tuple(manque.message for manque in absents),
        )
    lues = presenter(dossier)
    refus = "il n’est pas déposé. Relisez ce qui suit, puis déposez."
    exiger_relue(lues, relue, recu_le=recu_le, limite=candidature.vague.cloture, refus=refus)
    precedent = candidature.depots.first() if candidature.depose_le else None
    contenu = contenu_suivant(candidature, dossier, precedent, lues=lues, par=par, recu_le=recu_le)
    if precedent and est_identique(precedent, contenu, par=par):
        return Composition(dossier, contenu, inchange=precedent)
    return Composition(dossier, contenu, saturees=adresses_saturees(contenu, lu.acces))


def _verifier_delai(candidature: Candidature, recu_le: datetime) -> None:
    """The clock decides. A dossier received in time but delayed behind the closing is still in, until the
    wave is sealed (``sceller_vague``), a minute later.
    """
    vague = candidature.vague
    if recu_le >= vague.cloture:
        raise HorsDelai(
            f"{cloture_passee(vague, candidature.departement)} Votre dossier est arrivé après, le "
            f"{horodatage(recu_le)} : il n’est pas déposé. {_ce_qui_reste(candidature)}"
        )
    if vague.scellee_le is not None or vague.etat not in (EtatVague.OUVERTE, EtatVague.CLOSE):
        raise HorsDelai(f"Cette vague ne reçoit pas de candidatures. {_ce_qui_reste(candidature)}")


def _ce_qui_reste(candidature: Candidature) -> str:
    if candidature.depose_le is None:
        return "Vos textes sont conservés."
    return f"La version reçue le {horodatage(candidature.depose_le)} compte, et vos derniers textes sont conservés."
