"""Two administrators on one form: nobody overwrites what they have not read. No Django import."""

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any


def en_texte(valeur: Any) -> str:
    """A value as the page that shows it sends it back: instants to the minute, as their input."""
    if valeur is None:
        return ""
    if isinstance(valeur, datetime):
        return valeur.astimezone(UTC).isoformat(timespec="minutes")
    if isinstance(valeur, list | tuple):
        return " ".join(sorted(map(str, valeur)))
    return str(valeur)


def departager(
    saisie: Mapping[str, Any], actuel: Mapping[str, Any], lues: Mapping[str, str]
) -> tuple[dict[str, Any], list[str], list[str]]:
    """What to store, the fields that somebody else changed and that stay so, and the fields changed on both sides.

    A field whose mark is absent was not read: it is in conflict unless it says what is stored.
    """
    final, ailleurs, conflits = dict(actuel), [], []
    for nom, stocke in actuel.items():
        tape, garde, lu = en_texte(saisie[nom]), en_texte(stocke), lues.get(nom)
        if tape == garde:
            continue
        if lu == garde:
            final[nom] = saisie[nom]
        elif lu == tape:
            ailleurs.append(nom)
        else:
            conflits.append(nom)
    return final, ailleurs, conflits
