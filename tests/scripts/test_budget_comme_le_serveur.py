"""static/ami/sommes.js says what the server says of the same budget, whatever is typed: one Node for all cases."""

from collections.abc import Iterable, Mapping
from decimal import Decimal
from random import Random
from typing import Any

from django.http import QueryDict

from candidatures.formulaire.catalogue.champs import Cahier
from candidatures.formulaire.controle.budget import FINANCEURS_PUBLICS, POSTES
from candidatures.formulaire.questionnaire import sections
from candidatures.formulaire.saisie.section import SectionForm
from candidatures.formulaire.saisie.tableau_budget import tableau
from tests.scripts.node import demander

ANNEES = 3
CAHIER = Cahier(
    montant_min_total=Decimal(1),
    montant_max_total=Decimal(10**6),
    montant_max_annuel=Decimal(10**6),
    nombre_annees=ANNEES,
    prime_investissement_max=Decimal(10**5),
)
SECTION = next(s for s in sections(CAHIER) if any(champ.genre == "budget" for champ in s.champs))
CHAMPS = {champ.nom: champ for champ in SECTION.champs}
FINANCEURS = [code for code, _ in CHAMPS["plan_financement"].sous_champs[0].choix]
DEMANDES = (*(f"montant_an_{annee}" for annee in range(1, ANNEES + 1)), "prime_investissement")
Saisies = Mapping[str, str]

ESPACES = [
    "",
    " ",
    "\xa0",
    "\u202f",
    "\u2009",
    "\t",
    "\n",
    "  ",
    "\u200b",
    "\u200d",
    "\u202c",
    "\ufeff",
    "\x1c",
    "\x1e",
    "\x1f",
    "\x85",
    "\x02",
    "\ufe0f",
    "\u2028",
]
INATTENDUES = [
    "",
    "abc",
    "50 000 \x80",
    "120\t500",
    "120\n500",
    "1e3",
    "-0",
    "0",
    "NaN",
    "9999999999,99",
    "10000000000",
    "٣",
    "1½",
    "12 000 000 000",
]


def du_navigateur(cas: Iterable[Saisies]) -> list[dict[str, Any]]:
    """What budget.js would write of each: one Node for all."""
    return demander("sommes_par_lignes.mjs", map(_page, cas))


def _page(saisies: Saisies) -> dict[str, Any]:
    """What budget.js reads of a page where this is typed."""
    annees = range(1, ANNEES + 1)
    publics = [
        rang for rang in range(3) if saisies.get(f"plan_financement-{rang}-type") in FINANCEURS_PUBLICS
    ]
    return {
        "annees": ANNEES,
        "lignes": [
            {
                "groupe": groupe,
                "code": code,
                "saisies": [saisies.get(f"budget-{groupe}-{code}-{annee}", "") for annee in annees],
            }
            for groupe, postes in POSTES.items()
            for code, _ in postes
        ],
        "demandes": [saisies.get(nom, "") for nom in DEMANDES],
        "plan": [saisies.get(f"plan_financement-{rang}-montant_{a}", "") for rang in publics for a in annees],
    }


def du_serveur(saisies: Saisies) -> dict[str, Any]:
    """What the server writes in the same page."""
    donnees = QueryDict(mutable=True)
    donnees.update({"budget-charges-60-1": "", "plan_financement-lignes": "3", **saisies})
    form = SectionForm(SECTION, {}, donnees)
    lu = tableau(form, CHAMPS["budget"], form.reponses)
    charges, produits, _ = lu.groupes
    totaux = {(p.groupe, p.code): p.total for groupe in lu.groupes for p in groupe.postes}
    return {
        "lignes": [totaux[groupe, code] for groupe, postes in POSTES.items() for code, _ in postes],
        "charges": {"annees": [total for _, total in charges.totaux], "total": charges.total},
        "produits": {"annees": [total for _, total in produits.totaux], "total": produits.total},
        "soldes": [solde.ordinaire for solde in lu.soldes],
        "soldesAPart": [solde.a_part for solde in lu.soldes],
        "demande": lu.demande,
        "partDemandee": lu.part_demandee,
        "partPublique": lu.part_publique,
    }


