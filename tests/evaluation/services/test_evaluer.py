"""Declaring, scoring, handing in, correcting, recusing: what each writes, what each refuses."""

from copy import deepcopy
from dataclasses import replace
from typing import Any

import pytest

from ami.commun.erreurs import DroitInsuffisant, ErreurMetier, Incomplet, TransitionInterdite
from ami.journal.models import Entree
from evaluation.models import Evaluation, Note, Synthese
from evaluation.notes import NoteSaisie
from evaluation.services.evaluer import (
    declarer_absence_de_conflit,
    enregistrer_evaluation,
    se_deporter,
)
from tests.evaluation.conftest import PLUS_TARD, VagueClose
from tests.partage_du_module import Base
from tests.scenarios import affecter, agent, brouillon_complet, noter, ouvrir_la_deliberation, vague_ouverte

pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module")
def evaluation_du_module(base_du_module: Base, close_du_module: VagueClose) -> Evaluation:
    with base_du_module():
        return affecter(close_du_module.dossiers[0])


@pytest.fixture
def evaluation(db: None, evaluation_du_module: Evaluation) -> Evaluation:
    return deepcopy(evaluation_du_module)


def declarer(evaluation: Evaluation, par: Any = None) -> Evaluation:
    return declarer_absence_de_conflit(
        evaluation_id=evaluation.pk, par=par or evaluation.evaluateur, maintenant=PLUS_TARD
    )


def enregistrer(
    evaluation: Evaluation, saisies: dict[int, NoteSaisie], *, remettre: bool, par: Any = None
) -> Evaluation:
    return enregistrer_evaluation(
        evaluation_id=evaluation.pk,
        saisies=saisies,
        remettre=remettre,
        par=par or evaluation.evaluateur,
        maintenant=PLUS_TARD,
    )


def deporter(evaluation: Evaluation, motif: str = "Je connais l’équipe.") -> Evaluation:
    return se_deporter(
        evaluation_id=evaluation.pk, motif=motif, par=evaluation.evaluateur, maintenant=PLUS_TARD
    )


def actes() -> list[tuple[str, str, str]]:
    lignes = Entree.objects.filter(objet_type="evaluation").order_by("rang")
    return list(lignes.values_list("acte", "de", "vers"))


def test_declarer_ouvre_le_dossier_une_fois(evaluation: Evaluation) -> None:
    declaree = declarer(evaluation)
    assert (declaree.etat, declaree.declaree_le) == ("brouillon", PLUS_TARD)
    declarer(evaluation)
    assert actes()[1:] == [("absence de conflit déclarée", "a_faire", "brouillon")]


def test_un_brouillon_de_grille_garde_ce_qui_est_donne(close: VagueClose, evaluation: Evaluation) -> None:
    declarer(evaluation)
    premier, second = close.criteres[:2]
    enregistrer(
        evaluation,
        {premier.pk: NoteSaisie(4, False, ""), second.pk: NoteSaisie(None, False, "À relire.")},
        remettre=False,
    )
    assert list(evaluation.notes.values_list("critere", "valeur", "ne_se_prononce_pas", "justification")) == [
        (premier.pk, 4, False, ""),
        (second.pk, None, False, "À relire."),
    ]
    assert Evaluation.objects.get().etat == "brouillon"
    assert not Synthese.objects.exists()


def test_remettre_fige_la_date_et_calcule_la_synthese(close: VagueClose, evaluation: Evaluation) -> None:
    declarer(evaluation)
    remise = enregistrer(evaluation, close.saisies(4, 3, None, 5), remettre=True)
    assert (remise.etat, remise.remise_le) == ("remise", PLUS_TARD)
    assert actes()[-1] == ("évaluation remise", "brouillon", "remise")
    synthese = Synthese.objects.get()
    assert (synthese.candidature_id, synthese.moyenne, synthese.evaluations, synthese.abstentions) == (
        close.dossiers[0].pk,
        4,
        1,
        1,
    )


def test_une_lecture_remise_se_corrige_et_reste_remise(close: VagueClose, evaluation: Evaluation) -> None:
    noter(evaluation, 1, 1, 1, 1)
    enregistrer(evaluation, close.saisies(5, 5, 5, 5), remettre=False)
    assert (Evaluation.objects.get().etat, Synthese.objects.get().moyenne) == ("remise", 5)
    assert actes()[-1] == ("évaluation remise", "remise", "remise")


