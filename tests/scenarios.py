"""Chains of acts, through the real services, shared by tests."""

from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

from django.db.models import QuerySet

from ami.comptes.models import Role, Utilisateur
from candidatures.formulaire.presentation.dossier import presenter
from candidatures.formulaire.questionnaire import pieces_demandees, sections
from candidatures.lectures import en_l_etat
from candidatures.models import Candidature, Depot, Piece
from candidatures.services.creer import creer_candidature
from candidatures.services.deposer import deposer_candidature
from candidatures.services.enregistrer import enregistrer_reponses
from candidatures.services.sceller import ATTENTE_AVANT_SCELLE, sceller_vague
from candidatures.states import EtatCandidature
from candidatures.version_deposee.relecture import empreintes_lues
from evaluation.models import Critere, Evaluation, GrilleVague
from evaluation.notes import NoteSaisie
from evaluation.selection.services.deliberer import decider, ouvrir_deliberation
from evaluation.selection.states import Sens
from evaluation.services.affecter import affecter_evaluateur
from evaluation.services.evaluer import declarer_absence_de_conflit, enregistrer_evaluation
from tests.fabriques import (
    APRES,
    CLOTURE,
    PENDANT,
    AttributionFactory,
    CritereFactory,
    GrilleFactory,
    GrilleVagueFactory,
    PieceFactory,
    UtilisateurFactory,
    VoletOuvertFactory,
    siret,
)
from vagues.models import Vague, VoletOuvert
from vagues.services import cloturer_vague
from vagues.states import EtatVague


def reponses_completes(rang: int = 1, **changements: Any) -> dict[str, Any]:
    """Return answers that make a dossier ready to file, but for its documents; ``rang`` chooses the structure."""
    return {
        "siret": siret(rang),
        "raison_sociale": f"Association des lieux n° {rang} (fictive)",
        "type_porteur": "association",
        "adresse_siege": "1 place du Marché, 67000 Strasbourg",
        "representant_prenom": "Claude",
        "representant_nom": "Durand",
        "representant_fonction": "Présidente",
        "representant_courriel": "presidence@exemple.test",
        "telephone": "06 39 98 12 34",
        "signataire_representant": "oui",
        "tva": "ttc",
        "activite_economique": "non",
        "porte_par_un_consortium": "non",
        "nom_lieu": f"La Halle {rang}",
        "situation": "existant",
        "typologie": ["coworking", "atelier_partage"],
        "date_ouverture": "2019-03-01",
        "activites": "Coworking, atelier partagé.",
        "adresse": "1 place du Marché",
        "code_postal": "67000",
        "commune": "Strasbourg",
        "departement": "67",
        "maitrise_fonciere": "bail",
        "implantation": "qpv",
        "quartiers": [{"nom": "Hautepierre", "code": "QP067005"}],
        "echelle": ["quartier", "epci"],
        "perimetre": "L’Eurométropole de Strasbourg.",
        "besoins": "Un lieu ouvert.",
        "autres_lieux": "Deux lieux voisins.",
        "resume": "Un lieu ressource pour le quartier.",
        "ambition": "Soutenir les autres lieux.",
        "actions_tiers_lieux": "Former et outiller.",
        "instances": "Une assemblée, un bureau.",
        "usagers": "Un collège des usagers.",
        "postes": [{"poste": "Animatrice", "etp": "1", "statut": "existant"}],
        "equipe": "Deux postes.",
        "modele": "Des recettes propres croissantes.",
        "montant_an_1": "50000.00",
        "montant_an_2": "50000.00",
        "montant_an_3": "40000.00",
        "budget": budget_equilibre(),
        "plan_financement": [
            {
                "financeur": "Région Grand Est",
                "type": "region",
                "montant_1": "8000.00",
                "montant_2": "8000.00",
                "montant_3": "8000.00",
                "statut": "acquis",
            }
        ],
        **dict.fromkeys(ENGAGEMENTS, True),
        **changements,
    }


ENGAGEMENTS = (
    "exactitude",
    "pouvoir",
    "reseau",
    "communication",
    "publication",
    "donnees",
    "contrat_republicain",
)


def budget_equilibre() -> dict[str, Any]:
    """Return a grid whose three years balance, with contributions in kind; line 74 agrees with the answers."""
    return {
        "charges": {
            "60": ["10000.00", "10000.00", "10000.00"],
            "64": ["60000.00", "62000.00", "56000.00"],
            "86": ["5000.00", "5000.00", "5000.00"],
        },
        "produits": {
            "70": ["12000.00", "14000.00", "18000.00"],
            "74": ["58000.00", "58000.00", "48000.00"],
            "87": ["5000.00", "5000.00", "5000.00"],
        },
    }


PIECES_DES_REPONSES_COMPLETES = ("statuts", "comptes")


def vague_ouverte(**champs: Any) -> VoletOuvert:
    """Return the single track of a new open wave."""
    return VoletOuvertFactory(**{f"vague__{nom}": valeur for nom, valeur in champs.items()})


def remplir(candidature: Candidature, reponses: dict[str, Any], *, le: datetime = PENDANT) -> None:
    """Save all the answers of the form, those that are not given being emptied."""
    formulaire = sections(en_l_etat.cahier(candidature))
    enregistrer_reponses(
        candidature_id=candidature.pk,
        valeurs={champ.nom: reponses.get(champ.nom) for section in formulaire for champ in section.champs},
        par=candidature.cree_par,
        recu_le=le,
    )
    candidature.refresh_from_db()


