"""A service bounds its texts itself: an import and an API have no form."""

from typing import Any

import pytest

from ami.commun.erreurs import ErreurMetier
from ami.comptes.models import Role
from ami.journal.models import Entree
from candidatures.models import Cote, RoleAcces
from candidatures.models.piece import LEGENDE_MAX
from candidatures.services import completer, echanger, reprendre, retirer
from candidatures.services.inviter import inviter
from candidatures.services.joindre import joindre_piece
from tests.candidatures.complements import PLUS_TARD, demander, dossier_clos
from tests.candidatures.partage import dossier_a_partager
from tests.fabriques import PENDANT, FichierFactory
from tests.scenarios import agent
from tests.textes import verifier_les_refus

pytestmark = pytest.mark.django_db


def test_une_demande_de_complements_et_son_annulation(contenus: Any) -> None:
    depose, par = dossier_clos(), agent(Role.INSTRUCTEUR)
    verifier_les_refus(
        lambda texte: demander(depose, par, message=texte),
        contenus,
        longueur=completer.MESSAGE_MAX,
        vide="Écrivez au porteur",
    )
    demander(depose, par, message="é" * completer.MESSAGE_MAX)

    def annuler(motif: str) -> None:
        completer.annuler_complements(candidature_id=depose.pk, motif=motif, par=par, maintenant=PLUS_TARD)

    verifier_les_refus(annuler, contenus, longueur=completer.MOTIF_MAX, vide=None)
    annuler("é" * completer.MOTIF_MAX)
    assert Entree.objects.get(acte="compléments annulés").motif == "é" * completer.MOTIF_MAX


@pytest.mark.parametrize(
    ("champ", "longueur", "vide"),
    [
        ("motif", reprendre.MOTIF_MAX, "Indiquez le motif de la reprise."),
        ("preuve", reprendre.PREUVE_MAX, "Indiquez la référence de la preuve"),
    ],
)
def test_une_reprise(champ: str, longueur: int, vide: str, contenus: Any) -> None:
    dossier, par = dossier_a_partager(), agent(Role.INSTRUCTEUR)
    verifier_les_refus(
        lambda texte: reprendre.reprendre_dossier(
            candidature_id=dossier.pk,
            **{"adresse": "alix@exemple.test", "motif": "Départ.", "preuve": "PV.", champ: texte},
            par=par,
            maintenant=PENDANT,
        ),
        contenus,
        longueur=longueur,
        vide=vide,
    )


def test_la_precision_d_une_piece(contenus: Any) -> None:
    dossier, fichier = dossier_a_partager(), FichierFactory()
    piece: dict[str, Any] = {
        "candidature_id": dossier.pk,
        "code": "statuts",
        "fichier": fichier,
        "par": dossier.cree_par,
        "recu_le": PENDANT,
    }
    verifier_les_refus(
        lambda texte: joindre_piece(legende=texte, **piece), contenus, longueur=LEGENDE_MAX, vide=None
    )
    avant = contenus()
    with pytest.raises(ErreurMetier, match="sur une seule ligne"):
        joindre_piece(legende="Une ligne,\npuis une autre", **piece)
    assert contenus() == avant
    assert joindre_piece(legende="é" * LEGENDE_MAX, **piece).legende == "é" * LEGENDE_MAX


def test_un_retrait_et_un_message(contenus: Any) -> None:
    depose, par = dossier_clos(), agent(Role.INSTRUCTEUR)
    commun: dict[str, Any] = {"candidature_id": depose.pk, "par": par, "recu_le": PLUS_TARD}
    verifier_les_refus(
        lambda texte: retirer.retirer_d_office(motif=texte, **commun),
        contenus,
        longueur=retirer.MOTIF_MAX,
        vide="Indiquez pourquoi vous retirez ce dossier",
    )
    avant = contenus()
    for texte, phrase in (("é" * (echanger.LONGUEUR_MAX + 1), "retirez-en 1"), ("a\x01b", "invisibles")):
        with pytest.raises(ErreurMetier, match=phrase):
            echanger.envoyer_message(cote=Cote.SERVICE, texte=texte, **commun)
    assert contenus() == avant


@pytest.mark.parametrize("adresse", ["", "alix", "a\x00@exemple.test", f"{'a' * 60}@{'b' * 200}.test"])
def test_une_adresse(adresse: str, contenus: Any) -> None:
    dossier, par = dossier_a_partager(), agent(Role.INSTRUCTEUR)
    avant = contenus()
    with pytest.raises(ErreurMetier, match=r"adresse complète|caractères"):
        inviter(
            candidature_id=dossier.pk,
            adresse=adresse,
            role=RoleAcces.LECTEUR,
            par=dossier.cree_par,
            recu_le=PENDANT,
        )
    with pytest.raises(ErreurMetier, match=r"adresse complète|caractères"):
        reprendre.reprendre_dossier(
            candidature_id=dossier.pk,
            adresse=adresse,
            motif="Départ.",
            preuve="PV.",
            par=par,
            maintenant=PENDANT,
        )
    assert contenus() == avant
