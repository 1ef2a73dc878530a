"""One page of a list, as the address asks for it; ``_pagination.html`` leads to the others.

A page follows a row or comes before one, whose key the address bears: with the index of its order, a list is as quick at
its end as at its beginning, and a row that comes or goes meanwhile shifts nothing. ``?page`` alone is read from the
nearest end.
"""

from collections.abc import Callable, Sequence
from datetime import datetime
from decimal import Decimal
from typing import Any, TypeVar
from urllib.parse import urlencode
from uuid import UUID

from django.core.paginator import Page, Paginator
from django.core.signing import BadSignature, Signer
from django.db.models import BooleanField, F, Func, QuerySet, Value
from django.http import HttpRequest
from django.utils.functional import cached_property

R = TypeVar("R")
PAR_PAGE = 25
Cle = Sequence[Any]
_TYPES: dict[str, Callable[[str], Any]] = {
    "int": int,
    "str": str,
    "Decimal": Decimal,
    "UUID": UUID,
    "datetime": datetime.fromisoformat,
}


class _Rangees(Func):
    """``(a, b) > (x, y)``: one bound of an index, where « a > x or a = x and b > y » would be none."""

    output_field = BooleanField()

    def __init__(self, *expressions: Any, signe: str) -> None:
        super().__init__(*expressions, signe=signe)

    def as_sql(self, compiler: Any, connection: Any, *_: Any, **__: Any) -> tuple[str, tuple[Any, ...]]:  # noqa: ARG002
        lus = [compiler.compile(expression) for expression in self.get_source_expressions()]
        textes, milieu = [texte for texte, _ in lus], len(lus) // 2
        gauche, droite = ", ".join(textes[:milieu]), ", ".join(textes[milieu:])
        return f"({gauche}) {self.extra['signe']} ({droite})", tuple(v for _, valeurs in lus for v in valeurs)


class PageLue(Page[R]):
    """``apres`` and ``avant`` are what the address of the next page, and of the previous one, say; None: its number alone."""

    def __init__(self, lignes: list[R], numero: int, pages: "Paginator[R]", suite: "_Suite | None") -> None:
        super().__init__(lignes, numero, pages)
        self.suite = suite
        self.precedent, self.suivent = numero > 1, numero < pages.num_pages

    def has_previous(self) -> bool:
        return self.precedent

    def has_next(self) -> bool:
        return self.suivent

    def next_page_number(self) -> int:
        return self.number + 1

    @cached_property
    def apres(self) -> str | None:
        return self.suite.signer(self.object_list[-1]) if self.suite else None

    @cached_property
    def avant(self) -> str | None:
        return self.suite.signer(self.object_list[0]) if self.suite else None


class _Suite:
    """The order of a list, and its rows beyond one of them. Its keys go one way, are never null, and no two rows have the same."""

    def __init__(self, lignes: QuerySet[Any, Any]) -> None:
        ordre = [str(nom) for nom in lignes.query.order_by]
        self.noms = [nom.removeprefix("-") for nom in ordre]
        self.descend = bool(ordre) and ordre[0].startswith("-")
        if not ordre or any(nom.startswith("-") != self.descend for nom in ordre):
            raise ValueError(
                "A list is read by pages in one direction: negate the number that goes the other way."
            )
        self._signature = Signer(salt=f"pagination:{','.join(ordre)}")

    def au_dela(self, lignes: QuerySet[Any, R], cle: Cle) -> QuerySet[Any, R]:
        """The rows that follow this key; those before it when ``lignes`` is reversed."""
        signe = "<" if self.descend == lignes.query.standard_ordering else ">"
        return lignes.filter(_Rangees(*map(F, self.noms), *map(Value, cle), signe=signe))

    def signer(self, ligne: Any) -> str:
        """Signed, a key needs no check when it comes back."""
        cle = [self._valeur(ligne, nom) for nom in self.noms]
        return self._signature.sign_object([[type(v).__name__, str(v)] for v in cle], compress=True)

    def relire(self, texte: str | None) -> Cle | None:
        try:
            return [_TYPES[nom](valeur) for nom, valeur in self._signature.unsign_object(texte or "")]
        except BadSignature:
            return None

    def _valeur(self, ligne: Any, nom: str) -> Any:
        if isinstance(ligne, dict):
            return ligne[nom]
        for attribut in nom.split("__"):
            ligne = getattr(ligne, attribut)
        return ligne


def page_de(
    request: HttpRequest,
    lignes: QuerySet[Any, R],
    par_page: int = PAR_PAGE,
    *,
    total: int | None = None,
    par_numero: bool = False,
) -> PageLue[R]:
    """The page that the address asks for; the first one when it says nothing, the last one when it asks for more than there are.

    ``total``: how many rows there are, when something else has counted them. ``par_numero``: its address bears no key of a row;
    for an order that is under embargo, since an address is written in logs.
    """
    pages: Paginator[R] = Paginator(lignes, par_page)
    if total is not None:
        pages.count = total
    suite = None if par_numero else _Suite(lignes)
    numero = pages.get_page(request.GET.get("page")).number
    lue = _a_partir_d_une_ligne(request, suite, pages, numero) if suite and pages.num_pages > 1 else None
    return lue or PageLue(_au_rang(pages, numero), numero, pages, suite)


def meme_page(request: HttpRequest) -> str:
    """What leads back to this page of the list, at the end of its address."""
    lus = {nom: request.GET[nom] for nom in ("page", "apres", "avant") if nom in request.GET}
    return f"?{urlencode(lus)}" if lus else ""


def _a_partir_d_une_ligne(
    request: HttpRequest, suite: _Suite, pages: "Paginator[R]", numero: int
) -> PageLue[R] | None:
    """The rows after ``?apres`` or before ``?avant``. None without such a row, or when no full page comes before it: the
    first page is then read from its beginning. Its number is the one of the address, but at both ends.
    """
    lignes: Any = pages.object_list
    if cle := suite.relire(request.GET.get("apres")):
        lues = list(_tranche(suite.au_dela(lignes, cle), 0, pages.per_page + 1))
        page = PageLue(lues[: pages.per_page], max(2, numero), pages, suite)
        page.suivent = len(lues) > pages.per_page
        page.number = page.number if page.suivent else pages.num_pages
        return page if lues else None
    if cle := suite.relire(request.GET.get("avant")):
        lues = list(_tranche(suite.au_dela(lignes.reverse(), cle), 0, pages.per_page + 1))
        page = PageLue(lues[: pages.per_page][::-1], min(numero, pages.num_pages - 1), pages, suite)
        page.suivent, page.precedent = True, len(lues) > pages.per_page
        page.number = max(2, page.number) if page.precedent else 1
        return page if len(lues) >= pages.per_page else None
    return None


def _au_rang(pages: "Paginator[R]", numero: int) -> list[R]:
    """Page ``numero``, counted from the nearest end."""
    lignes: Any = pages.object_list
    debut = (numero - 1) * pages.per_page
    fin = min(debut + pages.per_page, pages.count)
    if debut <= pages.count - fin:
        return list(_tranche(lignes, debut, fin))
    return list(_tranche(lignes.reverse(), pages.count - fin, pages.count - debut))[::-1]


def _tranche(lignes: Any, debut: int, fin: int) -> Any:
    """Only the rows of the page are read whole: those that are skipped or sorted out are seen by their keys alone."""
    return lignes.filter(pk__in=lignes.values("pk")[debut:fin])
