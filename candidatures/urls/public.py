"""Published laureates."""

from django.urls import path

from candidatures.views import publiques

app_name = "laureats"
urlpatterns = [path("", publiques.laureats, name="liste")]
