"""Two tabs, two people: nothing that was not read is overwritten, and nothing typed is lost."""

import json
from copy import deepcopy
from datetime import timedelta
from typing import Any

import hypothesis.strategies as st
import pytest
import time_machine
from hypothesis import HealthCheck, given, settings

from ami.commun.concurrence import Envoi, Stockee, relire_marques
from ami.comptes.models import Utilisateur
from candidatures.formulaire.concurrence import a_conserver, departager, empreinte, marque, reunir, sans_nul
from candidatures.lectures import en_l_etat
from candidatures.models import Candidature, Reponse, ReponseAnterieure
from candidatures.services.enregistrer import enregistrer_reponses
from tests.candidatures.views.pages import adresse
from tests.conftest import ClientLecteur
from tests.fabriques import PENDANT, AccesFactory, UtilisateurFactory
from tests.partage_du_module import rien_n_en_restera

MINUTE = timedelta(minutes=1)


@pytest.mark.parametrize(
    ("lu", "saisi", "stocke", "ecrit", "conflit"),
    [
        ("a", "a", "a", {}, False),
        ("a", "b", "a", {"x": "b"}, False),  # changed here alone
        ("a", "a", "c", {}, False),  # changed elsewhere alone: left alone
        ("a", "c", "c", {}, False),  # the same change twice
        ("a", "b", "c", {}, True),  # two different changes
        (None, "b", None, {"x": "b"}, False),
        ("a", None, "a", {"x": None}, False),  # emptied here
        ("a", None, "c", {}, True),
        (None, "", None, {}, False),
        (None, [{"nom": ""}], None, {}, False),  # a row in which nothing is typed
    ],
)
def test_departager(lu: Any, saisi: Any, stocke: Any, ecrit: Any, conflit: bool) -> None:
    a_ecrire, conflits = departager({"x": saisi}, {"x": Stockee(stocke, 2)}, {"x": marque(lu, 1)})
    assert (a_ecrire, conflits) == (ecrit, frozenset("x") if conflit else frozenset())


def test_une_question_que_la_page_ne_montrait_pas_s_ecrit() -> None:
    assert departager({"x": "b"}, {"x": Stockee("a", 7)}, {}) == ({"x": "b"}, frozenset())


@pytest.mark.parametrize(
    ("stocke_par", "envoi", "conflit"),
    [
        ("page1:5", "page1:6", False),  # its own text, whose acknowledgement was lost
        ("page1:6", "page1:5", True),  # arrived late, after the next one
        ("page1:5", "page2:6", True),
        ("", "", True),
    ],
)
def test_une_page_n_est_pas_en_conflit_avec_elle_meme(stocke_par: str, envoi: str, conflit: bool) -> None:
    stockee = Stockee("ab", 2, Envoi.relire(stocke_par))
    _, conflits = departager({"x": "abc"}, {"x": stockee}, {"x": marque("a", 1)}, Envoi.relire(envoi))
    assert bool(conflits) is conflit


def test_revenir_au_texte_lu_apres_un_envoi_sans_reponse_s_ecrit() -> None:
    stockee = Stockee("b", 2, Envoi("p", 1))
    assert departager({"x": "a"}, {"x": stockee}, {"x": marque("a", 1)}, Envoi("p", 2))[0] == {"x": "a"}


@pytest.mark.parametrize("texte", ["", "{", "[]", "null", "1", "[" * 100_000])
def test_des_marques_abimees_valent_aucune_marque(texte: str) -> None:
    assert relire_marques(texte) == {}


@pytest.mark.parametrize(
    "texte", ["", "abc", "abc:", ":1", "a b:1", "é:1", "a" * 21 + ":1", "a:" + "1" * 16, "a:-1"]
)
def test_un_nom_de_page_abime_vaut_aucun_nom(texte: str) -> None:
    assert Envoi.relire(texte) == Envoi()
    assert str(Envoi.relire("a1B:12")) == "a1B:12"


@pytest.mark.parametrize(
    ("ancienne", "nouvelle", "meme_auteur", "minutes", "gardee"),
    [
        ("texte", "textes", True, 0, False),
        ("texte", "textes", True, 9.9, False),
        ("texte", "textes", True, 10, True),
        ("texte", "textes", False, 0, True),
        ("texte", None, True, 0, True),
        ("texte", [], True, 0, True),
        ("é" * 300, "é" * 100, True, 0, False),
        ("é" * 301, "é" * 100, True, 0, True),
        ("", "texte", False, 60, False),
        ([{"nom": ""}], [{"nom": "a"}], False, 60, False),
        ([{"nom": "a"}, {"nom": "b"}], [{"nom": "a"}], True, 0, True),
        ([{"nom": "a"}, {"nom": ""}], [{"nom": "ab"}], True, 0, False),
        ([{"nom": "a"}], [{"nom": "ab"}, {"nom": "c"}], True, 0, False),
    ],
)
def test_un_texte_remplace_est_garde(
    ancienne: Any, nouvelle: Any, meme_auteur: bool, minutes: float, gardee: bool
) -> None:
    age = timedelta(minutes=minutes)
    assert a_conserver(ancienne, nouvelle, meme_auteur=meme_auteur, age=age) is gardee


