"""``verifier_depot`` finds whatever was changed in a filing, its documents, its journal or its seal."""

import hashlib
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from copy import deepcopy
from io import StringIO
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import CommandError, call_command
from django.db import connection, transaction

from ami.fichiers import stockage
from ami.fichiers.models import Fichier
from ami.fichiers.services import recevoir
from ami.fichiers.states import EtatFichier
from candidatures.models import Candidature, Depot
from candidatures.services.documents import produire_documents
from candidatures.services.joindre import joindre_piece
from candidatures.services.remanier import remanier_candidature
from tests.fabriques import PENDANT, UtilisateurFactory
from tests.partage_du_module import Base
from tests.scenarios import brouillon_complet, clore, deposer, remplir, reponses_completes, vague_ouverte

pytestmark = pytest.mark.django_db
PDF = b"%PDF-1.7\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n"


def verifier(*arguments: str, **options: Any) -> tuple[bool, str, str]:
    """Return whether everything is intact, what was printed and the faults."""
    sortie, erreurs, intact = StringIO(), StringIO(), True
    try:
        call_command("verifier_depot", *arguments, stdout=sortie, stderr=erreurs, **options)
    except CommandError as refus:
        intact = False
        erreurs.write(str(refus))
    return intact, *(flux.getvalue().replace("\xa0", " ") for flux in (sortie, erreurs))


def modifier(sql: str, *valeurs: Any, table: str = "candidatures_depot") -> None:
    """Change an append-only table as only somebody who holds the database could."""
    with transaction.atomic(), connection.cursor() as curseur:
        curseur.execute("SET CONSTRAINTS ALL IMMEDIATE")  # pending foreign keys forbid ALTER TABLE
        curseur.execute(f"ALTER TABLE {table} DISABLE TRIGGER USER")
        curseur.execute(sql, valeurs)
        curseur.execute(f"ALTER TABLE {table} ENABLE TRIGGER USER")


@pytest.fixture(scope="module")
def depot_du_module(base_du_module: Base) -> Depot:
    """Two versions with real files, and the seal of the wave."""
    with base_du_module():
        volet = vague_ouverte(numero=13)
        candidature = brouillon_complet(volet)
        candidature.pieces.all().delete()
        for code in ("statuts", "comptes"):
            joindre(candidature, code)
        deposer(candidature)
        remanier_candidature(candidature_id=candidature.pk, par=candidature.cree_par, recu_le=PENDANT)
        remplir(candidature, reponses_completes(resume="Un autre texte."))
        deposer(candidature)
        clore(volet.vague)
        return Depot.objects.get(version=1)


def joindre(candidature: Candidature, code: str) -> None:
    envoye = SimpleUploadedFile(f"{code}.pdf", PDF + code.encode(), "application/pdf")
    fichier = recevoir(contenu=envoye, par=candidature.cree_par, recu_le=PENDANT)
    joindre_piece(
        candidature_id=candidature.pk,
        code=code,
        fichier=fichier,
        legende="",
        par=candidature.cree_par,
        recu_le=PENDANT,
    )


@contextmanager
def octets_rendus(cles: Iterable[str]) -> Iterator[None]:
    """The store is not undone with the base: put back what a test changes or effaces in it."""
    octets = {}
    for cle in cles:
        with stockage.lire(cle) as garde:
            octets[cle] = garde.read()
    yield
    for cle, contenu in octets.items():
        stockage.ecrire(cle, contenu)


@pytest.fixture
def depot(db: None, depot_du_module: Depot) -> Iterator[Depot]:
    pieces = depot_du_module.candidature.pieces.select_related("fichier")
    with octets_rendus(piece.fichier.cle_originale for piece in pieces):
        yield deepcopy(depot_du_module)


@pytest.fixture(scope="module")
def documente_du_module(base_du_module: Base, depot_du_module: Depot) -> Depot:
    with base_du_module():
        produire_documents(depot_id=depot_du_module.pk, maintenant=PENDANT)
        return depot_du_module


@pytest.fixture
def documente(db: None, documente_du_module: Depot) -> Iterator[Depot]:
    with octets_rendus(documente_du_module.documents.values_list("cle", flat=True)):
        yield deepcopy(documente_du_module)


SANS_PDF = "FDT-13-0001 v{version} : documents PDF pas encore produits\n"


