"""Writing the audit trail: one straight chain per object."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import transaction

from ami.journal.models import Entree
from ami.journal.services import Acte, journaliser, journaliser_a_leurs_dates
from ami.journal.verification import anomalies
from tests.fabriques import PENDANT, UtilisateurFactory, VagueFactory
from vagues.actes import ActeVague


@pytest.mark.django_db
def test_deux_actes_sur_un_objet_se_suivent() -> None:
    vague, auteur = VagueFactory(), UtilisateurFactory()
    journaliser([Acte(objet=vague, acte=ActeVague.OUVERTE, par_id=auteur.pk, motif="Parce que.")], le=PENDANT)
    journaliser([Acte(objet=vague, acte=ActeVague.CLOSE, de="a", vers="b", donnees={"n": 1})], le=PENDANT)

    un, deux = Entree.objects.all()
    assert (un.objet_type, un.objet_id, un.rang, un.par, un.motif) == (
        "vague",
        str(vague.pk),
        1,
        auteur,
        "Parce que.",
    )
    assert (un.empreinte_precedente, deux.empreinte_precedente) == ("", un.empreinte)
    assert (deux.rang, deux.par, deux.de, deux.vers, deux.donnees) == (2, None, "a", "b", {"n": 1})
    assert str(deux) == f"vague {vague.pk} n° 2 : vague close"


@pytest.mark.django_db
@pytest.mark.parametrize("nombre", [1, 3])
def test_plusieurs_actes_d_un_objet_se_suivent_chacun_a_son_heure(
    nombre: int, django_assert_num_queries: Any
) -> None:
    """What the load of many objects writes at once: after the lines that are already there, in the order given."""
    vagues = VagueFactory.create_batch(nombre)
    journaliser([Acte(objet=vagues[0], acte=ActeVague.PROGRAMMEE)], le=PENDANT)
    heures = [PENDANT + timedelta(hours=n) for n in (1, 2)]
    actes = [
        (Acte(objet=vague, acte=acte), le)
        for vague in vagues
        for acte, le in zip((ActeVague.OUVERTE, ActeVague.CLOSE), heures, strict=True)
    ]
    with django_assert_num_queries(2):
        journaliser_a_leurs_dates(actes)
    lignes = Entree.objects.filter(objet_id=str(vagues[0].pk)).order_by("rang")
    assert list(lignes.values_list("rang", "acte", "le")) == [
        (1, ActeVague.PROGRAMMEE, PENDANT),
        (2, ActeVague.OUVERTE, heures[0]),
        (3, ActeVague.CLOSE, heures[1]),
    ]
    assert (Entree.objects.count(), list(anomalies())) == (1 + 2 * nombre, [])


@pytest.mark.django_db
def test_deux_objets_ont_chacun_leur_chaine() -> None:
    vagues = VagueFactory.create_batch(2)
    journaliser([Acte(objet=vague, acte=ActeVague.OUVERTE) for vague in vagues], le=PENDANT)
    journaliser([Acte(objet=vagues[1], acte=ActeVague.CLOSE)], le=PENDANT)
    assert list(Entree.objects.values_list("objet_id", "rang")) == [
        (str(vagues[0].pk), 1),
        (str(vagues[1].pk), 1),
        (str(vagues[1].pk), 2),
    ]


@pytest.mark.django_db
@pytest.mark.parametrize("nombre", [1, 30])
def test_journaliser_coute_deux_requetes_quel_que_soit_le_nombre(
    nombre: int, django_assert_num_queries: Any
) -> None:
    actes = [Acte(objet=vague, acte=ActeVague.OUVERTE) for vague in VagueFactory.create_batch(nombre)]
    with django_assert_num_queries(2):
        journaliser(actes, le=PENDANT)
    assert Entree.objects.count() == nombre


@pytest.mark.django_db
def test_le_journal_refuse_un_modele_qui_ne_dit_pas_son_nom() -> None:
    appel: Any = VagueFactory().appel
    with pytest.raises(TypeError, match="Appel declares no NOM_AU_JOURNAL"):
        journaliser([Acte(objet=appel, acte=ActeVague.CLOSE)], le=PENDANT)
    assert Entree.objects.count() == 0


def test_le_journal_refuse_d_ecrire_hors_d_une_transaction(transactional_db: None) -> None:
    vague = VagueFactory()
    with pytest.raises(RuntimeError, match="only inside the transaction"):
        journaliser([Acte(objet=vague, acte=ActeVague.OUVERTE)], le=PENDANT)
    assert Entree.objects.count() == 0


def test_une_ligne_disparait_avec_la_transaction_de_son_acte(transactional_db: None) -> None:
    vague = VagueFactory()

    @transaction.atomic
    def acte_qui_echoue() -> None:
        journaliser([Acte(objet=vague, acte=ActeVague.OUVERTE)], le=PENDANT)
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        acte_qui_echoue()
    assert Entree.objects.count() == 0
