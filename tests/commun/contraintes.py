"""How each named constraint of the database is broken: one function per constraint, found by its name.

``test_contraintes`` calls each inside a savepoint and fails when a model gains a constraint that has no line here.
"""

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from typing import Any

from ami.comptes.models import Attribution, Perimetre, Role, Utilisateur
from ami.journal.models import Entree
from ami.notifications.models import Courriel
from candidatures.models import Acces, Candidature, Depot, Interet, Porteur, Reponse, ReponseAnterieure
from tests.fabriques import (
    PENDANT,
    AccesFactory,
    AppelFactory,
    AttributionFactory,
    CandidatureFactory,
    UtilisateurFactory,
    VagueFactory,
    VoletFactory,
    VoletOuvertFactory,
    siret,
)
from vagues.models import ObjectifAppel, RoleDuLieu, Vague, Volet, VoletOuvert

INFRACTIONS: dict[str, Callable[[], object]] = {}
EMPREINTE = "a" * 64


def enfreint(*noms: str) -> Callable[[Callable[..., object]], Callable[..., object]]:
    """Register the function; with several names, it receives the one to break."""

    def inscrire(geste: Callable[..., object]) -> Callable[..., object]:
        for nom in noms:
            INFRACTIONS[nom] = (lambda nom=nom: geste(nom)) if len(noms) > 1 else geste
        return geste

    return inscrire


@enfreint("utilisateur_email_unique")
def _() -> None:
    UtilisateurFactory(email="camille@exemple.test")
    Utilisateur.objects.create(email="CAMILLE@exemple.test")


@enfreint("attribution_unique")
def _() -> None:
    compte = UtilisateurFactory()
    Attribution.objects.create(utilisateur=compte, role=Role.AUDITEUR)
    Attribution.objects.create(utilisateur=compte, role=Role.AUDITEUR)


@enfreint("appel_delai_positif")
def _() -> None:
    AppelFactory(delai_decision_implicite=0)


@enfreint("attribution_perimetre_du_referent")
def _() -> None:
    AttributionFactory(role=Role.ADMINISTRATEUR, perimetre=Perimetre.REGION, code="44")


@enfreint("interet_unique")
def _() -> None:
    compte = UtilisateurFactory()
    Interet.objects.create(utilisateur=compte, siren="000100015")
    Interet.objects.create(utilisateur=compte, siren="000100015")


@enfreint("interet_unique_par_dossier")
def _() -> None:
    dossier = CandidatureFactory()
    Interet.objects.create(utilisateur=dossier.cree_par, candidature=dossier)
    Interet.objects.create(utilisateur=dossier.cree_par, candidature=dossier)


@enfreint("interet_siren_ou_dossier")
def _() -> None:
    Interet.objects.create(utilisateur=UtilisateurFactory())


@enfreint("attribution_code_selon_perimetre")
def _() -> None:
    AttributionFactory(role=Role.REFERENT, perimetre=Perimetre.REGION)


def _entree(rang: int, precedente: str) -> Entree:
    return Entree.objects.create(
        objet_type="a", objet_id="1", rang=rang, acte="x", le=PENDANT, empreinte_precedente=precedente
    )


@enfreint("entree_rang_unique")
def _() -> None:
    _entree(1, "")
    _entree(1, "")


@enfreint("entree_chainee")
def _() -> None:
    _entree(2, "")


@enfreint("courriel_envoye_date")
def _() -> None:
    Courriel.objects.create(
        cle="a", modele="m", destinataire="a@exemple.test", objet="o", texte="t", etat="envoye"
    )


def _objectif(laureats: int = 300) -> ObjectifAppel:
    return ObjectifAppel.objects.create(
        appel=AppelFactory(), du=date(2019, 7, 11), laureats=laureats, enveloppe=Decimal(1)
    )


@enfreint("objectif_date_unique")
def _() -> None:
    _objectif()
    _objectif()


@enfreint("objectif_positif")
def _() -> None:
    _objectif(laureats=0)


@enfreint("role_du_lieu_ordre_unique")
def _() -> None:
    for titre in ("Un", "Deux"):
        RoleDuLieu.objects.create(appel=AppelFactory(), ordre=1, titre=titre, texte="…")


_MONTANTS_FAUX = {
    "montants_coherents": {"montant_min_total": 200_000},
    "duree_entre_un_et_cinq_ans": {"duree_mois": 11},
    "prime_positive": {"prime_investissement_max": 0},
}


@enfreint(*(f"volet_{nom}" for nom in _MONTANTS_FAUX))
def _(nom: str) -> None:
    VoletFactory(code="faux", **_MONTANTS_FAUX[nom.removeprefix("volet_")])


