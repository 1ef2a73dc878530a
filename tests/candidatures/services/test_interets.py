"""Judge and party, whatever the order: leaving before the SIREN is typed, SIRET tried one after the other."""

from typing import Any

import pytest
from allauth.account.models import EmailAddress

from ami.comptes.models import Role, Utilisateur
from candidatures.models import Candidature, Interet, RoleAcces
from candidatures.permissions import est_juge_et_partie
from candidatures.services.creer import creer_candidature
from candidatures.services.enregistrer import enregistrer_reponses
from candidatures.services.inviter import accepter_invitation, inviter
from candidatures.services.partager import quitter_dossier
from candidatures.services.remanier import remanier_candidature
from candidatures.services.reprendre import reprendre_dossier
from tests.candidatures.partage import avec, dossier_a_partager
from tests.fabriques import PENDANT, UtilisateurFactory, siret
from tests.scenarios import (
    agent,
    brouillon_complet,
    deposer,
    dossier_depose,
    joindre_les_pieces,
    remplir,
    reponses_completes,
    vague_ouverte,
)
from vagues.models import VoletOuvert

pytestmark = pytest.mark.django_db


@pytest.fixture
def volet() -> VoletOuvert:
    return vague_ouverte()


def entrer(dossier: Candidature, compte: Utilisateur, role: str = RoleAcces.REDACTEUR) -> None:
    invitation = inviter(
        candidature_id=dossier.pk, adresse=compte.email, role=role, par=dossier.cree_par, recu_le=PENDANT
    )
    accepter_invitation(invitation_id=invitation.pk, par=compte, recu_le=PENDANT)


def ecrire(dossier: Candidature, par: Utilisateur | None = None, **valeurs: Any) -> None:
    enregistrer_reponses(
        candidature_id=dossier.pk, valeurs=valeurs, par=par or dossier.cree_par, recu_le=PENDANT
    )
    dossier.refresh_from_db()


def quitter(dossier: Candidature, compte: Utilisateur) -> None:
    quitter_dossier(candidature_id=dossier.pk, par=compte, recu_le=PENDANT)


def sirens(compte: Utilisateur) -> set[str]:
    return set(Interet.objects.filter(utilisateur=compte, candidature=None).values_list("siren", flat=True))


def test_qui_quitte_avant_le_siret_reste_partie_au_dossier_et_a_sa_structure(volet: VoletOuvert) -> None:
    juge = agent(Role.INSTRUCTEUR)
    dossier = creer_candidature(volet_ouvert=volet, par=UtilisateurFactory(), recu_le=PENDANT)
    entrer(dossier, juge)
    ecrire(dossier, juge, resume="Écrit par qui jugera.")
    quitter(dossier, juge)

    remplir(dossier, reponses_completes(7))
    joindre_les_pieces(dossier)
    deposer(dossier)

    assert est_juge_et_partie(juge, dossier)
    suivant = dossier_depose(vague_ouverte(), rang=7)
    assert est_juge_et_partie(juge, suivant)
    etranger = dossier_depose(volet, rang=8)
    assert not est_juge_et_partie(juge, etranger)
    interets = Candidature.objects.a_l_interet_de(juge), Candidature.objects.sans_interet_de(juge)
    assert [set(dossiers) for dossiers in interets] == [{dossier, suivant}, {etranger}]


def test_qui_quitte_un_dossier_rouvert_reste_partie_a_sa_nouvelle_structure(volet: VoletOuvert) -> None:
    juge, dossier = agent(), dossier_depose(volet, rang=1)
    entrer(dossier, juge)
    remanier_candidature(candidature_id=dossier.pk, par=dossier.cree_par, recu_le=PENDANT)
    ecrire(dossier, siret=siret(2))
    quitter(dossier, juge)

    deposer(dossier)

    assert dossier.siren == siret(2)[:9]
    assert est_juge_et_partie(juge, dossier)
    assert est_juge_et_partie(juge, brouillon_complet(volet, rang=2))
    assert est_juge_et_partie(juge, brouillon_complet(volet, rang=1))  # it was filed for this one


def test_le_signataire_remplace_par_une_reprise_reste_partie(volet: VoletOuvert) -> None:
    dossier = creer_candidature(volet_ouvert=volet, par=agent(), recu_le=PENDANT)
    nouveau = UtilisateurFactory()
    EmailAddress.objects.create(user=nouveau, email=nouveau.email, verified=True)
    reprendre_dossier(
        candidature_id=dossier.pk,
        adresse=nouveau.email,
        motif="Départ.",
        preuve="PV",
        par=agent(Role.INSTRUCTEUR),
        maintenant=PENDANT,
    )
    ecrire(dossier, nouveau, siret=siret(3))

    assert est_juge_et_partie(dossier.cree_par, dossier)
    assert est_juge_et_partie(dossier.cree_par, brouillon_complet(volet, rang=3))


def test_les_siret_essayes_par_le_signataire_n_ecartent_que_lui(volet: VoletOuvert) -> None:
    lecteur, redacteur = agent(), agent()
    dossier = creer_candidature(volet_ouvert=volet, par=UtilisateurFactory(), recu_le=PENDANT)
    entrer(dossier, lecteur, RoleAcces.LECTEUR)
    entrer(dossier, redacteur)
    for rang in range(10, 15):
        ecrire(dossier, siret=siret(rang))

    assert sirens(dossier.cree_par) == {siret(rang)[:9] for rang in range(10, 15)}
    assert (sirens(lecteur), sirens(redacteur)) == (set(), set())
    essayee, tapee = brouillon_complet(volet, rang=12), brouillon_complet(volet, rang=14)
    for compte in (lecteur, redacteur):
        assert not est_juge_et_partie(compte, essayee)
        assert est_juge_et_partie(compte, tapee)
    quitter(dossier, lecteur)
    assert sirens(lecteur) == {siret(14)[:9]}


def test_qui_a_ecrit_pour_une_structure_le_reste_quand_le_siret_s_en_va(volet: VoletOuvert) -> None:
    juge, dossier = agent(), creer_candidature(volet_ouvert=volet, par=UtilisateurFactory(), recu_le=PENDANT)
    entrer(dossier, juge)
    ecrire(dossier, siret=siret(4))
    ecrire(dossier, juge, resume="Pour la quatrième.")
    ecrire(dossier, siret=None)

    assert sirens(juge) == {siret(4)[:9]}
    assert est_juge_et_partie(juge, brouillon_complet(volet, rang=4))


def test_un_siret_faux_ne_retient_rien() -> None:
    dossier = dossier_a_partager(siren="")
    for faux in ("123", "x" * 14, siret(1)[:-1] + "x", ["1"], None):
        ecrire(dossier, siret=faux)
    assert sirens(dossier.cree_par) == set()


def test_ce_qui_a_ete_depose_pour_une_structure_le_reste(volet: VoletOuvert) -> None:
    """Filed again for another SIREN: whoever could read the first version does not judge its structure."""
    dossier = dossier_depose(volet, rang=1)
    lecteur = avec(dossier, RoleAcces.LECTEUR).utilisateur
    remanier_candidature(candidature_id=dossier.pk, par=dossier.cree_par, recu_le=PENDANT)
    ecrire(dossier, siret=siret(2))
    assert sirens(lecteur) == set()
    deposer(dossier)
    assert sirens(lecteur) == {siret(1)[:9]}
