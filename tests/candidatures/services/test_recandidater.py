"""Taking up a refused dossier in an open wave: people, answers, documents, former reasons."""

from copy import deepcopy
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.urls import reverse

from ami.commun.erreurs import DroitInsuffisant, ErreurMetier, HorsDelai, TransitionInterdite
from ami.fichiers.states import EtatFichier
from ami.journal.models import Entree
from ami.notifications.models import Courriel
from candidatures.formulaire.controle.completude import manques
from candidatures.lectures import en_l_etat
from candidatures.models import Acces, Candidature, Interet, MotifCritere, Reponse, RoleAcces
from candidatures.services.deposer import deposer_candidature
from candidatures.services.enregistrer import enregistrer_reponses
from candidatures.services.recandidater import recandidater
from candidatures.states import EtatCandidature
from candidatures.version_deposee.depots import contenu_de
from candidatures.version_deposee.differences import differences
from evaluation.selection.services.publier import demander_publication, publier_vague
from evaluation.selection.states import Sens
from tests.conftest import ClientLecteur
from tests.fabriques import APRES, CLOTURE, UtilisateurFactory
from tests.partage_du_module import Base
from tests.scenarios import (
    ENGAGEMENTS,
    administrateur,
    agent,
    clore,
    decider_pour,
    dossier_depose,
    ouvrir_la_deliberation,
    vague_ouverte,
)
from vagues.models import VoletOuvert

pytestmark = pytest.mark.django_db
PUBLIE_LE = APRES + timedelta(days=20)
ENSUITE = APRES + timedelta(days=30)


def publie(sens: Sens = Sens.NON_RETENUE) -> Candidature:
    dossier = dossier_depose(vague_ouverte(numero=1))
    vague = ouvrir_la_deliberation(clore(dossier.vague))
    decider_pour(dossier, sens, 100_000 if sens == Sens.LAUREATE else None)
    for signer in (demander_publication, publier_vague):
        signer(vague_id=vague.pk, par=administrateur(), maintenant=PUBLIE_LE)
    dossier.refresh_from_db()
    MotifCritere.objects.bulk_create(
        MotifCritere(candidature=dossier, ordre=rang, critere=critere, motif=f"Motif {rang}.")
        for rang, critere in enumerate(("Ambition", "Ancrage"), start=1)
    )
    return dossier


@pytest.fixture(scope="module")
def refuse_du_module(base_du_module: Base) -> Candidature:
    with base_du_module():
        return publie()


@pytest.fixture
def refuse(db: None, refuse_du_module: Candidature) -> Candidature:
    return deepcopy(refuse_du_module)


@pytest.fixture
def volet(refuse: Candidature) -> VoletOuvert:
    return vague_ouverte(numero=2, ouverture=PUBLIE_LE, cloture=CLOTURE + timedelta(days=90))


def reprendre(dossier: Candidature, volet: VoletOuvert, **options: Any) -> Candidature:
    choix: dict[str, Any] = {"par": dossier.cree_par, "recu_le": ENSUITE, **options}
    return recandidater(candidature_id=dossier.pk, volet_ouvert=volet, **choix)


def test_tout_est_repris_sauf_les_engagements(refuse: Candidature, volet: VoletOuvert) -> None:
    redacteur = UtilisateurFactory()
    Acces.objects.create(candidature=refuse, utilisateur=redacteur, role=RoleAcces.REDACTEUR)
    suite = reprendre(refuse, volet, par=redacteur)
    assert (suite.etat, suite.origine, suite.vague, suite.numero) == ("brouillon", refuse, volet.vague, None)
    assert (suite.nom, suite.siren, suite.porteur, suite.departement) == (
        refuse.nom,
        refuse.siren,
        refuse.porteur,
        refuse.departement,
    )
    assert list(suite.acces.order_by("pk").values_list("utilisateur", "role")) == [
        (refuse.cree_par.pk, "signataire"),
        (redacteur.pk, "redacteur"),
    ]
    anciennes = dict(refuse.reponses.values_list("champ", "valeur"))
    reprises = dict(suite.reponses.values_list("champ", "valeur"))
    assert {nom for nom, valeur in anciennes.items() if valeur not in (None, "", [])} - set(reprises) == set(
        ENGAGEMENTS
    )
    assert reprises == {nom: anciennes[nom] for nom in reprises}
    assert list(suite.pieces.values_list("code", "fichier").order_by("code")) == list(
        refuse.pieces.values_list("code", "fichier").order_by("code")
    )
    assert {manque.section for manque in manques(en_l_etat.dossier(suite))} == {"engagements"}
    assert set(Interet.objects.filter(utilisateur=redacteur).values_list("siren", "candidature")) == {
        (refuse.siren, None),
        ("", suite.pk),
    }
    entree = Entree.objects.get(objet_id=str(suite.pk))
    assert (entree.acte, entree.par, entree.donnees) == (
        "candidature créée",
        redacteur,
        {
            "origine": "FDT-01-0001",
            "acces": [[refuse.cree_par.pk, "signataire"], [redacteur.pk, "redacteur"]],
        },
    )
    assert (
        Courriel.objects.get(cle=f"brouillon-cree:{suite.pk}:{redacteur.pk}").destinataire == redacteur.email
    )


