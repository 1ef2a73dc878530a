"""Whatever people do, in whatever order: every ``Depot`` stays as it was filed and its hash stays true."""

import hashlib
from copy import deepcopy
from datetime import datetime, timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, event, given
from hypothesis import settings as reglages
from hypothesis import strategies as st

from ami.commun.erreurs import ErreurMetier
from ami.comptes.models import Utilisateur
from ami.journal.verification import anomalies
from candidatures.models import Candidature, Depot, RoleAcces
from candidatures.services.deposer import deposer_candidature
from candidatures.services.enregistrer import enregistrer_reponses
from candidatures.services.remanier import remanier_candidature
from candidatures.services.retirer import retirer_candidature
from candidatures.states import EtatCandidature
from candidatures.version_deposee.depots import contenu_de
from candidatures.version_deposee.verification import verifier
from tests.fabriques import CLOTURE, PENDANT, AccesFactory, UtilisateurFactory, siret
from tests.partage_du_module import rien_n_en_restera
from tests.textes import CARACTERES
from vagues.models import Vague

pytestmark = pytest.mark.django_db
JUSTES = st.sampled_from(["La Halle", "Le Quai 9", "Un lieu 😀 ouvert", "مرحبا", "Un jardin"])
TEXTES = JUSTES | JUSTES | JUSTES | st.text(CARACTERES, max_size=40)
ECRITURES = st.tuples(
    st.just("ecrire"),
    st.sampled_from(["signataire", "redacteur"]),
    st.dictionaries(st.sampled_from(["nom_lieu", "resume", "equipe"]), TEXTES, min_size=1, max_size=3)
    | st.dictionaries(st.just("siret"), st.sampled_from([siret(1), siret(2), siret(3), "faux"]), min_size=1),
    st.booleans(),  # from a page that had read an older text: a conflict
)
GESTES = st.tuples(st.sampled_from([*("deposer", "remanier") * 4, "retirer"]))
SUITES = st.lists(ECRITURES | GESTES | GESTES, min_size=6, max_size=16)


class Partie:
    """One dossier, its two writers, and what was filed so far."""

    def __init__(self, brouillon: Candidature) -> None:
        self.dossier = brouillon
        redacteur = UtilisateurFactory()
        AccesFactory(candidature=self.dossier, utilisateur=redacteur, role=RoleAcces.REDACTEUR)
        self.gens: dict[str, Utilisateur] = {"signataire": self.dossier.cree_par, "redacteur": redacteur}
        self.le: datetime = PENDANT
        self.photos: dict[int, tuple[str, str, str]] = {}

    def jouer(self, geste: str, *details: Any) -> None:
        """Do it; a refusal is an answer too."""
        self.le += timedelta(minutes=1)
        try:
            getattr(self, geste)(*details)
        except ErreurMetier:
            return

    def ecrire(self, qui: str, valeurs: dict[str, str], perimee: bool) -> None:
        lues = dict.fromkeys(valeurs, "0.000000000000") if perimee else None
        enregistrer_reponses(
            candidature_id=self.dossier.pk, valeurs=valeurs, par=self.gens[qui], recu_le=self.le, lues=lues
        )

    def _signer(self, service: Any) -> None:
        service(candidature_id=self.dossier.pk, par=self.gens["signataire"], recu_le=self.le)

    def deposer(self) -> None:
        self._signer(deposer_candidature)

    def remanier(self) -> None:
        self._signer(remanier_candidature)

    def retirer(self) -> None:
        self._signer(retirer_candidature)

    def verifier(self) -> None:
        """Nothing filed has moved, what is new is true to its hash, and the state agrees with it."""
        depots = list(Depot.objects.filter(candidature=self.dossier).order_by("version"))
        for depot in depots:
            photo = (depot.contenu, depot.empreinte, depot.numero)
            assert self.photos.setdefault(depot.version, photo) == photo
            assert hashlib.sha256(depot.contenu.encode()).hexdigest() == depot.empreinte
        assert [depot.version for depot in depots] == list(range(1, len(self.photos) + 1))
        self.dossier.refresh_from_db()
        assert (self.dossier.numero is not None) == bool(depots)
        if self.dossier.etat == EtatCandidature.DEPOSEE:
            filed = contenu_de(depots[-1]).reponses_par_section
            assert self.dossier.nom == filed["lieu"]["nom_lieu"]
            assert self.dossier.siren == filed["structure"]["siret"][:9]


@reglages(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(suite=SUITES)
def test_toute_suite_de_gestes_laisse_les_depots_intacts(
    brouillon: Candidature, suite: list[tuple[Any, ...]]
) -> None:
    with rien_n_en_restera():
        partie = Partie(deepcopy(brouillon))
        for geste in (("deposer",), ("remanier",), *suite):
            partie.jouer(*geste)
            partie.verifier()
        event(f"versions : {len(partie.photos)}")
        bilan = verifier(Candidature.objects.filter(pk=partie.dossier.pk), Vague.objects.all())
        assert [faute for faute in bilan.fautes if "pièce" not in faute] == []
        assert list(anomalies()) == []
        assert partie.le < CLOTURE
