"""The whole dossier in one ZIP."""

import hashlib
import io
import re
from copy import deepcopy
from typing import Any
from zipfile import ZipFile

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from ami.comptes.models import Role
from ami.fichiers import stockage
from ami.fichiers.erreurs import StockageEnPanne
from ami.fichiers.states import EtatFichier
from candidatures.models import Candidature, Cote
from candidatures.services.documents import produire_documents
from candidatures.services.joindre import retirer_piece
from candidatures.services.remanier import remanier_candidature
from candidatures.version_deposee.archive import ecrire as ecrire_l_archive
from candidatures.version_deposee.archive import rassembler
from tests.candidatures.echanges import PLUS_TARD, dossier_numerote, ecrire, preparer
from tests.candidatures.views.pages import connecter, texte
from tests.conftest import ClientLecteur
from tests.fabriques import PENDANT, AccesFactory, FichierFactory, PieceFactory, UtilisateurFactory
from tests.partage_du_module import Base
from tests.scenarios import agent, brouillon_complet, clore, deposer, vague_ouverte

pytestmark = pytest.mark.django_db
CONTENU = b"%PDF-1.4 une piece"


@pytest.fixture(autouse=True)
def plus_tard() -> Any:
    with time_machine.travel(PLUS_TARD, tick=False):
        yield


@pytest.fixture(scope="module")
def depose_du_module(base_du_module: Base) -> Candidature:
    with base_du_module():
        dossier = dossier_numerote()
        for piece in dossier.pieces.select_related("fichier"):
            piece.fichier.empreinte_servie = hashlib.sha256(CONTENU).hexdigest()
            piece.fichier.save(update_fields=["empreinte_servie"])
        return dossier


@pytest.fixture
def depose(db: None, depose_du_module: Candidature) -> Candidature:
    """With its stored bytes, which a test may efface."""
    dossier = deepcopy(depose_du_module)
    for piece in dossier.pieces.select_related("fichier"):
        stockage.ecrire(piece.fichier.cle_servie, CONTENU)
    return dossier


def octets(client: ClientLecteur, dossier: Candidature, espace: str = "candidatures") -> bytes:
    reponse: Any = client.get(reverse(f"{espace}:archive", args=[dossier.pk]))
    assert (reponse.status_code, reponse["Content-Type"]) == (200, "application/zip")
    assert reponse["Content-Disposition"] == f'attachment; filename="{dossier.numero}.zip"'
    return b"".join(reponse.streaming_content)


def ouvrir(client: ClientLecteur, dossier: Candidature, espace: str = "candidatures") -> dict[str, bytes]:
    with ZipFile(io.BytesIO(octets(client, dossier, espace))) as archive:
        assert archive.testzip() is None
        return {nom: archive.read(nom) for nom in archive.namelist()}


def test_l_archive_tient_les_versions_les_pieces_et_les_echanges(
    depose: Candidature, client: ClientLecteur
) -> None:
    produire_documents(depot_id=depose.depots.get().pk, maintenant=PENDANT)
    ecrire(depose, "Quand aurons-nous une réponse ?")
    preparer(depose, "Pas encore envoyé.")
    joint = FichierFactory(nom="plan: <1>.pdf", depose_par=depose.cree_par, empreinte_servie="0" * 64)
    stockage.ecrire(joint.cle_servie, b"plan")
    double = FichierFactory(nom="plan: <1>.pdf", depose_par=depose.cree_par, empreinte_servie="1" * 64)
    stockage.ecrire(double.cle_servie, b"plan bis")
    ecrire(depose, "Voici le plan.", fichiers=[joint, double], par=agent(Role.INSTRUCTEUR), cote=Cote.SERVICE)
    lue = ouvrir(connecter(client, depose.cree_par), depose)
    numero = depose.numero
    pieces = [nom for nom in lue if nom.startswith("pieces/")]
    assert {f"versions/{numero}-v1-dossier.pdf", f"versions/{numero}-v1-recepisse.pdf"} < lue.keys()
    assert [re.sub(r"\d+\.pdf$", "", nom) for nom in pieces] == [
        "pieces/v1-01-statuts-piece-",
        "pieces/v1-02-comptes-piece-",
    ]
    assert {lue[nom] for nom in pieces} == {CONTENU}
    assert {lue[f"echanges/002-0{n}-plan_ _1_.pdf"] for n in (1, 2)} == {b"plan", b"plan bis"}
    fil = lue["echanges.txt"].decode()
    assert "[001]" in fil
    assert "Quand aurons-nous une réponse ?" in fil
    assert "Fichier joint\xa0: plan: <1>.pdf" in fil
    assert "Pas encore envoyé." not in fil
    liste = lue["contenu.txt"].decode()
    for nom in (*pieces, f"versions/{numero}-v1-dossier.pdf", f"versions/{numero}-v1.json", "echanges.txt"):
        assert f"{nom} – SHA-256 {hashlib.sha256(lue[nom]).hexdigest()}" in liste


