"""Documents of a draft, through the services."""

from datetime import timedelta
from typing import Any

import pytest

from ami.commun.erreurs import DroitInsuffisant, ErreurMetier, TransitionInterdite
from ami.journal.models import Entree
from candidatures.models import Acces, Candidature, Piece
from candidatures.services.joindre import PIECES_MAX, joindre_piece, retirer_piece
from tests.fabriques import CLOTURE, PENDANT, FichierFactory, PieceFactory
from tests.scenarios import brouillon_complet, dossier_depose, vague_ouverte

pytestmark = pytest.mark.django_db


def joindre(candidature: Candidature, *, code: str = "statuts", **options: Any) -> Piece:
    fichier = options.pop("fichier", None) or FichierFactory(depose_par=candidature.cree_par)
    return joindre_piece(
        candidature_id=candidature.pk,
        code=code,
        fichier=fichier,
        par=candidature.cree_par,
        **{"recu_le": PENDANT, "legende": "", **options},
    )


def retirer(piece: Piece, **options: Any) -> Piece:
    return retirer_piece(
        candidature_id=piece.candidature_id,
        piece_id=piece.pk,
        par=piece.ajoutee_par,
        **{"recu_le": PENDANT, **options},
    )


def test_une_piece_jointe_est_presente_et_journalisee(brouillon: Candidature) -> None:
    avant = set(brouillon.pieces.presentes())
    piece = joindre(brouillon)
    assert set(brouillon.pieces.presentes()) == {*avant, piece}
    derniere = Entree.objects.filter(objet_id=str(brouillon.pk)).latest("rang")
    assert derniere.acte == "pièce jointe"
    assert derniere.donnees == {"code": "statuts", "empreinte": piece.fichier.empreinte}


def test_le_meme_contenu_envoye_deux_fois_donne_la_meme_piece(brouillon: Candidature, tables: Any) -> None:
    fichier = FichierFactory(depose_par=brouillon.cree_par)
    piece = joindre(brouillon, fichier=fichier)
    avant = tables()
    assert joindre(brouillon, fichier=fichier) == piece
    assert tables() == avant
    assert joindre(brouillon, fichier=fichier, code="autres") != piece


def test_le_meme_contenu_sous_un_autre_nom_est_dit_deja_joint(brouillon: Candidature, contenus: Any) -> None:
    deja = FichierFactory(nom="Statuts.pdf")
    joindre(brouillon, fichier=deja, legende="Version signée")
    copie = FichierFactory(nom="Statuts (1).pdf", empreinte=deja.empreinte)
    avant = contenus()
    with pytest.raises(
        ErreurMetier, match=r"Statuts \(1\)\.pdf.* déjà joint ici, sous le nom .*Statuts\.pdf"
    ):
        joindre(brouillon, fichier=copie)
    with pytest.raises(ErreurMetier, match="sa précision n’est pas changée"):
        joindre(brouillon, fichier=deja, legende="Version de 2019")
    assert contenus() == avant
    assert joindre(brouillon, fichier=copie, code="autres").fichier == copie


def test_un_contenu_refuse_se_joint_de_nouveau(brouillon: Candidature) -> None:
    refuse = FichierFactory(etat="refuse", motif="Perdu.", empreinte_servie="", taille_servie=None)
    piece = joindre(brouillon, fichier=refuse)
    assert joindre(brouillon, fichier=FichierFactory(nom="b.pdf", empreinte=refuse.empreinte)) != piece


def test_une_piece_se_joint_encore_apres_la_cloture_au_brouillon(brouillon: Candidature) -> None:
    joindre(brouillon, recu_le=CLOTURE + timedelta(seconds=1))


def test_une_piece_retiree_reste_pour_les_versions_deposees(brouillon: Candidature) -> None:
    piece = retirer(joindre(brouillon))
    assert piece not in brouillon.pieces.presentes()
    assert Piece.objects.get(pk=piece.pk).retiree_le == PENDANT
    assert retirer(piece, recu_le=PENDANT + timedelta(days=1)).retiree_le == PENDANT


def test_un_dossier_depose_ne_change_pas_de_pieces(db: None, contenus: Any) -> None:
    depose = dossier_depose(vague_ouverte())
    piece = PieceFactory(candidature=depose)
    fichier = FichierFactory()
    avant = contenus()
    with pytest.raises(TransitionInterdite, match="déposé"):
        joindre(depose, fichier=fichier)
    with pytest.raises(TransitionInterdite, match="déposé"):
        retirer(piece)
    assert contenus() == avant


def test_un_dossier_ne_depasse_pas_soixante_pieces(brouillon: Candidature, contenus: Any) -> None:
    deja = brouillon.pieces.presentes().count()
    PieceFactory.create_batch(PIECES_MAX - deja, candidature=brouillon)
    fichier = FichierFactory()
    avant = contenus()
    with pytest.raises(ErreurMetier, match="60 pièces"):
        joindre(brouillon, fichier=fichier)
    assert contenus() == avant


@pytest.mark.parametrize(
    ("reglage", "fichier", "refus"),
    [
        ({"formats": ["pdf", "ods"]}, {"genre": "ods", "nom": "lettre.pdf"}, ""),
        (
            {"formats": ["pdf", "ods"]},
            {"genre": "docx", "nom": "lettre.pdf"},
            "«\xa0lettre.pdf\xa0» est un texte DOCX, que cette pièce n’accepte pas. Joignez-la en PDF, ODS.",
        ),
        ({"taille_max": 2}, {"taille": 2_000_000}, ""),
        (
            {"taille_max": 2},
            {"taille": 2_100_000, "nom": "lettre.pdf"},
            "«\xa0lettre.pdf\xa0» pèse 2,1\xa0Mo\xa0: la limite est de 2\xa0Mo. Réduisez ses images, ou",
        ),
        ({"taille_max": 900}, {"taille": 20_000_000}, ""),
        ({"formats": "pdf", "taille_max": "2"}, {"genre": "docx", "taille": 2_100_000}, ""),
    ],
    ids=str,
)
def test_la_vague_dit_quels_fichiers_une_piece_accepte(
    reglage: dict[str, Any], fichier: dict[str, Any], refus: str, contenus: Any
) -> None:
    volet = vague_ouverte()
    volet.reglages = {"pieces": {"lettres": reglage}}
    volet.save()
    brouillon = brouillon_complet(volet)
    recu = FichierFactory(depose_par=brouillon.cree_par, **fichier)
    avant = contenus()
    if not refus:
        assert joindre(brouillon, fichier=recu, code="lettres").fichier == recu
        return
    with pytest.raises(ErreurMetier) as erreur:
        joindre(brouillon, fichier=recu, code="lettres")
    assert refus in erreur.value.message
    assert contenus() == avant
    assert joindre(brouillon, fichier=recu, code="autres").fichier == recu


def test_un_acces_ferme_ne_joint_ni_ne_retire(brouillon: Candidature, contenus: Any) -> None:
    piece, fichier = joindre(brouillon), FichierFactory()
    Acces.objects.filter(candidature=brouillon).update(role="lecteur")
    avant = contenus()
    with pytest.raises(DroitInsuffisant):
        joindre(brouillon, fichier=fichier)
    with pytest.raises(DroitInsuffisant):
        retirer(piece)
    assert contenus() == avant
