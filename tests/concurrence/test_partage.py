"""The people of a dossier, several at once."""

from collections.abc import Callable
from functools import partial
from typing import Any

import pytest

from ami.commun.erreurs import DroitInsuffisant, ErreurMetier, TransitionInterdite
from ami.journal.models import Entree
from ami.notifications.models import Courriel
from candidatures.models import Acces, Candidature, Invitation, RoleAcces, Transfert
from candidatures.services.deposer import deposer_candidature
from candidatures.services.inviter import accepter_invitation, annuler_invitation, inviter
from candidatures.services.partager import quitter_dossier, retirer_acces
from candidatures.services.rappeler import rappeler_brouillon
from candidatures.services.transferer import accepter_transfert, proposer_transfert
from candidatures.seuils import instant_du_rappel
from tests.candidatures.partage import avec, dossier_a_partager, roles
from tests.concurrence.outils import apres_le_verrou, ensemble, refus
from tests.fabriques import CLOTURE, PENDANT, UtilisateurFactory
from tests.scenarios import brouillon_complet, vague_ouverte

ADRESSE = "alix@exemple.test"


def _inviter(dossier: Candidature) -> Callable[[], Invitation]:
    return partial(
        inviter,
        candidature_id=dossier.pk,
        adresse=ADRESSE,
        role=RoleAcces.LECTEUR,
        par=dossier.cree_par,
        recu_le=PENDANT,
    )


def _proposer(dossier: Candidature, acces: Acces) -> Transfert:
    return proposer_transfert(
        candidature_id=dossier.pk, acces_id=acces.pk, par=dossier.cree_par, recu_le=PENDANT
    )


def _signataires(dossier: Candidature) -> list[int]:
    return [compte for compte, role in roles(dossier).items() if role == RoleAcces.SIGNATAIRE]


def test_la_meme_adresse_invitee_deux_fois_ne_l_est_qu_une() -> None:
    dossier = dossier_a_partager()

    resultats = ensemble(*[_inviter(dossier)] * 4)

    assert Invitation.objects.count() == 1
    assert Courriel.objects.filter(modele="invitation").count() == 1
    assert [erreur.message for erreur in refus(resultats)] == [
        "Cette personne est déjà invitée\u00a0: son invitation attend une réponse."
    ] * 3


def test_accepter_deux_fois_n_ouvre_qu_un_acces() -> None:
    dossier = dossier_a_partager()
    invitation, alix = _inviter(dossier)(), UtilisateurFactory(email=ADRESSE)

    resultats = ensemble(
        *[partial(accepter_invitation, invitation_id=invitation.pk, par=alix, recu_le=PENDANT)] * 4
    )

    assert refus(resultats) == []
    assert roles(dossier)[alix.pk] == "lecteur"
    assert Entree.objects.filter(acte="invitation acceptée").count() == 1


@pytest.mark.parametrize("tour", range(4))
def test_accepter_pendant_l_annulation_donne_l_un_ou_l_autre(tour: int) -> None:
    dossier = dossier_a_partager()
    invitation, alix = _inviter(dossier)(), UtilisateurFactory(email=ADRESSE)
    actes: list[Callable[[], Any]] = [
        partial(accepter_invitation, invitation_id=invitation.pk, par=alix, recu_le=PENDANT),
        partial(annuler_invitation, invitation_id=invitation.pk, par=dossier.cree_par, recu_le=PENDANT),
    ]

    resultats = ensemble(*(actes if tour % 2 else reversed(actes)))

    assert [type(erreur) for erreur in refus(resultats)] == [TransitionInterdite]
    invitation.refresh_from_db()
    assert (invitation.etat, alix.pk in roles(dossier)) in {("acceptee", True), ("annulee", False)}


def test_une_invitation_annulee_pendant_l_attente_n_ouvre_rien() -> None:
    dossier = dossier_a_partager()
    invitation, alix = _inviter(dossier)(), UtilisateurFactory(email=ADRESSE)

    resultat = apres_le_verrou(
        lambda: Candidature.objects.verrouiller(dossier.pk),
        lambda: Invitation.objects.update(etat="annulee"),
        partial(accepter_invitation, invitation_id=invitation.pk, par=alix, recu_le=PENDANT),
    )

    assert isinstance(resultat, TransitionInterdite)
    assert alix.pk not in roles(dossier)


