"""Filed dossiers as rows, without what was filed: enough for what only reads states, numbers and people."""

from typing import Any

from ami.comptes.models import Utilisateur
from candidatures.models import Candidature, Porteur
from evaluation.models import Evaluation
from tests.evaluation.conftest import VagueClose
from tests.fabriques import (
    CLOTURE,
    PENDANT,
    AccesFactory,
    CandidatureFactory,
    EvaluationFactory,
    UtilisateurFactory,
    siret,
)
from tests.scenarios import ecrire_l_etat, grille_de_quatre_criteres, vague_ouverte
from vagues.models import Vague, VoletOuvert
from vagues.states import CLOSES, EtatVague


def dossier_numerote(volet: VoletOuvert, rang: int = 1, **champs: Any) -> Candidature:
    """Return a filed dossier of this wave, with its signatory."""
    numero = siret(rang)
    porteur, _ = Porteur.objects.get_or_create(
        siret=numero, raison_sociale=f"Structure {rang}", type_porteur="association"
    )
    etat = champs.pop("etat", "deposee")
    valeurs = {"nom": f"La Halle {rang}", "numero": f"FDT-{volet.vague.numero}-{rang:04d}"}
    dossier: Candidature = CandidatureFactory(
        vague=volet.vague,
        volet=volet.volet,
        porteur=porteur,
        siren=numero[:9],
        depose_le=PENDANT,
        etat="deposee",
        **{**valeurs, **champs},
    )
    AccesFactory(candidature=dossier)
    if etat != "deposee":
        ecrire_l_etat(Candidature.objects.filter(pk=dossier.pk), etat)
        dossier.refresh_from_db()
    return dossier


def dossiers_en_nombre(volet: VoletOuvert, nombre: int) -> list[Candidature]:
    """As many filed dossiers as fill pages, of structures of one name; their signatory has no access."""
    porteur, _ = Porteur.objects.get_or_create(
        siret=siret(1), raison_sociale="Structure", type_porteur="association"
    )
    par = UtilisateurFactory()
    return Candidature.objects.bulk_create(
        Candidature(
            vague=volet.vague,
            volet=volet.volet,
            cree_par=par,
            porteur=porteur,
            siren=siret(rang)[:9],
            nom=f"La Halle {rang}",
            numero=f"FDT-{volet.vague.numero}-{rang:04d}",
            depose_le=PENDANT,
            etat="deposee",
        )
        for rang in range(1, nombre + 1)
    )


def lectures_en_nombre(
    dossiers: list[Candidature], evaluateur: Utilisateur, etat: str = "a_faire"
) -> list[Evaluation]:
    """One reading of each by this person."""
    champs: dict[str, Any] = {"etat": etat}
    if etat == "remise":
        champs |= {"declaree_le": CLOTURE, "remise_le": CLOTURE, "version_lue": 1}
    return Evaluation.objects.bulk_create(
        Evaluation(candidature=dossier, evaluateur=evaluateur, **champs) for dossier in dossiers
    )


def mettre_a(vague: Vague, etat: str) -> Vague:
    """Write the state of a wave with the dates that its constraints ask for."""
    vague.etat = etat
    vague.close_le = CLOTURE if etat in CLOSES else None
    vague.scellee_le = CLOTURE if etat in CLOSES else None
    publiee = etat == EtatVague.PUBLIEE
    vague.publiee_le, vague.annoncee_le = (CLOTURE, CLOTURE.date()) if publiee else (None, None)
    vague.save()
    return vague


def vague_a_lire(
    nombre: int = 1, *, etat: str = "close", poids: tuple[int, ...] = (1, 1, 1, 1)
) -> VagueClose:
    """Return a sealed wave of ``nombre`` filed dossiers, in this state."""
    volet = vague_ouverte()
    criteres = grille_de_quatre_criteres(volet.vague, poids)
    dossiers = [dossier_numerote(volet, rang) for rang in range(1, nombre + 1)]
    return VagueClose(volet, mettre_a(volet.vague, etat), criteres, dossiers)


def lecture(dossier: Candidature, etat: str = "brouillon", **champs: Any) -> Evaluation:
    """Return a reading of this dossier in this state, with the dates that its constraints ask for."""
    dates: dict[str, Any] = {}
    if etat in {"brouillon", "remise"}:
        dates["declaree_le"] = CLOTURE
    if etat == "remise":
        dates |= {"remise_le": CLOTURE, "version_lue": 1}
    if etat == "deport":
        dates["motif_deport"] = "Un lien."
    evaluateur = champs.pop("evaluateur", None) or UtilisateurFactory()
    evaluation: Evaluation = EvaluationFactory(
        candidature=dossier, evaluateur=evaluateur, etat=etat, **{**dates, **champs}
    )
    return evaluation
