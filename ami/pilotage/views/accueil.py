"""Home page: the call as the public reads it."""

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from ami.pilotage.lectures.appel import presenter_l_appel
from vagues.models import Appel


@login_not_required
@require_safe
def accueil(request: HttpRequest) -> HttpResponse:
    """Six queries, however many waves there are."""
    appel = Appel.objects.order_by("-ouvert_le", "-pk").first()
    contexte = {"appel": None} if appel is None else presenter_l_appel(appel, timezone.now())
    return render(request, "pilotage/accueil.html", contexte)
