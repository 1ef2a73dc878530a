"""Documents of a draft, as a porteur sends them from a browser without JavaScript."""

import re
from pathlib import Path
from typing import Any

import pikepdf
import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.urls import reverse

from ami.fichiers.adresses import lire_stockage
from ami.fichiers.models import Fichier
from candidatures.lectures.en_l_etat import volet_ouvert
from candidatures.models import Acces, Candidature, Piece
from candidatures.services.joindre import PIECES_MAX
from tests.candidatures.views.pages import connecter, texte
from tests.conftest import ClientLecteur
from tests.fabriques import PENDANT, FichierFactory, PieceFactory, UtilisateurFactory
from tests.scenarios import agent, dossier_depose, vague_ouverte

pytestmark = pytest.mark.django_db


@pytest.fixture
def pdf(tmp_path: Path) -> bytes:
    document = pikepdf.new()
    document.add_blank_page()
    document.save(tmp_path / "page.pdf")
    return (tmp_path / "page.pdf").read_bytes()


@pytest.fixture
def racine(settings: Any, tmp_path: Path) -> Path:
    """A store of one's own."""
    dossier = tmp_path / "fichiers"
    settings.STORAGES = {**settings.STORAGES, "fichiers": lire_stockage(dossier.as_uri())}
    return dossier


def televerse(contenu: bytes, nom: str = "statuts.pdf") -> SimpleUploadedFile:
    return SimpleUploadedFile(nom, contenu, content_type="application/octet-stream")


@time_machine.travel(PENDANT, tick=False)
def envoyer(
    client: ClientLecteur, brouillon: Candidature, *fichiers: Any, code: str = "statuts", **champs: Any
) -> Any:
    adresse = reverse("candidatures:joindre", args=[brouillon.pk, code])
    return connecter(client, brouillon.cree_par).post(adresse, {"fichiers": list(fichiers), **champs})


@time_machine.travel(PENDANT, tick=False)
def lire(client: ClientLecteur, brouillon: Candidature) -> str:
    page = connecter(client, brouillon.cree_par).get(reverse("candidatures:pieces", args=[brouillon.pk]))
    assert page.status_code == 200
    return texte(page)


def test_plusieurs_fichiers_se_joignent_en_un_envoi(client: Any, brouillon: Candidature, pdf: bytes) -> None:
    avant = Piece.objects.count()
    reponse = envoyer(
        client, brouillon, televerse(pdf, "a.pdf"), televerse(pdf + b"\n", "b.pdf"), legende="Version signée"
    )
    assert reponse.status_code == 302
    assert reponse["Location"].endswith("/pieces/#id_piece:statuts")
    nouvelles = list(Piece.objects.order_by("pk")[avant:])
    assert [(p.fichier.nom, p.legende, p.code) for p in nouvelles] == [
        ("a.pdf", "Version signée", "statuts"),
        ("b.pdf", "Version signée", "statuts"),
    ]
    page = lire(client, brouillon)
    assert "a.pdf" in page
    assert "Version signée" in page
    assert "Brouillon – non déposé" in page


def test_apres_la_cloture_un_fichier_joint_dit_que_le_dossier_ne_se_depose_plus(
    client: Any, brouillon: Candidature, pdf: bytes
) -> None:
    with time_machine.travel(brouillon.vague.cloture, tick=False):
        reponse = connecter(client, brouillon.cree_par).post(
            reverse("candidatures:joindre", args=[brouillon.pk, "statuts"]),
            {"fichiers": [televerse(pdf)]},
            follow=True,
        )
    assert (
        "Le fichier est joint au brouillon. La vague est close : ce dossier ne peut plus y être déposé."
        in texte(reponse)
    )


