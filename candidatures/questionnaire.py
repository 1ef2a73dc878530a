"""The whole form for one track of one wave. No Django import."""

from decimal import Decimal

from candidatures.champs import Champ, Parametres, Reponses, Section
from candidatures.questions import ENGAGEMENTS, GOUVERNANCE, LIEU, NUMERIQUE, PROJET, STRUCTURE, TERRITOIRE


def sections(parametres: Parametres) -> tuple[Section, ...]:
    """The whole form, in the order it is read, for one track of one wave."""
    projet = (*PROJET, NUMERIQUE) if parametres.numerique else PROJET
    return (
        STRUCTURE,
        LIEU,
        TERRITOIRE,
        Section("projet", "Le projet de Fabrique", projet),
        GOUVERNANCE,
        _budget(parametres),
        ENGAGEMENTS,
    )


def _budget(parametres: Parametres) -> Section:
    annuels = tuple(
        Champ(
            f"montant_an_{annee}",
            f"Subvention demandée, année {annee} (€)",
            "montant",
            parametres.aide_montants if annee == 1 else "",
            maximum=parametres.montant_max_annuel,
        )
        for annee in range(1, parametres.nombre_annees + 1)
    )
    prime = (
        (
            Champ(
                "prime_investissement",
                "Prime d’investissement demandée (€)",
                "montant",
                requis=False,
                maximum=parametres.prime_investissement_max,
            ),
        )
        if parametres.prime_investissement_max is not None
        else ()
    )
    modele = Champ("modele", "Modèle économique et trajectoire d’équilibre", "long", longueur=3000)
    return Section("budget", "Modèle économique", (modele, *annuels, *prime))


def montant_demande(parametres: Parametres, reponses: Reponses) -> Decimal | None:
    """Sum of the yearly amounts, in euros; None while none is given. The investment bonus is apart."""
    donnes = [
        Decimal(reponses[nom])
        for annee in range(1, parametres.nombre_annees + 1)
        if reponses.get(nom := f"montant_an_{annee}") not in (None, "")
    ]
    return sum(donnes, Decimal(0)) if donnes else None
