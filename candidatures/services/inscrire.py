"""Writing one immutable version of a dossier: what was filed, byte for byte."""

from dataclasses import replace
from datetime import datetime

from celery import signature

from ami.commun.erreurs import Conflit
from ami.commun.taches import reveiller
from ami.comptes.models import Utilisateur
from candidatures.formulaire.catalogue.champs import Dossier
from candidatures.formulaire.presentation.dossier import presenter
from candidatures.models import Candidature, Depot
from candidatures.version_deposee.contenu import Contenu, Motif
from candidatures.version_deposee.depots import contenu_a_deposer, contenu_de, depot_de
from candidatures.version_deposee.relecture import TROP_TARD_POUR_RELIRE, changees

# By name: the module of the tasks imports the services.
PRODUIRE_LES_DOCUMENTS = signature("candidatures.tasks.produire_documents")


def inscrire_depot(
    candidature: Candidature, dossier: Dossier, *, par: Utilisateur, recu_le: datetime, motif: Motif = "depot"
) -> Depot:
    """Record the next version of a numbered dossier, and wake the making of its documents. One statement, two when it
    has former versions.

    Runs inside the caller's transaction, under the locks of the wave and of the dossier, with ``volet`` and
    ``vague.appel`` loaded.
    """
    precedent = candidature.depots.first() if candidature.depose_le else None
    version = precedent.version + 1 if precedent else 1
    contenu = contenu_a_deposer(candidature, dossier, version=version, par=par, recu_le=recu_le, motif=motif)
    if precedent and motif == "complements":  # what is completed was received the first time
        decision = contenu_de(precedent).faits.decision_implicite
        contenu = replace(contenu, faits=replace(contenu.faits, decision_implicite=decision))
    reveiller(PRODUIRE_LES_DOCUMENTS)
    depot = depot_de(candidature, contenu, par=par)
    depot.save(force_insert=True)
    return depot


def exiger_relue(
    dossier: Dossier, relue: str | None, *, recu_le: datetime, limite: datetime, refus: str
) -> None:
    """Nobody signs what they have not read; in the last minutes, being late would be worse: the next page says it.

    ``relue``: digests of what was read on a page, a page that sends none having shown nothing; None: the caller has
    no page (loader of the demonstration). ``limite``: first instant refused. Raises ``Conflit``, which ends with ``refus``.
    """
    if relue is None or recu_le >= limite - TROP_TARD_POUR_RELIRE:
        return
    if not relue.strip():
        raise Conflit(f"Le dossier n’a pas été relu sur la page d’où vient cette demande : {refus}", {})
    if titres := changees(presenter(dossier), relue):
        raise Conflit(f"Le dossier a changé depuis que vous l’avez relu ({', '.join(titres)}) : {refus}", {})


def dernier_depot_identique(candidature: Candidature, dossier: Dossier, *, par: Utilisateur) -> Depot | None:
    """The last version, if ``par`` filed in it what they would file now: instants aside. One statement when there is one.

    Runs as ``inscrire_depot`` does.
    """
    precedent = candidature.depots.first() if candidature.depose_le else None
    if precedent is None or precedent.par_id != par.pk:
        return None
    lu = contenu_de(precedent)
    compose = contenu_a_deposer(
        candidature, dossier, version=precedent.version, par=par, recu_le=precedent.recu_le, motif=lu.motif
    )
    return precedent if _sans_echeances(compose) == _sans_echeances(lu) else None


def _sans_echeances(contenu: Contenu) -> Contenu:
    """A closing put off is no change of the dossier."""
    return replace(contenu, faits=replace(contenu.faits, cloture=None, decision_implicite=None))