def test_le_porteur_n_y_lit_pas_le_nom_de_l_agent(depose: Candidature, client: ClientLecteur) -> None:
    instructeur = agent(Role.INSTRUCTEUR)
    ecrire(depose, "Bonjour.", par=instructeur, cote=Cote.SERVICE)
    clore(depose.vague)
    porteur = ouvrir(connecter(client, depose.cree_par), depose)["echanges.txt"].decode()
    service = ouvrir(connecter(client, instructeur), depose, "instruction")["echanges.txt"].decode()
    assert (str(instructeur) in porteur, str(instructeur) in service) == (False, True)
    assert "Service instructeur" in porteur


def test_ce_qui_manque_est_dit_dans_la_liste(depose: Candidature, client: ClientLecteur) -> None:
    perdue, refusee = depose.pieces.select_related("fichier").order_by("pk")
    stockage.effacer(perdue.fichier.cle_servie)
    refusee.fichier.etat, refusee.fichier.motif = EtatFichier.REFUSE, "Il contient un programme."
    refusee.fichier.save(update_fields=["etat", "motif"])
    lue = ouvrir(connecter(client, depose.cree_par), depose)
    assert set(lue) == {f"versions/{depose.numero}-v1.json", "echanges.txt", "contenu.txt"}
    assert (
        hashlib.sha256(lue[f"versions/{depose.numero}-v1.json"]).hexdigest() == depose.depots.get().empreinte
    )
    liste = lue["contenu.txt"].decode().replace("\xa0", " ")
    assert f"{depose.numero}-v1-dossier.pdf – en préparation" in liste
    assert f"{depose.numero}-v1-recepisse.pdf – en préparation" in liste
    assert "n’est plus disponible" in liste
    assert "Refusé : ce fichier n’est pas dans l’archive." in liste
    assert "Aucun message." in lue["echanges.txt"].decode()


def test_le_stockage_en_panne_ne_donne_pas_une_archive_tronquee(
    depose: Candidature, client: ClientLecteur, monkeypatch: pytest.MonkeyPatch
) -> None:
    def en_panne(_cle: str) -> Any:
        raise StockageEnPanne("En panne.")

    monkeypatch.setattr(stockage, "lire", en_panne)
    reponse = connecter(client, depose.cree_par).get(
        reverse("candidatures:archive", args=[depose.pk]), follow=True
    )
    assert "ne peut pas être lu pour le moment" in texte(reponse)
    with pytest.raises(StockageEnPanne):
        list(ecrire_l_archive(rassembler(depose, Cote.PORTEUR)))


def test_un_message_n_en_imite_pas_un_autre(depose: Candidature, client: ClientLecteur) -> None:
    ecrire(depose, "Bonjour.\n\n[002] Service instructeur\nLe 1er mars – lu\n\nVotre délai est prolongé.")
    fil = ouvrir(connecter(client, depose.cree_par), depose)["echanges.txt"].decode()
    assert [ligne for ligne in fil.splitlines() if ligne.startswith("[")] == [
        f"[001] {depose.cree_par}, pour le porteur"
    ]


