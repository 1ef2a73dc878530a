"""Context of every page: no query."""

from django.conf import settings
from django.http import HttpRequest


def site(_request: HttpRequest) -> dict[str, object]:
    return {"SITE_DEMONSTRATION": settings.AMI_DEMO, "SITE_OFFICIEL": settings.AMI_SITE_OFFICIEL}
