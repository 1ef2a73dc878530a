"""Posts of évaluateurs and administrators: a wrong one is told in French and writes nothing."""

import html
from copy import deepcopy
from typing import Any

import pytest
from django.urls import reverse

from ami.comptes.models import Utilisateur
from evaluation.models import Evaluation, Synthese
from evaluation.selection.models import Decision, Publication
from evaluation.selection.services.publier import demander_publication
from evaluation.selection.states import Sens
from tests.conftest import ClientLecteur
from tests.evaluation.conftest import PLUS_TARD, VagueClose, vague_close
from tests.partage_du_module import Base
from tests.scenarios import administrateur, affecter, agent, decider_pour, noter, ouvrir_la_deliberation

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("plus_tard")]


def poster(client: ClientLecteur, compte: Utilisateur, nom: str, *arguments: Any, **champs: Any) -> Any:
    client.force_login(compte)
    return client.post(reverse(nom, args=arguments), champs)


def texte(reponse: Any) -> str:
    return html.unescape(reponse.content.decode()).replace("\xa0", " ").replace("\u202f", " ")


def suite(client: ClientLecteur, reponse: Any) -> str:
    assert reponse.status_code == 302
    return texte(client.get(reponse["Location"]))


def grille(close: VagueClose, note: str = "3", justification: str = "Parce que.") -> dict[str, str]:
    champs = {f"note_{critere.pk}": note for critere in close.criteres}
    return champs | {f"justification_{critere.pk}": justification for critere in close.criteres}


def lues(client: ClientLecteur, evaluation: Evaluation) -> dict[str, str]:
    """Marks of the page, opened by its évaluateur."""
    client.force_login(evaluation.evaluateur)
    page = client.get(reverse("evaluation:evaluer", args=[evaluation.candidature_id]))
    return {"lues": page.context["form"].lues}


@pytest.fixture(scope="module")
def affectee_du_module(base_du_module: Base, close_du_module: VagueClose) -> Evaluation:
    with base_du_module():
        evaluation = affecter(close_du_module.dossiers[0])
        noter(evaluation, 1, 1, 1, 1, remettre=False)
        return evaluation


@pytest.fixture
def affectee(db: None, affectee_du_module: Evaluation) -> Evaluation:
    return deepcopy(affectee_du_module)


def test_remettre_mene_au_dossier_suivant(
    close: VagueClose, affectee: Evaluation, client: ClientLecteur
) -> None:
    reponse = poster(
        client,
        affectee.evaluateur,
        "evaluation:evaluer",
        affectee.candidature_id,
        remettre="1",
        **grille(close, "4"),
        **lues(client, affectee),
    )
    assert reponse["Location"] == reverse("evaluation:file")
    assert Synthese.objects.get().moyenne == 4
    dossier = affectee.candidature
    phrase = f"L’évaluation du dossier {dossier.numero} ({dossier}) est remise."
    assert phrase in texte(client.get(reponse["Location"]))


def test_le_dossier_suivant_est_d_abord_de_la_meme_vague(db: None, client: ClientLecteur) -> None:
    autre, courante = sorted(
        (vague_close(2), vague_close(2)), key=lambda close: close.dossiers[0].numero or ""
    )
    lecteur = agent()
    lectures = {dossier.pk: affecter(dossier, lecteur) for dossier in (*autre.dossiers, *courante.dossiers)}
    for lecture in lectures.values():
        noter(lecture, 1, 1, 1, 1, remettre=False)
    suivants = [courante.dossiers[1], autre.dossiers[0]]
    for lu, suivant in zip(courante.dossiers, suivants, strict=True):
        champs = grille(courante) | {"remettre": "1"} | lues(client, lectures[lu.pk])
        reponse = poster(client, lecteur, "evaluation:evaluer", lu.pk, **champs)
        assert reponse["Location"] == reverse("evaluation:evaluer", args=[suivant.pk])


