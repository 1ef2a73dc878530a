"""Pages of an évaluateur: the queue, the declaration, the recusal, what was filed."""

import html
import uuid
from pathlib import Path
from typing import Any

import pytest
from django.urls import reverse

from ami.comptes.models import Utilisateur
from ami.fichiers import stockage
from ami.fichiers.adresses import lire_stockage
from candidatures.models import Candidature
from evaluation.models import Evaluation
from tests.conftest import ClientLecteur
from tests.evaluation.conftest import PLUS_TARD, VagueClose
from tests.evaluation.dossiers import (
    dossiers_en_nombre,
    lecture,
    lectures_en_nombre,
    mettre_a,
    vague_a_lire,
)
from tests.fabriques import AccesFactory
from tests.gabarits.page import Page
from tests.scenarios import agent

SIGNE = b"%PDF-1.7 signed"
pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("plus_tard")]


@pytest.fixture
def lecteur(client: ClientLecteur) -> Utilisateur:
    compte = agent()
    client.force_login(compte)
    return compte


def texte(reponse: Any) -> str:
    return html.unescape(reponse.content.decode()).replace("\xa0", " ").replace("\u202f", " ")


def suite(client: ClientLecteur, reponse: Any) -> str:
    assert reponse.status_code == 302
    return texte(client.get(reponse["Location"]))


def file(client: ClientLecteur) -> Page:
    lue = Page(client.get(reverse("evaluation:file")).content.decode())
    lue.verifier_les_liens()
    return lue


def adresse(nom: str, dossier: Candidature) -> str:
    return reverse(f"evaluation:{nom}", args=[dossier.pk])


def gestes(lue: Page) -> list[str]:
    """What each row of the queue offers, without the words that only a screen reader says."""
    return [lien.texte.split(" le dossier")[0] for lien in lue.tous("a") if "le dossier" in lien.texte]


@pytest.mark.parametrize(
    ("etat", "geste"),
    [
        ("a_faire", ["Commencer"]),
        ("brouillon", ["Continuer"]),
        ("remise", ["Corriger"]),
        ("deport", []),
    ],
)
def test_la_file_offre_le_geste_qui_suit(
    etat: str, geste: list[str], lecteur: Utilisateur, client: ClientLecteur
) -> None:
    lecture(vague_a_lire().dossiers[0], etat, evaluateur=lecteur)
    assert gestes(file(client)) == geste


@pytest.mark.parametrize(
    ("etat", "geste"), [("a_faire", []), ("brouillon", ["Relire"]), ("remise", ["Relire"]), ("deport", [])]
)
@pytest.mark.parametrize("phase", ["en_deliberation", "publiee"])
def test_apres_la_phase_on_relit_ce_qu_on_avait_ouvert(
    phase: str, etat: str, geste: list[str], lecteur: Utilisateur, client: ClientLecteur
) -> None:
    close = vague_a_lire()
    lecture(close.dossiers[0], etat, evaluateur=lecteur)
    mettre_a(close.vague, phase)
    lue = file(client)
    assert gestes(lue) == geste
    assert "Évaluations terminées" in lue.un("main").texte


def test_l_avancement_compte_ce_qui_est_remis_sans_les_deports(
    lecteur: Utilisateur, client: ClientLecteur
) -> None:
    close = vague_a_lire(4)
    for dossier, etat in zip(close.dossiers, ("remise", "brouillon", "a_faire", "deport"), strict=True):
        lecture(dossier, etat, evaluateur=lecteur)
    assert "1 / 3 remise" in file(client).un("main").texte