def joindre_les_pieces(candidature: Candidature, *, le: datetime = PENDANT) -> list[Piece]:
    """Attach, verified, one of each document that its answers make necessary and that it lacks."""
    dossier = en_l_etat.dossier(candidature)
    jointes = {piece.code for piece in dossier.pieces}
    return [
        PieceFactory(candidature=candidature, code=piece.code, ajoutee_le=le)
        for piece in pieces_demandees(dossier.cahier)
        for _ in range(piece.nombre)
        if piece.est_requise(dossier.reponses) and piece.code not in jointes
    ]


def brouillon_complet(
    volet: VoletOuvert,
    *,
    rang: int = 1,
    par: Utilisateur | None = None,
    le: datetime = PENDANT,
    **reponses: Any,
) -> Candidature:
    """Return a draft from which nothing is missing, documents included."""
    par = par or UtilisateurFactory()
    candidature = creer_candidature(volet_ouvert=volet, par=par, recu_le=le)
    remplir(candidature, reponses_completes(rang, **reponses), le=le)
    joindre_les_pieces(candidature, le=le)
    return candidature


def dossier_depose(
    volet: VoletOuvert, *, rang: int = 1, le: datetime = PENDANT, **options: Any
) -> Candidature:
    candidature = brouillon_complet(volet, rang=rang, le=le, **options)
    deposer(candidature, le=le)
    return candidature


def relue(candidature: Candidature) -> str:
    """Return what the page of the review sends back when its signatory has read the dossier as it is."""
    return empreintes_lues(presenter(en_l_etat.dossier(candidature)))


def deposer(candidature: Candidature, *, le: datetime = PENDANT) -> Depot:
    depot = deposer_candidature(candidature_id=candidature.pk, par=candidature.cree_par, recu_le=le)
    candidature.refresh_from_db()
    return depot


def agent(role: str = Role.EVALUATEUR, **options: Any) -> Utilisateur:
    return AttributionFactory(role=role, **options).utilisateur


def administrateur() -> Utilisateur:
    return agent(Role.ADMINISTRATEUR)


def grille_de_quatre_criteres(vague: Vague, poids: tuple[int, ...] = (1, 1, 1, 1)) -> list[Critere]:
    """Attach to the wave a grid of its own: its criteria come first, they are frozen once the wave is open."""
    grille = GrilleFactory(code=f"grille-{vague.numero}")
    criteres = [
        CritereFactory(grille=grille, ordre=rang, code=f"c{rang}", poids=Decimal(valeur))
        for rang, valeur in enumerate(poids, start=1)
    ]
    GrilleVagueFactory(vague=vague, grille=grille)
    return criteres


def vague_programmee(**champs: Any) -> VoletOuvert:
    """Return the single track of a wave to come, from which nothing is missing: its grid is attached."""
    volet = vague_ouverte(etat=EtatVague.PROGRAMMEE, **champs)
    grille_de_quatre_criteres(volet.vague)
    return volet


def clore(vague: Vague) -> Vague:
    """Close the wave at its instant and seal it; the grid of four criteria is attached when there is none."""
    cloturer_vague(vague_id=vague.pk, maintenant=vague.cloture)
    sceller_vague(vague_id=vague.pk, maintenant=vague.cloture + ATTENTE_AVANT_SCELLE)
    vague.refresh_from_db()
    return vague


def affecter(candidature: Candidature, evaluateur: Utilisateur | None = None) -> Evaluation:
    return affecter_evaluateur(
        candidature_id=candidature.pk,
        evaluateur=evaluateur or agent(),
        par=administrateur(),
        maintenant=APRES,
    )


def noter(evaluation: Evaluation, *notes: int | None, remettre: bool = True) -> Evaluation:
    """Declare no conflict and give one note per criterion; None is « ne se prononce pas »."""
    grille = GrilleVague.objects.get(vague=evaluation.candidature.vague_id).grille_id
    criteres = Critere.objects.filter(grille=grille)
    saisies = {
        critere.pk: NoteSaisie(note, note is None, f"Parce que {critere.code}.")
        for critere, note in zip(criteres, notes, strict=True)
    }
    le = APRES + timedelta(hours=1)
    declarer_absence_de_conflit(evaluation_id=evaluation.pk, par=evaluation.evaluateur, maintenant=le)
    return enregistrer_evaluation(
        evaluation_id=evaluation.pk,
        saisies=saisies,
        remettre=remettre,
        par=evaluation.evaluateur,
        maintenant=le,
    )


def ouvrir_la_deliberation(vague: Vague) -> Vague:
    return ouvrir_deliberation(vague_id=vague.pk, par=administrateur(), maintenant=APRES + timedelta(days=10))


SANS_EVALUATION = {"sans_evaluation": "Décidé sur pièces par le comité."}


def decider_pour(
    candidature: Candidature,
    sens: Sens = Sens.NON_RETENUE,
    montant: int | None = None,
    par: Utilisateur | None = None,
) -> None:
    decider(
        candidature_id=candidature.pk,
        sens=sens,
        montant=Decimal(montant) if montant else None,
        motif=f"Motif du dossier {candidature.numero}.",
        precisions=SANS_EVALUATION,
        par=par or administrateur(),
        maintenant=APRES + timedelta(days=11),
    )


def ecrire_l_etat(dossiers: QuerySet[Candidature], etat: str) -> None:
    """Write a state as no service would, with what the database wants of it."""
    attend = etat == EtatCandidature.A_COMPLETER
    dossiers.update(
        etat=etat,
        montant_accorde=100_000 if etat == EtatCandidature.LAUREATE else None,
        rouvert=["instances", "piece:statuts"] if attend else [],
        rouvert_jusqu_au=CLOTURE if attend else None,
    )
