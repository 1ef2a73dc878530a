"""Withdrawing: by the signatory, or by a reasoned decision, until the publication; never undone."""

from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.urls import reverse

from ami.commun.erreurs import DroitInsuffisant, ErreurMetier, TransitionInterdite
from ami.comptes.models import Role
from ami.journal.models import Entree
from ami.notifications.models import Courriel
from candidatures.models import Candidature, RoleAcces
from candidatures.services.deposer import deposer_candidature
from candidatures.services.remanier import remanier_candidature
from candidatures.services.retirer import MOTIF_MAX, retirer_candidature, retirer_d_office
from candidatures.states import EtatCandidature as E
from evaluation.models import Evaluation
from evaluation.selection.services.publier import demander_publication, publier_vague
from evaluation.selection.states import Sens
from tests.candidatures.complements import demander, dossier_clos
from tests.candidatures.views.pages import connecter, texte
from tests.conftest import ClientLecteur
from tests.fabriques import APRES, PENDANT, AccesFactory, UtilisateurFactory
from tests.scenarios import (
    administrateur,
    affecter,
    agent,
    brouillon_complet,
    clore,
    decider_pour,
    deposer,
    dossier_depose,
    ecrire_l_etat,
    grille_de_quatre_criteres,
    noter,
    ouvrir_la_deliberation,
    vague_ouverte,
)

pytestmark = pytest.mark.django_db
PLUS_TARD = PENDANT + timedelta(hours=1)
TARD = APRES + timedelta(days=20)


def retirer(candidature: Candidature, motif: str = "", le: Any = PLUS_TARD, par: Any = None) -> Candidature:
    retirer_candidature(
        candidature_id=candidature.pk, par=par or candidature.cree_par, recu_le=le, motif=motif
    )
    candidature.refresh_from_db()
    return candidature


def test_retirer_se_journalise_et_s_ecrit_a_ceux_qui_repondent_du_dossier(depose: Candidature) -> None:
    redacteur = AccesFactory(candidature=depose, utilisateur=UtilisateurFactory(), role=RoleAcces.REDACTEUR)
    AccesFactory(candidature=depose, utilisateur=UtilisateurFactory(), role=RoleAcces.LECTEUR)

    retirer(depose, "Le projet change de porteur.")

    assert (depose.etat, depose.numero, depose.depots.count()) == ("retiree", "FDT-13-0001", 1)
    ligne = Entree.objects.get(acte="candidature retirée")
    assert (ligne.de, ligne.vers, ligne.motif, ligne.par) == (
        "deposee",
        "retiree",
        "Le projet change de porteur.",
        depose.cree_par,
    )
    courriels = Courriel.objects.filter(modele="retrait").order_by("pk")
    assert [c.destinataire for c in courriels] == [depose.cree_par.email, redacteur.utilisateur.email]
    assert courriels[0].objet == "Dossier FDT-13-0001 retiré"
    assert "à la demande de son signataire" in courriels[0].texte
    assert "Le projet change de porteur." in courriels[0].texte


def test_le_journal_dit_la_demande_de_complements_que_le_retrait_annule() -> None:
    dossier = dossier_clos()
    complement = demander(dossier, agent(Role.INSTRUCTEUR))
    retirer(dossier)
    complement.refresh_from_db()
    assert complement.etat == "annule"
    donnees = Entree.objects.get(acte="candidature retirée").donnees
    assert donnees == {"complement_annule": complement.pk}


def test_le_retrait_libere_la_place_de_la_structure(depose: Candidature) -> None:
    volet = depose.vague.volets_ouverts.get()
    autre = brouillon_complet(volet, rang=1)
    with pytest.raises(ErreurMetier, match="déjà déposé"):
        deposer(autre)
    retirer(depose)
    deposer(autre)
    assert autre.numero == "FDT-13-0002"


@pytest.mark.parametrize("etat", [E.DEPOSEE, E.RECEVABLE, E.A_COMPLETER, E.BROUILLON])
def test_un_dossier_depose_se_retire_dans_ces_etats(etat: str, depose: Candidature) -> None:
    ecrire_l_etat(Candidature.objects.all(), etat)
    retirer(depose)
    assert depose.etat == E.RETIREE


@pytest.mark.parametrize(
    "etat", [E.IRRECEVABLE, E.LAUREATE, E.LISTE_COMPLEMENTAIRE, E.NON_RETENUE, E.AJOURNEE, E.RETIREE]
)
def test_un_dossier_ne_se_retire_pas_dans_ces_etats(etat: str, depose: Candidature, contenus: Any) -> None:
    ecrire_l_etat(Candidature.objects.all(), etat)
    avant = contenus()
    with pytest.raises(TransitionInterdite):
        retirer(depose)
    assert contenus() == avant


