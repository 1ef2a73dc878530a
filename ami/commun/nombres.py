"""How amounts and notes are written in French. No Django import."""

from decimal import Decimal

FINE_INSECABLE = "\u202f"
INSECABLE = "\u00a0"


def entier(valeur: int) -> str:
    """« 3 000 »."""
    return f"{valeur:,}".replace(",", FINE_INSECABLE)


def euros(valeur: Decimal | int) -> str:
    """« 150 000 € », « 1 234,50 € »: cents only when there are some."""
    centimes = Decimal(valeur).quantize(Decimal("0.01"))
    rond = centimes == centimes.to_integral_value()
    texte = f"{centimes:,.0f}" if rond else f"{centimes:,.2f}"
    return texte.replace(",", FINE_INSECABLE).replace(".", ",") + f"{INSECABLE}€"


def montant_saisi(valeur: Decimal | str | None) -> str:
    """Write a stored amount as people type it: « 50 000 »; empty when there is none."""
    return euros(Decimal(valeur)).removesuffix(f"{INSECABLE}€") if valeur not in (None, "") else ""


def note(valeur: Decimal | None) -> str:
    """A mean on two decimals: « 3,25 », or « – »."""
    return "–" if valeur is None else f"{valeur:.2f}".replace(".", ",")


def taille_lisible(octets: int) -> str:
    """« 1,2 Mo », « 12 Ko », « 340 octets »: decimal units, one figure after the comma when it says something."""
    for unite, facteur in (("Go", 1_000_000_000), ("Mo", 1_000_000), ("Ko", 1_000)):
        if octets >= facteur:
            entiers, dixiemes = divmod(round(octets * 10 / facteur), 10)
            precis = f",{dixiemes}" if dixiemes else ""
            return f"{entier(entiers)}{precis}{INSECABLE}{unite}"
    return f"{octets}{INSECABLE}octet{'s' if octets > 1 else ''}"


def trop_lourd(octets: int, limite: int) -> str:
    """« pèse 21 Mo : la limite est de 20 Mo »; to the octet when both would read alike."""
    lue, permise = taille_lisible(octets), taille_lisible(limite)
    if lue == permise:
        lue = f"{entier(octets)}{INSECABLE}octets"
    return f"pèse {lue}{INSECABLE}: la limite est de {permise}"