def _montant(hasard: Random) -> str:
    """An amount as people type it, or nearly: spaces anywhere, a comma, cents, a sign, too many figures."""
    chiffres = hasard.randrange(10 ** hasard.randint(1, 14))
    groupes = f"{chiffres:,}".split(",") if hasard.random() < 0.8 else str(chiffres).partition("5")
    texte = hasard.choice(ESPACES).join(groupes)
    texte += hasard.choice(
        ["", "", "", "", ",5", ".50", ",05", ",", ".125", ".500", ",1,2", "\u202f€", ",50 €", "€ ", " euros"]
    )
    return hasard.choice(["", "", "", "", "", "-", "+", "0", "000", "\x1c"]) + texte


def _saisie(hasard: Random) -> str:
    return _montant(hasard) if hasard.random() < 0.8 else hasard.choice(INATTENDUES)


def _budget(hasard: Random) -> Saisies:
    """Some cells, amounts asked and a plan; a cell left out is empty."""
    remplies = hasard.sample(CELLULES, hasard.randint(0, 20))
    saisies = {nom: _saisie(hasard) for nom in (*remplies, *DEMANDES, *PLAN) if hasard.random() < 0.8}
    types = {f"plan_financement-{rang}-type": hasard.choice(["", *FINANCEURS]) for rang in range(3)}
    return saisies | types


CELLULES = [
    f"budget-{groupe}-{code}-{annee}"
    for groupe, postes in POSTES.items()
    for code, _ in postes
    for annee in range(1, ANNEES + 1)
]
PLAN = [f"plan_financement-{rang}-montant_{annee}" for rang in range(3) for annee in range(1, ANNEES + 1)]
GEANT = "9999999999,99"
CONNUS: list[Saisies] = [
    {},
    {"budget-charges-60-1": "00000000012"},  # eleven figures, and still a small amount
    {"budget-produits-70-1": "8", "montant_an_1": "0,50"},  # 6.25 %: half up
    {"budget-produits-70-1": "8", "montant_an_1": "1,50"},  # 18.75 %
    {**dict.fromkeys((*CELLULES, *DEMANDES), GEANT), "budget-produits-70-1": "9999999999,98"},
    {"budget-produits-70-1": "100", "montant_an_1": "10 000 000 000"},  # more than a dossier may ask
    {"budget-produits-70-1": "100", "prime_investissement": "-5"},
    {"budget-produits-70-1": "0,01", "montant_an_1": GEANT},
]


def test_le_navigateur_dit_ce_que_dit_le_serveur() -> None:
    hasard = Random(20_260_801)  # noqa: S311 - the same cases each time
    cas = [*CONNUS, *(_budget(hasard) for _ in range(200))]
    ecarts = [
        (saisies, navigateur, serveur)
        for saisies, navigateur in zip(cas, du_navigateur(cas), strict=True)
        if navigateur != (serveur := du_serveur(saisies))
    ]
    assert not ecarts, f"{len(ecarts)} budgets, dont {ecarts[0]}"


def test_les_parts_d_un_budget_connu() -> None:
    """Both could be wrong alike: figures done by hand."""
    saisies = {
        "budget-charges-60-1": "1 000",
        "budget-charges-86-1": "300",
        "budget-produits-70-1": "800,50",
        "budget-produits-70-2": "1\u202f199,50 €",
        "budget-produits-87-1": "300",
        "montant_an_1": "250",
        "plan_financement-0-type": "region",
        "plan_financement-0-montant_1": "125",
        "plan_financement-1-type": "prive",
        "plan_financement-1-montant_1": "9 000",
    }
    (lues,) = du_navigateur([saisies])
    assert lues["charges"] == {"annees": ["1\u202f000\xa0€", "0\xa0€", "0\xa0€"], "total": "1\u202f000\xa0€"}
    assert lues["produits"]["total"] == "2\u202f000\xa0€"
    assert lues["soldes"] == [
        "il manque 199,50\xa0€ de produits",
        "1\u202f199,50\xa0€ de produits en trop",
        "–",
    ]
    assert lues["soldesAPart"] == ["équilibré", "–", "–"]
    assert (lues["demande"], lues["partDemandee"]) == ("250\xa0€", "12,5\xa0%")
    assert lues["partPublique"] == "18,8\xa0%"  # 18.75: half up