@pytest.mark.parametrize(
    ("note", "justification", "phrase"),
    [
        ("6", "Parce que.", "choix valide"),
        ("-1", "Parce que.", "choix valide"),
        ("3\x00", "Parce que.", "choix valide"),
        ("3", "a\x07b", "caractères invisibles"),
        ("3", "é" * 3001, "retirez-en 1. Il reste affiché ici"),
        ("3", "", "Justifiez ce choix en une phrase au moins"),
        ("", "Parce que.", "Choisissez une note, ou « Je ne me prononce pas »"),
    ],
    ids=lambda valeur: ascii(valeur)[:30],
)
def test_une_grille_fausse_n_est_pas_remise(
    note: str,
    justification: str,
    phrase: str,
    close: VagueClose,
    affectee: Evaluation,
    client: ClientLecteur,
    contenus: Any,
) -> None:
    avant = contenus()
    champs = grille(close, note, justification) | lues(client, affectee)
    reponse = poster(
        client, affectee.evaluateur, "evaluation:evaluer", affectee.candidature_id, remettre="1", **champs
    )
    assert reponse.status_code == 422
    assert phrase in texte(reponse)
    assert contenus() == avant


def test_noter_sans_avoir_declare_est_interdit(
    close: VagueClose, client: ClientLecteur, contenus: Any
) -> None:
    evaluation = affecter(close.dossiers[0])
    avant = contenus()
    reponse = poster(
        client, evaluation.evaluateur, "evaluation:evaluer", close.dossiers[0].pk, **grille(close)
    )
    assert reponse.status_code == 403
    assert contenus() == avant


def test_noter_apres_l_ouverture_de_la_deliberation_est_refuse_et_le_texte_reste(
    close: VagueClose, affectee: Evaluation, client: ClientLecteur, contenus: Any
) -> None:
    ouvrir_la_deliberation(close.vague)
    avant = contenus()
    reponse = poster(
        client,
        affectee.evaluateur,
        "evaluation:evaluer",
        affectee.candidature_id,
        **grille(close, justification="Texte tapé trop tard."),
    )
    assert reponse.status_code in {409, 422}
    assert "sa phase d’évaluation est terminée" in texte(reponse)
    assert "Texte tapé trop tard." in texte(reponse)
    assert contenus() == avant


@pytest.mark.parametrize(
    ("champs", "phrase"),
    [
        ({}, "Choisissez une décision"),
        ({"sens": "inconnu", "motif": "M."}, "choix valide"),
        ({"sens": "laureate", "motif": ""}, "Motivez la décision"),
        ({"sens": "laureate", "motif": "M."}, "Indiquez le montant accordé"),
        ({"sens": "laureate", "motif": "M.", "montant": "150000,01"}, "au plus 150 000 €"),
        ({"sens": "laureate", "motif": "M.", "montant": "-5"}, "Un montant ne peut pas être négatif"),
        ({"sens": "laureate", "motif": "M.", "montant": "1" * 13}, "Ce montant est trop grand"),
        ({"sens": "laureate", "motif": "M.", "montant": "1" * 11}, "Ce montant est trop grand"),
        ({"sens": "laureate", "motif": "M.", "montant": "1,2345"}, "au plus deux chiffres après la virgule"),
        ({"sens": "laureate", "motif": "M.", "montant": "NaN"}, "Écrivez un montant en euros"),
        ({"sens": "non_retenue", "motif": "a\x00b"}, "caractères invisibles"),
        ({"sens": "ajournee", "motif": "M.", "sans_evaluation": " "}, "dites pourquoi il est décidé"),
    ],
    ids=str,
)
def test_une_decision_fausse_est_dite_et_n_est_pas_ecrite(
    champs: dict[str, str], phrase: str, close: VagueClose, client: ClientLecteur, contenus: Any
) -> None:
    ouvrir_la_deliberation(close.vague)
    par = administrateur()
    avant = contenus()
    envoi = {"sans_evaluation": "Sur pièces."} | champs
    reponse = poster(client, par, "selection:decision", close.vague.numero, close.dossiers[0].pk, **envoi)
    assert reponse.status_code == 422
    assert phrase in texte(reponse)
    assert contenus() == avant


