"""How amounts and notes are written in French. No Django import."""

import re
from decimal import ROUND_HALF_UP, Decimal

FINE_INSECABLE = "\u202f"
INSECABLE = "\u00a0"

_TAPE = re.compile(r"(-?)\s?([0-9]{1,3}(?:\s[0-9]{3})+|[0-9]+)(?:([.,])([0-9]*))?")
_DEUX_LECTURES = re.compile(r"-?[1-9][0-9]{0,2}(?:[.,][0-9]{3})+")
_EURO = re.compile(r"^€\s?|\s?(?:€|euros?)$", re.IGNORECASE)
_UN_MILLIER = 3


def nombre_tape(texte: str) -> str | None:
    """« 50 000,5 » gives « 50000.5 »; None for what is not one number, or could be read as two.

    Blanks stand between groups of three and nowhere else (« 5000 2000 » are two cells); a point before exactly three
    figures (« 12.000 ») may be that of thousands: nobody guesses.
    """
    trouve = _TAPE.fullmatch(texte)
    if not trouve:
        return None
    signe, entiers, separateur, decimales = trouve.groups(default="")
    if separateur == "." and len(decimales) == _UN_MILLIER >= len(entiers) and not entiers.startswith("0"):
        return None
    return signe + "".join(entiers.split()) + (f".{decimales}" if decimales else "")


def deux_lectures(texte: str, decimales_max: int) -> str:
    """What « 12.000 » may mean, in words; empty when the text is not of that kind.

    A number with more decimals than the question takes has one reading: it is not proposed as an answer.
    """
    texte = sans_euro(texte)
    if not _DEUX_LECTURES.fullmatch(texte):
        return ""
    entiers, *groupes = re.split(r"[.,]", texte)
    milliers = f"écrivez {FINE_INSECABLE.join([entiers, *groupes])} pour les milliers"
    decimales = groupes[0].rstrip("0")
    if len(groupes) > 1 or len(decimales) > decimales_max:
        return f"Les points et les virgules ne séparent pas les milliers{INSECABLE}: {milliers}."
    return (
        f"«{INSECABLE}{texte}{INSECABLE}» se lit de deux façons{INSECABLE}: {milliers}, "
        f"ou {entiers}{',' if decimales else ''}{decimales}."
    )


def sans_euro(texte: str) -> str:
    return _EURO.sub("", texte)


def arrondi(valeur: Decimal, decimales: int) -> Decimal:
    """Halves up, as everybody was taught: 4,125 is written 4,13."""
    return valeur.quantize(Decimal(1).scaleb(-decimales), ROUND_HALF_UP)


def entier(valeur: int) -> str:
    """« 3 000 »."""
    return f"{valeur:,}".replace(",", FINE_INSECABLE)


def euros(valeur: Decimal | int) -> str:
    """« 150 000 € », « 1 234,50 € »: cents only when there are some."""
    centimes = arrondi(Decimal(valeur), 2)
    rond = centimes == centimes.to_integral_value()
    texte = f"{centimes:,.0f}" if rond else f"{centimes:,.2f}"
    return texte.replace(",", FINE_INSECABLE).replace(".", ",") + f"{INSECABLE}€"


def montant_saisi(valeur: Decimal | str | None) -> str:
    """Write a stored amount as people type it: « 50 000 »; empty when there is none."""
    return euros(Decimal(valeur)).removesuffix(f"{INSECABLE}€") if valeur not in (None, "") else ""


def decimal_saisi(valeur: str) -> str:
    """Write a stored quantity as people type it: « 2,5 », without a zero that says nothing."""
    return (valeur.rstrip("0").rstrip(".") if "." in valeur else valeur).replace(".", ",")


def note(valeur: Decimal | None) -> str:
    """A mean on two decimals: « 3,25 », or « – »."""
    return "–" if valeur is None else f"{arrondi(valeur, 2)}".replace(".", ",")


def taille_lisible(octets: int) -> str:
    """« 1,2 Mo », « 12 Ko », « 340 octets »: decimal units, one figure after the comma when it says something, half up."""
    for unite, facteur in (("Go", 1_000_000_000), ("Mo", 1_000_000), ("Ko", 1_000)):
        if octets >= facteur:
            entiers, dixiemes = divmod((octets * 10 + facteur // 2) // facteur, 10)
            precis = f",{dixiemes}" if dixiemes else ""
            return f"{entier(entiers)}{precis}{INSECABLE}{unite}"
    return f"{octets}{INSECABLE}octet{'s' if octets > 1 else ''}"


def trop_lourd(octets: int, limite: int) -> str:
    """« pèse 21 Mo : la limite est de 20 Mo »; to the octet when both would read alike."""
    lue, permise = taille_lisible(octets), taille_lisible(limite)
    if lue == permise:
        lue = f"{entier(octets)}{INSECABLE}octets"
    return f"pèse {lue}{INSECABLE}: la limite est de {permise}"
