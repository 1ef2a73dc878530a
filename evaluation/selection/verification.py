"""Reading again what a publication sealed: from the notes to the public list, what is no longer what was signed."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from ami.journal.models import Entree
from candidatures.models import Candidature
from candidatures.states import RESULTATS
from evaluation.models import Note, Synthese
from evaluation.selection.actes import ActeSelection
from evaluation.selection.lectures.publication import decisions_de
from evaluation.selection.lectures.sceau import (
    Sceau,
    empreinte_de_la_grille,
    empreinte_du_calendrier,
    empreintes_publiees,
    sceau,
)
from evaluation.selection.models import Publication
from evaluation.states import EtatEvaluation
from evaluation.synthese import NoteDonnee, synthese
from vagues.models import Vague
from vagues.states import EtatVague

PARTIES = {
    "lectures": "ses évaluations ou leurs notes ont changé",
    "synthese": "sa synthèse a changé",
    "decision": "sa décision, son montant ou ses motifs ont changé",
    "public": "ce qui est publié n’est pas ce qui a été signé",
}


@dataclass(frozen=True)
class Bilan:
    """What was read: ``fautes`` are differences with what was signed."""

    dossiers: int = 0
    fautes: tuple[str, ...] = ()


def verifier(vague: Vague) -> Bilan:
    """Compute the seal of a wave again and compare it with the journal, with what both administrators signed.

    Lines may be added to the journal, never changed: the first seal, and the first result of each dossier, are those
    that were signed; any other is a fault.
    """
    sceaux = list(Entree.objects.de(vague).filter(acte=ActeSelection.PUBLICATION_SCELLEE).order_by("rang"))
    dossiers = Candidature.objects.filter(vague=vague).order_by("numero", "pk")
    scelles, en_double = _scelles(dossiers.values_list("pk", flat=True))
    fautes = [*_dossiers(vague, dossiers, scelles)]
    if sceaux:
        signe = sceaux[0]
        fautes += [
            *_signatures(vague, signe.donnees, Sceau(signe.donnees["grille"], scelles)),
            *_annonce(vague, signe),
        ]
    elif scelles or vague.etat == EtatVague.PUBLIEE:
        fautes.append("le journal ne porte pas le sceau de sa publication.")
    if len(sceaux) > 1 or en_double:
        fautes.append("le journal porte plusieurs publications : les premières lignes font foi.")
    return Bilan(len(scelles), tuple(f"{vague} : {faute}" for faute in fautes))


def _scelles(dossiers: Any) -> tuple[dict[str, Mapping[str, str]], bool]:
    """The digests that the first line of each result holds; whether a dossier has others."""
    lignes = Entree.objects.filter(
        objet_type=Candidature.NOM_AU_JOURNAL,
        objet_id__in=[str(pk) for pk in dossiers],
        acte=ActeSelection.RESULTAT_PUBLIE,
    ).order_by("objet_id", "rang")
    scelles: dict[str, Mapping[str, str]] = {}
    en_double = False
    for objet, donnees in lignes.values_list("objet_id", "donnees"):
        en_double |= objet in scelles
        scelles.setdefault(objet, donnees.get("sceau", {}))
    return scelles, en_double


def _annonce(vague: Vague, signe: Entree) -> Iterator[str]:
    """What the calendar says to everybody of this publication."""
    if empreinte_du_calendrier(vague) != signe.donnees.get("calendrier"):
        yield "ses dates, le motif de sa clôture ou son nombre de lauréats ne sont plus ceux de la publication."
    if vague.etat not in (EtatVague.PUBLIEE, EtatVague.ARCHIVEE):
        yield "elle a été publiée, et son état dit le contraire."


def _signatures(vague: Vague, signe: Mapping[str, Any], scelles: Sceau) -> Iterator[str]:
    """The lines of the results give the digest that was signed; the request and its confirmation are of the same two people."""
    if scelles.empreinte != signe["empreinte"]:
        yield "les empreintes des résultats, au journal, ne donnent pas celle qui a été signée."
    if empreinte_de_la_grille(vague) != signe["grille"]:
        yield "la grille, ses poids ou son seuil ont changé."
    publication = Publication.objects.filter(vague=vague).first()
    if publication is None:
        yield "la demande de publication a disparu."
        return
    signataires = (publication.demandee_par_id, publication.confirmee_par_id)
    if publication.empreinte != signe["empreinte"] or signataires != (
        signe["demandee_par"],
        signe["confirmee_par"],
    ):
        yield "la publication enregistrée n’est pas celle qui a été scellée."


def _dossiers(vague: Vague, dossiers: Any, scelles: Mapping[str, Mapping[str, str]]) -> Iterator[str]:
    actuel = sceau(vague, decisions_de(vague, None)).dossiers
    publies, calculees = empreintes_publiees(dossiers), _syntheses_justes(vague)
    for dossier in dossiers:
        pk, nom = str(dossier.pk), dossier.numero or str(dossier.pk)
        if pk not in scelles:
            if dossier.etat in RESULTATS:
                yield f"{nom} : son résultat est public sans avoir été publié par deux signatures."
            continue
        parties = dict(actuel.get(pk, {})) | {"public": publies[pk]}
        for partie, phrase in PARTIES.items():
            if parties.get(partie) != scelles[pk].get(partie):
                yield f"{nom} : {phrase}."
        if not calculees.get(dossier.pk, True):
            yield f"{nom} : sa synthèse n’est pas celle de ses notes."


def _syntheses_justes(vague: Vague) -> dict[Any, bool]:
    """For each dossier, whether its stored synthesis is that of its notes: computed again."""
    notes = Note.objects.filter(evaluation__candidature__vague=vague, evaluation__etat=EtatEvaluation.REMISE)
    lues: dict[Any, dict[int, list[NoteDonnee]]] = {}
    for dossier, evaluation, valeur, poids in notes.order_by("pk").values_list(
        "evaluation__candidature", "evaluation", "valeur", "critere__poids"
    ):
        lues.setdefault(dossier, {}).setdefault(evaluation, []).append(NoteDonnee(valeur, poids))
    justes = {}
    for garde in Synthese.objects.filter(candidature__vague=vague):
        attendue = synthese(list(lues.get(garde.candidature_id, {}).values()))
        justes[garde.candidature_id] = (
            garde.moyenne,
            garde.mediane,
            garde.ecart_type,
            garde.evaluations,
        ) == (
            attendue.moyenne,
            attendue.mediane,
            attendue.ecart_type,
            attendue.evaluations,
        )
    return justes
