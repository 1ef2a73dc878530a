"""Remembering for whom a person has written, and what they could open: nobody is judge and party (ADR 0010)."""

from collections.abc import Collection, Mapping
from typing import Any

from ami.commun.ensembles import inserer
from candidatures.formulaire.catalogue.structure import STRUCTURE
from candidatures.formulaire.controle.validite import valide, vide
from candidatures.models import Candidature, Interet, Reponse

_SIRET = next(champ for champ in STRUCTURE.champs if champ.nom == "siret")


def retenir_les_interets(
    comptes: Collection[int], *, siren: str = "", dossier: Candidature | None = None
) -> None:
    """Remember for ever that these people are interested in this SIREN, and in this dossier: one statement at most.

    Runs inside the caller's transaction. By dossier, the SIREN that it takes later counts too, as long as it has it.
    """
    interets = [Interet(utilisateur_id=compte, siren=siren) for compte in comptes if siren]
    if dossier:
        interets += [Interet(utilisateur_id=compte, candidature=dossier) for compte in comptes]
    inserer(interets, sauf_connus=True)


def retenir_la_saisie(anciennes: Mapping[str, Reponse], ecrites: Mapping[str, Reponse]) -> None:
    """When a SIRET is typed, remember who typed it, and who wrote answers for the structure that it replaces.

    The others have chosen nothing: a signatory trying forty SIRET keeps nobody else from judging forty structures.
    Theirs are the dossier, with the SIREN it has, and those it was filed with. Runs inside the caller's transaction.
    """
    if "siret" not in ecrites:
        return
    siren = _siren(ecrites["siret"].valeur)
    retenir_les_interets([ecrites["siret"].par_id], siren=siren)
    ancienne = anciennes.get("siret")
    if ancienne and (remplace := _siren(ancienne.valeur)) != siren:
        auteurs = {reponse.par_id for reponse in anciennes.values() if reponse.le >= ancienne.le}
        retenir_les_interets(auteurs, siren=remplace)


def _siren(siret: Any) -> str:
    return str(siret)[:9] if not vide(siret) and valide(_SIRET, siret) else ""
