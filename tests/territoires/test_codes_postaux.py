"""Postcodes and départements: every commune of France is of one that its postcode may serve."""

import csv

from ami.territoires.codes_postaux import departements_du
from tests.exterieur import donnees


def test_aucune_commune_de_france_n_est_ailleurs_que_son_code_postal() -> None:
    with (donnees("geo") / "communes.csv").open(encoding="utf-8") as fichier:
        ecarts = [
            (code_postal, commune["code_insee"])
            for commune in csv.DictReader(fichier)
            for code_postal in filter(None, commune["codes_postaux"].split("|"))
            if (connus := departements_du(code_postal))
            and commune["code_departement"] not in connus | {"989"}  # Clipperton: nobody lives there
        ]
    assert ecarts == []
