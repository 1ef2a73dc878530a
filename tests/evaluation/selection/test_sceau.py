"""What was published is sealed: the verifier says what is no longer what two administrators signed."""

from collections.abc import Callable
from copy import deepcopy
from datetime import timedelta
from io import StringIO
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.db.models import F

from ami.journal.models import Entree
from ami.journal.services import Acte, journaliser
from ami.journal.verification import anomalies
from candidatures.models import Candidature, MotifCritere
from evaluation.models import Critere, Evaluation, Grille, Note, Synthese
from evaluation.selection.actes import ActeSelection
from evaluation.selection.models import Decision, MotifDecision, Publication
from evaluation.selection.services.deliberer import decider
from evaluation.selection.services.publier import demander_publication, publier_vague
from evaluation.selection.states import Sens
from evaluation.selection.verification import verifier
from tests.evaluation.conftest import PLUS_TARD, VagueClose, vague_close
from tests.partage_du_module import Base
from tests.scenarios import administrateur, affecter, decider_pour, noter, ouvrir_la_deliberation
from vagues.models import Vague

pytestmark = pytest.mark.django_db


def vague_publiee() -> VagueClose:
    """A laureate and a refusal with its reasons, each read once."""
    close = vague_close(2)
    for dossier, notes in zip(close.dossiers, ((5, 4, 4, 5), (1, 4, 4, 3)), strict=True):
        noter(affecter(dossier), *notes)
    close.vague = ouvrir_la_deliberation(close.vague)
    decider_pour(close.dossiers[0], Sens.LAUREATE, 100_000)
    decider(
        candidature_id=close.dossiers[1].pk,
        sens=Sens.NON_RETENUE,
        montant=None,
        motif="Trop peu d’actions datées.",
        motifs={close.criteres[0].pk: "Aucun partenaire nommé."},
        par=administrateur(),
        maintenant=PLUS_TARD,
    )
    for signer in (demander_publication, publier_vague):
        close.vague = signer(vague_id=close.vague.pk, par=administrateur(), maintenant=PLUS_TARD)
    return close


@pytest.fixture(scope="module")
def publiee_du_module(base_du_module: Base) -> VagueClose:
    with base_du_module():
        return vague_publiee()


@pytest.fixture
def publiee(db: None, publiee_du_module: VagueClose) -> VagueClose:
    return deepcopy(publiee_du_module)


def test_une_publication_intacte_se_verifie(publiee: VagueClose) -> None:
    sortie = StringIO()
    call_command("verifier_publication", stdout=sortie)
    assert "Vérifiés : 2 résultat(s) scellé(s)." in sortie.getvalue()


def test_le_sceau_porte_les_deux_signatures(publiee: VagueClose) -> None:
    ligne, publication = Entree.objects.get(acte="publication scellée"), Publication.objects.get()
    assert (ligne.donnees["empreinte"], ligne.donnees["dossiers"]) == (publication.empreinte, 2)
    assert (ligne.donnees["demandee_par"], ligne.donnees["confirmee_par"]) == (
        publication.demandee_par_id,
        publication.confirmee_par_id,
    )


def laureat_de_plus() -> None:
    Candidature.objects.filter(etat="non_retenue").update(etat="laureate", montant_accorde=90_000)


def malgre_les_gardes(sql: str) -> None:
    """As somebody who owns the database would: the triggers that freeze a grid do not stop them."""
    with connection.cursor() as curseur:
        curseur.execute("SET LOCAL session_replication_role = replica")
        curseur.execute(sql)
        curseur.execute("SET LOCAL session_replication_role = origin")


def copie_du_premier_critere() -> Critere:
    """The same code and the same weight, in another grid: nothing computed tells them apart."""
    critere = Critere.objects.filter(ordre=1).get()
    critere.grille = Grille.objects.create(code="copie", libelle="Copie", echelle=critere.grille.echelle)
    critere.pk = None
    critere.save(force_insert=True)
    return critere


def resceller(acte: str, *, vide: bool = False) -> None:
    """A line more, well chained: nothing keeps from writing at the end of the journal."""
    for ligne in Entree.objects.filter(acte=acte):
        objet = (Vague if ligne.objet_type == Vague.NOM_AU_JOURNAL else Candidature).objects.get(
            pk=ligne.objet_id
        )
        journaliser(
            [Acte(objet=objet, acte=ActeSelection(acte), donnees={} if vide else ligne.donnees)], le=PLUS_TARD
        )
    assert not list(anomalies())


