"""Writing one immutable version of a dossier: what was filed, byte for byte."""

from dataclasses import replace
from datetime import datetime

from celery import signature

from ami.commun.erreurs import Conflit
from ami.commun.taches import reveiller
from ami.comptes.models import Utilisateur
from candidatures.formulaire.catalogue.champs import Dossier
from candidatures.formulaire.presentation.dossier import SectionLue
from candidatures.models import Candidature, Depot
from candidatures.version_deposee.contenu import Contenu, Motif
from candidatures.version_deposee.depots import contenu_a_deposer, contenu_de, depot_de
from candidatures.version_deposee.relecture import changees, trop_tard_pour_relire

# By name: the module of the tasks imports the services.
SUITES_DU_DEPOT = signature("candidatures.tasks.faire_suivre_un_depot")


def inscrire_depot(candidature: Candidature, contenu: Contenu, *, par: Utilisateur) -> Depot:
    """Record the next version of a numbered dossier, and wake what follows it: documents, mails. One statement.

    Runs inside the caller's transaction, under the locks of the wave and of the dossier. ``contenu`` was composed for it
    (``contenu_suivant``), maybe before it had its number.
    """
    reveiller(SUITES_DU_DEPOT)
    depot = depot_de(candidature, replace(contenu, numero=candidature.numero or ""), par=par)
    depot.save(force_insert=True)
    return depot


def contenu_suivant(
    candidature: Candidature,
    dossier: Dossier,
    precedent: Depot | None,
    *,
    lues: tuple[SectionLue, ...],
    par: Utilisateur,
    recu_le: datetime,
    motif: Motif = "depot",
) -> Contenu:
    """What the version after ``precedent`` holds; ``lues``: the dossier in words. No query, ``volet`` and ``vague.appel`` loaded."""
    contenu = contenu_a_deposer(
        candidature,
        dossier,
        lues=lues,
        version=precedent.version + 1 if precedent else 1,
        par=par,
        recu_le=recu_le,
        motif=motif,
    )
    if precedent and motif == "complements":  # what is completed was received the first time
        decision = contenu_de(precedent).faits.decision_implicite
        contenu = replace(contenu, faits=replace(contenu.faits, decision_implicite=decision))
    return contenu


def exiger_relue(
    lues: tuple[SectionLue, ...], relue: str | None, *, recu_le: datetime, limite: datetime, refus: str
) -> None:
    """Nobody signs what they have not read; in the last minutes, being late would be worse: the next page says it.

    ``lues``: what would be filed. ``relue``: digests of what was read on a page, a page that sends none having shown
    nothing; None: the caller has no page (loader of the demonstration). ``limite``: first instant refused. Raises
    ``Conflit``, which ends with ``refus``.
    """
    if relue is None or trop_tard_pour_relire(recu_le, limite):
        return
    if not relue.strip():
        raise Conflit(f"Le dossier n’a pas été relu sur la page d’où vient cette demande : {refus}", {})
    if titres := changees(lues, relue):
        raise Conflit(f"Le dossier a changé depuis que vous l’avez relu ({', '.join(titres)}) : {refus}", {})


def est_identique(precedent: Depot, contenu: Contenu, *, par: Utilisateur) -> bool:
    """Whether ``par`` filed in the last version what they would file now: number, version and instants aside."""
    if precedent.par_id != par.pk:
        return False
    lu = contenu_de(precedent)
    compose = replace(contenu, numero=lu.numero, version=lu.version, recu_le=lu.recu_le, motif=lu.motif)
    return _sans_echeances(compose) == _sans_echeances(lu)


def _sans_echeances(contenu: Contenu) -> Contenu:
    """A closing put off is no change of the dossier."""
    return replace(contenu, faits=replace(contenu.faits, cloture=None, decision_implicite=None))