def test_une_longue_file_se_lit_par_pages_ce_qui_reste_a_faire_d_abord(
    lecteur: Utilisateur, client: ClientLecteur
) -> None:
    finie, ouverte = vague_a_lire(0), vague_a_lire(0)
    lectures_en_nombre(dossiers_en_nombre(finie.volet, 40), lecteur, "remise")
    mettre_a(finie.vague, "en_deliberation")
    dossiers = dossiers_en_nombre(ouverte.volet, 60)
    lectures_en_nombre(dossiers[:2], lecteur, "remise")
    lectures_en_nombre(dossiers[2:], lecteur)
    numeros: list[str] = []
    reponse = client.get(reverse("evaluation:file"))
    for page in (1, 2):
        lue = Page(reponse.content.decode())
        assert "2 / 60 remises" in lue.un("main").texte
        numeros += [entete.texte for entete in lue.tous("th", scope="row")]
        assert len(numeros) == 50 * page
        if page == 1:
            assert not lue.tous("details")
            (suivante,) = (lien for lien in lue.tous("a") if lien.texte == "Page suivante")
            reponse = client.get(reverse("evaluation:file") + suivante.attributs["href"])
    attendus = [*dossiers[2:], *dossiers[:2]]
    assert numeros[:60] == [dossier.numero for dossier in attendus]
    assert len(set(numeros)) == 100
    assert "open" not in lue.un("details").attributs  # there are still open ones on this page


def test_une_page_de_dossiers_termines_les_montre(lecteur: Utilisateur, client: ClientLecteur) -> None:
    finie, ouverte = vague_a_lire(0), vague_a_lire(0)
    lectures_en_nombre(dossiers_en_nombre(finie.volet, 60), lecteur, "remise")
    mettre_a(finie.vague, "en_deliberation")
    lectures_en_nombre(dossiers_en_nombre(ouverte.volet, 1), lecteur)
    lue = Page(client.get(reverse("evaluation:file") + "?page=2").content.decode())
    assert "open" in lue.un("details").attributs
    assert "0 / 1 remise" in lue.un("main").texte
    assert len(lue.tous("th", scope="row")) == 11


def test_une_file_vide_le_dit(lecteur: Utilisateur, client: ClientLecteur) -> None:
    lecture(vague_a_lire().dossiers[0], "remise", evaluateur=agent())
    assert "Vous n’avez aucun dossier à évaluer en ce moment." in file(client).un("main").texte


def test_declarer_deux_fois_n_ouvre_qu_une_fois(
    close: VagueClose, lecteur: Utilisateur, client: ClientLecteur, contenus: Any
) -> None:
    dossier = close.dossiers[0]
    lecture(dossier, "a_faire", evaluateur=lecteur)
    assert client.post(adresse("declarer", dossier))["Location"] == adresse("evaluer", dossier)
    evaluation = Evaluation.objects.get()
    assert (evaluation.etat, evaluation.declaree_le) == ("brouillon", PLUS_TARD)
    avant = contenus()
    assert client.post(adresse("declarer", dossier))["Location"] == adresse("evaluer", dossier)
    assert contenus() == avant


@pytest.mark.parametrize("nom", ["declarer", "deport"])
def test_trop_tard_pour_declarer_ou_se_deporter(
    nom: str, lecteur: Utilisateur, client: ClientLecteur, contenus: Any
) -> None:
    close = vague_a_lire()
    lecture(close.dossiers[0], "a_faire", evaluateur=lecteur)
    mettre_a(close.vague, "en_deliberation")
    avant = contenus()
    reponse = client.post(adresse(nom, close.dossiers[0]), {"motif": "Un lien."})
    assert "sa phase d’évaluation est terminée" in suite(client, reponse)
    assert contenus() == avant


def test_un_deport_se_dit_et_ferme_le_dossier(lecteur: Utilisateur, client: ClientLecteur) -> None:
    dossier = vague_a_lire().dossiers[0]
    lecture(dossier, evaluateur=lecteur)
    reponse = client.post(adresse("deport", dossier), {"motif": "Je connais l’équipe."})
    assert reponse["Location"] == reverse("evaluation:file")
    assert "Votre déport est enregistré" in suite(client, reponse)
    assert Evaluation.objects.get().motif_deport == "Je connais l’équipe."