def test_la_page_dit_le_modele_les_formats_et_la_taille(
    client: Any, brouillon: Candidature, pdf: bytes
) -> None:
    ouvert = volet_ouvert(brouillon)
    modele = "https://exemple.test/modele.ods"
    ouvert.reglages = {"pieces": {"budget": {"formats": ["jpeg", "ods"], "taille_max": 5, "modele": modele}}}
    ouvert.save()
    page = re.sub(r"\s+", " ", lire(client, brouillon))
    assert "Formats acceptés pour cette pièce : JPEG, ODS. 5 Mo au plus par fichier." in page
    assert 'accept=".jpg,.jpeg,.jpe,.jfif,.ods"' in page
    assert 'data-taille-max="5000000"' in page
    assert page.count('data-taille-max="20000000"') == page.count("data-piece>") - 1
    assert (
        f'href="{modele}" target="_blank" rel="noopener noreferrer">Modèle à remplir – nouvelle fenêtre'
        in page
    )
    reponse = envoyer(client, brouillon, televerse(pdf, "budget.pdf"), code="budget")
    assert reponse.status_code == 422
    assert "que cette pièce n’accepte pas. Joignez-la en JPEG, ODS." in texte(reponse)
    assert not Fichier.objects.filter(nom="budget.pdf").exists()


def test_un_bon_fichier_est_garde_quand_l_autre_est_refuse(
    client: Any, brouillon: Candidature, pdf: bytes
) -> None:
    reponse = envoyer(client, brouillon, televerse(pdf, "bon.pdf"), televerse(b"", "vide.pdf"))
    assert reponse.status_code == 422
    page = texte(reponse)
    assert "vide.pdf" in page
    assert 'aria-invalid="true"' in page
    assert Piece.objects.filter(fichier__nom="bon.pdf").exists()
    assert not Fichier.objects.filter(nom="vide.pdf").exists()


def test_un_envoi_sans_fichier_dit_quoi_faire(client: Any, brouillon: Candidature, contenus: Any) -> None:
    connecter(client, brouillon.cree_par)
    avant = contenus()
    reponse = envoyer(client, brouillon)
    assert (reponse.status_code, "Choisissez d’abord un fichier" in texte(reponse)) == (422, True)
    assert contenus() == avant


def test_un_genre_de_piece_inconnu_est_introuvable(
    client: Any, brouillon: Candidature, pdf: bytes, tables: Any
) -> None:
    avant = tables()
    assert envoyer(client, brouillon, televerse(pdf), code="inventee").status_code == 404
    assert tables() == avant


def test_une_piece_se_retire(client: Any, brouillon: Candidature, pdf: bytes) -> None:
    envoyer(client, brouillon, televerse(pdf, "trop.pdf"))
    piece = Piece.objects.get(fichier__nom="trop.pdf")
    reponse = client.post(reverse("candidatures:retirer_piece", args=[brouillon.pk, piece.pk]))
    assert reponse.status_code == 302
    piece.refresh_from_db()
    assert piece.retiree_par == brouillon.cree_par
    assert 'Retirer<span class="fr-sr-only"> trop.pdf' not in lire(client, brouillon)


def test_la_piece_d_un_autre_dossier_ne_se_retire_pas(
    client: Any, brouillon: Candidature, contenus: Any
) -> None:
    autre = PieceFactory()
    connecter(client, brouillon.cree_par)
    avant = contenus()
    adresse = reverse("candidatures:retirer_piece", args=[brouillon.pk, autre.pk])
    assert client.post(adresse).status_code == 404
    assert client.get(reverse("candidatures:piece", args=[brouillon.pk, autre.fichier_id])).status_code == 404
    assert contenus() == avant


def test_avant_l_analyse_seul_son_auteur_retelecharge(
    client: Any, brouillon: Candidature, pdf: bytes
) -> None:
    envoyer(client, brouillon, televerse(pdf, "mien.pdf"))
    fichier = Fichier.objects.get(nom="mien.pdf")
    adresse = reverse("candidatures:piece", args=[brouillon.pk, fichier.pk])
    reponse = client.get(adresse)
    assert b"".join(reponse.streaming_content) == pdf
    assert reponse["Content-Disposition"] == 'attachment; filename="mien.pdf"'
    assert reponse["X-Content-Type-Options"] == "nosniff"
    collegue = UtilisateurFactory()
    Acces.objects.create(candidature=brouillon, utilisateur=collegue, role="redacteur")
    reponse = connecter(client, collegue).get(adresse)
    assert reponse.status_code == 409
    assert "attend l’analyse" in texte(reponse)


