"""The whole life of a wave, through a browser, from an empty account to the published laureate."""

import re

import pytest
from allauth.account.models import EmailAddress
from django.utils import timezone

from ami.comptes.models import Role, Utilisateur
from ami.journal.verification import anomalies
from candidatures.formulaire.questionnaire import sections
from candidatures.lectures import en_l_etat
from candidatures.models import Scelle
from candidatures.services.sceller import ATTENTE_AVANT_SCELLE
from tests.attente import attendre
from tests.fabriques import CritereFactory, GrilleFactory, GrilleVagueFactory
from tests.pannes.outils import Ouvrier, Puits, tic, vague_du_jour
from tests.parcours.navigateur import Onglet, Ouvrir
from tests.parcours.pages.agents import Declaration, MesEvaluations, Publication, TableauDeVague, Vagues
from tests.parcours.pages.porteur import (
    Accueil,
    CodeRecu,
    Connexion,
    Dossier,
    Laureats,
    MesDossiers,
    PageSection,
    Recepisse,
    RelireEtDeposer,
)
from tests.scenarios import agent, reponses_completes
from vagues.models import Vague, VoletOuvert
from vagues.states import EtatVague

MOT_DE_PASSE = "une phrase facile à retenir"
PORTEUR = "claude.durand@exemple.test"


def _agent(role: str, prenom: str) -> Utilisateur:
    compte = agent(role, utilisateur__prenom=prenom, utilisateur__email=f"{prenom.lower()}@exemple.test")
    compte.set_password(MOT_DE_PASSE)
    compte.save(update_fields=["password"])
    EmailAddress.objects.create(user=compte, email=compte.email, verified=True, primary=True)
    return compte


def _connecter(ouvrir: Ouvrir, compte: Utilisateur) -> Onglet:
    onglet = ouvrir()
    onglet.aller("/comptes/connexion/")
    Connexion(onglet).se_connecter(compte.email, MOT_DE_PASSE)
    return onglet


def _inscrire(onglet: Onglet, puits: Puits) -> MesDossiers:
    onglet.aller("/")
    page: CodeRecu = Accueil(onglet).creer_un_compte().s_inscrire("Claude", "Durand", PORTEUR, MOT_DE_PASSE)
    (message,) = attendre(lambda: puits.pour(PORTEUR), quoi="le courriel du code")
    corps = message.get_body(("plain",))
    assert corps
    code = re.search(r"^\s*([A-Z0-9]{3,4}-?[A-Z0-9]{3,4})\s*$", corps.get_content(), re.MULTILINE)
    assert code, corps.get_content()
    return page.saisir(code[1])


def _deposer_au_clavier(page: PageSection, volet: VoletOuvert) -> Recepisse:
    reponses = reponses_completes()
    for section in sections(en_l_etat.cahier_du_volet(volet)):
        page.remplir_au_clavier(section, reponses)
        page = PageSection(page.onglet)
    return RelireEtDeposer(page.onglet).deposer()


def _celery_clot(vague: Vague) -> None:
    """The closing instant comes; beat's tick closes the wave."""
    Vague.objects.filter(pk=vague.pk).update(cloture=timezone.now())

    def close() -> bool:
        tic()
        return Vague.objects.get(pk=vague.pk).etat == EtatVague.CLOSE

    attendre(close, delai=60, quoi="la clôture par Celery")


def _sceller(vague: Vague) -> None:
    """The minute that separates the closing from its seal goes by."""
    Vague.objects.filter(pk=vague.pk).update(
        cloture=timezone.now() - ATTENTE_AVANT_SCELLE, close_le=timezone.now() - ATTENTE_AVANT_SCELLE
    )

    def scelle() -> bool:
        tic()
        return Scelle.objects.filter(vague=vague).exists()

    attendre(scelle, delai=60, quoi="le scellé")


