"""Many rows in one statement: every type of column, conflicts, and a text that never grows."""

from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.db import IntegrityError, connection

from ami.commun.ensembles import inserer, mettre_a_jour
from ami.notifications.models import Courriel
from candidatures.models import Candidature, Reponse
from tests.fabriques import PENDANT
from tests.scenarios import brouillon_complet, vague_ouverte

pytestmark = pytest.mark.django_db
TEXTES = ["", "l’été « à » œ 🏠", "it''s \\ 100 % %s", "a\nb\tc", '{"a": 1}', "\u202f\u2028"]


def courriel(rang: int, **champs: Any) -> Courriel:
    fixes = {"modele": "essai", "destinataire": f"a{rang}@exemple.test", "prochain_essai_le": PENDANT}
    return Courriel(cle=f"essai:{rang}", **{**fixes, **champs})


@pytest.fixture
def dossier() -> Candidature:
    return brouillon_complet(vague_ouverte())


@pytest.mark.parametrize("texte", TEXTES)
def test_un_texte_est_rendu_tel_quel(texte: str) -> None:
    inserer([courriel(1, texte=texte, cree_le=PENDANT + timedelta(microseconds=123456))])
    lu = Courriel.objects.get()
    assert (lu.texte, lu.cree_le) == (texte, PENDANT + timedelta(microseconds=123456))


@pytest.mark.parametrize("valeur", [None, "", 0, False, [], {}, "é", [{"a": None}], "null", 12.5])
def test_une_valeur_json_est_rendue_telle_quelle(valeur: Any, dossier: Candidature) -> None:
    dossier.reponses.all().delete()
    inserer([Reponse(candidature=dossier, champ="x", valeur=valeur, par=dossier.cree_par, le=PENDANT)])
    lue = Reponse.objects.get().valeur
    assert (lue, type(lue)) == (valeur, type(valeur))
    assert Reponse.objects.filter(valeur__isnull=True).exists() is (valeur is None)


def test_une_cle_connue_est_laissee_remplacee_ou_refusee() -> None:
    inserer([courriel(1, objet="Un")])
    inserer([courriel(1, objet="Autre"), courriel(2)], sauf_connus=True)
    assert list(Courriel.objects.order_by("cle").values_list("cle", "objet")) == [
        ("essai:1", "Un"),
        ("essai:2", ""),
    ]
    inserer([courriel(1, objet="Deux", texte="Autre")], cle=["cle"], remplacer=["objet"])
    assert Courriel.objects.values_list("objet", "texte").get(cle="essai:1") == ("Deux", "")
    with pytest.raises(IntegrityError):
        inserer([courriel(1)])


def test_une_mise_a_jour_n_ecrit_que_ses_champs_et_que_ses_lignes(dossier: Candidature) -> None:
    temoin = brouillon_complet(vague_ouverte(), rang=2)
    dossier.montant_demande, dossier.motif_resultat, dossier.nom = Decimal("12000.50"), "Parce que.", "Tu"
    assert mettre_a_jour([dossier], ["montant_demande", "motif_resultat"]) == 1
    dossier.refresh_from_db()
    assert (dossier.montant_demande, dossier.motif_resultat) == (Decimal("12000.50"), "Parce que.")
    assert dossier.nom != "Tu"
    temoin.refresh_from_db()
    assert (temoin.montant_demande, temoin.motif_resultat) == (Decimal(140_000), "")


def test_rien_a_ecrire_n_execute_rien(django_assert_num_queries: Any) -> None:
    with django_assert_num_queries(0):
        inserer([])
        assert mettre_a_jour([], ["nom"]) == 0


def test_ni_le_texte_ni_les_parametres_ne_grandissent_avec_les_lignes() -> None:
    vus: list[tuple[str, int]] = []

    def noter(execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        vus.append((sql, len(params)))
        return execute(sql, params, many, context)

    with connection.execute_wrapper(noter):
        for nombre in (1, 50):
            inserer([courriel(100 * nombre + rang) for rang in range(nombre)])
            mettre_a_jour(list(Courriel.objects.all()), ["objet", "envoye_le"])
    ecrits = [vu for vu in vus if not vu[0].startswith("SELECT")]
    assert ecrits[:2] == ecrits[2:]
