"""Reading the register's answer: exact on recorded ones, tolerant of what is missing, deaf to the rest."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ami.registre.fiche import Fiche, fiche_de
from tests.registre.pair import ASSOCIATION, COMMUNE, DINUM, EPCI, INCONNU, enregistree
from tests.textes import CARACTERES


def test_l_association_est_lue_en_entier() -> None:
    assert fiche_de(ASSOCIATION, enregistree(ASSOCIATION)) == Fiche(
        siret=ASSOCIATION,
        siren="998123459",
        raison_sociale="ASSOCIATION FICTIVE TIERS-LIEU DE L EXEMPLE",
        sigle="ATLEX",
        forme_juridique="9220",
        adresse="1 RUE DE L EXEMPLE 63300 THIERS",
        code_postal="63300",
        commune="THIERS",
        code_commune="63430",
        departement="63",
        adresse_siege="1 RUE DE L EXEMPLE 63300 THIERS",
        naf="94.99Z",
        actif=True,
        rna="W633000000",
        est_association=True,
        est_ess=True,
        est_collectivite=False,
        date_creation="2018-03-12",
    )


@pytest.mark.parametrize(
    ("siret", "nom", "forme", "departement", "collectivite"),
    [
        (DINUM, "DIRECTION INTERMINISTERIELLE DU NUMERIQUE", "7120", "75", False),
        (COMMUNE, "COMMUNE DE LA HAGUE", "7210", "50", True),
        (EPCI, "COMMUNAUTE DE COMMUNES LACS ET GORGES DU VERDON", "7346", "83", True),
    ],
)
def test_les_reponses_de_plusieurs_annees_sont_lues(
    siret: str, nom: str, forme: str, departement: str, collectivite: bool
) -> None:
    fiche = fiche_de(siret, enregistree(siret))
    assert fiche
    assert (fiche.raison_sociale, fiche.forme_juridique, fiche.departement, fiche.actif) == (
        nom,
        forme,
        departement,
        True,
    )
    assert fiche.est_collectivite is collectivite


def test_une_reponse_vide_ne_connait_pas_le_numero() -> None:
    assert fiche_de(INCONNU, enregistree(INCONNU)) is None


def test_le_numero_d_un_autre_etablissement_n_est_pas_pris() -> None:
    assert fiche_de(COMMUNE, enregistree(DINUM)) is None
    assert fiche_de("13002526500021", enregistree(DINUM)) is None  # same company, another number


def test_un_etablissement_secondaire_a_son_adresse_et_celle_du_siege() -> None:
    reponse = enregistree(ASSOCIATION)
    secondaire = "99812345900021"
    reponse["results"][0]["matching_etablissements"] = [
        {
            "siret": secondaire,
            "adresse": "2 QUAI DES LIEUX 97400 SAINT-DENIS",
            "code_postal": "97400",
            "commune": "97411",
            "libelle_commune": "SAINT-DENIS",
            "etat_administratif": "A",
        }
    ]
    fiche = fiche_de(secondaire, reponse)
    assert fiche
    assert fiche.adresse == "2 QUAI DES LIEUX 97400 SAINT-DENIS"
    assert fiche.adresse_siege == "1 RUE DE L EXEMPLE 63300 THIERS"
    assert (fiche.departement, fiche.siren) == ("974", "998123459")


def _fermer_l_unite(unite: dict[str, Any]) -> None:
    unite["etat_administratif"] = "C"


def _fermer_l_etablissement(unite: dict[str, Any]) -> None:
    unite["siege"]["etat_administratif"] = "F"


@pytest.mark.parametrize("fermer", [_fermer_l_unite, _fermer_l_etablissement])
def test_ce_qui_a_ferme_n_est_pas_actif(fermer: Any) -> None:
    reponse = enregistree(ASSOCIATION)
    fermer(reponse["results"][0])
    fiche = fiche_de(ASSOCIATION, reponse)
    assert fiche
    assert fiche.actif is False


def test_les_champs_absents_sont_vides() -> None:
    fiche = fiche_de(ASSOCIATION, {"results": [{"siege": {"siret": ASSOCIATION}}]})
    assert fiche == Fiche(siret=ASSOCIATION, siren="998123459")


def test_ce_que_le_registre_masque_ou_abime_est_vide() -> None:
    reponse = enregistree(ASSOCIATION)
    unite = reponse["results"][0]
    unite["siege"]["adresse"] = "[ND] [ND] 63300 THIERS"
    unite["sigle"] = "AT\u202eLEX\n\x00"
    unite["nom_raison_sociale"] = "A" * 300
    unite["nature_juridique"] = 9220
    unite["complements"]["identifiant_association"] = "<script>"
    unite["date_creation"] = "12/03/2018"
    fiche = fiche_de(ASSOCIATION, reponse)
    assert fiche
    assert (fiche.adresse, fiche.sigle, fiche.raison_sociale) == ("", "AT LEX", "A" * 200)
    assert (fiche.forme_juridique, fiche.rna, fiche.date_creation) == ("", "", "")


def test_ni_dirigeant_ni_elu_n_est_lu() -> None:
    reponse = enregistree(COMMUNE)
    unite = reponse["results"][0]
    unite["dirigeants"] = [{"nom": "SECRET", "prenoms": "SECRET"}]
    unite["complements"]["collectivite_territoriale"]["elus"] = [{"nom": "SECRET"}]
    assert "SECRET" not in repr(fiche_de(COMMUNE, reponse))


@pytest.mark.parametrize("reponse", [None, [], "x", {}, {"results": None}, {"erreur": "…"}])
def test_ce_qui_n_est_pas_une_reponse_est_refuse(reponse: Any) -> None:
    with pytest.raises(ValueError, match="no list of results"):
        fiche_de(ASSOCIATION, reponse)


_JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(CARACTERES),
    lambda enfants: st.lists(enfants) | st.dictionaries(st.text(CARACTERES), enfants),
    max_leaves=8,
)
_CLES = st.sampled_from(sorted(enregistree(ASSOCIATION)["results"][0]))


@given(st.dictionaries(_CLES, _JSON), st.booleans())
def test_aucune_valeur_inattendue_n_arrete_la_lecture(
    changements: dict[str, Any], dans_le_siege: bool
) -> None:
    reponse = enregistree(ASSOCIATION)
    unite = reponse["results"][0]
    (unite["siege"] if dans_le_siege else unite).update(changements)
    fiche = fiche_de(ASSOCIATION, reponse)
    assert fiche is None or fiche.siret == ASSOCIATION


def test_une_fiche_gardee_se_relit_meme_si_ses_champs_ont_change() -> None:
    fiche = Fiche.relire({"siret": ASSOCIATION, "siren": "998123459", "sigle": "ATLEX", "disparu": 1})
    assert fiche == Fiche(siret=ASSOCIATION, siren="998123459", sigle="ATLEX")