@pytest.mark.parametrize(
    ("saisie", "raison"),
    [
        (NoteSaisie(None, False, "Parce que."), "sans note"),
        (NoteSaisie(3, False, "  "), "sans justification"),
        (NoteSaisie(None, True, ""), "abstention sans justification"),
        (None, "critère absent"),
    ],
    ids=lambda valeur: valeur if isinstance(valeur, str) else "",
)
def test_une_grille_incomplete_n_est_pas_remise(
    saisie: NoteSaisie | None, raison: str, close: VagueClose, evaluation: Evaluation, contenus: Any
) -> None:
    declarer(evaluation)
    saisies = close.saisies(1, 2, 3, 4)
    if saisie:
        saisies[close.criteres[2].pk] = saisie
    else:
        del saisies[close.criteres[2].pk]
    avant = contenus()
    with pytest.raises(Incomplet) as refus:
        enregistrer(evaluation, saisies, remettre=True)
    assert refus.value.manques == ("c3",)
    assert contenus() == avant


def test_une_correction_incomplete_ne_defait_pas_une_remise(
    close: VagueClose, evaluation: Evaluation, contenus: Any
) -> None:
    noter(evaluation, 1, 1, 1, 1)
    avant = contenus()
    with pytest.raises(Incomplet):
        enregistrer(evaluation, close.saisies(1, 1, 1, 1, justification=""), remettre=False)
    assert contenus() == avant


def test_on_ne_note_pas_avant_d_avoir_declare(
    close: VagueClose, evaluation: Evaluation, contenus: Any
) -> None:
    avant = contenus()
    with pytest.raises(DroitInsuffisant, match="Déclarez d’abord"):
        enregistrer(evaluation, close.saisies(1, 1, 1, 1), remettre=True)
    assert contenus() == avant


def test_on_n_agit_pas_sur_la_lecture_d_un_autre(
    close: VagueClose, evaluation: Evaluation, contenus: Any
) -> None:
    noter(evaluation, 1, 1, 1, 1)
    intrus = agent()
    affecter(close.dossiers[0], intrus)
    avant = contenus()
    for geste in (
        lambda: declarer(evaluation, par=intrus),
        lambda: enregistrer(evaluation, close.saisies(5, 5, 5, 5), remettre=True, par=intrus),
        lambda: se_deporter(evaluation_id=evaluation.pk, motif="Non.", par=intrus, maintenant=PLUS_TARD),
    ):
        with pytest.raises(DroitInsuffisant, match="ne vous est pas affecté"):
            geste()
    assert contenus() == avant


def test_celui_qui_devient_porteur_du_meme_siren_perd_la_main(
    close: VagueClose, evaluation: Evaluation, contenus: Any
) -> None:
    declarer(evaluation)
    brouillon_complet(vague_ouverte(), rang=1, par=evaluation.evaluateur)
    avant = contenus()
    with pytest.raises(DroitInsuffisant, match="ne vous est pas affecté"):
        enregistrer(evaluation, close.saisies(5, 5, 5, 5), remettre=True)
    assert contenus() == avant
    assert not Evaluation.objects.visibles_par(evaluation.evaluateur).exists()


@pytest.mark.parametrize("etat", ["en_deliberation", "publiee"])
def test_les_notes_sont_verrouillees_hors_de_la_phase(
    etat: str, close: VagueClose, evaluation: Evaluation, contenus: Any
) -> None:
    noter(evaluation, 1, 1, 1, 1)
    vague = ouvrir_la_deliberation(close.vague)
    if etat == "publiee":
        vague.etat, vague.publiee_le, vague.annoncee_le = "publiee", PLUS_TARD, PLUS_TARD.date()
        vague.save()
    avant = contenus()
    for geste in (
        lambda: declarer(evaluation),
        lambda: enregistrer(evaluation, close.saisies(5, 5, 5, 5), remettre=True),
        lambda: deporter(evaluation),
    ):
        with pytest.raises(ErreurMetier, match="sa phase d’évaluation est terminée"):
            geste()
    assert contenus() == avant