def test_un_brouillon_jamais_depose_ne_se_retire_pas(contenus: Any) -> None:
    brouillon = brouillon_complet(vague_ouverte())
    avant = contenus()
    with pytest.raises(TransitionInterdite, match="jamais été déposé"):
        retirer(brouillon)
    assert contenus() == avant


def test_un_dossier_rouvert_se_retire_et_ne_revient_pas_au_scelle(depose: Candidature) -> None:
    remanier_candidature(candidature_id=depose.pk, par=depose.cree_par, recu_le=PLUS_TARD)
    retirer(depose)
    scelle = clore(depose.vague).scelle
    depose.refresh_from_db()
    assert (depose.etat, scelle.depots, scelle.brouillons) == ("retiree", 0, 0)
    assert not Courriel.objects.filter(modele="version_conservee").exists()


def test_un_dossier_retire_ne_se_depose_plus(depose: Candidature, contenus: Any) -> None:
    retirer(depose)
    avant = contenus()
    with pytest.raises(TransitionInterdite, match="ne peut plus être déposé"):
        deposer_candidature(candidature_id=depose.pk, par=depose.cree_par, recu_le=PLUS_TARD)
    with pytest.raises(TransitionInterdite):
        remanier_candidature(candidature_id=depose.pk, par=depose.cree_par, recu_le=PLUS_TARD)
    assert contenus() == avant


@pytest.mark.parametrize("role", [RoleAcces.REDACTEUR, RoleAcces.LECTEUR, None])
def test_seul_le_signataire_retire(role: str | None, depose: Candidature, contenus: Any) -> None:
    autre = UtilisateurFactory()
    if role:
        AccesFactory(candidature=depose, utilisateur=autre, role=role)
    avant = contenus()
    with pytest.raises(DroitInsuffisant):
        retirer(depose, par=autre)
    assert contenus() == avant


def test_le_retrait_arrete_la_lecture_et_sort_de_la_selection(client: ClientLecteur) -> None:
    volet = vague_ouverte()
    retire, reste = (dossier_depose(volet, rang=rang) for rang in (1, 2))
    grille_de_quatre_criteres(volet.vague)
    vague = clore(volet.vague)
    lecteur = agent()
    evaluation = noter(affecter(retire, lecteur), 3, 3, 3, 3, remettre=False)
    retirer(retire, le=APRES)

    connecter(client, lecteur)
    chemin = reverse("evaluation:evaluer", args=[retire.pk])
    assert client.get(chemin).status_code == 404
    assert retire.nom not in texte(client.get(reverse("evaluation:file")))
    assert not Evaluation.objects.visibles_par(lecteur).filter(pk=evaluation.pk).exists()
    assert list(Candidature.objects.en_lice(vague)) == [reste]
    with pytest.raises(TransitionInterdite, match="plus évalué"):
        noter(evaluation, 4, 4, 4, 4)


def test_la_vague_se_publie_sans_le_dossier_retire() -> None:
    volet = vague_ouverte()
    retire, reste = (dossier_depose(volet, rang=rang) for rang in (1, 2))
    vague = clore(volet.vague)
    ouvrir_la_deliberation(vague)
    decider_pour(retire, Sens.LAUREATE, 100_000)
    decider_pour(reste)
    retirer(retire, le=APRES + timedelta(days=12))
    for signer in (demander_publication, publier_vague):
        signer(vague_id=vague.pk, par=administrateur(), maintenant=TARD)
    for dossier in (retire, reste):
        dossier.refresh_from_db()
    assert (retire.etat, retire.montant_accorde, retire.motif_resultat) == ("retiree", None, "")
    assert reste.etat == E.NON_RETENUE
    with pytest.raises(TransitionInterdite):
        retirer(reste, le=TARD)


def test_un_agent_retire_par_decision_motivee(depose: Candidature) -> None:
    par = agent(Role.INSTRUCTEUR)
    retirer_d_office(
        candidature_id=depose.pk, par=par, recu_le=PLUS_TARD, motif="Déposé sans l’accord de la structure."
    )
    depose.refresh_from_db()
    assert depose.etat == E.RETIREE
    ligne = Entree.objects.get(acte="candidature retirée d’office")
    assert (ligne.par, ligne.motif) == (par, "Déposé sans l’accord de la structure.")
    courriel = Courriel.objects.get(modele="retrait")
    for phrase in ("par décision du service", "Déposé sans l’accord de la structure.", "Recours gracieux"):
        assert phrase in courriel.texte


