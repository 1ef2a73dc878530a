"""Each page, opened by someone who may: one h1, a title, no inline code, a strict CSP, ids that exist, no cache."""

import re
from collections.abc import Iterator
from copy import deepcopy
from html.parser import HTMLParser
from typing import Any

import pytest
import time_machine
from django.urls import reverse

from tests.candidatures.views.pages import lues
from tests.fabriques import PENDANT
from tests.partage_du_module import Base
from tests.roles import Monde, monde

PAGES = [  # route, role
    ("accueil", "anonyme"),
    ("accueil", "porteur"),
    ("accessibilite", "anonyme"),
    ("mentions_legales", "anonyme"),
    ("donnees_personnelles", "anonyme"),
    ("plan_du_site", "anonyme"),
    ("laureats:liste", "anonyme"),
    ("account_login", "anonyme"),
    ("account_signup", "anonyme"),
    ("account_reset_password", "anonyme"),
    ("account_inactive", "anonyme"),
    ("account_logout", "porteur"),
    ("compte_profil", "porteur"),
    ("compte_fermer", "porteur"),
    ("candidatures:liste", "porteur"),
    ("candidatures:nouvelle", "porteur"),
    ("candidatures:dossier", "porteur"),
    ("candidatures:section", "porteur"),
    ("candidatures:anterieures", "porteur"),
    ("candidatures:deposer", "porteur"),
    ("candidatures:recepisse", "porteur"),
    ("candidatures:retirer", "porteur"),
    ("candidatures:echanges", "porteur"),
    ("candidatures:personnes", "porteur"),
    ("candidatures:liste", "autre_porteur"),
    ("instruction:reprise", "instructeur"),
    ("evaluation:file", "evaluateur"),
    ("evaluation:evaluer", "evaluateur"),
    ("instruction:liste", "instructeur"),
    ("instruction:dossier", "instructeur"),
    ("instruction:comparer", "instructeur"),
    ("instruction:complements", "instructeur"),
    ("instruction:echanges", "instructeur"),
    ("instruction:dossier", "referent"),
    ("instruction:retirer", "instructeur"),
    ("pilotage:vagues", "administrateur"),
    ("pilotage:vagues", "auditeur"),
    ("pilotage:programmer", "administrateur"),
    ("reglages:formulaire", "administrateur"),
    ("reglages:section", "administrateur"),
    ("pilotage:vague", "administrateur"),
    ("pilotage:vague", "auditeur"),
    ("pilotage:courriels", "administrateur"),
    ("pilotage:courriels_hors_dossier", "administrateur"),
    ("pilotage:ouvrir_deliberation", "administrateur"),
    ("affectation:tableau", "administrateur"),
    ("selection:deliberation", "administrateur"),
    ("selection:decision", "administrateur"),
    ("selection:publication", "administrateur"),
]
REFERENCES = ("for", "aria-describedby", "aria-labelledby", "aria-controls", "aria-errormessage", "aria-owns")


