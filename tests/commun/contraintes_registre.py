"""How each named constraint of ``ami.registre`` is broken (see ``contraintes``)."""

from typing import Any

from ami.registre.models import Etablissement
from tests.commun.contraintes import enfreint
from tests.fabriques import PENDANT, siret


def _etablissement(numero: str = siret(1), **champs: Any) -> Etablissement:
    return Etablissement.objects.create(**{"siret": numero, "a_verifier_le": PENDANT, **champs})


@enfreint("etablissement_siret_unique")
def _() -> None:
    _etablissement()
    _etablissement()


@enfreint("etablissement_siret_14_chiffres")
def _() -> None:
    _etablissement("1300252650001A")


@enfreint("etablissement_lu_et_date")
def _() -> None:
    _etablissement(lu_le=PENDANT, fiche={})  # found or not, it must be said