@pytest.mark.parametrize("tour", range(4))
def test_le_depot_et_le_changement_de_signataire_au_meme_instant(tour: int) -> None:
    """Whoever files is the signatory at that instant: the former one is refused once the other has accepted."""
    dossier = brouillon_complet(vague_ouverte())
    alix = avec(dossier)
    _proposer(dossier, alix)
    actes: list[Callable[[], Any]] = [
        partial(deposer_candidature, candidature_id=dossier.pk, par=dossier.cree_par, recu_le=PENDANT),
        partial(accepter_transfert, candidature_id=dossier.pk, par=alix.utilisateur, recu_le=PENDANT),
    ]

    resultats = ensemble(*(actes if tour % 2 else reversed(actes)))

    assert _signataires(dossier) == [alix.utilisateur_id]
    lignes = list(
        Entree.objects.filter(objet_id=str(dossier.pk)).order_by("rang").values_list("acte", flat=True)
    )
    if refus(resultats):
        assert [type(erreur) for erreur in refus(resultats)] == [DroitInsuffisant]
        assert not dossier.depots.exists()
    else:
        assert lignes.index("candidature déposée") < lignes.index("signataire changé")


def test_un_depot_qui_attendait_est_refuse_a_l_ancien_signataire() -> None:
    dossier = brouillon_complet(vague_ouverte())
    alix = avec(dossier)

    def changer() -> None:
        dossier.acces.filter(role="signataire").update(role="redacteur")
        Acces.objects.filter(pk=alix.pk).update(role="signataire")

    resultat = apres_le_verrou(
        lambda: Candidature.objects.verrouiller(dossier.pk),
        changer,
        partial(deposer_candidature, candidature_id=dossier.pk, par=dossier.cree_par, recu_le=PENDANT),
    )

    assert isinstance(resultat, DroitInsuffisant)
    assert not dossier.depots.exists()


def test_accepter_la_signature_deux_fois_ne_l_echange_qu_une() -> None:
    dossier = dossier_a_partager()
    alix = avec(dossier)
    _proposer(dossier, alix)
    accepter = partial(accepter_transfert, candidature_id=dossier.pk, par=alix.utilisateur, recu_le=PENDANT)

    resultats = ensemble(*[accepter] * 3)

    assert len(refus(resultats)) == 2
    assert _signataires(dossier) == [alix.utilisateur_id]
    assert Courriel.objects.filter(modele="transfert_accepte").count() == 2


@pytest.mark.parametrize("depart", ["retrait", "depart"])
@pytest.mark.parametrize("tour", range(2))
def test_signer_en_partant_laisse_toujours_un_signataire(depart: str, tour: int) -> None:
    dossier = dossier_a_partager()
    alix = avec(dossier)
    _proposer(dossier, alix)
    commun: dict[str, Any] = {"candidature_id": dossier.pk, "recu_le": PENDANT}
    actes: list[Callable[[], Any]] = [
        partial(accepter_transfert, par=alix.utilisateur, **commun),
        partial(retirer_acces, acces_id=alix.pk, par=dossier.cree_par, **commun)
        if depart == "retrait"
        else partial(quitter_dossier, par=alix.utilisateur, **commun),
    ]

    resultats = ensemble(*(actes if tour else reversed(actes)))

    assert len(refus(resultats)) == 1
    assert isinstance(refus(resultats)[0], ErreurMetier)
    assert len(_signataires(dossier)) == 1


def test_deux_ouvriers_ne_rappellent_qu_une_fois() -> None:
    dossier = dossier_a_partager()
    instant = instant_du_rappel(CLOTURE, 7)

    ensemble(*[partial(rappeler_brouillon, candidature_id=dossier.pk, maintenant=instant)] * 4)

    assert Courriel.objects.filter(modele="rappel").count() == 1
    assert Entree.objects.filter(acte="brouillon rappelé").count() == 1


def test_un_brouillon_rappele_pendant_l_attente_ne_l_est_pas_deux_fois() -> None:
    dossier = dossier_a_partager()
    instant = instant_du_rappel(CLOTURE, 7)

    apres_le_verrou(
        lambda: Candidature.objects.verrouiller(dossier.pk),
        lambda: Candidature.objects.filter(pk=dossier.pk).update(dernier_rappel=7),
        partial(rappeler_brouillon, candidature_id=dossier.pk, maintenant=instant),
    )

    assert not Courriel.objects.filter(modele="rappel").exists()