@enfreint(*(f"voletouvert_{nom}" for nom in _MONTANTS_FAUX))
def _(nom: str) -> None:
    VoletOuvertFactory(**_MONTANTS_FAUX[nom.removeprefix("voletouvert_")])


def _copie(modele: type[Volet | VoletOuvert], ligne: Any) -> None:
    modele.objects.bulk_create([modele(**{**_valeurs(ligne), "id": None})])


def _valeurs(ligne: Any) -> dict[str, Any]:
    return {champ.attname: getattr(ligne, champ.attname) for champ in ligne._meta.concrete_fields}


@enfreint("volet_code_unique")
def _() -> None:
    _copie(Volet, VoletFactory())


@enfreint("volet_ouvert_unique")
def _() -> None:
    _copie(VoletOuvert, VoletOuvertFactory())


_VAGUES_FAUSSES: dict[str, dict[str, Any]] = {
    "vague_ouverture_avant_cloture": {"ouverture": PENDANT, "cloture": PENDANT},
    "vague_ouverture_connue": {"ouverture": None},
    "vague_close_datee": {"etat": "close"},
    "vague_publiee_datee": {"etat": "publiee", "close_le": PENDANT, "publiee_le": PENDANT},
    "vague_cloture_anticipee_motivee": {"motif_de_cloture": "Sans instant annoncé."},
    "vague_capacite_positive": {"capacite": 0},
}


@enfreint(*_VAGUES_FAUSSES)
def _(nom: str) -> Vague:
    return VagueFactory(**_VAGUES_FAUSSES[nom])


def _porteur(numero: str = siret(1)) -> Porteur:
    return Porteur.objects.create(siret=numero, raison_sociale="La Halle", type_porteur="association")


@enfreint("porteur_numero_de_structure")
def _() -> None:
    _porteur("7328293200007A")


@enfreint("porteur_unique")
def _() -> None:
    _porteur()
    _porteur()


def _deposee(numero: str, **champs: Any) -> Candidature:
    porteur, _ = Porteur.objects.get_or_create(
        siret=siret(1), raison_sociale="La Halle", type_porteur="association"
    )
    return CandidatureFactory(
        **{
            "etat": "deposee",
            "numero": numero,
            "depose_le": PENDANT,
            "porteur": porteur,
            "siren": porteur.siret[:9],
            **champs,
        }
    )


@enfreint("candidature_unique_par_siren")
def _() -> None:
    vague = VagueFactory()
    _deposee("FDT-01-0001", vague=vague)
    _deposee("FDT-01-0002", vague=vague)


@enfreint("candidature_deposee_numerotee")
def _() -> None:
    CandidatureFactory(etat="deposee")


@enfreint("candidature_laureate_dotee")
def _() -> None:
    _deposee("FDT-01-0001", etat="laureate")  # NULL is no amount


@enfreint("candidature_rouverte_si_a_completer")
def _() -> None:
    _deposee("FDT-01-0001", etat="a_completer", rouvert=["resume"])  # until when?


@enfreint("candidature_montant_positif")
def _() -> None:
    CandidatureFactory(montant_demande=Decimal("-0.01"))


@enfreint("acces_unique")
def _() -> None:
    acces = AccesFactory()
    Acces.objects.create(candidature=acces.candidature, utilisateur=acces.utilisateur, role="lecteur")


@enfreint("acces_un_signataire")
def _() -> None:
    AccesFactory(candidature=AccesFactory().candidature, utilisateur=UtilisateurFactory())


@enfreint("reponse_unique")
def _() -> None:
    candidature = CandidatureFactory()
    for valeur in ("a", "b"):
        Reponse.objects.create(
            candidature=candidature, champ="nom_lieu", valeur=valeur, par=candidature.cree_par, le=PENDANT
        )


@enfreint("reponse_anterieure_unique")
def _() -> None:
    candidature = CandidatureFactory()
    for valeur in ("a", "b"):
        ReponseAnterieure.objects.create(
            candidature=candidature,
            champ="instances",
            version=1,
            valeur=valeur,
            par=candidature.cree_par,
            le=PENDANT,
        )


def _depot(empreinte: str = EMPREINTE, candidature: Candidature | None = None) -> Depot:
    candidature = candidature or CandidatureFactory()
    return Depot.objects.create(
        candidature=candidature,
        version=1,
        numero="FDT-01-0001",
        recu_le=PENDANT,
        par=candidature.cree_par,
        contenu="{}",
        empreinte=empreinte,
    )


@enfreint("depot_version_unique")
def _() -> None:
    _depot(candidature=_depot().candidature)


@enfreint("depot_empreinte_sha256")
def _() -> None:
    _depot("A" * 64)
