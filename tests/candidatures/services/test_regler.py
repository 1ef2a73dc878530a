"""Setting the form of a wave: the service."""

import re
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from ami.commun.erreurs import DroitInsuffisant, ErreurMetier, TransitionInterdite
from ami.comptes.models import Role
from ami.journal.models import Entree
from candidatures.formulaire.catalogue.pieces import PIECES
from candidatures.formulaire.questionnaire import sections
from candidatures.formulaire.reglages.par_question import fusionner
from candidatures.formulaire.reglages.validite import fautes
from candidatures.lectures import en_l_etat
from candidatures.services.regler import regler_formulaire
from tests.candidatures.formulaire.reglages.generation import mappings
from tests.candidatures.reglages import programmee
from tests.fabriques import PENDANT, VoletOuvertFactory
from tests.scenarios import administrateur, agent
from vagues.models import VoletOuvert
from vagues.states import EtatVague

pytestmark = pytest.mark.django_db
AIDE = {"champs": {"resume": {"aide": "Soyez brefs."}}}


def regler(ouvert: VoletOuvert, changements: Any = AIDE, **options: Any) -> VoletOuvert:
    par = options.get("par") or administrateur()
    return regler_formulaire(volet_ouvert_id=ouvert.pk, changements=changements, par=par, maintenant=PENDANT)


def test_regler_une_vague_programmee_change_ses_questions_et_le_journalise() -> None:
    ouvert, par = programmee(), administrateur()
    regler(ouvert, par=par)
    ouvert.refresh_from_db()
    assert ouvert.reglages == AIDE
    aides = {c.nom: c.aide for s in sections(en_l_etat.cahier_du_volet(ouvert)) for c in s.champs}
    assert aides["resume"] == "Soyez brefs."
    ligne = Entree.objects.get(acte="formulaire réglé")
    assert (ligne.par_id, ligne.objet_id, ligne.le) == (par.pk, str(ouvert.vague_id), PENDANT)
    assert ligne.donnees == {"volet": ouvert.volet.code, "avant": {}, "apres": AIDE}


def test_regler_sans_rien_changer_n_ecrit_rien(contenus: Any) -> None:
    ouvert = programmee()
    regler(ouvert)
    par, avant = administrateur(), contenus()
    regler(ouvert, par=par)
    assert contenus() == avant


@pytest.mark.parametrize("etat", [e for e in EtatVague if e != EtatVague.PROGRAMMEE])
def test_une_fois_ouverte_une_vague_garde_son_formulaire(etat: EtatVague, contenus: Any) -> None:
    dates = {"vague__close_le": PENDANT} if etat not in (EtatVague.OUVERTE, EtatVague.ARCHIVEE) else {}
    if etat == EtatVague.PUBLIEE:
        dates |= {"vague__publiee_le": PENDANT, "vague__annoncee_le": PENDANT.date()}
    ouvert, par = VoletOuvertFactory(vague__etat=etat, **dates), administrateur()
    avant = contenus()
    with pytest.raises(TransitionInterdite, match="ne change plus"):
        regler(ouvert, par=par)
    assert contenus() == avant


def test_seul_un_administrateur_regle_un_formulaire(contenus: Any) -> None:
    ouvert, par = programmee(), agent(Role.INSTRUCTEUR)
    avant = contenus()
    with pytest.raises(DroitInsuffisant):
        regler(ouvert, par=par)
    assert contenus() == avant


@pytest.mark.parametrize(
    ("changements", "phrase"),
    [
        ("texte", "Des réglages sont un objet."),
        ({"annee_debut": 1999}, "generaux, annee_debut – Indiquez un nombre entier de 2000 à 2100."),
        ({"champs": {"siret": {"masque": True}}}, "champs, siret, masque – Ce réglage n’existe pas."),
        ({"champs": {"resume": {"aide": "Juste."}, "rien": {}}}, "n’est pas dans ce formulaire"),
        ({"pieces": {"lettres": {"taille_max": 21}}}, "Indiquez un nombre entier de 1 à 20."),
    ],
    ids=str,
)
def test_le_service_refuse_ce_que_la_page_refuserait(changements: Any, phrase: str, contenus: Any) -> None:
    """An import or the API calls the service without any form."""
    ouvert, par = programmee(), administrateur()
    avant = contenus()
    with pytest.raises(ErreurMetier, match=re.escape(phrase)):
        regler(ouvert, changements, par=par)
    assert contenus() == avant


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(changements=st.one_of(mappings(justes=True), mappings(justes=False)))
def test_rien_n_est_ecrit_si_une_seule_part_est_fausse(changements: dict[str, Any]) -> None:
    ouvert, par = programmee(), administrateur()
    cahier = en_l_etat.catalogue_du_volet(ouvert)
    fausses = list(fautes(changements, sections=sections(cahier), pieces=PIECES, taille_max=20))
    avant = Entree.objects.count()
    if fausses:
        with pytest.raises(ErreurMetier):
            regler(ouvert, changements, par=par)
    else:
        regler(ouvert, changements, par=par)
    ouvert.refresh_from_db()
    attendus = {} if fausses else fusionner({}, changements)
    assert (ouvert.reglages, Entree.objects.count() - avant) == (attendus, int(attendus != {}))