def test_un_lecteur_ne_joint_rien(client: Any, brouillon: Candidature, pdf: bytes, tables: Any) -> None:
    lecteur = UtilisateurFactory()
    Acces.objects.create(candidature=brouillon, utilisateur=lecteur, role="lecteur")
    connecter(client, lecteur)
    avant = tables()
    adresse = reverse("candidatures:joindre", args=[brouillon.pk, "statuts"])
    assert client.post(adresse, {"fichiers": [televerse(pdf)]}).status_code == 403
    assert tables() == avant


def test_un_agent_ne_lit_que_les_pieces_deposees(client: Any) -> None:
    depose = dossier_depose(vague_ouverte())
    en_plus = PieceFactory(candidature=depose, fichier=FichierFactory())
    connecter(client, agent("instructeur"))
    assert client.get(reverse("instruction:piece", args=[depose.pk, en_plus.fichier_id])).status_code == 404


def test_le_meme_fichier_renvoye_n_est_garde_qu_une_fois(
    client: Any, brouillon: Candidature, pdf: bytes, racine: Path
) -> None:
    for _ in range(4):
        assert envoyer(client, brouillon, televerse(pdf, "a.pdf")).status_code == 302
    fichier = Fichier.objects.get(nom="a.pdf")
    assert Piece.objects.get(fichier__nom="a.pdf").fichier == fichier
    assert [chemin.name for chemin in (racine / "originaux").iterdir()] == [str(fichier.pk)]


def test_le_meme_contenu_sous_un_autre_nom_est_dit_sur_la_page(
    client: Any, brouillon: Candidature, pdf: bytes, racine: Path
) -> None:
    envoyer(client, brouillon, televerse(pdf, "a.pdf"))
    reponse = envoyer(client, brouillon, televerse(pdf, "b.pdf"))
    phrase = "« b.pdf » est déjà joint ici, sous le nom « a.pdf »"
    assert (reponse.status_code, phrase in texte(reponse)) == (422, True)
    assert not Fichier.objects.filter(nom="b.pdf").exists()
    assert len(list((racine / "originaux").iterdir())) == 1


def test_un_dossier_plein_ne_recoit_plus_de_fichier(
    client: Any, brouillon: Candidature, pdf: bytes, racine: Path
) -> None:
    PieceFactory.create_batch(PIECES_MAX - brouillon.pieces.count(), candidature=brouillon)
    reponse = envoyer(client, brouillon, televerse(pdf, "a.pdf"))
    assert (reponse.status_code, "Ce dossier a déjà 60 pièces" in texte(reponse)) == (422, True)
    assert not Fichier.objects.filter(nom="a.pdf").exists()
    assert not racine.exists()


def test_un_fichier_que_le_dossier_refuse_est_oublie(
    client: Any, brouillon: Candidature, pdf: bytes, racine: Path
) -> None:
    """The access was closed while the file was being received."""

    def fermer_entretemps(execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        resultat = execute(sql, params, many, context)
        if sql.startswith('INSERT INTO "fichiers_fichier"'):
            Acces.objects.update(role="lecteur")
        return resultat

    with connection.execute_wrapper(fermer_entretemps):
        reponse = envoyer(client, brouillon, televerse(pdf, "a.pdf"))
    assert "votre accès a changé" in texte(reponse)
    assert not Fichier.objects.filter(nom="a.pdf").exists()
    assert list((racine / "originaux").iterdir()) == []


def test_la_carte_dit_combien_de_fichiers_manquent_encore(client: Any, brouillon: Candidature) -> None:
    volet = volet_ouvert(brouillon)
    volet.reglages = {"pieces": {"lettres": {"obligatoire_pour": ["tous"], "nombre": 2}}}
    volet.save(update_fields=["reglages"])
    assert "À joindre : 2 fichiers" in lire(client, brouillon).replace("\xa0", " ")
    PieceFactory(candidature=brouillon, code="lettres")
    PieceFactory(candidature=brouillon, code="lettres", fichier__etat="refuse", fichier__motif="Illisible.")
    assert "À joindre : encore 1 fichier<" in lire(client, brouillon).replace("\xa0", " ")
    PieceFactory(candidature=brouillon, code="lettres")
    assert "encore" not in lire(client, brouillon)