class Lecteur(HTMLParser):
    """What a page says of itself."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.ids: list[str] = []
        self.references: set[str] = set()
        self.en_ligne: list[str] = []
        self.nombre_de_h1 = 0
        self.langue: str | None = None
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        attributs = dict(attrs)
        self.nombre_de_h1 += tag == "h1"
        if tag == "html":
            self.langue = attributs.get("lang")
        if attributs.get("id"):
            self.ids.append(str(attributs["id"]))
        for nom in REFERENCES:
            self.references |= set((attributs.get(nom) or "").split())
        if (attributs.get("href") or "").startswith("#") and attributs["href"] != "#":
            self.references.add(str(attributs["href"])[1:])
        if tag == "style" or (tag == "script" and "src" not in attributs) or "style" in attributs:
            self.en_ligne.append(self.get_starttag_text() or tag)
        self.en_ligne += [nom for nom in attributs if nom.startswith("on")]


def verifier(reponse: Any) -> str:
    """Check a page and return its title."""
    html = reponse.content.decode()
    page = Lecteur(html)
    assert page.nombre_de_h1 == 1
    assert page.langue == "fr"
    assert page.en_ligne == []
    assert len(page.ids) == len(set(page.ids)), sorted(i for i in page.ids if page.ids.count(i) > 1)
    assert page.references - set(page.ids) == set()
    csp = reponse["Content-Security-Policy"]
    assert "default-src 'none'" in csp
    assert "unsafe" not in csp
    titre = re.search(r"<title>(.*?)</title>", html, re.DOTALL)
    assert titre
    texte = " ".join(titre[1].split())
    assert len(texte) > 5
    return texte


@pytest.fixture(scope="module")
def monde_du_module(base_du_module: Base) -> Monde:
    with time_machine.travel(PENDANT, tick=False), base_du_module():
        return monde()


@pytest.fixture
def un_monde(db: None, monde_du_module: Monde) -> Iterator[Monde]:
    with time_machine.travel(PENDANT, tick=False):
        yield deepcopy(monde_du_module)


def ouvrir(un_monde: Monde, nom: str, role: str) -> Any:
    return un_monde.client(role).get(reverse(nom, kwargs=un_monde.arguments(nom)))


@pytest.mark.balayage
@pytest.mark.parametrize("role", sorted({role for _, role in PAGES}))
def test_les_pages_d_un_role_sont_bien_formees(role: str, un_monde: Monde) -> None:
    titres = {}
    for nom in [nom for nom, lecteur in PAGES if lecteur == role]:
        reponse = ouvrir(un_monde, nom, role)
        assert reponse.status_code == 200, nom
        titres[nom] = verifier(reponse)
        if role != "anonyme":
            assert reponse["Cache-Control"] == "private, no-store", nom
    assert len(set(titres.values())) == len(titres), titres


@pytest.mark.parametrize(
    ("nom", "etat"),
    [
        ("candidatures:section", "Brouillon – non déposé"),
        ("candidatures:deposer", "Brouillon – non déposé"),
        ("candidatures:dossier", "En cours d’instruction"),
    ],
)
def test_le_titre_d_un_dossier_porte_son_etat(nom: str, etat: str, un_monde: Monde) -> None:
    assert etat in verifier(ouvrir(un_monde, nom, "porteur"))


def test_un_brouillon_rappelle_partout_qu_il_n_est_pas_depose(un_monde: Monde) -> None:
    client = un_monde.client("porteur")
    pk = un_monde.brouillon.pk
    codes = ("structure", "lieu", "territoire", "projet", "gouvernance", "budget", "engagements")
    for chemin in (f"/candidatures/{pk}/", *(f"/candidatures/{pk}/{code}/" for code in (*codes, "deposer"))):
        reponse = client.get(chemin)
        assert "Brouillon – non déposé" in verifier(reponse)
        texte = reponse.content.decode().replace("\xa0", " ")
        assert "n’est pas déposé" in texte or "non déposé" in texte
        assert "15 février 2027 à 23 h 59 (heure de Paris)" in texte
        assert "minuit" not in texte


@pytest.mark.parametrize("code", ["structure", "budget", "projet"])
def test_une_section_en_erreur_reste_bien_formee(code: str, un_monde: Monde) -> None:
    client = un_monde.client("porteur")
    champs = {"siret": "1", "representant_courriel": "x", "montant_an_1": "x", "resume": "\x07"}
    champs["lues"] = lues(un_monde.brouillon)
    reponse = client.post(f"/candidatures/{un_monde.brouillon.pk}/{code}/", champs, follow=True)
    assert reponse.redirect_chain == [(f"/candidatures/{un_monde.brouillon.pk}/{code}/", 302)]
    assert "rreur" in verifier(reponse)
    assert 'aria-invalid="true"' in reponse.content.decode()


@pytest.mark.parametrize(
    ("chemin", "statut"), [("/introuvable/", 404), ("/instruction/", 403), ("/evaluation/", 403)]
)
def test_une_page_d_erreur_est_bien_formee(chemin: str, statut: int, un_monde: Monde) -> None:
    client = un_monde.client("porteur")
    reponse = client.get(chemin)
    assert reponse.status_code == statut
    verifier(reponse)


@pytest.mark.parametrize(
    ("entete", "valeur"),
    [
        ("X-Frame-Options", "DENY"),
        ("X-Content-Type-Options", "nosniff"),
        ("Referrer-Policy", "same-origin"),
        ("Cross-Origin-Opener-Policy", "same-origin"),
    ],
)
def test_les_entetes_de_securite(entete: str, valeur: str, un_monde: Monde) -> None:
    assert ouvrir(un_monde, "accueil", "anonyme")[entete] == valeur
