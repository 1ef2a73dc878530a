"""Data of the measures: real answers, written in bulk."""

from datetime import timedelta
from decimal import Decimal

from django.utils import timezone

from candidatures.formulaire.catalogue.champs import Dossier
from candidatures.lectures import en_l_etat
from candidatures.models import Acces, Candidature, Depot, Piece, Porteur, Reponse, RoleAcces
from candidatures.services.deposer import numero_de_dossier
from candidatures.states import EtatCandidature
from candidatures.version_deposee.depots import contenu_a_deposer, depot_de
from evaluation.models import Critere, Evaluation, Note, Synthese
from evaluation.selection.models import Decision, MotifDecision
from evaluation.selection.states import Sens
from evaluation.states import EtatEvaluation
from tests.fabriques import FichierFactory, UtilisateurFactory, siret
from tests.scenarios import (
    PIECES_DES_REPONSES_COMPLETES,
    administrateur,
    agent,
    grille_de_quatre_criteres,
    reponses_completes,
    vague_ouverte,
)
from vagues.models import Vague, VoletOuvert
from vagues.states import EtatVague

JOUR = timedelta(days=1)


def _volet() -> VoletOuvert:
    maintenant = timezone.now()
    return vague_ouverte(ouverture=maintenant - JOUR, cloture=maintenant + JOUR)


def vague_de_brouillons(nombre: int) -> list[Candidature]:
    """Complete drafts of one new open wave, one structure each."""
    return _dossiers(_volet(), nombre)


def _dossiers(volet: VoletOuvert, nombre: int) -> list[Candidature]:
    par, le = UtilisateurFactory(), timezone.now()
    porteurs = Porteur.objects.bulk_create(
        Porteur(
            siret=siret(rang), raison_sociale=f"Structure {volet.vague_id}-{rang}", type_porteur="association"
        )
        for rang in range(1, nombre + 1)
    )
    dossiers = Candidature.objects.bulk_create(
        Candidature(
            vague=volet.vague,
            volet=volet.volet,
            cree_par=par,
            porteur=porteur,
            siren=porteur.siret[:9],
            nom=f"Lieu {rang}",
            departement="67",
            montant_demande=Decimal(140_000),
        )
        for rang, porteur in enumerate(porteurs, start=1)
    )
    Acces.objects.bulk_create(
        Acces(candidature=dossier, utilisateur=par, role=RoleAcces.SIGNATAIRE) for dossier in dossiers
    )
    Reponse.objects.bulk_create(
        Reponse(candidature=dossier, champ=champ, valeur=valeur, par=par, le=le)
        for rang, dossier in enumerate(dossiers, start=1)
        for champ, valeur in reponses_completes(rang).items()
    )
    fichiers = [FichierFactory(depose_par=par) for _ in PIECES_DES_REPONSES_COMPLETES]
    Piece.objects.bulk_create(
        Piece(candidature=dossier, code=code, fichier=fichier, ajoutee_par=par, ajoutee_le=le)
        for dossier in dossiers
        for code, fichier in zip(PIECES_DES_REPONSES_COMPLETES, fichiers, strict=True)
    )
    return dossiers


def grande_vague(nombre: int) -> Vague:
    """A wave in deliberation: filed, read three times, all decided, a tenth of them laureates."""
    volet = _volet()
    vague = volet.vague
    criteres = grille_de_quatre_criteres(vague)
    dossiers = _dossiers(volet, nombre)
    _deposer_en_bloc(volet, dossiers)
    evaluations = Evaluation.objects.bulk_create(
        Evaluation(
            candidature=dossier,
            evaluateur=evaluateur,
            etat=EtatEvaluation.REMISE,
            declaree_le=vague.ouverture,
            remise_le=vague.ouverture,
            version_lue=1,
        )
        for evaluateur in [agent() for _ in range(3)]
        for dossier in dossiers
    )
    Note.objects.bulk_create(
        Note(evaluation=une, critere=critere, valeur=(rang + critere.ordre) % 6, justification="Parce que.")
        for rang, une in enumerate(evaluations)
        for critere in criteres
    )
    _decider_en_bloc(dossiers, criteres)
    Vague.objects.filter(pk=vague.pk).update(
        etat=EtatVague.EN_DELIBERATION,
        close_le=vague.ouverture,
        scellee_le=vague.ouverture,
        dernier_rang=nombre,
    )
    vague.refresh_from_db()
    return vague


def _deposer_en_bloc(volet: VoletOuvert, dossiers: list[Candidature]) -> None:
    cahier, depots = en_l_etat.cahier_du_volet(volet), []
    pieces = en_l_etat.pieces(dossiers[0])  # every dossier has the same
    for rang, dossier in enumerate(dossiers, start=1):
        dossier.numero = numero_de_dossier(volet.vague, rang)
        dossier.etat, dossier.depose_le = EtatCandidature.DEPOSEE, timezone.now()
        contenu = contenu_a_deposer(
            dossier,
            Dossier(cahier, reponses_completes(rang), pieces),
            version=1,
            par=dossier.cree_par,
            recu_le=dossier.depose_le,
            motif="depot",
        )
        depots.append(depot_de(dossier, contenu, par=dossier.cree_par))
    Candidature.objects.bulk_update(dossiers, ["numero", "etat", "depose_le"])
    Depot.objects.bulk_create(depots)


def _decider_en_bloc(dossiers: list[Candidature], criteres: list[Critere]) -> None:
    par = administrateur()
    Synthese.objects.bulk_create(
        Synthese(
            candidature=dossier,
            moyenne=Decimal(rang % 500) / 100,
            mediane=Decimal(3),
            ecart_type=Decimal(1),
            evaluations=3,
        )
        for rang, dossier in enumerate(dossiers)
    )
    decisions = Decision.objects.bulk_create(
        Decision(
            candidature=dossier,
            sens=Sens.NON_RETENUE if rang % 10 else Sens.LAUREATE,
            montant=None if rang % 10 else Decimal(120_000),
            motif=f"Motif du dossier {rang}.",
            par=par,
        )
        for rang, dossier in enumerate(dossiers)
    )
    MotifDecision.objects.bulk_create(
        MotifDecision(decision=decision, critere=critere, motif=f"Motif du critère {critere.ordre}.")
        for decision in decisions
        if decision.sens == Sens.NON_RETENUE
        for critere in criteres
    )
