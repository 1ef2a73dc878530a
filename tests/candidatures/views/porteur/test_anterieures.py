"""Former texts: which are kept, how they are read and taken back."""

from datetime import timedelta
from typing import Any

import pytest
from django.urls import reverse

from candidatures.lectures import en_l_etat
from candidatures.models import Candidature, ReponseAnterieure
from candidatures.services.enregistrer import enregistrer_reponses
from tests.candidatures.views.pages import connecter
from tests.candidatures.views.porteur.test_autosave import envoyer
from tests.conftest import ClientLecteur
from tests.fabriques import PENDANT, AccesFactory, UtilisateurFactory
from tests.scenarios import brouillon_complet, vague_ouverte

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("pendant_la_vague")]


def test_ecrire_sans_arret_ne_garde_pas_chaque_mot(
    client: ClientLecteur, brouillon: Candidature, pendant_la_vague: Any
) -> None:
    connecter(client, brouillon.cree_par)
    for rang in range(5):
        envoyer(client, brouillon, instances="mot " * (rang + 1))
    assert not ReponseAnterieure.objects.exists()
    envoyer(client, brouillon, instances="")
    pendant_la_vague.shift(timedelta(minutes=10))
    envoyer(client, brouillon, instances="neuf")
    pendant_la_vague.shift(timedelta(minutes=10))
    envoyer(client, brouillon, instances="neuf et plus")
    assert list(ReponseAnterieure.objects.order_by("version").values_list("version", "valeur")) == [
        (6, ("mot " * 5).strip()),
        (8, "neuf"),
    ]


def test_la_version_anterieure_se_lit_et_se_reprend(client: ClientLecteur, brouillon: Candidature) -> None:
    connecter(client, brouillon.cree_par)
    premier = en_l_etat.reponses(brouillon)["instances"]
    envoyer(client, brouillon, instances="")
    envoyer(client, brouillon, instances="Tout autre chose")
    chemin = reverse("candidatures:anterieures", args=[brouillon.pk, "gouvernance", "instances"])
    page = client.get(chemin)
    assert [(v.numero, v.texte, v.actuelle) for v in page.context["versions"]] == [
        (3, "Tout autre chose", True),
        (1, premier, False),
    ]

    reponse = client.post(chemin, {"version": "1", "lues": page.context["lues"]})

    assert (
        reponse["Location"]
        == reverse("candidatures:section", args=[brouillon.pk, "gouvernance"]) + "#id_instances"
    )
    assert en_l_etat.reponses(brouillon)["instances"] == premier
    assert ReponseAnterieure.objects.get(version=3).valeur == "Tout autre chose"


def ecrire(candidature: Candidature, texte: Any, par: Any = None) -> None:
    enregistrer_reponses(
        candidature_id=candidature.pk,
        valeurs={"instances": texte},
        par=par or candidature.cree_par,
        recu_le=PENDANT,
    )


def test_cinquante_textes_sont_gardes_et_ceux_des_autres_ne_sont_pas_chasses(brouillon: Candidature) -> None:
    rose = AccesFactory(candidature=brouillon, utilisateur=UtilisateurFactory(), role="redacteur").utilisateur
    ecrire(brouillon, "De Rose", rose)
    for rang in range(53):
        ecrire(brouillon, f"Texte {rang}")
        ecrire(brouillon, "")
    gardees = ReponseAnterieure.objects.filter(candidature=brouillon, champ="instances")
    assert gardees.count() == 50
    assert gardees.get(par=rose).valeur == "De Rose"
    siennes = gardees.filter(par=brouillon.cree_par).order_by("version")
    assert list(siennes.values_list("valeur", flat=True)) == [f"Texte {rang}" for rang in range(4, 53)]


def test_garder_un_texte_ne_touche_ni_l_autre_question_ni_l_autre_dossier(brouillon: Candidature) -> None:
    autre = brouillon_complet(vague_ouverte(numero=2), rang=2)
    for candidature, champ in ((brouillon, "usagers"), (autre, "instances")):
        ReponseAnterieure.objects.bulk_create(
            ReponseAnterieure(
                candidature=candidature,
                champ=champ,
                version=v,
                valeur="x",
                par=brouillon.cree_par,
                le=PENDANT,
            )
            for v in range(100, 155)
        )
    ecrire(brouillon, "")
    assert ReponseAnterieure.objects.count() == 111


def test_les_versions_se_lisent_vingt_par_vingt(client: ClientLecteur, brouillon: Candidature) -> None:
    for rang in range(25):
        ecrire(brouillon, f"Texte {rang}")
        ecrire(brouillon, "")
    connecter(client, brouillon.cree_par)
    chemin = reverse("candidatures:anterieures", args=[brouillon.pk, "gouvernance", "instances"])
    premiere, seconde = client.get(chemin).context, client.get(chemin, {"page": "2"})
    assert [v.actuelle for v in premiere["versions"]] == [True, *[False] * 20]
    assert [v.texte for v in premiere["versions"]][:2] == ["Réponse vide", "Texte 24"]
    assert [v.texte for v in seconde.context["versions"]][:5] == [f"Texte {r}" for r in (4, 3, 2, 1, 0)]
    assert "Page 2 sur 2" in seconde.content.decode()


def test_une_version_trop_longue_ne_se_reprend_pas(client: ClientLecteur, brouillon: Candidature) -> None:
    """One that was kept before the bound existed."""
    connecter(client, brouillon.cree_par)
    ReponseAnterieure.objects.create(
        candidature=brouillon,
        champ="postes",
        version=90,
        valeur=[{"poste": str(rang)} for rang in range(101)],
        par=brouillon.cree_par,
        le=PENDANT,
    )
    avant = en_l_etat.reponses(brouillon)
    chemin = reverse("candidatures:anterieures", args=[brouillon.pk, "gouvernance", "postes"])
    suite = client.post(chemin, {"version": "90"}, follow=True)
    assert [str(m)[:36] for m in suite.context["messages"]] == ["Cette liste compte plus de 100 lignes"[:36]]
    assert en_l_etat.reponses(brouillon) == avant


@pytest.mark.parametrize("version", ["", "7", "x", "-1"])
def test_une_version_inconnue_est_introuvable(
    version: str, client: ClientLecteur, brouillon: Candidature, contenus: Any
) -> None:
    connecter(client, brouillon.cree_par)
    chemin = reverse("candidatures:anterieures", args=[brouillon.pk, "gouvernance", "instances"])
    avant = contenus()
    assert client.post(chemin, {"version": version}).status_code == 404
    assert contenus() == avant


def test_une_reponse_ecrite_par_un_autre_entre_temps_n_est_pas_remplacee(
    client: ClientLecteur, brouillon: Candidature
) -> None:
    connecter(client, brouillon.cree_par)
    envoyer(client, brouillon, instances="")
    envoyer(client, brouillon, instances="Tout autre chose")
    chemin = reverse("candidatures:anterieures", args=[brouillon.pk, "gouvernance", "instances"])
    lues = client.get(chemin).context["lues"]
    envoyer(client, brouillon, instances="Écrit depuis")

    reponse = client.post(chemin, {"version": "1", "lues": lues})

    assert reponse["Location"] == chemin
    assert "a été modifiée par vous, sur une autre page" in client.get(chemin).content.decode()
    assert en_l_etat.reponses(brouillon)["instances"] == "Écrit depuis"
