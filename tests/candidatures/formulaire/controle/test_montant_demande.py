"""The amount asked. No database."""

from decimal import Decimal

import pytest

from candidatures.formulaire.controle.budget import montant_demande
from tests.candidatures.formulaire.cas import FNT


@pytest.mark.parametrize(
    ("reponses", "attendu"),
    [
        ({}, None),
        ({"montant_an_1": ""}, None),
        ({"montant_an_1": "abc"}, None),
        ({"montant_an_1": "-5.00"}, None),
        ({"montant_an_1": "999999999999"}, None),
        ({"montant_an_1": "9999999999.99", "montant_an_2": "0.01"}, None),
        ({"montant_an_1": "10.50", "montant_an_3": "0.25"}, Decimal("10.75")),
        ({"montant_an_1": "10.50", "montant_an_2": "abc"}, Decimal("10.50")),
        ({"montant_an_1": "0.00"}, Decimal(0)),
        ({"montant_an_1": "1.00", "prime_investissement": "100000.00"}, Decimal(1)),
        ({"montant_an_1": "1.00", "montant_an_4": "5.00"}, Decimal(1)),
    ],
    ids=str,
)
def test_le_montant_demande_est_la_somme_des_annees_sans_la_prime(
    reponses: dict[str, str], attendu: Decimal | None
) -> None:
    assert montant_demande(FNT, reponses) == attendu