def test_une_decision_juste_s_enregistre(close: VagueClose, client: ClientLecteur) -> None:
    ouvrir_la_deliberation(close.vague)
    reponse = poster(
        client,
        administrateur(),
        "selection:decision",
        close.vague.numero,
        close.dossiers[0].pk,
        sens="laureate",
        motif="Un lieu solide.",
        sans_evaluation="Sur pièces.",
        montant="120 000,00 €",
    )
    assert "Elle reste confidentielle" in suite(client, reponse)
    assert Decision.objects.get().montant == 120_000


@pytest.mark.parametrize("candidatures", [[], ["x"], ["00000000-0000-4000-8000-000000000000"]])
def test_affecter_un_dossier_inconnu_n_ecrit_rien(
    candidatures: list[str], close: VagueClose, client: ClientLecteur, contenus: Any
) -> None:
    par, lecteur = administrateur(), agent()
    avant = contenus()
    reponse = poster(
        client,
        par,
        "affectation:tableau",
        close.vague.numero,
        evaluateur=lecteur.pk,
        candidatures=candidatures,
    )
    assert reponse.status_code == 422
    assert contenus() == avant


def test_affecter_au_porteur_le_dit_et_n_ecrit_rien(
    close: VagueClose, client: ClientLecteur, contenus: Any
) -> None:
    par, juge = administrateur(), agent(utilisateur=close.dossiers[0].cree_par)
    avant = contenus()
    reponse = poster(
        client,
        par,
        "affectation:tableau",
        close.vague.numero,
        evaluateur=juge.pk,
        candidatures=[close.dossiers[0].pk],
    )
    assert contenus() == avant
    assert "candidate ou a candidaté pour cette structure" in suite(client, reponse)


def test_une_seconde_publication_le_dit_et_n_ecrit_rien(
    close: VagueClose, client: ClientLecteur, contenus: Any
) -> None:
    ouvrir_la_deliberation(close.vague)
    decider_pour(close.dossiers[0])
    premiere, seconde, numero = administrateur(), administrateur(), close.vague.numero
    demander_publication(vague_id=close.vague.pk, par=premiere, maintenant=PLUS_TARD)

    lue = Publication.objects.get().empreinte

    avant = contenus()
    seule = poster(
        client, premiere, "selection:confirmer_publication", numero, empreinte=lue, confirmation="on"
    )
    assert "un autre administrateur doit la confirmer" in suite(client, seule)
    assert contenus() == avant

    publie = poster(
        client, seconde, "selection:confirmer_publication", numero, empreinte=lue, confirmation="on"
    )
    assert "La vague est publiée" in suite(client, publie)
    avant = contenus()
    for nom in ("selection:confirmer_publication", "selection:demander_publication"):
        assert "déjà publiée" in suite(
            client, poster(client, seconde, nom, numero, empreinte=lue, confirmation="on")
        )
    assert contenus() == avant


def test_on_ne_signe_que_ce_qu_on_a_lu(close: VagueClose, client: ClientLecteur, contenus: Any) -> None:
    ouvrir_la_deliberation(close.vague)
    decider_pour(close.dossiers[0])
    premiere, seconde, numero = administrateur(), administrateur(), close.vague.numero
    lue = demander_publication(vague_id=close.vague.pk, par=premiere, maintenant=PLUS_TARD).empreinte
    decider_pour(close.dossiers[0], Sens.LAUREATE, 140_000)  # while the second page is open
    demander_publication(vague_id=close.vague.pk, par=premiere, maintenant=PLUS_TARD)

    avant = contenus()
    for empreinte in (lue, ""):
        reponse = poster(
            client, seconde, "selection:confirmer_publication", numero, empreinte=empreinte, confirmation="on"
        )
        assert "ont changé depuis que vous avez ouvert cette page" in suite(client, reponse)
    assert contenus() == avant
