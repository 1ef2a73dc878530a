"""Downloads: an attachment, always; the cleaned copy, or nothing; to its author alone before the verdict."""

from typing import Any

import pytest
from csp.middleware import CSPMiddleware
from django.http import FileResponse
from django.http.response import HttpResponseBase
from django.test import RequestFactory

from ami.comptes.models import Utilisateur
from ami.fichiers import stockage
from ami.fichiers.erreurs import ContenuAbsent, FichierIndisponible
from ami.fichiers.models import Fichier
from ami.fichiers.noms import nom_propre
from ami.fichiers.reponses import servir
from ami.fichiers.services import analyser_les_recus
from ami.fichiers.states import TYPES_MIME, GenreFichier
from tests.fabriques import UtilisateurFactory
from tests.fichiers.fabrication import EICAR, deposer, honnete, piece
from tests.fichiers.inertie import verifier


def _corps(reponse: HttpResponseBase) -> bytes:
    assert isinstance(reponse, FileResponse)
    contenu: bytes = reponse.getvalue()
    _fermer(reponse)
    return contenu


def _fermer(reponse: Any) -> None:
    """What the end of the request does to the file; ``close()`` would close the test's database too."""
    for fermer in reponse._resource_closers:
        fermer()


def test_servir_avant_le_verdict_a_son_auteur_seul(personne: Utilisateur) -> None:
    brut = piece("javascript_openaction.pdf")
    fichier = deposer(personne, "a.pdf", brut)
    reponse = servir(fichier, pour=personne)
    assert _corps(reponse) == brut
    assert reponse["Content-Type"] == "application/octet-stream"
    assert reponse["Content-Disposition"] == 'attachment; filename="a.pdf"'
    with pytest.raises(FichierIndisponible, match="attend l’analyse de l’antivirus"):
        servir(fichier, pour=UtilisateurFactory())


@pytest.mark.usefixtures("antivirus")
def test_servir_la_copie_nettoyee_avec_ses_protections(personne: Utilisateur) -> None:
    deposer(personne, "Statuts signés.pdf", piece("javascript_openaction.pdf"))
    analyser_les_recus()
    fichier = Fichier.objects.get()
    reponse = servir(fichier, pour=UtilisateurFactory())
    corps = _corps(reponse)
    verifier("pdf", corps)
    attendu = {
        "Content-Type": "application/pdf",
        "Content-Length": str(len(corps)),
        "Content-Disposition": "attachment; filename*=utf-8''Statuts%20sign%C3%A9s.pdf",
        "X-Content-Type-Options": "nosniff",
        "Cache-Control": "private, no-store",
        "Content-Security-Policy": "sandbox; default-src 'none'",
    }
    assert {nom: reponse[nom] for nom in attendu} == attendu


@pytest.mark.usefixtures("antivirus")
@pytest.mark.parametrize("contenu", [EICAR, b""], ids=["infecté", "tronqué"])
def test_servir_un_fichier_refuse_n_est_possible_pour_personne(personne: Utilisateur, contenu: bytes) -> None:
    deposer(personne, "a.pdf", piece("valide_1_page.pdf") + contenu if contenu else piece("tronque.pdf"))
    analyser_les_recus()
    fichier = Fichier.objects.get()
    assert fichier.etat == "refuse"
    with pytest.raises(FichierIndisponible, match="a été refusé et ne peut pas être téléchargé"):
        servir(fichier, pour=personne)


def test_servir_un_contenu_perdu_le_dit_avant_le_premier_octet(personne: Utilisateur) -> None:
    fichier = deposer(personne, "a.pdf", honnete("pdf"))
    stockage.effacer(fichier.cle_originale)
    with pytest.raises(ContenuAbsent, match="n’est plus disponible"):
        servir(fichier, pour=personne)


def test_la_politique_du_site_ne_remplace_pas_celle_du_fichier(personne: Utilisateur) -> None:
    fichier = deposer(personne, "a.pdf", honnete("pdf"))
    reponse: Any = CSPMiddleware(lambda _requete: servir(fichier, pour=personne))(RequestFactory().get("/"))  # type: ignore[arg-type,return-value]
    assert reponse["Content-Security-Policy"] == "sandbox; default-src 'none'"
    _fermer(reponse)


NOMS = {
    "../../etc/passwd.pdf": ("passwd.pdf", 'attachment; filename="passwd.pdf"'),
    "C:\\Bureau\\bilan.pdf": ("bilan.pdf", 'attachment; filename="bilan.pdf"'),
    'a";filename="b.exe.pdf': (
        'a";filename="b.exe.pdf',
        r'attachment; filename="a\";filename=\"b.exe.pdf"',
    ),
    "a\r\nSet-Cookie: x=1.pdf": ("a Set-Cookie: x=1.pdf", 'attachment; filename="a Set-Cookie: x=1.pdf"'),
    "facture\u202efdp.pdf": ("facturefdp.pdf", 'attachment; filename="facturefdp.pdf"'),
    "é\u0000\u200b.pdf": ("é.pdf", "attachment; filename*=utf-8''%C3%A9.pdf"),
    "  . .pdf": ("pdf", None),
}


@pytest.mark.parametrize("brut", NOMS)
def test_un_nom_hostile_ne_fait_que_nommer(personne: Utilisateur, brut: str) -> None:
    attendu, entete = NOMS[brut]
    assert nom_propre(brut) == attendu
    if entete:
        fichier = Fichier(nom=attendu, depose_par=personne, taille=1)
        stockage.ecrire(fichier.cle_originale, b"a")
        reponse = servir(fichier, pour=personne)
        assert reponse["Content-Disposition"] == entete
        _fermer(reponse)


@pytest.mark.parametrize(
    ("brut", "attendu"),
    [("a" * 300 + ".pdf", "a" * 196 + ".pdf"), ("", "fichier"), ("...", "fichier"), ("e\u0301.pdf", "é.pdf")],
)
def test_nom_propre_tient_en_deux_cents_caracteres(brut: str, attendu: str) -> None:
    assert nom_propre(brut) == attendu


def test_chaque_genre_a_son_type() -> None:
    assert set(TYPES_MIME) == set(GenreFichier)