def test_un_nom_tres_long_s_extrait_partout(depose: Candidature, client: ClientLecteur) -> None:
    piece = depose.pieces.select_related("fichier").first()
    piece.fichier.nom = "é" * 190 + ".pdf"
    piece.fichier.empreinte = "a" * 64
    piece.fichier.save(update_fields=["nom", "empreinte"])
    lue = ouvrir(connecter(client, depose.cree_par), depose)
    nom = next(nom for nom in lue if "é" in nom)
    assert (len(nom.partition("/")[2].encode()) < 200, nom.endswith("é.pdf")) == (True, True)
    assert f"(copie sans contenu actif du fichier reçu, SHA-256 {'a' * 64})" in lue["contenu.txt"].decode()


def test_la_liste_dit_ce_que_la_copie_n_a_plus(depose: Candidature, client: ClientLecteur) -> None:
    fichier = depose.pieces.select_related("fichier").first().fichier
    fichier.empreinte, fichier.retraits = "a" * 64, ["signature"]
    fichier.save(update_fields=["empreinte", "retraits"])
    liste = ouvrir(connecter(client, depose.cree_par), depose)["contenu.txt"].decode()
    assert f"SHA-256 {'a' * 64}, qui ne contient plus : la signature électronique)" in liste.replace(
        "\xa0", " "
    )


def test_la_meme_archive_deux_fois_et_des_requetes_en_nombre_fixe(
    depose: Candidature, client: ClientLecteur
) -> None:
    connecter(client, depose.cree_par)
    assert octets(client, depose) == octets(client, depose)
    nombres = []
    for _ in range(2):
        with CaptureQueriesContext(connection) as requetes:
            octets(client, depose)
        nombres.append(len(requetes))
        for rang in range(3):
            ecrire(depose, f"Message {rang}.", apres=None)
    assert nombres == [6, 7]  # the files of messages, when there are messages


def test_une_piece_remplacee_reste_dans_l_archive(depose: Candidature, client: ClientLecteur) -> None:
    remanier_candidature(candidature_id=depose.pk, par=depose.cree_par, recu_le=PLUS_TARD)
    ancienne = depose.pieces.get(code="statuts")
    retirer_piece(candidature_id=depose.pk, piece_id=ancienne.pk, par=depose.cree_par, recu_le=PLUS_TARD)
    PieceFactory(candidature=depose, code="statuts", ajoutee_le=PLUS_TARD)
    deposer(depose, le=PLUS_TARD)
    liste = ouvrir(connecter(client, depose.cree_par), depose)["contenu.txt"].decode()
    assert [ligne.split("-piece-")[0] for ligne in liste.splitlines() if ligne.startswith("pieces/")] == [
        "pieces/v1-01-statuts",
        "pieces/v1-02-comptes",
        "pieces/v2-01-statuts",
    ]


def test_l_archive_ne_va_qu_a_ceux_du_dossier(depose: Candidature, client: ClientLecteur) -> None:
    lecteur = AccesFactory(candidature=depose, utilisateur=UtilisateurFactory(), role="lecteur").utilisateur
    adresse = reverse("candidatures:archive", args=[depose.pk])
    statuts = {
        str(qui): connecter(client, compte).get(adresse).status_code
        for qui, compte in {
            "lecteur": lecteur,
            "étranger": UtilisateurFactory(),
            "instructeur": agent(Role.INSTRUCTEUR),
        }.items()
    }
    assert statuts == {"lecteur": 200, "étranger": 404, "instructeur": 404}


def test_un_brouillon_jamais_depose_n_a_pas_d_archive(client: ClientLecteur) -> None:
    brouillon = brouillon_complet(vague_ouverte(numero=1))
    reponse = connecter(client, brouillon.cree_par).get(reverse("candidatures:archive", args=[brouillon.pk]))
    assert reponse.status_code == 404