def test_reunir_garde_l_ordre_et_ne_double_rien() -> None:
    un, deux, trois = {"nom": "un"}, {"nom": "deux"}, {"nom": "trois"}
    assert reunir([un, deux], [deux, trois]) == [un, deux, trois]
    assert reunir("texte", [un]) is None


def test_deux_listes_trop_longues_ensemble_ne_se_reunissent_pas() -> None:
    lignes = [{"nom": str(rang)} for rang in range(101)]
    assert reunir(lignes[:50], lignes[:100]) == lignes[:100]
    assert reunir(lignes[:50], lignes[50:]) is None
    assert reunir(lignes, []) is None


def test_le_nul_et_les_demi_codets_sont_otes() -> None:
    assert sans_nul({"a\0": ["b\0c", "\ud800d"], "e": True}) == {"a": ["bc", "d"], "e": True}


class Onglet:
    """One tab: what it shows, and what it sends back."""

    def __init__(self, client: ClientLecteur, adresse: str) -> None:
        self.client, self.adresse = client, adresse
        self.lire(client.get(adresse))

    def lire(self, reponse: Any) -> None:
        form = reponse.context["form"]
        noms = ("instances", "usagers")
        self.champs = {nom: form[nom].value() or "" for nom in noms}
        self.champs |= {"lues": reponse.context["lues"], "vues": reponse.context["vues"]}

    def envoyer(self, **changements: str) -> Any:
        return self.client.post(self.adresse, {**self.champs, **changements})


@pytest.fixture
def onglets(client: ClientLecteur, brouillon: Candidature) -> Any:
    with time_machine.travel(PENDANT, tick=False):
        client.force_login(brouillon.cree_par)
        ici = adresse(brouillon, "gouvernance")
        yield brouillon, Onglet(client, ici), Onglet(client, ici)


def test_deux_onglets_sur_deux_questions_gardent_les_deux_textes(onglets: Any) -> None:
    candidature, premier, second = onglets

    assert premier.envoyer(instances="Texte du premier").status_code == 302
    assert second.envoyer(usagers="Texte du second").status_code == 302

    reponses = en_l_etat.reponses(candidature)
    assert (reponses["instances"], reponses["usagers"]) == ("Texte du premier", "Texte du second")


def test_deux_onglets_sur_la_meme_question_le_disent_et_n_ecrasent_rien(onglets: Any) -> None:
    candidature, premier, second = onglets
    premier.envoyer(instances="Texte du premier")

    refus = second.envoyer(instances="Texte du second", usagers="Autre texte du second")

    page = refus.content.decode()
    assert refus.status_code == 409
    assert "modifiée par vous, sur une autre page, à 10 h 30 (version 2)" in page.replace("\xa0", " ")
    assert "Texte du premier" in page
    assert refus.context["form"]["instances"].value() == "Texte du second"
    reponses = en_l_etat.reponses(candidature)
    assert (reponses["instances"], reponses["usagers"]) == ("Texte du premier", "Autre texte du second")


@pytest.mark.parametrize(
    ("bouton", "attendu"),
    [("garder", "Texte du second"), ("prendre", "Texte du premier"), ("enregistrer", "Texte du second")],
)
def test_les_boutons_d_un_conflit_marchent_sans_javascript(bouton: str, attendu: str, onglets: Any) -> None:
    candidature, premier, second = onglets
    premier.envoyer(instances="Texte du premier")
    second.lire(second.envoyer(instances="Texte du second"))

    assert second.envoyer(**{bouton: "instances"}).status_code == 302

    assert en_l_etat.reponses(candidature)["instances"] == attendu


