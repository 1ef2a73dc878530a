"""Saving at the same instant: the same question by many, and a filing in the middle of a save."""

from collections.abc import Callable
from functools import partial

from ami.commun.erreurs import TransitionInterdite
from candidatures.formulaire.concurrence import marque
from candidatures.lectures import en_l_etat
from candidatures.models import Candidature, Reponse, ReponseAnterieure
from candidatures.services.deposer import deposer_candidature
from candidatures.services.enregistrer import Enregistrement, enregistrer_reponses
from candidatures.version_deposee.depots import contenu_de
from tests.concurrence.outils import ensemble
from tests.fabriques import PENDANT, AccesFactory, UtilisateurFactory
from tests.scenarios import brouillon_complet, vague_ouverte


def _ecrire(candidature: Candidature, rang: int, lue: str) -> Callable[[], Enregistrement]:
    acces = AccesFactory(candidature=candidature, utilisateur=UtilisateurFactory(), role="redacteur")
    return partial(
        enregistrer_reponses,
        candidature_id=candidature.pk,
        valeurs={"instances": f"Texte {rang}"},
        par=acces.utilisateur,
        recu_le=PENDANT,
        lues={"instances": lue},
    )


def test_de_cinq_personnes_sur_une_question_une_seule_ecrit_et_les_autres_le_savent() -> None:
    candidature = brouillon_complet(vague_ouverte())
    ancien = en_l_etat.reponses(candidature)["instances"]
    bilans = ensemble(*(_ecrire(candidature, rang, marque(ancien, 1)) for rang in range(5)))

    ecrits = [rang for rang, bilan in enumerate(bilans) if not bilan.conflits]
    assert len(ecrits) == 1
    stockee = Reponse.objects.get(candidature=candidature, champ="instances")
    assert (stockee.valeur, stockee.version) == (f"Texte {ecrits[0]}", 2)
    for rang, bilan in enumerate(bilans):
        if conflit := bilan.conflits.get("instances"):
            assert (conflit.saisie, conflit.valeur) == (f"Texte {rang}", stockee.valeur)
    assert ReponseAnterieure.objects.get().valeur == ancien


def test_une_reponse_enregistree_pendant_le_depot_est_dedans_ou_refusee() -> None:
    for tour in range(4):
        candidature = brouillon_complet(vague_ouverte(), rang=tour + 1)
        ancien = en_l_etat.reponses(candidature)["instances"]
        actes = [
            _ecrire(candidature, 9, marque(ancien, 1)),
            partial(
                deposer_candidature, candidature_id=candidature.pk, par=candidature.cree_par, recu_le=PENDANT
            ),
        ]
        bilan, depot = ensemble(*(actes if tour % 2 else reversed(actes)))[:: 1 if tour % 2 else -1]
        deposee = contenu_de(depot).reponses["instances"]
        assert deposee == (ancien if isinstance(bilan, TransitionInterdite) else "Texte 9")
        assert en_l_etat.reponses(candidature)["instances"] == deposee