def test_un_deport_deja_fait_le_dit(lecteur: Utilisateur, client: ClientLecteur, contenus: Any) -> None:
    dossier = vague_a_lire().dossiers[0]
    lecture(dossier, "deport", evaluateur=lecteur)
    avant = contenus()
    reponse = client.post(adresse("deport", dossier), {"motif": "Encore."})
    assert "a fait l’objet d’un déport" in suite(client, reponse)
    assert contenus() == avant


@pytest.mark.parametrize("nom", ["evaluer", "declarer", "deport"])
@pytest.mark.parametrize("raison", ["d’un autre", "inconnu", "retiré", "intéressé"])
def test_un_dossier_hors_de_sa_file_est_introuvable(
    raison: str, nom: str, lecteur: Utilisateur, client: ClientLecteur, contenus: Any
) -> None:
    dossier = vague_a_lire().dossiers[0]
    lecture(dossier, "brouillon", evaluateur=agent() if raison == "d’un autre" else lecteur)
    if raison == "retiré":
        Candidature.objects.update(etat="retiree")
    if raison == "intéressé":
        AccesFactory(candidature=dossier, utilisateur=lecteur, role="lecteur")
    if raison == "inconnu":
        dossier = Candidature(pk=uuid.uuid4())
    avant = contenus()
    assert client.post(adresse(nom, dossier), {"motif": "Un lien."}).status_code == 404
    assert contenus() == avant


@pytest.mark.parametrize("etat", ["a_faire", "deport"])
@pytest.mark.parametrize("quoi", ["piece", "piece_originale", "document"])
def test_aucune_piece_avant_la_declaration_ni_apres_un_deport(
    quoi: str, etat: str, lecteur: Utilisateur, client: ClientLecteur
) -> None:
    dossier = vague_a_lire().dossiers[0]
    lecture(dossier, etat, evaluateur=lecteur)
    suite_du_chemin = [dossier.pk, 1 if quoi == "document" else uuid.uuid4()]
    assert client.get(reverse(f"evaluation:{quoi}", args=suite_du_chemin)).status_code == 403


def test_une_piece_qui_n_a_pas_ete_deposee_est_introuvable(
    close: VagueClose, lecteur: Utilisateur, client: ClientLecteur
) -> None:
    dossier = close.dossiers[0]
    lecture(dossier, evaluateur=lecteur)
    for nom, cle in (
        ("piece", uuid.uuid4()),
        ("piece_originale", uuid.uuid4()),
        ("document", 1),
        ("document", 2),
    ):
        assert client.get(reverse(f"evaluation:{nom}", args=[dossier.pk, cle])).status_code == 404


def test_l_original_d_un_document_signe_se_telecharge(
    close: VagueClose, lecteur: Utilisateur, client: ClientLecteur, settings: Any, tmp_path: Path
) -> None:
    settings.STORAGES = {**settings.STORAGES, "fichiers": lire_stockage(tmp_path.as_uri())}
    dossier = close.dossiers[0]
    lecture(dossier, evaluateur=lecteur)
    signe, autre = (piece.fichier for piece in dossier.pieces.select_related("fichier")[:2])
    signe.retraits, signe.taille = ["signature"], len(SIGNE)
    signe.save()
    stockage.ecrire(signe.cle_originale, SIGNE)
    chemin = reverse("evaluation:piece_originale", args=[dossier.pk, signe.pk])
    page = texte(client.get(adresse("evaluer", dossier)))
    assert (page.count(f'href="{chemin}"'), page.count("/original/")) == (1, 1)
    assert b"".join(client.get(chemin).streaming_content) == SIGNE
    entier = client.get(reverse("evaluation:piece_originale", args=[dossier.pk, autre.pk]))
    assert (entier.status_code, "n’a perdu aucun contenu" in texte(entier)) == (409, True)
    client.force_login(agent())  # another évaluateur
    assert client.get(chemin).status_code == 404