def test_choisir_pour_une_question_ne_choisit_pas_pour_l_autre(onglets: Any) -> None:
    candidature, premier, second = onglets
    premier.envoyer(instances="Instances du premier", usagers="Usagers du premier")
    second.lire(second.envoyer(instances="Instances du second", usagers="Usagers du second"))

    refus = second.envoyer(garder="instances")

    assert refus.status_code == 409
    assert [conflit.champ.nom for conflit in refus.context["conflits"]] == ["usagers"]
    reponses = en_l_etat.reponses(candidature)
    assert (reponses["instances"], reponses["usagers"]) == ("Instances du second", "Usagers du premier")
    second.lire(refus)
    assert second.champs["usagers"] == "Usagers du second"


def test_un_troisieme_texte_ecrit_pendant_le_choix_n_est_pas_ecrase(onglets: Any) -> None:
    candidature, premier, second = onglets
    premier.envoyer(instances="Un")
    second.lire(second.envoyer(instances="Deux"))
    premier.lire(premier.client.get(premier.adresse))
    premier.envoyer(instances="Trois")

    assert second.envoyer(garder="instances").status_code == 409
    assert en_l_etat.reponses(candidature)["instances"] == "Trois"


def test_un_double_envoi_n_est_pas_un_conflit(onglets: Any) -> None:
    candidature, premier, _ = onglets
    assert premier.envoyer(instances="Une fois").status_code == 302
    assert premier.envoyer(instances="Une fois").status_code == 302
    assert Reponse.objects.get(candidature=candidature, champ="instances").version == 2


def test_la_page_dit_qui_a_ecrit_quoi(onglets: Any, client: ClientLecteur) -> None:
    candidature, premier, _ = onglets
    autre = AccesFactory(
        candidature=candidature, utilisateur=UtilisateurFactory(prenom="Rose", nom="Weil"), role="redacteur"
    ).utilisateur
    premier.envoyer(instances="De la signataire")
    client.force_login(autre)

    auteurs = {a["champ"].nom: a for a in client.get(premier.adresse).context["auteurs"]}

    assert auteurs["instances"]["qui"] == str(candidature.cree_par)
    assert (auteurs["instances"]["quand"], auteurs["instances"]["version"]) == ("à 10\xa0h\xa030", 2)
    assert json.loads(client.get(premier.adresse).context["lues"])["instances"] == marque(
        "De la signataire", 2
    )


class Auteur:
    """Somebody in front of one page: what it has read, and what was typed on it."""

    def __init__(self, compte: Utilisateur) -> None:
        self.compte = compte
        self.lue, self.texte = marque(None), ""


@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    gestes=st.lists(
        st.tuples(st.sampled_from("AB"), st.sampled_from(("ecrire", "relire", "vider")), st.integers(0, 12)),
        max_size=25,
    )
)
@rien_n_en_restera()
def test_aucun_entrelacement_de_deux_personnes_ne_perd_un_texte(brouillon: Candidature, gestes: Any) -> None:
    """Each text is stored, or told in a conflict, or kept apart, or replaced by the one who typed it and read it."""
    candidature = deepcopy(brouillon)
    acces = AccesFactory(candidature=candidature, utilisateur=UtilisateurFactory(), role="redacteur")
    auteurs = {"A": Auteur(candidature.cree_par), "B": Auteur(acces.utilisateur)}
    stocke, le, rang = None, PENDANT, 0
    Reponse.objects.filter(candidature=candidature, champ="instances").delete()
    for nom, geste, minutes in gestes:
        auteur, le, rang = auteurs[nom], le + minutes * MINUTE, rang + 1
        if geste == "relire":
            ligne = Reponse.objects.filter(candidature=candidature, champ="instances").first()
            auteur.lue = marque(ligne.valeur, ligne.version) if ligne else marque(None)
            continue
        texte = f"Texte {rang} de {nom}" if geste == "ecrire" else None
        bilan = enregistrer_reponses(
            candidature_id=candidature.pk,
            valeurs={"instances": texte},
            par=auteur.compte,
            recu_le=le,
            lues={"instances": auteur.lue},
        )
        if conflit := bilan.conflits.get("instances"):
            assert (conflit.saisie, conflit.valeur, conflit.par) == (
                texte,
                stocke and stocke[0],
                str(auteurs[stocke[1]].compte) if stocke and stocke[1] != nom else "vous, sur une autre page",
            )
            continue
        if bilan.reponses.get("instances") != (stocke and stocke[0]):
            gardes = ReponseAnterieure.objects.filter(candidature=candidature, champ="instances")
            if stocke and stocke[0] and stocke[1] != nom:
                assert stocke[0] in gardes.values_list("valeur", flat=True)
            stocke = (texte, nom)
        auteur.lue = bilan.marque("instances")
    assert en_l_etat.reponses(candidature).get("instances") == (stocke and stocke[0])
    assert empreinte(None) == empreinte("")
