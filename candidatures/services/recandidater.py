"""Taking up a dossier that was not selected, in an open wave."""

import uuid
from datetime import datetime
from typing import Any

from django.db import transaction

from ami.commun.ensembles import inserer
from ami.commun.erreurs import DroitInsuffisant, ErreurMetier, HorsDelai, TransitionInterdite
from ami.commun.taches import reveiller
from ami.comptes.models import Utilisateur
from ami.fichiers.models import Fichier
from ami.fichiers.states import EtatFichier
from ami.journal.services import Acte, journaliser
from ami.notifications.services import mettre_en_file
from ami.notifications.tasks import envoyer_courriels
from candidatures.actes import ActeCandidature
from candidatures.emails.rappels import brouillon_cree, brouillon_repris
from candidatures.formulaire.catalogue.champs import Cahier
from candidatures.formulaire.questionnaire import pieces_demandees, sections
from candidatures.lectures import en_l_etat
from candidatures.models import Acces, Candidature, Piece, Reponse
from candidatures.permissions import est_a_recandidater, peut_rediger
from candidatures.services.enregistrer import repeter_sur_le_dossier
from candidatures.services.interets import retenir_les_interets
from candidatures.services.verrous import verrouiller_dossier
from candidatures.seuils import seuil_atteint
from candidatures.states import EtatCandidature
from candidatures.version_deposee.contenu import Contenu
from candidatures.version_deposee.depots import contenu_de
from vagues.models import Vague, VoletOuvert

A_SIGNER_DE_NOUVEAU = "engagements"


@transaction.atomic(durable=True)
def recandidater(
    *, candidature_id: uuid.UUID, volet_ouvert: VoletOuvert, par: Utilisateur, recu_le: datetime
) -> Candidature:
    """New draft with the people, answers and documents of a refused dossier. Locks the wave, then the refused dossier.

    Once in a wave: a second call gives the same draft. Commitments are to be signed again; what the new form no longer
    asks is left. Raises ``DroitInsuffisant``, ``TransitionInterdite``, ``HorsDelai``, ``ErreurMetier``.
    """
    vague = Vague.objects.select_related("appel").verrouiller(pk=volet_ouvert.vague_id)
    origine = verrouiller_dossier(candidature_id, avec_sa_vague=False)
    if not peut_rediger(par, origine):
        raise DroitInsuffisant("Le signataire et les rédacteurs du dossier peuvent candidater à nouveau.")
    if not est_a_recandidater(origine):
        raise TransitionInterdite("Seul un dossier non retenu, ou ajourné, peut être repris.")
    if deja := _deja_repris(origine, vague, par):
        return deja
    if not vague.est_ouverte(recu_le):
        raise HorsDelai("Cette vague ne reçoit pas de candidatures : choisissez une vague ouverte.")
    candidature = _creer(origine, volet_ouvert, vague, par, recu_le)
    cahier = en_l_etat.cahier(candidature)
    contenu = contenu_de(origine.depots.latest("version"))
    reponses = _reprendre_les_reponses(candidature, cahier, contenu, par, recu_le)
    _reprendre_les_pieces(candidature, cahier, contenu, par, recu_le)
    repeter_sur_le_dossier(candidature, cahier, reponses)
    mettre_en_file(brouillon_cree(candidature) + brouillon_repris(candidature), maintenant=recu_le)
    reveiller(envoyer_courriels)
    return candidature


def _deja_repris(origine: Candidature, vague: Vague, par: Utilisateur) -> Candidature | None:
    suite = origine.suites.filter(vague=vague).exclude(etat=EtatCandidature.RETIREE).first()
    if suite and not suite.acces.filter(utilisateur=par).exists():
        raise ErreurMetier(
            "Ce dossier est déjà repris dans cette vague, et vous n’y avez pas accès : demandez à son signataire de "
            "vous inviter."
        )
    return suite


def _creer(
    origine: Candidature, ouvert: VoletOuvert, vague: Vague, par: Utilisateur, recu_le: datetime
) -> Candidature:
    """The draft and its people, with the same roles."""
    candidature = Candidature.objects.create(
        vague=vague,
        volet_id=ouvert.volet_id,
        cree_par=par,
        origine=origine,
        dernier_rappel=seuil_atteint(vague.cloture, recu_le),
    )
    acces = list(origine.acces.order_by("pk").values_list("utilisateur_id", "role"))
    inserer(Acces(candidature=candidature, utilisateur_id=compte, role=role) for compte, role in acces)
    retenir_les_interets([compte for compte, _ in acces], siren=origine.siren, dossier=candidature)
    acte = Acte(
        objet=candidature,
        acte=ActeCandidature.CREEE,
        par_id=par.pk,
        vers=EtatCandidature.BROUILLON,
        donnees={"origine": origine.numero, "acces": [list(ligne) for ligne in acces]},
    )
    journaliser([acte], le=recu_le)
    return candidature


def _reprendre_les_reponses(
    candidature: Candidature, cahier: Cahier, contenu: Contenu, par: Utilisateur, le: datetime
) -> dict[str, Any]:
    """Filed answers to the questions that are still asked."""
    deposees = contenu.reponses
    posees = [
        champ.nom
        for section in sections(cahier)
        if section.code != A_SIGNER_DE_NOUVEAU
        for champ in section.champs
        if not champ.nom.startswith("change_")
    ]
    reponses = {nom: deposees[nom] for nom in posees if nom in deposees}
    inserer(
        Reponse(candidature=candidature, champ=nom, valeur=valeur, par=par, le=le)
        for nom, valeur in reponses.items()
    )
    return reponses


def _reprendre_les_pieces(
    candidature: Candidature, cahier: Cahier, contenu: Contenu, par: Utilisateur, le: datetime
) -> None:
    """The same files, for the kinds of documents that are still asked."""
    demandees = {piece.code for piece in pieces_demandees(cahier)}
    deposees = [piece for piece in contenu.pieces if piece.code in demandees]
    servables = Fichier.objects.exclude(etat=EtatFichier.REFUSE).in_bulk(
        [piece.fichier for piece in deposees]
    )
    fichiers = {str(pk): fichier for pk, fichier in servables.items()}
    inserer(
        Piece(
            candidature=candidature,
            code=piece.code,
            legende=piece.legende,
            fichier=fichiers[piece.fichier],
            ajoutee_par=par,
            ajoutee_le=le,
        )
        for piece in deposees
        if piece.fichier in fichiers
    )
