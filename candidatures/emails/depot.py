"""Mails about filing, withdrawing, or not having filed."""

from collections import Counter
from collections.abc import Collection, Iterable, Iterator
from dataclasses import replace
from datetime import datetime, timedelta

from ami.commun.adresses import affichable, canonique
from ami.comptes.models import Utilisateur
from ami.notifications.models import Courriel
from ami.notifications.redaction import Destinataire, Message, lien, rediger
from candidatures.emails.construction import (
    destinataires,
    destinataires_par_dossier,
    ecrire,
    sans_lien,
    vers,
)
from candidatures.formulaire.catalogue.structure import STRUCTURE
from candidatures.formulaire.controle.validite import valide
from candidatures.models import Acces, Candidature, Depot
from candidatures.permissions import REDACTEURS
from candidatures.version_deposee.contenu import Contenu
from candidatures.version_deposee.depots import contenu_de, recepisse_de
from candidatures.version_deposee.recepisse import Recepisse
from vagues.models import Vague

# Whom a filed dossier names, and the question that holds their address.
DESIGNES = {"representant": "representant_courriel", "contact": "contact_courriel"}
COPIES_PAR_JOUR = 5  # to one address, whoever files
_CHAMPS = {champ.nom: champ for champ in STRUCTURE.champs}


def recepisse(
    candidature: Candidature, depot: Depot, acces: Iterable[Acces], *, saturees: Collection[str]
) -> list[Message]:
    """Acknowledgement of receipt (CRPA, art. R. 112-5): N05, and N06 when it is filed again.

    To those who answer for the dossier, and a copy to the people it names.
    """
    repondent = [a for a in acces if a.role in REDACTEURS]
    courriels = ecrire(
        candidature,
        "recepisse",
        [vers(a.utilisateur) for a in repondent],
        cle=f"recepisse:{candidature.pk}:{depot.version}",
        page="candidatures:recepisse",
        priorite=1,
        depot=depot,
        recepisse=recepisse_de(depot),
    )
    return courriels + _copies(candidature, depot, _repondants(repondent), saturees)


def _copies(
    candidature: Candidature, depot: Depot, servies: Collection[str], saturees: Collection[str]
) -> list[Message]:
    """The same facts to people who may have no account: nothing in it opens the dossier, nor may become a link."""
    designes = _designes(contenu_de(depot), servies)
    a_qui = [designe for designe in designes if canonique(designe.adresse) not in saturees]
    contexte = {
        "depot": depot,
        "recepisse": _sans_liens(recepisse_de(depot)),
        "structure": sans_lien(contenu_de(depot).faits.structure),
        "appel": candidature.vague.appel,
    }
    return rediger(
        cle=f"recepisse-copie:{candidature.pk}:{depot.version}",
        modele="recepisse_copie",
        a_qui=a_qui,
        contexte=contexte,
        priorite=1,
        concerne=candidature.pk,
    )


def adresses_saturees(contenu: Contenu, acces: Iterable[Acces]) -> frozenset[str]:
    """Those that this filing names, as anybody may, and that have received their copies of the day: one query at most."""
    adresses = [canonique(designe.adresse) for designe in _designes(contenu, _repondants(acces))]
    if not adresses:
        return frozenset()
    recues = Courriel.objects.recus_depuis("recepisse_copie", contenu.recu_le - timedelta(days=1))
    comptes = Counter(recues.filter(destinataire__in=adresses).values_list("destinataire", flat=True))
    return frozenset(adresse for adresse, copies in comptes.items() if copies >= COPIES_PAR_JOUR)


def copies_retenues(depot: Depot, acces: Iterable[Acces]) -> list[str]:
    """The people named by a filing to whom no copy of its acknowledgement left, for having received too many."""
    designes = list(_designes(contenu_de(depot), _repondants(acces)))
    if not designes:
        return []
    cle = f"recepisse-copie:{depot.candidature_id}:{depot.version}"
    parties = set(Courriel.objects.filter(cle__startswith=f"{cle}:").values_list("destinataire", flat=True))
    return [affichable(designe.adresse) for designe in designes if canonique(designe.adresse) not in parties]