def test_ceux_qui_ecrivent_apprennent_que_leur_dossier_est_repris(
    refuse: Candidature, volet: VoletOuvert
) -> None:
    redacteur, lecteur = UtilisateurFactory(), UtilisateurFactory()
    Acces.objects.create(candidature=refuse, utilisateur=redacteur, role=RoleAcces.REDACTEUR)
    Acces.objects.create(candidature=refuse, utilisateur=lecteur, role=RoleAcces.LECTEUR)
    suite = reprendre(refuse, volet, par=redacteur)
    reprendre(refuse, volet, par=redacteur)
    courriel = Courriel.objects.get(modele="brouillon_repris")
    assert courriel.destinataire == refuse.cree_par.email
    assert courriel.objet.startswith(f"Votre dossier {refuse.numero} repris en brouillon")
    for corps in (courriel.texte, courriel.html):
        assert str(redacteur) in corps
        assert f"/candidatures/{suite.pk}/personnes/" in corps
        assert "Un brouillon n’est pas un dépôt" in corps
    assert (
        Courriel.objects.get(modele="brouillon_cree", cle__contains=str(suite.pk)).destinataire
        == redacteur.email
    )


def test_une_fois_par_vague(refuse: Candidature, volet: VoletOuvert, contenus: Any) -> None:
    premiere = reprendre(refuse, volet)
    avant = contenus()
    assert reprendre(refuse, volet, recu_le=volet.vague.cloture) == premiere
    assert contenus() == avant
    autre = vague_ouverte(numero=3, ouverture=PUBLIE_LE, cloture=CLOTURE + timedelta(days=90))
    assert reprendre(refuse, autre) != premiere


def test_qui_n_a_plus_acces_a_la_suite_ne_l_ouvre_pas(
    refuse: Candidature, volet: VoletOuvert, contenus: Any
) -> None:
    redacteur = UtilisateurFactory()
    Acces.objects.create(candidature=refuse, utilisateur=redacteur, role=RoleAcces.REDACTEUR)
    reprendre(refuse, volet).acces.filter(utilisateur=redacteur).delete()
    avant = contenus()
    with pytest.raises(ErreurMetier, match="demandez à son signataire"):
        reprendre(refuse, volet, par=redacteur)
    assert contenus() == avant


def test_une_piece_refusee_et_une_reponse_qui_n_est_plus_demandee_restent(
    refuse: Candidature, volet: VoletOuvert
) -> None:
    piece = refuse.pieces.get(code="statuts")
    piece.fichier.etat, piece.fichier.motif = EtatFichier.REFUSE, "Infecté."
    piece.fichier.taille_servie, piece.fichier.empreinte_servie = None, ""
    piece.fichier.save()
    volet.reglages = {"champs": {"ambition": {"masque": True}}}
    volet.save()
    suite = reprendre(refuse, volet)
    assert not suite.pieces.filter(code="statuts").exists()
    assert not suite.reponses.filter(champ="ambition").exists()
    assert suite.reponses.filter(champ="resume").exists()


@pytest.mark.parametrize("sens", [Sens.LAUREATE, Sens.LISTE_COMPLEMENTAIRE])
def test_un_dossier_retenu_ou_en_attente_ne_se_reprend_pas(sens: Sens, contenus: Any) -> None:
    dossier = publie(sens)
    volet = vague_ouverte(numero=2, ouverture=PUBLIE_LE, cloture=CLOTURE + timedelta(days=90))
    avant = contenus()
    with pytest.raises(TransitionInterdite):
        reprendre(dossier, volet)
    assert contenus() == avant


