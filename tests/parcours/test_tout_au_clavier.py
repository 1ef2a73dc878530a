"""A whole dossier on a telephone with a keyboard alone; the network, the session and somebody else get in the way."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from ami.comptes.models import Session
from candidatures.formulaire.questionnaire import sections
from candidatures.lectures import en_l_etat
from candidatures.models import Candidature, Depot, ReponseAnterieure
from candidatures.services.enregistrer import enregistrer_reponses
from candidatures.version_deposee.depots import contenu_de
from tests.fabriques import AccesFactory, UtilisateurFactory
from tests.parcours.navigateur import MOT_DE_PASSE, Onglet, Ouvrir
from tests.parcours.pages.clavier import Clavier, saisies
from tests.parcours.reponses import PIECES, piece, reponses_nombreuses

TELEPHONE = {"width": 375, "height": 667}
COPIES = "() => Object.keys(localStorage).filter((cle) => cle.startsWith('ami:saisie:'))"
ADRESSE, HORAIRES, PERIMETRE = "1 place du Marché, 67000 Strasbourg", "horaires", "perimetre"


@dataclass
class Malheurs:
    """What goes wrong, and what the page must say of it."""

    onglet: Onglet
    brouillon: Candidature
    clavier: Clavier

    @property
    def page(self) -> Page:
        return self.onglet.page

    def dit(self, mots: str) -> None:
        etat = self.page.locator("#etat-de-la-saisie")
        expect(etat).to_contain_text(re.compile(mots.replace(" ", r"\s")))

    def couper(self) -> None:
        self.page.context.set_offline(True)

    def retablir(self) -> None:
        self.dit("Hors ligne : votre texte est gardé sur cet appareil")
        self.page.context.set_offline(False)
        self.dit("Enregistré à [0-9]+ h [0-9]+")

    def couper_et_quitter(self) -> None:
        """The telephone closes the page while the network is down; it is opened again later."""
        self.dit("Hors ligne")
        self.page.evaluate("() => { window.fetch = () => Promise.reject(new TypeError('coupé')); }")
        adresse = self.page.url
        self.page.goto("about:blank")
        self.page.context.set_offline(False)
        self.page.goto(adresse)
        expect(
            self.page.locator("[name=membres-1-competences]")
        ).to_be_visible()  # rows of the block are back
        expect(self.page.locator("#saisie-retablie")).to_be_visible()

    def expirer(self) -> None:
        Session.objects.all().delete()

    def se_reconnecter(self) -> None:
        self.dit("Session expirée : votre texte est gardé sur cet appareil")
        champ = self.page.evaluate("document.activeElement.id")
        lien = self.page.locator(f"#etat-de-la-saisie a[href$={champ}]")
        expect(lien).to_be_visible()
        self.clavier.presser("#etat-de-la-saisie a")
        expect(self.page.locator("h1")).to_contain_text("Se connecter")
        self.clavier.aller_a("[name=login]")
        self.page.keyboard.type(self.brouillon.cree_par.email)
        self.clavier.aller_a("[type=password]")
        self.page.keyboard.type(MOT_DE_PASSE)
        self.page.keyboard.press("Enter")
        expect(self.page.locator(f"#{champ}")).to_be_focused()
        self.dit("Enregistré à [0-9]+ h [0-9]+")

    def rose_ecrit(self) -> None:
        rose = UtilisateurFactory(prenom="Rose", nom="Weil")
        AccesFactory(candidature=self.brouillon, utilisateur=rose, role="redacteur")
        enregistrer_reponses(
            candidature_id=self.brouillon.pk,
            valeurs={"ambition": "Écrit par Rose."},
            par=rose,
            recu_le=timezone.now(),
        )

    def garder_la_mienne(self) -> None:
        conflit = self.page.get_by_role("group", name=re.compile("Modifié par Rose Weil"))
        expect(conflit).to_contain_text("Écrit par Rose.")
        self.clavier.presser("#conflit-de-ambition button")  # « Garder la mienne », the first
        expect(self.page.locator("#id_ambition")).to_be_focused()

    def par_section(self) -> dict[str, dict[str, Callable[[], object]]]:
        """Section → field → what happens once it is typed."""
        return {
            "structure": {"sigle": self.couper, "adresse_siege": self.retablir},
            "consortium": {"accord": self.couper, "territoire_commun": self.couper_et_quitter},
            "territoire": {"perimetre": self.expirer, "besoins": self.se_reconnecter},
            "projet": {"resume": self.rose_ecrit, "ambition": self.garder_la_mienne},
        }


def joindre(page: Page, clavier: Clavier) -> None:
    """Choose each file with the keyboard; the network is cut while the third leaves."""
    for rang, code in enumerate(PIECES):
        entree = f"#fichiers-{code}"
        page.context.set_offline(rang == 2)
        clavier.choisir(entree, piece(code))
        carte = page.locator(f"[data-piece]:has({entree})")
        if rang == 2:
            expect(carte.locator("[data-etat]")).to_contain_text("la connexion est coupée")
            page.context.set_offline(False)
        expect(carte.locator("[data-etat]")).to_contain_text("1 fichier est joint.")
        expect(page.locator(entree)).to_be_focused()


@pytest.mark.lent  # every key of a hundred answers
def test_un_dossier_entier_au_clavier_malgre_tout(ouvrir: Ouvrir, brouillon: Candidature) -> None:
    onglet = ouvrir()
    page = onglet.page
    page.set_viewport_size(TELEPHONE)
    onglet.entrer(brouillon.cree_par)
    onglet.aller(f"/candidatures/{brouillon.pk}/structure/")
    clavier = Clavier(page)
    malheurs = Malheurs(onglet, brouillon, clavier)
    reponses, a_ecrire = reponses_nombreuses(), 0

    for section in sections(en_l_etat.cahier(brouillon)):
        expect(page.locator("h1")).to_contain_text(section.titre)
        page.wait_for_load_state()
        if section.code == "pieces":
            joindre(page, clavier)
            clavier.presser("main .fr-btns-group a.fr-btn")
            continue
        a_taper = saisies(section, reponses)
        a_ecrire += len(a_taper)
        clavier.remplir(a_taper, malheurs.par_section().get(section.code))
        page.keyboard.press("Enter")
    assert a_ecrire >= 60

    expect(page.locator("h1")).to_contain_text("Relire et déposer")
    clavier.presser("#deposer button")
    expect(page.locator("h1")).to_contain_text("Accusé de réception")
    verifier(brouillon, reponses)
    assert page.evaluate(COPIES) == []
    assert ReponseAnterieure.objects.get(par__prenom="Rose").valeur == "Écrit par Rose."


@pytest.mark.lent
def test_le_meme_dossier_sans_javascript(ouvrir: Ouvrir, brouillon: Candidature) -> None:
    onglet = ouvrir(java_script_enabled=False)
    page = onglet.page
    page.set_viewport_size(TELEPHONE)
    onglet.entrer(brouillon.cree_par)
    onglet.aller(f"/candidatures/{brouillon.pk}/structure/")
    clavier, reponses = Clavier(page), reponses_nombreuses()
    for section in sections(en_l_etat.cahier(brouillon)):
        expect(page.locator("h1")).to_contain_text(section.titre)
        page.wait_for_load_state()
        if section.code == "pieces":
            joindre_sans_script(page, clavier)
            clavier.presser("main .fr-btns-group a.fr-btn")
            continue
        clavier.remplir(saisies(section, reponses))
        page.keyboard.press("Enter")

    expect(page.locator("h1")).to_contain_text("Relire et déposer")
    clavier.presser("#deposer button")
    expect(page.locator("h1")).to_contain_text("Accusé de réception")
    verifier(brouillon, reponses)
    onglet.aller(f"/candidatures/{brouillon.pk}/")
    lu = page.locator("main").inner_text()
    for reponse in ("Nour", "La Fabrique voisine", "Former dix lieux", "façade.jpeg", "Fablab", "50 000"):
        assert reponse in re.sub(r"\s", " ", lu), reponse


def joindre_sans_script(page: Page, clavier: Clavier) -> None:
    for code in PIECES:
        page.wait_for_load_state()
        clavier.choisir(f"#fichiers-{code}", piece(code))
        clavier.presser("[type=submit]")
        expect(page.locator(f"[data-piece]:has(#fichiers-{code}) .ami-pieces li")).to_have_count(1)


def verifier(brouillon: Candidature, reponses: dict[str, Any]) -> None:
    """What is filed is what was answered, and the six documents."""
    depot = Depot.objects.get(candidature=brouillon)
    gardees = en_l_etat.reponses(brouillon)
    assert {nom: valeur for nom, valeur in gardees.items() if valeur != reponses.get(nom)} == {}
    assert set(reponses) == set(gardees)
    assert [piece.nom for piece in contenu_de(depot).pieces] == [nom for nom, _, _ in PIECES.values()]
