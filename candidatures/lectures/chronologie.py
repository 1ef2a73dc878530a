"""What happened to a dossier, told to its people or to the service.

The porteur's story is built from facts they may know, one by one: nothing of what a committee decides is among them
before the wave is published. The service reads the journal of the dossier, from its first filing.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from ami.commun.dates import PARIS
from ami.journal.models import Entree
from ami.territoires.heures import echeance
from candidatures.actes import ActeCandidature
from candidatures.models import Candidature, Complement, Cote, Depot, Message
from candidatures.states import LIBELLES_PORTEUR, RESULTATS, EtatCandidature, EtatComplement
from vagues.models import Vague
from vagues.mots import anticipation
from vagues.states import EtatVague

E = EtatCandidature
ENTREES_MAX = 200
_FERMETURES = {
    EtatComplement.EXPIRE: (
        "Délai des compléments passé",
        "Le dossier est examiné tel que vous l’aviez déposé.",
    ),
    EtatComplement.ANNULE: ("Demande de compléments annulée", "Vous n’avez rien à renvoyer."),
}
_ETATS = {
    E.BROUILLON: ("Dossier repris pour modification", "La dernière version déposée compte toujours."),
    E.DEPOSEE: ("Modification non déposée", "La dernière version déposée est celle qui est retenue."),
    E.IRRECEVABLE: ("Dossier déclaré non recevable", ""),
    E.RETIREE: ("Dossier retiré", ""),
}


@dataclass(frozen=True)
class Evenement:
    le: datetime
    libelle: str
    detail: str = ""


@dataclass(frozen=True)
class MessageEnvoye:
    """A message of the thread, without what it says."""

    le: datetime
    cote: str
    lu_le: datetime | None


def messages_envoyes(candidature: Candidature) -> list[MessageEnvoye]:
    """Messages sent, in their order: one query."""
    lignes = Message.objects.envoyes().filter(candidature=candidature)
    envoyes = lignes.values_list("envoye_le", "cote", "lu_le")
    return [MessageEnvoye(le, cote, lu_le) for le, cote, lu_le in envoyes if le]


def pour_le_porteur(
    candidature: Candidature, complements: Sequence[Complement], envoyes: Iterable[MessageEnvoye]
) -> tuple[Evenement, ...]:
    """The story of a filed dossier in the porteur's words, oldest first: two queries, three with an origin."""
    faits = [
        _creation(candidature),
        *_depots(candidature, {c.depot_id for c in complements}),
        *(fait for complement in complements for fait in _complement(candidature, complement)),
        *_messages(envoyes),
        *(changements := list(_changements(candidature))),
        *_vague(candidature, changements),
    ]
    return tuple(sorted(faits, key=lambda fait: fait.le))


def pour_le_service(candidature: Candidature) -> tuple[Evenement, ...]:
    """What the journal says of the dossier since its first filing, with who did it: one query."""
    premier = (
        Depot.objects.filter(candidature=candidature).order_by("version").values_list("recu_le", flat=True)
    )
    entrees = list(
        Entree.objects.de(candidature)
        .filter(le__gte=premier[:1])
        .select_related("par")
        .order_by("-rang")[:ENTREES_MAX]
    )
    return tuple(
        Evenement(
            entree.le,
            entree.acte[:1].upper() + entree.acte[1:],
            " – ".join(filter(None, (str(entree.par or "Le service, automatiquement"), entree.motif))),
        )
        for entree in reversed(entrees)
    )


def _creation(candidature: Candidature) -> Evenement:
    origine = candidature.origine
    detail = f"À la suite du dossier {origine.numero}." if origine else ""
    return Evenement(candidature.cree_le, "Dossier créé", detail)


def _depots(candidature: Candidature, completes: set[int | None]) -> Iterator[Evenement]:
    lignes = Depot.objects.filter(candidature=candidature).order_by("version")
    for pk, version, recu_le in lignes.values_list("pk", "version", "recu_le"):
        if pk in completes:
            yield Evenement(recu_le, "Dossier complété renvoyé", f"Version {version}.")
        elif version == 1:
            yield Evenement(recu_le, "Dossier déposé", f"Numéro {candidature.numero}.")
        else:
            yield Evenement(recu_le, "Dossier déposé de nouveau", f"Version {version}.")


def _complement(candidature: Candidature, complement: Complement) -> Iterator[Evenement]:
    jusqu_au = echeance(complement.echeance, candidature.departement)
    yield Evenement(complement.demande_le, "Compléments demandés", f"À renvoyer jusqu’au {jusqu_au}.")
    fermeture = _FERMETURES.get(EtatComplement(complement.etat))
    if fermeture and complement.ferme_le:
        yield Evenement(complement.ferme_le, *fermeture)


def _messages(envoyes: Iterable[MessageEnvoye]) -> Iterator[Evenement]:
    """One line a day and a side: the thread tells the rest."""
    nombres: Counter[tuple[date, str]] = Counter()
    derniers: dict[tuple[date, str], datetime] = {}
    for envoye in envoyes:
        cle = (envoye.le.astimezone(PARIS).date(), envoye.cote)
        nombres[cle] += 1
        derniers[cle] = envoye.le
    for cle, nombre in nombres.items():
        libelle = "Vous avez écrit au service" if cle[1] == Cote.PORTEUR else "Le service vous a écrit"
        yield Evenement(derniers[cle], libelle, f"{nombre} messages ce jour-là." if nombre > 1 else "")


def _changements(candidature: Candidature) -> Iterator[Evenement]:
    """Changes of state that leave no other trace, from the journal."""
    entrees = Entree.objects.de(candidature).filter(vers__in=_ETATS).exclude(de="")
    for de, vers, par, le, acte in entrees.order_by("rang").values_list("de", "vers", "par_id", "le", "acte"):
        if acte == ActeCandidature.VERSION_INCHANGEE:
            yield Evenement(
                le, "Dossier déposé de nouveau", "Rien n’avait changé : la version déjà déposée compte."
            )
            continue
        # Filed by a person, or unlocked after compléments: told by the filing, or by the request.
        if vers == E.DEPOSEE and (par is not None or de != E.BROUILLON):
            continue
        yield Evenement(le, *_ETATS[E(vers)])


def _vague(candidature: Candidature, changements: Iterable[Evenement]) -> Iterator[Evenement]:
    """What its wave did to the dossier: nothing once it is withdrawn."""
    vague = candidature.vague
    retrait = next((fait.le for fait in changements if fait.libelle == _ETATS[E.RETIREE][0]), None)
    if vague.close_le and (retrait is None or vague.close_le <= retrait):
        yield Evenement(vague.close_le, f"{vague} close", _fin(vague, candidature.departement))
    if vague.publiee_le and vague.etat != EtatVague.EN_DELIBERATION and candidature.etat in RESULTATS:
        yield Evenement(vague.publiee_le, "Résultat publié", LIBELLES_PORTEUR[E(candidature.etat)])


def _fin(vague: Vague, departement: str) -> str:
    suite = "Votre dossier entre en instruction."
    anticipee = anticipation(vague, departement)
    return f"{anticipee[:1].upper()}{anticipee[1:]}. {suite}" if anticipee else suite