def test_un_retrait_d_office_sans_motif_ou_sans_droit_est_refuse(depose: Candidature, contenus: Any) -> None:
    juge_et_partie = agent(Role.INSTRUCTEUR)
    AccesFactory(candidature=depose, utilisateur=juge_et_partie, role=RoleAcces.LECTEUR)
    instructeur = agent(Role.INSTRUCTEUR)
    refuses = [(par, "Motif.") for par in (depose.cree_par, agent(), agent(Role.REFERENT), juge_et_partie)]
    avant = contenus()
    for par, motif in refuses:
        with pytest.raises(DroitInsuffisant):
            retirer_d_office(candidature_id=depose.pk, par=par, recu_le=PLUS_TARD, motif=motif)
    with pytest.raises(ErreurMetier, match="Indiquez pourquoi"):
        retirer_d_office(candidature_id=depose.pk, par=instructeur, recu_le=PLUS_TARD, motif=" \n")
    assert contenus() == avant


def test_un_motif_n_est_jamais_coupe(depose: Candidature, contenus: Any) -> None:
    par = agent(Role.INSTRUCTEUR)
    avant = contenus()
    with pytest.raises(ErreurMetier) as refus:
        retirer(depose, "é" * (MOTIF_MAX + 3))
    assert refus.value.message == "Ce texte dépasse la limite de 2 000 caractères : retirez-en 3."
    with pytest.raises(ErreurMetier, match="retirez-en 1"):
        retirer_d_office(
            candidature_id=depose.pk,
            par=par,
            recu_le=PLUS_TARD,
            motif="é" * (MOTIF_MAX + 1),
        )
    assert contenus() == avant

    retirer(depose, "é" * MOTIF_MAX)
    assert Entree.objects.get(acte="candidature retirée").motif == "é" * MOTIF_MAX


def test_la_page_rend_un_motif_trop_long(client: ClientLecteur, depose: Candidature, contenus: Any) -> None:
    chemin = reverse("candidatures:retirer", args=[depose.pk])
    with time_machine.travel(PLUS_TARD, tick=False):
        connecter(client, depose.cree_par)
        avant = contenus()
        motif = "é" * (MOTIF_MAX + 2)
        reponse = client.post(chemin, {"motif": motif, "confirmation": "on"})
        assert reponse.status_code == 422
        assert "retirez-en 2" in texte(reponse)
        assert motif in texte(reponse)
        assert contenus() == avant


def test_la_page_de_retrait_demande_une_confirmation(
    client: ClientLecteur, depose: Candidature, contenus: Any
) -> None:
    chemin = reverse("candidatures:retirer", args=[depose.pk])
    with time_machine.travel(PLUS_TARD, tick=False):
        connecter(client, depose.cree_par)
        assert "Ce retrait est définitif" in texte(client.get(chemin))
        assert "la vague est ouverte" in texte(client.get(chemin))
        avant = contenus()
        reponse = client.post(chemin, {"motif": "Nous renonçons."})
        assert reponse.status_code == 422
        assert "Cochez cette case" in texte(reponse)
        assert "Nous renonçons." in texte(reponse)
        assert contenus() == avant
        page = client.post(chemin, {"motif": "Nous renonçons.", "confirmation": "on"}, follow=True)
        assert "Le dossier est retiré." in texte(page)
        assert "Retiré" in texte(page)
        apres = contenus()
        assert client.get(chemin).status_code == 302
        page = client.post(chemin, {"confirmation": "on"}, follow=True)
        assert "déjà retiré" in texte(page)
        assert contenus() == apres
        assert "Ce dossier est retiré" in texte(
            client.get(reverse("candidatures:recepisse", args=[depose.pk]))
        )


def test_la_page_de_l_agent_demande_un_motif(
    client: ClientLecteur, depose: Candidature, contenus: Any
) -> None:
    connecter(client, agent(Role.INSTRUCTEUR))
    chemin = reverse("instruction:retirer", args=[depose.pk])
    assert chemin in texte(client.get(reverse("instruction:dossier", args=[depose.pk])))
    assert "par décision" in texte(client.get(chemin))
    avant = contenus()
    reponse = client.post(chemin, {"motif": " ", "confirmation": "on"})
    assert reponse.status_code == 422
    assert contenus() == avant
    page = client.post(chemin, {"motif": "Sans accord.", "confirmation": "on"}, follow=True)
    assert "FDT-13-0001 est retiré" in texte(page)
    assert client.get(chemin).status_code == 404