def test_un_dossier_ajourne_se_reprend() -> None:
    dossier = publie(Sens.AJOURNEE)
    volet = vague_ouverte(numero=2, ouverture=PUBLIE_LE, cloture=CLOTURE + timedelta(days=90))
    assert reprendre(dossier, volet).origine == dossier


def test_rien_ne_se_reprend_hors_delai_ni_par_un_autre(
    refuse: Candidature, volet: VoletOuvert, contenus: Any
) -> None:
    lecteur, etranger = UtilisateurFactory(), UtilisateurFactory()
    Acces.objects.create(candidature=refuse, utilisateur=lecteur, role=RoleAcces.LECTEUR)
    avant = contenus()
    for par in (lecteur, etranger):
        with pytest.raises(DroitInsuffisant):
            reprendre(refuse, volet, par=par)
    with pytest.raises(HorsDelai):
        reprendre(refuse, volet, recu_le=volet.vague.cloture)
    assert contenus() == avant


def test_ce_que_nous_avons_change_se_depose_et_se_lit(refuse: Candidature, volet: VoletOuvert) -> None:
    suite = reprendre(refuse, volet)
    enregistrer_reponses(
        candidature_id=suite.pk,
        valeurs={
            "change_1": "Une animatrice.",
            "resume": "Un autre résumé.",
            **dict.fromkeys(ENGAGEMENTS, True),
        },
        par=suite.cree_par,
        recu_le=ENSUITE,
    )
    depot = deposer_candidature(candidature_id=suite.pk, par=suite.cree_par, recu_le=ENSUITE)
    lignes = {ligne.libelle: ligne.valeur for lue in contenu_de(depot).presentation for ligne in lue.lignes}
    question = next(libelle for libelle in lignes if "Ambition" in libelle and "changé" in libelle)
    assert lignes[question] == "Une animatrice."
    trouvees = {
        d.libelle: (d.avant, d.apres) for d in differences(contenu_de(refuse.depots.get()), contenu_de(depot))
    }
    assert trouvees[question] == ("Non renseigné", "Une animatrice.")
    assert "Un autre résumé." in {apres for _, apres in trouvees.values()}
    client = ClientLecteur()
    with time_machine.travel(ENSUITE, tick=False):
        client.force_login(agent("instructeur"))
        page = client.get(reverse("instruction:dossier", args=[suite.pk])).content.decode()
        assert "Suite du dossier" in page
        assert "FDT-01-0001" in page
        comparee = client.get(reverse("instruction:comparer", args=[suite.pk]), {"avec": "origine"})
        assert "Une animatrice." in comparee.content.decode()
        assert (
            "Repris dans le dossier"
            in client.get(reverse("instruction:dossier", args=[refuse.pk])).content.decode()
        )
        assert (
            client.get(reverse("instruction:comparer", args=[refuse.pk]), {"avec": "origine"}).status_code
            == 404
        )


def test_sans_motif_par_critere_le_motif_general_devient_la_question(
    refuse: Candidature, volet: VoletOuvert
) -> None:
    MotifCritere.objects.all().delete()
    suite = reprendre(refuse, volet)
    assert en_l_etat.cahier(suite).motifs == (("general", "le motif du résultat"),)


def test_du_resultat_au_brouillon_dans_les_pages(refuse: Candidature, volet: VoletOuvert) -> None:
    client = ClientLecteur()
    with time_machine.travel(ENSUITE, tick=False):
        client.force_login(refuse.cree_par)
        page = client.get(reverse("candidatures:dossier", args=[refuse.pk])).content.decode()
        assert "Motif 1." in page
        assert "Reprendre ce dossier" in page
        for _ in range(2):
            reponse = client.post(
                reverse("candidatures:recandidater", args=[refuse.pk]), {"volet_ouvert": volet.pk}
            )
        suite = Candidature.objects.get(origine=refuse)
        assert (reponse.status_code, reponse["Location"]) == (
            302,
            reverse("candidatures:dossier", args=[suite.pk]),
        )
        section = client.get(reverse("candidatures:section", args=[suite.pk, "projet"])).content.decode()
        assert "Motif 2." in section
        assert 'name="change_2"' in section
        page = client.get(reverse("candidatures:dossier", args=[refuse.pk])).content.decode()
        assert "Reprendre ce dossier" not in page
        assert "Brouillon – non déposé" in page
    assert Reponse.objects.filter(candidature=suite, champ="change_1").count() == 0
    assert suite.etat == EtatCandidature.BROUILLON