def _repondants(acces: Iterable[Acces]) -> set[str]:
    """The addresses of those who answer for the dossier: they have the acknowledgement itself."""
    return {canonique(a.utilisateur.email) for a in acces if a.role in REDACTEURS}


def _designes(contenu: Contenu, servies: Collection[str]) -> Iterator[Destinataire]:
    """Each person named by the filing, once, but those already written to."""
    reponses, ecrites = contenu.reponses_par_section.get(STRUCTURE.code, {}), set(servies)
    for qualite, nom in DESIGNES.items():
        adresse = reponses.get(nom)
        if not adresse or not _CHAMPS[nom].s_applique(reponses) or not valide(_CHAMPS[nom], adresse):
            continue
        if canonique(adresse) not in ecrites:
            ecrites.add(canonique(adresse))
            yield Destinataire(qualite, adresse, {"qualite": qualite})


def _sans_liens(recepisse: Recepisse) -> Recepisse:
    return replace(
        recepisse,
        recu=tuple((libelle, sans_lien(valeur)) for libelle, valeur in recepisse.recu),
        pieces=tuple(
            replace(piece, libelle=sans_lien(piece.libelle), nom=sans_lien(piece.nom))
            for piece in recepisse.pieces
        ),
    )


def retrait(candidature: Candidature, *, le: datetime, motif: str, d_office: bool) -> list[Message]:
    """N06: the dossier is withdrawn, by its signatory or by decision of the service."""
    cle = f"retrait:{candidature.pk}"
    a_qui = destinataires(candidature)
    return ecrire(candidature, "retrait", a_qui, cle=cle, le=le, motif=motif, d_office=d_office)


def suppression(candidature: Candidature, *, par: Utilisateur, le: datetime) -> list[Message]:
    """A draft is deleted: those who wrote it, but who deleted it, are told. Its pages are gone."""
    contexte = {
        "candidature": candidature,
        "vague": candidature.vague,
        "appel": candidature.vague.appel,
        "par": par,
        "le": le,
        "lien": lien("candidatures:liste"),
    }
    a_qui = [a for a in destinataires(candidature) if a.qui != par.pk]
    return rediger(cle=f"suppression:{candidature.pk}", modele="suppression", a_qui=a_qui, contexte=contexte)


def version_conservee(candidatures: list[Candidature]) -> list[Message]:
    """The wave closed while these dossiers were being reworked: what was filed before counts. One query for them all."""
    par_pk = {candidature.pk: candidature for candidature in candidatures}
    return [
        message
        for pk, a_qui in destinataires_par_dossier(candidatures).items()
        for message in ecrire(
            par_pk[pk],
            "version_conservee",
            a_qui,
            cle=f"version_conservee:{pk}",
            page="candidatures:recepisse",
        )
    ]


def cloture_anticipee(candidatures: list[Candidature]) -> list[Message]:
    """The wave of these filed dossiers closed before the instant that their receipts announce. One query for them all."""
    par_pk = {candidature.pk: candidature for candidature in candidatures}
    return [
        message
        for pk, a_qui in destinataires_par_dossier(candidatures).items()
        for message in ecrire(par_pk[pk], "cloture_anticipee", a_qui, cle=f"cloture_anticipee:{pk}")
    ]


def brouillon_non_depose(candidature: Candidature, ouvertes: list[Vague]) -> list[Message]:
    """N07: the wave is closed and this draft was not filed. ``ouvertes``: where it may be carried at once."""
    return ecrire(
        candidature,
        "brouillon_non_depose",
        destinataires(candidature),
        cle=f"non-depose:{candidature.pk}:{candidature.vague_id}",
        ouvertes=ouvertes,
    )