FALSIFICATIONS: dict[str, tuple[Callable[[], Any], str]] = {
    "une note": (lambda: Note.objects.filter(valeur=1).update(valeur=5), "leurs notes ont changé"),
    "une note, synthèse comprise": (
        lambda: (Note.objects.update(valeur=5), Synthese.objects.update(moyenne=5, mediane=5, ecart_type=0)),
        "sa synthèse a changé",
    ),
    "une justification": (lambda: Note.objects.update(justification="Autre."), "leurs notes ont changé"),
    "une lecture retirée": (
        lambda: Evaluation.objects.update(etat="deport", remise_le=None, motif_deport="."),
        "leurs notes",
    ),
    "un poids": (
        lambda: malgre_les_gardes("UPDATE evaluation_critere SET poids = 9 WHERE ordre = 1"),
        "ses poids ou son seuil ont changé",
    ),
    "le seuil": (
        lambda: malgre_les_gardes("UPDATE evaluation_grille SET seuil = 1"),
        "ses poids ou son seuil ont changé",
    ),
    "une moyenne": (lambda: Synthese.objects.update(moyenne=2), "sa synthèse n’est pas celle de ses notes"),
    "un montant décidé": (lambda: Decision.objects.filter(sens="laureate").update(montant=1), "son montant"),
    "un motif": (lambda: Decision.objects.update(motif="Autre."), "ses motifs ont changé"),
    "un motif de critère": (lambda: MotifDecision.objects.update(motif="Autre."), "ses motifs ont changé"),
    "un motif publié": (lambda: MotifCritere.objects.update(motif="Autre."), "ce qui est publié n’est pas"),
    "un montant publié": (
        lambda: Candidature.objects.filter(etat="laureate").update(montant_accorde=1),
        "ce qui est publié n’est pas",
    ),
    "un faux lauréat": (laureat_de_plus, "ce qui est publié n’est pas"),
    "un critère d’une autre grille": (
        lambda: Note.objects.filter(critere__ordre=1).update(critere=copie_du_premier_critere()),
        "leurs notes ont changé",
    ),
    "qui a décidé": (lambda: Decision.objects.update(par=administrateur()), "sa décision"),
    "la section d’un motif publié": (
        lambda: MotifCritere.objects.update(code="autre"),
        "ce qui est publié n’est pas",
    ),
    "le jour annoncé": (lambda: Vague.objects.update(annoncee_le="2027-01-01"), "ses dates"),
    "le nombre de lauréats annoncés": (
        lambda: Vague.objects.update(laureats_annonces=9),
        "nombre de lauréats",
    ),
    "l’instant de la clôture": (
        lambda: Vague.objects.update(cloture=F("cloture") + timedelta(minutes=1)),
        "ses dates",
    ),
    "une clôture anticipée": (
        lambda: Vague.objects.update(cloture_annoncee=F("cloture") + timedelta(days=1), motif_de_cloture="."),
        "ses dates",
    ),
    "une publication retirée": (
        lambda: Vague.objects.update(etat="en_deliberation", publiee_le=None),
        "son état dit le contraire",
    ),
    "un sceau retiré du journal": (
        lambda: malgre_les_gardes("DELETE FROM journal_entree WHERE acte = 'publication scellée'"),
        "ne porte pas le sceau",
    ),
    "un sceau ajouté au journal": (lambda: resceller("publication scellée"), "plusieurs publications"),
    "un sceau vide ajouté au journal": (lambda: resceller("publication scellée", vide=True), "plusieurs"),
    "un résultat vide ajouté au journal": (lambda: resceller("résultat publié", vide=True), "plusieurs"),
    "un résultat ajouté au journal": (lambda: resceller("résultat publié"), "plusieurs publications"),
    "une signature": (
        lambda: Publication.objects.update(confirmee_par=administrateur()),
        "n’est pas celle qui a été scellée",
    ),
}


@pytest.mark.parametrize("falsification", FALSIFICATIONS)
def test_ce_qui_change_apres_la_publication_est_nomme(falsification: str, publiee: VagueClose) -> None:
    falsifier, phrase = FALSIFICATIONS[falsification]
    falsifier()
    erreurs = StringIO()
    with pytest.raises(CommandError, match="faute"):
        call_command(
            "verifier_publication", "--vague", str(publiee.vague.numero), stderr=erreurs, stdout=StringIO()
        )
    assert phrase in erreurs.getvalue()


def test_un_resultat_sans_signature_est_nomme(publiee: VagueClose) -> None:
    autre = vague_close(1)
    dossier = autre.dossiers[0]
    Candidature.objects.filter(pk=dossier.pk).update(
        vague=publiee.vague, siren="999999999", etat="laureate", montant_accorde=90_000
    )
    assert verifier(publiee.vague).fautes == (
        f"{publiee.vague} : {dossier.numero} : son résultat est public sans avoir été publié par deux signatures.",
    )


def test_un_laureat_d_une_vague_jamais_publiee_est_nomme(close: VagueClose) -> None:
    Candidature.objects.update(etat="laureate", montant_accorde=90_000)
    numero = close.dossiers[0].numero
    assert verifier(close.vague).fautes == (
        f"{close.vague} : {numero} : son résultat est public sans avoir été publié par deux signatures.",
    )
    Vague.objects.update(etat="publiee", publiee_le=PLUS_TARD, annoncee_le=PLUS_TARD)
    close.vague.refresh_from_db()
    assert (
        f"{close.vague} : le journal ne porte pas le sceau de sa publication." in verifier(close.vague).fautes
    )