@pytest.mark.parametrize("choix", [["FDT-13-0001"], ["fdt-13-0001"], ["--tous"], ["--vague", "13"]])
def test_ce_qui_est_intact_est_dit_intact(choix: list[str], depot: Depot, contenus: Any) -> None:
    avant = contenus()
    assert verifier(*choix) == (
        True,
        SANS_PDF.format(version=1)
        + SANS_PDF.format(version=2)
        + "Vérifiés : 2 dépôt(s), 4 pièce(s), 0 PDF, 1 scellé(s).\n",
        "",
    )
    assert contenus() == avant


def test_les_pdf_produits_sont_verifies(documente: Depot) -> None:
    assert verifier("--tous") == (
        True,
        SANS_PDF.format(version=2) + "Vérifiés : 2 dépôt(s), 4 pièce(s), 2 PDF, 1 scellé(s).\n",
        "",
    )


def test_un_dossier_se_designe_par_son_identifiant(depot: Depot) -> None:
    assert verifier(str(depot.candidature_id))[0]


@pytest.mark.parametrize("choix", [[], ["FDT-13-9999"], ["12345678-1234-1234-1234-123456789012"]])
def test_ne_rien_designer_ou_designer_l_inconnu_est_une_erreur(choix: list[str], depot: Depot) -> None:
    intact, _, erreurs = verifier(*choix)
    assert not intact
    assert "Indiquez des dossiers" in erreurs or "Aucun dépôt pour" in erreurs


def test_un_contenu_change_est_trouve(depot: Depot) -> None:
    modifier(
        "UPDATE candidatures_depot SET contenu = replace(contenu, 'La Halle 1', 'La Halle 2') WHERE id = %s",
        depot.pk,
    )
    intact, _, erreurs = verifier("--tous")
    assert not intact
    assert "FDT-13-0001 v1 : le contenu n’a pas l’empreinte enregistrée" in erreurs
    assert "1 faute(s)." in erreurs


def test_un_contenu_change_avec_son_empreinte_contredit_le_journal_et_le_scelle(depot: Depot) -> None:
    """Whoever rewrites both the text and its hash is found by the chain of the journal and by the seal."""
    modifier(
        "UPDATE candidatures_depot SET contenu = replace(contenu, 'La Halle 1', 'La Halle 2'),"
        " empreinte = encode(sha256(convert_to(replace(contenu, 'La Halle 1', 'La Halle 2'), 'UTF8')), 'hex')"
        " WHERE id = %s",
        depot.pk,
    )
    intact, _, erreurs = verifier("--tous")
    assert not intact
    assert "FDT-13-0001 v1 : aucune entrée du journal ne porte cette version et cette empreinte" in erreurs
    assert "scellé de la vague 13 : les dépôts reçus avant la clôture ne sont plus" in erreurs


def test_une_heure_changee_dans_la_ligne_est_trouvee(depot: Depot) -> None:
    modifier("UPDATE candidatures_depot SET numero = 'FDT-13-0009' WHERE id = %s", depot.pk)
    intact, _, erreurs = verifier(str(depot.candidature_id))
    assert not intact
    assert "le contenu ne porte pas le numéro" in erreurs


def test_un_depot_efface_est_trouve_par_le_scelle(depot: Depot) -> None:
    modifier("DELETE FROM candidatures_depot WHERE id = %s", depot.pk)
    intact, _, erreurs = verifier("--vague", "13")
    assert not intact
    assert "ne sont plus ceux qui ont été scellés" in erreurs


def test_une_piece_changee_ou_disparue_dans_le_stockage_est_trouvee(depot: Depot) -> None:
    statuts, comptes = (Fichier.objects.get(nom=f"{code}.pdf") for code in ("statuts", "comptes"))
    stockage.ecrire(statuts.cle_originale, b"autre chose")
    stockage.effacer(comptes.cle_originale)
    intact, _, erreurs = verifier("--tous")
    assert not intact
    assert "pièce « statuts.pdf » : le fichier conservé a changé" in erreurs
    assert "pièce « comptes.pdf » : le fichier n’est plus dans le stockage" in erreurs
    assert "4 faute(s)." in erreurs  # both versions


def test_une_piece_effacee_par_l_antivirus_est_une_remarque(depot: Depot) -> None:
    fichier = Fichier.objects.get(nom="statuts.pdf")
    stockage.effacer(fichier.cle_originale)
    Fichier.objects.filter(pk=fichier.pk).update(etat=EtatFichier.REFUSE, motif="Infecté.", signature="Eicar")
    intact, sortie, _ = verifier("--tous")
    assert intact
    assert "pièce « statuts.pdf » : effacée, l’antivirus l’a refusée" in sortie


