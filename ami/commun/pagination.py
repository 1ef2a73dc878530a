"""One page of a list, as the address asks for it; `_pagination.html` leads to the others."""

from collections.abc import Sequence
from typing import TypeVar

from django.core.paginator import Page, Paginator
from django.db.models import Model, QuerySet
from django.http import HttpRequest

M = TypeVar("M", bound=Model)
PAR_PAGE = 25


def page_de(request: HttpRequest, lignes: QuerySet[M] | Sequence[M], par_page: int = PAR_PAGE) -> "Page[M]":
    """``?page=2``; the first one when it says nothing, the last one when it asks for more than there are."""
    return Paginator(lignes, par_page).get_page(request.GET.get("page"))