def _noter(ouvrir: Ouvrir, evaluateur: Utilisateur, numero: str, notes: tuple[int, ...]) -> None:
    onglet = _connecter(ouvrir, evaluateur)
    onglet.aller("/evaluation/")
    declaration: Declaration = MesEvaluations(onglet).commencer(numero)
    assert "Coworking" not in onglet.page.locator("main").inner_text()  # F8: nothing before the declaration
    grille = declaration.aucun_conflit()
    grille.dit("Coworking, atelier partagé.")
    grille.remettre_sans_rien()
    grille.noter(notes).dit("1 / 1")


@pytest.mark.lent  # every key of sixty answers
def test_une_vague_de_l_inscription_au_laureat(ouvrir: Ouvrir, puits: Puits, ouvrier: Ouvrier) -> None:
    volet = vague_du_jour()
    vague = volet.vague
    grille = GrilleFactory()
    for rang in range(1, 5):
        CritereFactory(grille=grille, ordre=rang, aide="Que change le lieu ?\nPour qui ?")
    GrilleVagueFactory(vague=vague, grille=grille)
    admins = [_agent(Role.ADMINISTRATEUR, prenom) for prenom in ("Alix", "Brune")]
    evaluateurs = [_agent(Role.EVALUATEUR, prenom) for prenom in ("Dany", "Emery")]
    ouvrier.pret()

    porteur = ouvrir()
    brouillon = _inscrire(porteur, puits).nouvelle_candidature().commencer()
    recepisse = _deposer_au_clavier(brouillon, volet)
    numero = recepisse.numero
    recepisse = attendre(lambda: puits.pour(PORTEUR, objet=numero), quoi="l’accusé de réception")
    assert len(recepisse) == 1

    _celery_clot(vague)
    _sceller(vague)
    alix = _connecter(ouvrir, admins[0])
    alix.aller("/vagues/")
    tableau = Vagues(alix).ouvrir(str(vague))
    tableau.dit("Close")
    affectation = tableau.affecter_les_dossiers()
    for evaluateur in evaluateurs:
        affectation = affectation.affecter(numero, str(evaluateur))
    _noter(ouvrir, evaluateurs[0], numero, (5, 4, 3, 4))
    _noter(ouvrir, evaluateurs[1], numero, (3, 3, 3, 3))

    alix.aller(f"/vagues/{vague.numero}/")
    deliberation = TableauDeVague(alix).ouvrir_la_deliberation()
    deliberation.dit("3,50")
    deliberation = deliberation.examiner(numero).retenir("120 000", "Un lieu qui entraîne les autres.")
    _rien_ne_fuit(porteur, ouvrir)
    alix.aller(f"/vagues/{vague.numero}/publication/")
    Publication(alix).demander().dit("Un autre administrateur doit maintenant confirmer")
    brune = _connecter(ouvrir, admins[1])
    brune.aller(f"/vagues/{vague.numero}/publication/")
    Publication(brune).confirmer()

    resultat = attendre(lambda: puits.pour(PORTEUR)[3:], quoi="le courriel du résultat")
    corps = resultat[0].get_body(("plain",))
    assert corps
    assert "120\u202f000\xa0€" in corps.get_content()
    _le_resultat_se_voit(porteur, ouvrir, numero)
    vague.refresh_from_db()
    assert vague.etat == EtatVague.PUBLIEE
    assert set(puits.identifiants().values()) == {1}
    assert list(anomalies()) == []


def _rien_ne_fuit(porteur: Onglet, ouvrir: Ouvrir) -> None:
    """Embargo: neither the porteur nor the public sees a decision before the publication."""
    porteur.aller("/candidatures/")
    MesDossiers(porteur).dit("En cours d’instruction")
    public = ouvrir()
    public.aller("/laureats/")
    Laureats(public).dit("Aucun résultat n’est encore publié")


def _le_resultat_se_voit(porteur: Onglet, ouvrir: Ouvrir, numero: str) -> None:
    public = ouvrir()
    public.aller("/laureats/")
    Laureats(public).dit("La Halle 1")
    Laureats(public).dit("120 000 €")
    porteur.aller("/candidatures/")
    MesDossiers(porteur).suivre("La Halle 1")
    dossier = Dossier(porteur)
    dossier.dit("Félicitations : votre candidature est retenue.")
    dossier.dit("Un lieu qui entraîne les autres.")
    dossier.dit(numero)