def test_un_pdf_change_ou_disparu_est_trouve(documente: Depot) -> None:
    dossier, recepisse = documente.documents.order_by("genre")
    stockage.ecrire(dossier.cle, b"%PDF-1.7 autre")
    stockage.effacer(recepisse.cle)
    intact, _, erreurs = verifier("--tous")
    assert not intact
    assert "Dossier déposé FDT-13-0001 v1 : le PDF conservé a changé" in erreurs
    assert "Accusé de réception FDT-13-0001 v1 : absent du stockage" in erreurs


def test_une_ligne_du_journal_effacee_est_trouvee(depot: Depot) -> None:
    modifier(
        "DELETE FROM journal_entree WHERE acte IN ('vague scellée', 'candidature déposée')",
        table="journal_entree",
    )
    intact, _, erreurs = verifier("--tous")
    assert not intact
    assert erreurs.count("aucune entrée du journal") == 3


@pytest.mark.parametrize("choix", [["--tous"], ["--vague", "13"], ["FDT-13-0001"]])
@pytest.mark.parametrize(
    ("efface", "dit"),
    [
        ("candidatures_depot WHERE version = 2", ["FDT-13-0001 v2 : le dépôt a disparu"]),
        (
            "candidatures_depot",
            ["FDT-13-0001 v1 : le dépôt a disparu", "FDT-13-0001 v2 : le dépôt a disparu"],
        ),
        ("candidatures_scelle", ["scellé de la vague 13 : il a disparu"]),
    ],
)
def test_ce_qui_a_ete_efface_est_trouve_par_le_journal(
    efface: str, dit: list[str], choix: list[str], depot: Depot
) -> None:
    modifier(f"DELETE FROM {efface}", table=efface.split(maxsplit=1)[0])  # noqa: S608 - a test names its tables
    intact, _, erreurs = verifier(*choix)
    assert not intact
    assert [phrase for phrase in dit if phrase not in erreurs] == []


@pytest.mark.parametrize("contenu", ["{", "{}", "[]", '{"recu_le": 1}', ""])
def test_un_contenu_illisible_est_dit_et_n_arrete_pas_la_suite(contenu: str, depot: Depot) -> None:
    modifier("UPDATE candidatures_depot SET contenu = %s WHERE version = 1", contenu)
    intact, sortie, erreurs = verifier("--tous")
    assert not intact
    assert "FDT-13-0001 v1 : le contenu n’a pas l’empreinte enregistrée" in erreurs
    assert "FDT-13-0001 v1 : le contenu ne se lit plus" in erreurs
    assert "Vérifiés : 2 dépôt(s)" in sortie


def test_un_format_inconnu_est_une_faute_qui_le_nomme(depot: Depot) -> None:
    modifier(
        """UPDATE candidatures_depot SET contenu = replace(contenu, '"format":2', '"format":3') WHERE version = 1"""
    )
    intact, sortie, erreurs = verifier("--tous")
    assert not intact
    assert "FDT-13-0001 v1 : le contenu est au format 3, que cette application ne sait pas lire\n" in erreurs
    assert "Vérifiés : 2 dépôt(s), 2 pièce(s)" in sortie


def test_un_autre_auteur_contredit_le_journal(depot: Depot) -> None:
    modifier("UPDATE candidatures_depot SET par_id = %s WHERE version = 2", UtilisateurFactory().pk)
    intact, _, erreurs = verifier("--tous")
    assert not intact
    assert "FDT-13-0001 v2 : le journal nomme une autre personne" in erreurs


def test_un_pdf_remplace_avec_son_empreinte_contredit_le_journal(documente: Depot) -> None:
    faux = b"%PDF-1.7 autre"
    stockage.ecrire(documente.documents.get(genre="dossier").cle, faux)
    modifier(
        "UPDATE candidatures_document SET empreinte = %s WHERE genre = 'dossier'",
        hashlib.sha256(faux).hexdigest(),
        table="candidatures_document",
    )
    intact, _, erreurs = verifier("--tous")
    assert not intact
    assert "Dossier déposé FDT-13-0001 v1 : aucune entrée du journal ne porte son empreinte" in erreurs
