"""Every named constraint holds in the database and has its French sentence."""

import re
from collections.abc import Iterator

import pytest
from django.apps import apps
from django.core.exceptions import ValidationError
from django.db import IntegrityError, models, transaction

from tests.commun import (  # noqa: F401 - fill INFRACTIONS
    contraintes_depot,
    contraintes_echanges,
    contraintes_evaluation,
    contraintes_fichiers,
    contraintes_partage,
    contraintes_registre,
    contraintes_vagues,
)
from tests.commun.contraintes import INFRACTIONS
from tests.fabriques import AppelFactory, GrilleFactory, VagueFactory

MAISON = ("ami.", "vagues", "candidatures", "evaluation")


def contraintes() -> Iterator[tuple[type[models.Model], models.BaseConstraint]]:
    for modele in apps.get_models():
        if modele._meta.app_config.name.startswith(MAISON):
            for contrainte in modele._meta.constraints:
                yield modele, contrainte


def test_chaque_contrainte_a_une_infraction_et_reciproquement() -> None:
    noms = sorted(contrainte.name for _, contrainte in contraintes())
    assert noms == sorted(INFRACTIONS)
    assert len(noms) > 40


@pytest.mark.django_db
@pytest.mark.parametrize("nom", sorted(INFRACTIONS))
def test_la_base_refuse(nom: str) -> None:
    with pytest.raises(IntegrityError, match=rf'"{re.escape(nom)}"'), transaction.atomic():
        INFRACTIONS[nom]()


@pytest.mark.parametrize(
    "contrainte", [pytest.param(contrainte, id=contrainte.name) for _, contrainte in contraintes()]
)
def test_la_contrainte_a_une_phrase_en_francais(contrainte: models.BaseConstraint) -> None:
    phrase = contrainte.violation_error_message
    assert phrase != models.BaseConstraint.default_violation_error_message
    assert re.fullmatch(r"[A-ZÀÉ].{10,}\.", str(phrase))


@pytest.mark.django_db
def test_la_validation_d_un_modele_rend_la_phrase() -> None:
    vague = VagueFactory.build(appel=AppelFactory(), capacite=0)
    with pytest.raises(ValidationError) as refus:
        vague.full_clean()
    assert refus.value.messages == ["Le nombre de lauréats envisagé est au moins 1."]


@pytest.mark.django_db
@pytest.mark.parametrize("champ", ["vague", "appel", "grille"])
def test_les_numeros_et_les_codes_sont_uniques(champ: str) -> None:
    lignes = {"vague": VagueFactory, "appel": AppelFactory, "grille": GrilleFactory}
    ligne = lignes[champ]()
    ligne.pk = None
    ligne._state.adding = True
    with pytest.raises(IntegrityError, match="duplicate key"), transaction.atomic():
        ligne.save(force_insert=True)


def test_une_suppression_ne_cascade_que_la_ou_c_est_dit() -> None:
    """``PROTECT`` unless the row is a part of its owner."""
    cascades = {
        f"{modele._meta.label_lower}.{champ.name}"
        for modele, _ in contraintes()
        for champ in modele._meta.concrete_fields
        if isinstance(champ, models.ForeignKey) and champ.remote_field.on_delete is models.CASCADE
    }
    assert cascades == {
        "comptes.attribution.utilisateur",
        "vagues.roledulieu.appel",
        "candidatures.acces.candidature",
        "candidatures.invitation.candidature",
        "candidatures.transfert.candidature",
        "candidatures.reponse.candidature",
        "candidatures.reponseanterieure.candidature",
        "selection.motifdecision.decision",
    }