def test_un_deport_retire_l_acces_et_les_notes_sur_le_champ(
    close: VagueClose, evaluation: Evaluation
) -> None:
    noter(evaluation, 1, 1, 1, 1)
    autre = affecter(close.dossiers[0])
    noter(autre, 4, 4, 4, 4)

    deporte = deporter(evaluation)

    assert (deporte.etat, deporte.remise_le, deporte.motif_deport) == ("deport", None, "Je connais l’équipe.")
    assert not Note.objects.filter(evaluation=evaluation).exists()
    assert (Synthese.objects.get().moyenne, Synthese.objects.get().evaluations) == (4, 1)
    ligne = Entree.objects.get(acte="déport")
    assert (ligne.de, ligne.vers, ligne.motif) == ("remise", "deport", "Je connais l’équipe.")


def test_un_deport_est_definitif(close: VagueClose, evaluation: Evaluation, contenus: Any) -> None:
    noter(evaluation, 1, 1, 1, 1)
    deporter(evaluation)
    avant = contenus()
    for geste in (declarer, deporter):
        with pytest.raises(TransitionInterdite, match="a fait l’objet d’un déport"):
            geste(evaluation)
    with pytest.raises(DroitInsuffisant):
        enregistrer(evaluation, close.saisies(1, 1, 1, 1), remettre=True)
    assert contenus() == avant


def test_un_deport_porte_un_motif(evaluation: Evaluation, contenus: Any) -> None:
    avant = contenus()
    with pytest.raises(ErreurMetier, match="Indiquez en une phrase"):
        deporter(evaluation, motif="  ")
    assert contenus() == avant


@pytest.mark.parametrize(
    ("champs", "phrase"),
    [
        ({"valeur": 6}, "Une note est un nombre entier de 0 à 5."),
        ({"valeur": -1}, "Une note est un nombre entier de 0 à 5."),
        ({"valeur": 3.5}, "Une note est un nombre entier de 0 à 5."),
        ({"valeur": True}, "Une note est un nombre entier de 0 à 5."),
        ({"valeur": "4"}, "Une note est un nombre entier de 0 à 5."),
        ({"ne_se_prononce_pas": True}, "l’un ou l’autre."),
        ({"ne_se_prononce_pas": None}, "l’un ou l’autre."),
        ({"justification": "x" * 3001}, "Ce texte dépasse la limite de 3 000 caractères : retirez-en 1."),
        ({"justification": "a\x00b"}, "caractères invisibles"),
        ({"justification": None}, "Écrivez un texte."),
    ],
    ids=ascii,
)
@pytest.mark.parametrize("remettre", [False, True])
def test_le_service_refuse_ce_que_la_grille_refuserait(
    evaluation: Evaluation, close: VagueClose, contenus: Any, champs: Any, phrase: str, remettre: bool
) -> None:
    """An import or the API calls the service without any form. One wrong line: nothing is saved of the others."""
    declarer(evaluation)
    saisies = close.saisies(1, 2, 3, 4)
    dernier = close.criteres[-1]
    saisies[dernier.pk] = replace(saisies[dernier.pk], **champs)
    avant = contenus()
    with pytest.raises(ErreurMetier, match=phrase) as refus:
        enregistrer(evaluation, saisies, remettre=remettre)
    assert refus.value.message.startswith(f"{dernier.libelle} – ")
    assert contenus() == avant


def test_un_critere_d_une_autre_grille_est_refuse(
    evaluation: Evaluation, close: VagueClose, contenus: Any
) -> None:
    declarer(evaluation)
    avant = contenus()
    with pytest.raises(ErreurMetier, match="n’est pas dans la grille de cette vague"):
        enregistrer(
            evaluation,
            close.saisies(1, 1, 1, 1) | {999_999: NoteSaisie(5, False, "Intrus.")},
            remettre=True,
        )
    assert contenus() == avant


@pytest.mark.parametrize("motif", ["x" * 1001, "a\x00b"], ids=ascii)
def test_un_motif_de_deport_illisible_est_refuse(evaluation: Evaluation, motif: str, contenus: Any) -> None:
    avant = contenus()
    with pytest.raises(ErreurMetier):
        deporter(evaluation, motif)
    assert contenus() == avant
