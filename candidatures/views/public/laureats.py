"""Pages of candidatures that everybody reads."""

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from ami.commun.pagination import page_de
from candidatures.lectures import listes


@login_not_required
@require_safe
def laureats(request: HttpRequest) -> HttpResponse:
    """Laureates of published waves: what the publication wrote, nothing else."""
    return render(request, "candidatures/public/laureats.html", {"page": page_de(request, listes.laureats())})
