"""The mass is what the services would have written: compared with the forty that they did write."""

import hashlib
import json

import pytest

from ami.journal.models import Entree
from ami.journal.verification import anomalies
from ami.notifications.models import Courriel
from ami.notifications.states import EtatCourriel
from candidatures.formulaire.controle.completude import manques
from candidatures.lectures import en_l_etat
from candidatures.models import Candidature, Depot, Scelle
from candidatures.states import EtatCandidature
from candidatures.version_deposee.depots import contenu_de
from evaluation.models import Evaluation, Synthese
from evaluation.selection.models import Decision
from evaluation.services.evaluer import mettre_a_jour_la_synthese
from evaluation.states import EtatEvaluation
from tests.demonstration.conftest import PLUS

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("demonstration_plus_grande")]


def _masse() -> list[Candidature]:
    emails = [f"demo-{rang:03d}@demo.test" for rang in range(41, PLUS + 1)]
    return list(Candidature.objects.filter(cree_par__email__in=emails).select_related("volet", "vague"))


def test_le_total_est_celui_demande_sur_trois_vagues() -> None:
    assert Candidature.objects.count() == PLUS
    assert len(_masse()) == PLUS - 40
    assert {candidature.vague.numero for candidature in _masse()} == {11, 12, 13}


def test_le_journal_est_intact() -> None:
    assert list(anomalies()) == []


def test_les_numeros_se_suivent_dans_l_ordre_des_depots() -> None:
    for numero in (11, 12, 13):
        numeros = Candidature.objects.filter(vague__numero=numero, numero__isnull=False)
        attendus = [f"FDT-{numero}-{rang:04d}" for rang in range(1, numeros.count() + 1)]
        assert list(numeros.order_by("depose_le").values_list("numero", flat=True)) == attendus


def test_les_depots_ont_la_forme_et_l_empreinte_des_vrais() -> None:
    reel = json.loads(Depot.objects.get(candidature__numero="FDT-12-0001").contenu)
    for candidature in _masse():
        for depot in candidature.depots.all():
            ecrit = json.loads(depot.contenu)
            assert (ecrit.keys(), ecrit["sections"].keys()) == (reel.keys(), reel["sections"].keys())
            assert depot.empreinte == hashlib.sha256(depot.contenu.encode()).hexdigest()
            assert contenu_de(depot).numero == depot.numero == candidature.numero
            assert depot.recu_le == candidature.depose_le
            assert len(contenu_de(depot).pieces) == candidature.pieces.count()
            assert manques(en_l_etat.dossier(candidature)) == ()


def _actes(candidature: Candidature) -> list[tuple[str, str, str, list[str]]]:
    lignes = Entree.objects.filter(objet_id=str(candidature.pk), objet_type="candidature")
    return [
        (ligne.acte, ligne.de, ligne.vers, sorted(ligne.donnees))
        for ligne in lignes.order_by("rang")
        if ligne.acte not in ("résultat publié", "pièce jointe")
    ]


def test_les_lignes_du_journal_sont_celles_des_services() -> None:
    reelle = Candidature.objects.get(numero="FDT-12-0001")
    for candidature in _masse():
        attendus = _actes(reelle) if candidature.numero else _actes(reelle)[:1]
        assert _actes(candidature) == attendus


def test_chaque_piece_de_la_masse_a_sa_ligne_de_journal() -> None:
    reelle = Entree.objects.filter(acte="pièce jointe", par__email="porteur@demo.test").first()
    assert reelle is not None
    for candidature in _masse():
        lignes = Entree.objects.filter(objet_id=str(candidature.pk), acte="pièce jointe")
        assert lignes.count() == candidature.pieces.count()
        assert all(ligne.donnees.keys() == reelle.donnees.keys() for ligne in lignes)


def test_les_lignes_de_lecture_sont_celles_des_services() -> None:
    def actes(evaluation: Evaluation) -> list[tuple[str, str, str]]:
        lignes = Entree.objects.filter(objet_type="evaluation", objet_id=str(evaluation.pk))
        return list(lignes.order_by("rang").values_list("acte", "de", "vers"))

    reelle = Evaluation.objects.filter(candidature__numero="FDT-11-0001").first()
    assert reelle is not None
    for evaluation in Evaluation.objects.filter(candidature__in=_masse()):
        attendus = actes(reelle) if evaluation.etat == EtatEvaluation.REMISE else actes(reelle)[:1]
        assert actes(evaluation) == attendus


def test_les_colonnes_repetent_les_reponses() -> None:
    for candidature in _masse():
        reponses = en_l_etat.reponses(candidature)
        porteur = candidature.porteur
        assert porteur is not None
        assert (porteur.siret, porteur.raison_sociale) == (reponses["siret"], reponses["raison_sociale"])
        assert porteur.siren == candidature.siren
        assert (candidature.nom, candidature.departement) == (reponses["nom_lieu"], reponses["departement"])


def test_les_syntheses_sont_celles_que_calcule_le_service() -> None:
    champs = ("moyenne", "mediane", "ecart_type", "evaluations", "abstentions")
    avant = {s["pk"]: s for s in Synthese.objects.values("pk", *champs)}
    for pk in avant:
        mettre_a_jour_la_synthese(pk)
    assert {s["pk"]: s for s in Synthese.objects.values("pk", *champs)} == avant


def test_chaque_dossier_publie_a_sa_decision_et_son_resultat() -> None:
    publiees = [candidature for candidature in _masse() if candidature.vague.numero == 11]
    decisions = {decision.pk: decision for decision in Decision.objects.all()}
    assert [c.etat for c in publiees] == [decisions[c.pk].sens for c in publiees]
    assert [c.montant_accorde for c in publiees] == [decisions[c.pk].montant for c in publiees]


def test_les_scelles_comptent_tous_les_depots() -> None:
    for scelle in Scelle.objects.all():
        assert scelle.depots == Depot.objects.filter(candidature__vague=scelle.vague).count()


def test_la_vague_ouverte_garde_des_brouillons() -> None:
    etats = {candidature.etat for candidature in _masse() if candidature.vague.numero == 13}
    assert etats == {EtatCandidature.DEPOSEE, EtatCandidature.BROUILLON}


def test_aucun_courriel_n_attend() -> None:
    assert not Courriel.objects.exclude(etat=EtatCourriel.ENVOYE).exists()
