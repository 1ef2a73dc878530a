"""A filing is prepared before the locks: what changes before it has them counts, as if nothing had been prepared."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from ami.commun.erreurs import (
    Conflit,
    DroitInsuffisant,
    ErreurMetier,
    HorsDelai,
    Incomplet,
    TransitionInterdite,
)
from ami.fichiers.models import Fichier
from ami.fichiers.states import EtatFichier
from candidatures.formulaire.presentation.dossier import presenter
from candidatures.lectures import en_l_etat
from candidatures.lectures.a_deposer import a_deposer, trace_de
from candidatures.models import Candidature, Depot, RoleAcces
from candidatures.services.deposer import deposer_candidature
from candidatures.services.preparer import Composition, Preparation, preparer_depot
from candidatures.services.supprimer import supprimer_brouillon
from candidatures.version_deposee.depots import contenu_de
from candidatures.version_deposee.relecture import empreintes_lues
from tests.conftest import ClientLecteur
from tests.fabriques import CLOTURE, PENDANT, AccesFactory, UtilisateurFactory
from tests.scenarios import brouillon_complet, deposer, remplir, reponses_completes, vague_ouverte
from vagues.models import Vague

pytestmark = pytest.mark.django_db
APRES_LA_CLOTURE = CLOTURE + timedelta(seconds=1)


def preparer(dossier: Candidature, **options: Any) -> Preparation:
    return preparer_depot(candidature_id=dossier.pk, par=dossier.cree_par, recu_le=PENDANT, **options)


def deposer_ce_qui_est_pret(dossier: Candidature, pret: Preparation, **options: Any) -> Depot:
    return deposer_candidature(
        candidature_id=dossier.pk, par=dossier.cree_par, recu_le=PENDANT, pret=pret, **options
    )


def test_ce_qui_est_lu_d_un_coup_est_ce_qui_se_lit_ailleurs(brouillon: Candidature) -> None:
    AccesFactory(candidature=brouillon, utilisateur=UtilisateurFactory(), role=RoleAcces.LECTEUR)
    lu = a_deposer(brouillon.pk)
    assert lu is not None
    assert lu.dossier() == en_l_etat.dossier(brouillon, avant=CLOTURE)
    frais = Candidature.objects.select_related("vague__appel", "volet", "porteur").get(pk=brouillon.pk)
    for un, autre in (
        (lu.candidature, frais),
        (lu.candidature.vague, frais.vague),
        (lu.candidature.vague.appel, frais.vague.appel),
        (lu.candidature.volet, frais.volet),
        (lu.candidature.porteur, frais.porteur),
        (lu.ouvert, en_l_etat.volet_ouvert(brouillon)),
    ):
        champs = [champ.attname for champ in un._meta.concrete_fields]
        assert {nom: getattr(un, nom) for nom in champs} == {nom: getattr(autre, nom) for nom in champs}
    assert [(a.pk, a.role, a.utilisateur_id, a.utilisateur.email) for a in lu.acces] == list(
        brouillon.acces.order_by("pk").values_list("pk", "role", "utilisateur_id", "utilisateur__email")
    )
    assert lu.trace == trace_de(brouillon.pk)


def test_un_brouillon_vide_se_lit_et_se_refuse() -> None:
    dossier = brouillon_complet(vague_ouverte())
    dossier.reponses.all().delete()
    dossier.pieces.all().delete()
    Candidature.objects.update(porteur=None)
    lu = a_deposer(dossier.pk)
    assert lu is not None
    assert (lu.reponses, lu.pieces, lu.candidature.porteur) == ({}, (), None)
    with pytest.raises(Incomplet):
        preparer(dossier)


def _une_reponse(dossier: Candidature) -> None:
    remplir(dossier, reponses_completes(1, resume="Le texte de la dernière minute."))


def test_un_texte_ecrit_entretemps_est_dans_ce_qui_est_depose(brouillon: Candidature) -> None:
    pret = preparer(brouillon)
    _une_reponse(brouillon)
    depot = deposer_ce_qui_est_pret(brouillon, pret)
    assert contenu_de(depot).reponses["resume"] == "Le texte de la dernière minute."
    assert Depot.objects.get().contenu == depot.contenu


def test_un_texte_ecrit_entretemps_n_est_pas_signe_sans_etre_lu(
    brouillon: Candidature, contenus: Any
) -> None:
    relue = empreintes_lues(presenter(en_l_etat.dossier(brouillon)))
    pret = preparer(brouillon, relue=relue)
    _une_reponse(brouillon)
    avant = contenus()
    with pytest.raises(Conflit, match="Le projet de Fabrique"):
        deposer_ce_qui_est_pret(brouillon, pret, relue=relue)
    assert contenus() == avant


def _signature_donnee(dossier: Candidature) -> None:
    dossier.acces.update(role=RoleAcces.REDACTEUR)
    AccesFactory(candidature=dossier, utilisateur=UtilisateurFactory(), role=RoleAcces.SIGNATAIRE)


def _supprime(dossier: Candidature) -> None:
    supprimer_brouillon(candidature_id=dossier.pk, par=dossier.cree_par, recu_le=PENDANT)


def _dans_une_autre_vague(dossier: Candidature) -> None:
    ailleurs = vague_ouverte()
    Candidature.objects.filter(pk=dossier.pk).update(vague=ailleurs.vague, volet=ailleurs.volet)
    Vague.objects.filter(pk=ailleurs.vague_id).update(cloture=PENDANT)


ENTRETEMPS: list[tuple[Callable[[Candidature], Any], type[ErreurMetier]]] = [
    (lambda d: Vague.objects.filter(pk=d.vague_id).update(cloture=PENDANT), HorsDelai),
    (lambda d: Vague.objects.filter(pk=d.vague_id).update(scellee_le=APRES_LA_CLOTURE), HorsDelai),
    (lambda d: d.reponses.filter(champ="resume").delete(), Incomplet),
    (lambda d: d.reponses.filter(champ="resume").update(le=CLOTURE), HorsDelai),
    (lambda d: d.pieces.filter(code="statuts").delete(), Incomplet),
    (lambda d: d.pieces.filter(code="statuts").update(ajoutee_le=CLOTURE), HorsDelai),
    (
        lambda d: Fichier.objects.filter(pk=d.pieces.get(code="statuts").fichier_id).update(
            etat=EtatFichier.REFUSE, motif="Infecté.", signature="Eicar"
        ),
        Incomplet,
    ),
    (_signature_donnee, DroitInsuffisant),
    (_dans_une_autre_vague, HorsDelai),
    (_supprime, TransitionInterdite),
]


@pytest.mark.parametrize(("entretemps", "refus"), ENTRETEMPS)
def test_ce_qui_change_avant_les_verrous_decide(
    entretemps: Callable[[Candidature], Any],
    refus: type[ErreurMetier],
    brouillon: Candidature,
    contenus: Any,
) -> None:
    pret = preparer(brouillon)
    entretemps(brouillon)
    avant = contenus()
    with pytest.raises(refus):
        deposer_ce_qui_est_pret(brouillon, pret)
    assert contenus() == avant


def test_un_numero_pris_entretemps_par_un_autre_ne_fait_rien_refaire(brouillon: Candidature) -> None:
    autre = brouillon_complet(en_l_etat.volet_ouvert(brouillon), rang=2)
    pret = preparer(brouillon)
    deposer(autre)
    with CaptureQueriesContext(connection) as requetes:
        depot = deposer_ce_qui_est_pret(brouillon, pret)
    assert depot.numero.endswith("-0002")
    assert sum("json_build_object" in requete["sql"] for requete in requetes) == 0
    assert len(requetes) == 8 + 2  # two for the savepoint of the test itself


def test_un_depot_fait_entretemps_est_celui_qui_est_rendu(brouillon: Candidature) -> None:
    pret = preparer(brouillon)
    premier = deposer(brouillon)
    assert deposer_ce_qui_est_pret(brouillon, pret) == premier
    assert isinstance(preparer(brouillon).suite, Depot)
    assert isinstance(pret.suite, Composition)


@pytest.mark.usefixtures("pendant_la_vague")
def test_deposer_par_la_page_coute_onze_requetes(client: ClientLecteur, brouillon: Candidature) -> None:
    relue = empreintes_lues(presenter(en_l_etat.dossier(brouillon)))
    client.force_login(brouillon.cree_par)
    with CaptureQueriesContext(connection) as requetes:
        reponse = client.post(f"/candidatures/{brouillon.pk}/deposer/", {"relue": relue})
    assert reponse.status_code == 302
    assert Depot.objects.count() == 1
    assert len(requetes) == 11 + 2, [requete["sql"][:90] for requete in requetes]
