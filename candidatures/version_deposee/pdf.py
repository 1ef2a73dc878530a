"""From a filing to its tagged PDFs: the data of each template, and the process that composes."""

import json
from dataclasses import asdict
from pathlib import Path
from subprocess import TimeoutExpired
from typing import Any

from ami.commun.enfant import Programme, executer
from candidatures.models import Depot, GenreDocument
from candidatures.version_deposee.depots import contenu_de, recepisse_de

# 40 000 letters without a space take four seconds. The library works in as many threads as there are processors.
COMPOSEUR = Programme(Path(__file__).parent, "composition", memoire=2_000_000_000, processeur=240, delai=60)


class CompositionImpossible(Exception):
    """The document could not be composed; the message is that of the composer."""


def composer(depot: Depot, genre: GenreDocument) -> bytes:
    """Tagged PDF/UA-1 of one filing; the same filing gives the same bytes. Never inside a transaction.

    Composed in a child process, which cannot hang nor kill the worker. Raises ``CompositionImpossible``.
    """
    demande = {
        "gabarit": genre.value,
        "donnees": _DONNEES[genre](depot),
        "contenu": depot.contenu,
        "le": int(depot.recu_le.timestamp()),
    }
    try:
        fini = executer(COMPOSEUR, entree=json.dumps(demande).encode())
    except TimeoutExpired as erreur:
        raise CompositionImpossible(f"more than {COMPOSEUR.delai} s") from erreur
    if fini.returncode:
        raise CompositionImpossible(
            fini.stderr.decode(errors="replace")[-500:] or f"status {fini.returncode}"
        )
    return fini.stdout


def _commun(depot: Depot, titre: str) -> dict[str, Any]:
    recepisse = recepisse_de(depot)
    return {
        "titre": titre,
        "auteur": recepisse.service[0] if recepisse.service else "",
        "description": " – ".join(filter(None, (recepisse.appel, f"version {depot.version}"))),
        "numero": depot.numero,
        "empreinte": depot.empreinte,
        "entete": " – ".join(
            filter(None, (recepisse.appel, f"dossier {depot.numero}, version {depot.version}"))
        ),
    }


def _dossier(depot: Depot) -> dict[str, Any]:
    return _commun(depot, f"Dossier {depot.numero}") | {
        "identite": _lignes(recepisse_de(depot).recu),
        "sections": [asdict(section) for section in contenu_de(depot).presentation],
    }


def _recepisse(depot: Depot) -> dict[str, Any]:
    recepisse = recepisse_de(depot)
    pieces = tuple((p.libelle, f"{p.nom} – {p.taille}\nSHA-256 {p.empreinte}") for p in recepisse.pieces)
    return _commun(depot, f"{recepisse.titre} – dossier {depot.numero}") | {
        "recu": _lignes(recepisse.recu),
        "pieces": _lignes(pieces),
        "recours": list(recepisse.recours),
        "service": list(recepisse.service),
    }


def _lignes(paires: tuple[tuple[str, str], ...]) -> list[dict[str, str]]:
    return [{"libelle": libelle, "valeur": valeur} for libelle, valeur in paires]


_DONNEES = {GenreDocument.DOSSIER: _dossier, GenreDocument.RECEPISSE: _recepisse}
