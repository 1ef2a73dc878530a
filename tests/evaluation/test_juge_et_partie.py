"""Nobody judges a structure they have written for, whatever their draft says today."""

import pytest

from ami.commun.erreurs import DroitInsuffisant, ErreurMetier
from ami.comptes.models import Attribution, Role
from candidatures.models import Interet
from candidatures.permissions import est_juge_et_partie
from evaluation.models import Evaluation
from evaluation.selection.services.publier import demander_publication
from evaluation.selection.states import Sens
from evaluation.services.evaluer import se_deporter
from evaluation.states import EtatEvaluation
from tests.conftest import ClientLecteur
from tests.evaluation.conftest import PLUS_TARD, VagueClose
from tests.fabriques import APRES, CLOTURE, siret
from tests.scenarios import (
    administrateur,
    affecter,
    agent,
    brouillon_complet,
    decider_pour,
    noter,
    ouvrir_la_deliberation,
    remplir,
    reponses_completes,
    vague_ouverte,
)

pytestmark = pytest.mark.django_db
RANG = 1  # structure of the first dossier of the closed wave


def ecrire_pour_la_meme_structure(juge: object) -> object:
    suivante = vague_ouverte(cloture=CLOTURE.replace(year=2028))
    return brouillon_complet(suivante, rang=RANG, par=juge, le=APRES)


def test_vider_le_siret_de_son_brouillon_ne_rend_pas_impartial(close: VagueClose) -> None:
    juge = agent()
    brouillon = ecrire_pour_la_meme_structure(juge)
    assert est_juge_et_partie(juge, close.dossiers[0])

    remplir(brouillon, reponses_completes(RANG, siret=""), le=APRES)

    assert brouillon.siren == ""
    assert set(Interet.objects.filter(utilisateur=juge).values_list("siren", "candidature")) == {
        ("", brouillon.pk),
        (siret(RANG)[:9], None),
    }
    assert est_juge_et_partie(juge, close.dossiers[0])
    with pytest.raises(ErreurMetier, match="candidate ou a candidaté pour cette structure"):
        affecter(close.dossiers[0], juge)


def test_qui_devient_partie_ne_lit_plus_mais_peut_se_deporter(
    close: VagueClose, client: ClientLecteur
) -> None:
    juge = agent()
    evaluation = noter(affecter(close.dossiers[0], juge), 5, 5, 5, 5)
    ecrire_pour_la_meme_structure(juge)

    client.force_login(juge)
    assert client.get(f"/evaluation/{close.dossiers[0].pk}/").status_code == 404
    se_deporter(evaluation_id=evaluation.pk, motif="J’y dépose aussi.", par=juge, maintenant=APRES)

    evaluation.refresh_from_db()
    assert evaluation.etat == EtatEvaluation.DEPORT
    assert close.dossiers[0].synthese.evaluations == 0


def test_un_administrateur_interesse_ne_signe_pas_la_publication(close: VagueClose) -> None:
    interesse = administrateur()
    ecrire_pour_la_meme_structure(interesse)
    ouvrir_la_deliberation(close.vague)
    decider_pour(close.dossiers[0], Sens.NON_RETENUE)

    with pytest.raises(DroitInsuffisant, match="un autre administrateur doit le faire"):
        demander_publication(vague_id=close.vague.pk, par=interesse, maintenant=PLUS_TARD)


@pytest.mark.parametrize("role", [Role.INSTRUCTEUR, Role.REFERENT, Role.ADMINISTRATEUR])
def test_qui_lit_deja_les_dossiers_ne_recoit_pas_de_lecture(role: Role, close: VagueClose) -> None:
    juge = agent()
    perimetre = {"perimetre": "departement", "code": "67"} if role == Role.REFERENT else {}
    Attribution.objects.create(utilisateur=juge, role=role, **perimetre)

    with pytest.raises(ErreurMetier, match="à un autre titre"):
        affecter(close.dossiers[0], juge)
    assert not Evaluation.objects.exists()
