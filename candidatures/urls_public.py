"""Published laureates."""

from django.urls import path

from candidatures import views_publiques

app_name = "laureats"
urlpatterns = [path("", views_publiques.laureats, name="liste")]
